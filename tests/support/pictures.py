"""Small pictures, made by hand: what is in them matters less than what they say of themselves."""

import struct
import zlib


def png(width: int = 120, height: int = 40, *, colour: bytes = b"\x0b\x55\x63") -> bytes:
    """A picture of one colour that every browser shows."""
    rows = b"".join(b"\0" + colour * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


def jpeg(width: int = 120, height: int = 40) -> bytes:
    """The beginning of a JPEG as cameras write it: a note first, then the frame."""
    note = b"\xff\xe1" + struct.pack(">H", 8) + b"Exif\0\0"
    frame = (
        b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x01\x11\0\x02\x11\x01\x03\x11\x01"
    )
    return b"\xff\xd8" + note + frame + b"\xff\xd9"


def webp(kind: bytes = b"VP8X", width: int = 120, height: int = 40) -> bytes:
    """The beginning of a WebP of each of its three kinds."""
    if kind == b"VP8X":
        body = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif kind == b"VP8L":
        body = b"\x2f" + ((width - 1) | (height - 1) << 14).to_bytes(4, "little") + b"\0" * 8
    else:
        body = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height) + b"\0" * 4
    chunk = kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk
