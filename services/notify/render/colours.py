"""The organiser's colour, dark enough for white text on it and for links on the page."""

import re
from functools import lru_cache
from typing import Final

from shared import contrast

_DEFAULT: Final = "#0b5563"
_PAPER: Final[contrast.Rgb] = (0xFC, 0xFB, 0xF8)
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_STEP: Final = 93  # percent


@lru_cache(maxsize=256)
def fill(accent: str | None) -> str:
    """Return the colour of the header bar and the button as #rrggbb, from `accent` or the default colour."""
    return _hex(contrast.darkened(_rgb(accent), against=contrast.WHITE, percent=_STEP))


@lru_cache(maxsize=256)
def ink(accent: str | None) -> str:
    """Return the colour of links on the page as #rrggbb: a little darker than the header bar."""
    return _hex(contrast.darkened(contrast.darker(_rgb(accent), _STEP), against=_PAPER, percent=_STEP))


def _rgb(accent: str | None) -> contrast.Rgb:
    text = accent if accent and _HEX.fullmatch(accent) else _DEFAULT
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _hex(colour: contrast.Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
