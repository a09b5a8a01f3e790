"""Reads type (PNG, JPEG, WebP) and size of a picture from its bytes; the declared type is ignored."""

from typing import Final, Literal

import msgspec

MediaType = Literal["image/png", "image/jpeg", "image/webp"]

MOST_BYTES: Final = 200_000
SMALLEST: Final = 16
LARGEST: Final = 2000

_PNG: Final = b"\x89PNG\r\n\x1a\n"
# Start-of-frame markers of JPEG: those that carry a height and a width.
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that a browser can show."""

    media_type: MediaType
    width: int
    height: int

    @property
    def fits(self) -> bool:
        """Whether it is of a size that can be a logo."""
        return all(SMALLEST <= side <= LARGEST for side in (self.width, self.height))


def read_picture(data: bytes) -> Picture | None:
    """What it is; None where it is none of the three, or ends before its size is told."""
    for media_type, size in (
        ("image/png", _png(data)),
        ("image/jpeg", _jpeg(data)),
        ("image/webp", _webp(data)),
    ):
        if size is not None:
            return msgspec.convert(
                {"media_type": media_type, "width": size[0], "height": size[1]}, Picture, strict=True
            )
    return None


def _png(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or len(data) < 33 or b"IEND" not in data[-16:]:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jpeg(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        if marker in _STANDALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2:
            return None
        at += 2 + length
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    if len(data) < 30 or data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    if int.from_bytes(data[4:8], "little") + 8 > len(data) + 1:
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return (
            int.from_bytes(data[26:28], "little") & 0x3FFF,
            int.from_bytes(data[28:30], "little") & 0x3FFF,
        )
    return None
