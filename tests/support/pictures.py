"""Small pictures of each accepted kind, and some that must be refused."""

import io
import struct
import zlib

from PIL import Image

COLOUR = (0x0B, 0x55, 0x63)


def png(width: int = 120, height: int = 40) -> bytes:
    """A picture of one colour."""
    return encoded(drawn(width, height), "PNG")


def jpeg(width: int = 120, height: int = 40) -> bytes:
    return encoded(drawn(width, height), "JPEG")


def webp(width: int = 120, height: int = 40, *, lossless: bool = False) -> bytes:
    return encoded(drawn(width, height), "WEBP", lossless=lossless)


def drawn(width: int, height: int) -> Image.Image:
    return Image.new("RGB", (width, height), COLOUR)


def encoded(image: Image.Image, kind: str, **more: object) -> bytes:
    """Return the file's bytes; `more` is passed to Pillow's writer, as `exif` or `comment`."""
    written = io.BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def animated(kind: str) -> bytes:
    """Two frames: the first of the one colour, the second red."""
    red = Image.new("RGB", (120, 40), (255, 0, 0))
    return encoded(drawn(120, 40), kind, save_all=True, append_images=[red], duration=100, lossless=True)


def bomb(side: int) -> bytes:
    """A PNG that is a small file with large dimensions; all its rows exist, compressed."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )
