"""The organiser's colour, dark enough for white text on it and for links on paper (4.5:1, WCAG 2.2)."""

import re
from functools import lru_cache
from typing import Final

_OURS: Final = "#0b5563"
_PAPER: Final = (0xFC, 0xFB, 0xF8)
_WHITE: Final = (0xFF, 0xFF, 0xFF)
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")

_Rgb = tuple[int, int, int]


@lru_cache(maxsize=256)
def fill(accent: str | None) -> str:
    """Return the colour of the band and the button; ours where there is none, or none that can be read."""
    return _hex(_darkened(_rgb(accent), against=_WHITE))


@lru_cache(maxsize=256)
def ink(accent: str | None) -> str:
    """Return the colour of links on the page: a little darker than the band."""
    return _hex(_darkened(_darker(_rgb(accent)), against=_PAPER))


def contrast(one: _Rgb, other: _Rgb) -> float:
    """Return the ratio that WCAG defines, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _rgb(accent: str | None) -> _Rgb:
    text = accent if accent and _HEX.fullmatch(accent) else _OURS
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _hex(colour: _Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _darker(colour: _Rgb) -> _Rgb:
    red, green, blue = (part * 93 // 100 for part in colour)
    return red, green, blue


def _darkened(colour: _Rgb, *, against: _Rgb) -> _Rgb:
    while contrast(colour, against) < 4.5:
        colour = _darker(colour)
    return colour


def _luminance(colour: _Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
