"""The organiser's accent colour: validated, and darkened until white text on it is readable."""

import re
from typing import Final

from shared import contrast

_COLOUR: Final = re.compile(r"#?([0-9a-fA-F]{6})")


def readable(colour: str | None) -> str | None:
    """The nearest colour with a contrast of at least 4.5:1 to white, as six hex digits; None if the input is no colour."""
    match = _COLOUR.fullmatch(colour or "")
    if match is None:
        return None
    parts = (int(match[1][:2], 16), int(match[1][2:4], 16), int(match[1][4:], 16))
    red, green, blue = contrast.darkened(parts, against=contrast.WHITE, percent=96)
    return f"{red:02x}{green:02x}{blue:02x}"
