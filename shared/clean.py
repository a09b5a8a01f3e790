"""Text that people typed, fit for one line: no control characters, no line breaks, no turned reading order."""

import re
from typing import Final

# Everything that some program takes for the end of a line, and tabs, become a space.
_BREAKS: Final = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+")
# Other control characters, halves of characters, and the signs that turn the reading order of what follows: a
# title must not make the time after it read backwards. Arabic and Hebrew letters need none of them.
_NEVER: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def line(text: str) -> str:
    """Return the text as one line; every letter stays."""
    if text.isprintable():  # nearly all are, and this is the quick way to know
        return text.strip()
    return _NEVER.sub("", _BREAKS.sub(" ", text)).strip()


def optional(text: str | None) -> str | None:
    """Return the text as one line, or nothing where there is nothing to read in it."""
    return (line(text) or None) if text else None
