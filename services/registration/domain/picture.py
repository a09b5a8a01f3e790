"""A logo as it is kept: made anew as a PNG from an upload's pixels alone, whatever else the upload held."""

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
    """A PNG with nothing in it but pixels; `width` and `height` are in pixels."""

    data: bytes
    width: int
    height: int


class NotAPicture(Exception):
    """The bytes are no PNG, JPEG or WebP, or only begin like one."""


class PictureSizeRefused(Exception):
    """A side is under `SMALLEST` or over `LARGEST` pixels; nothing was unpacked."""


def make_logo(upload: bytes) -> Picture:
    """Decode an upload of at most `MOST_BYTES` and encode its first frame again, upright, as a PNG of no more bytes.

    Takes up to two seconds of processor time: call it in a thread. Raises `NotAPicture` or `PictureSizeRefused`.
    """
    try:
        with Image.open(io.BytesIO(upload), formats=_FORMATS) as opened:
            pixels = _pixels(opened)
    except (PictureSizeRefused, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureSizeRefused from None
    except Exception:  # noqa: BLE001 - of broken bytes Pillow raises nearly everything, TypeError and struct.error among it
        raise NotAPicture from None
    return _encode(pixels)


def _pixels(opened: Image.Image) -> Image.Image:
    """The first frame, turned as EXIF says, as RGB or RGBA without comments, colour profile or any other metadata."""
    # Pillow has read the size and unpacked nothing yet, so a picture that would fill the memory ends here.
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
    """Write the PNG; where a photo would become too heavy a file, in half the size."""
    while True:
        written = io.BytesIO()
        pixels.save(written, "PNG")
        if written.tell() <= MOST_BYTES:
            return Picture(data=written.getvalue(), width=pixels.width, height=pixels.height)
        pixels = pixels.resize(
            (max(pixels.width // 2, 1), max(pixels.height // 2, 1)), Image.Resampling.LANCZOS
        )
