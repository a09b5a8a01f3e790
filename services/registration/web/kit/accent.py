"""The organiser's accent colour: validated, and darkened until white text on it is readable."""

import re
from typing import Final

_COLOUR: Final = re.compile(r"#?([0-9a-fA-F]{6})")
# WCAG 2.2, success criterion 1.4.3.
_CONTRAST: Final = 4.5


def readable(colour: str | None) -> str | None:
    """The nearest colour with a contrast of at least 4.5:1 to white, as six hex digits; None if the input is no colour."""
    match = _COLOUR.fullmatch(colour or "")
    if match is None:
        return None
    red, green, blue = (int(match[1][at : at + 2], 16) for at in (0, 2, 4))
    while contrast_with_white(red, green, blue) < _CONTRAST:
        red, green, blue = (int(part * 0.96) for part in (red, green, blue))
    return f"{red:02x}{green:02x}{blue:02x}"


def contrast_with_white(red: int, green: int, blue: int) -> float:
    """The contrast ratio of WCAG 2.2 between this colour and white."""
    return 1.05 / (0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue) + 0.05)


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
