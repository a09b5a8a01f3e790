"""Re-encodes an uploaded logo as a PNG of its pixels only, which strips all metadata."""

import io
from typing import Final

import msgspec
from PIL import Image, ImageOps

MOST_BYTES: Final = 200_000
SMALLEST: Final = 16
LARGEST: Final = 2000

MEDIA_TYPE: Final = "image/png"

_FORMATS: Final = ("PNG", "JPEG", "WEBP")


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A PNG without metadata; `width` and `height` are in pixels."""

    data: bytes
    width: int
    height: int


class NotAPicture(Exception):
    """The bytes are no complete PNG, JPEG or WebP."""


class PictureSizeRefused(Exception):
    """A side is under `SMALLEST` or over `LARGEST` pixels; raised before the pixels are decoded."""


def make_logo(upload: bytes) -> Picture:
    """Decode an upload of at most `MOST_BYTES` bytes and encode its first frame, upright, as a PNG of at most as many bytes.

    Takes up to two seconds of processor time: call it in a thread. Raises `NotAPicture` or `PictureSizeRefused`.
    """
    try:
        with Image.open(io.BytesIO(upload), formats=_FORMATS) as opened:
            pixels = _pixels(opened)
    except (PictureSizeRefused, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureSizeRefused from None
    except Exception:  # noqa: BLE001 - Pillow raises many types for broken bytes, TypeError and struct.error among them
        raise NotAPicture from None
    return _encode(pixels)


def _pixels(opened: Image.Image) -> Image.Image:
    """Return the first frame, rotated by its EXIF orientation, as RGB or RGBA without any metadata."""
    # Pillow has read only the header here, so a decompression bomb is refused before it fills the memory.
    if not all(SMALLEST <= side <= LARGEST for side in opened.size):
        raise PictureSizeRefused
    upright = ImageOps.exif_transpose(opened)
    if upright.mode == "CMYK":
        upright = upright.convert("RGB")
    pixels = upright.convert("RGBA")
    pixels.info.clear()
    lowest, _ = pixels.getchannel("A").getextrema()
    return pixels.convert("RGB") if lowest == 255 else pixels


def _encode(pixels: Image.Image) -> Picture:
    """Encode as PNG; halve the size in pixels if the file would be too large."""
    while True:
        written = io.BytesIO()
        pixels.save(written, "PNG")
        if written.tell() <= MOST_BYTES:
            return Picture(data=written.getvalue(), width=pixels.width, height=pixels.height)
        pixels = pixels.resize(
            (max(pixels.width // 2, 1), max(pixels.height // 2, 1)), Image.Resampling.LANCZOS
        )
