"""The organiser's one colour: checked, and darkened until white text can be read on it."""

import re
from typing import Final

from shared import contrast

_COLOUR: Final = re.compile(r"#?([0-9a-fA-F]{6})")


def readable(colour: str | None) -> str | None:
    """Six hex digits that hold 4.5:1 against white, as near to the colour as can be; None if it is no colour."""
    match = _COLOUR.fullmatch(colour or "")
    if match is None:
        return None
    parts = (int(match[1][:2], 16), int(match[1][2:4], 16), int(match[1][4:], 16))
    red, green, blue = contrast.darkened(parts, against=contrast.WHITE, percent=96)
    return f"{red:02x}{green:02x}{blue:02x}"
