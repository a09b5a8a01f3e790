"""Makes typed text fit for lines: removes control characters, line breaks and bidirectional overrides."""

import re
from typing import Final

# Characters that some program reads as the end of a line, and tabs: each run becomes a space.
_BREAKS: Final = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+")
# Other control characters, lone surrogates, and bidirectional overrides: a title must not make the time after it read
# backwards. Arabic and Hebrew letters need none of them.
_NEVER: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")

_OVERRIDES: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def line(text: str) -> str:
    """Return the text as one line; all letters are kept."""
    if text.isprintable():  # true for nearly all texts, and fast
        return text.strip()
    return _NEVER.sub("", _BREAKS.sub(" ", text)).strip()


def lines(text: str | None) -> list[str]:
    """Return the readable lines of a text; what people typed on lines of their own stays so."""
    return [found for part in (text or "").splitlines() if (found := line(part))]


def optional(text: str | None) -> str | None:
    """Return the text as one line, or None if nothing readable is left."""
    return (line(text) or None) if text else None


def without_overrides(text: str) -> str:
    """Return the text without the signs that turn the reading order; line breaks stay."""
    return _OVERRIDES.sub("", text)
