"""The lines of a calendar file (RFC 5545 section 3.1), read from what programs really write."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

MOST_LINES: Final = 20_000

_FOLD: Final = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_NEW_LINE: Final = re.compile(r"\r\n|\n|\r")
_NAME: Final = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER: Final = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_ESCAPED: Final = re.compile(r"\\([\\;,nN])")


class ContentLine(msgspec.Struct, frozen=True):
    """A property with its parameters; the name in upper case, those of the parameters too."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def words(self) -> str:
        """The value as text, with what is escaped put back."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value).strip()


def content_lines(text: str) -> Iterator[ContentLine]:
    """Read the lines of a calendar file; lines that are none are left out."""
    for number, line in enumerate(_NEW_LINE.split(_FOLD.sub("", text))):
        if number >= MOST_LINES:
            return
        if found := _line(line):
            yield found


def _line(line: str) -> ContentLine | None:
    name = _NAME.match(line.lstrip())
    if name is None:
        return None
    line, at = line.lstrip(), name.end()
    parameters = {}
    while match := _PARAMETER.match(line, at):
        parameters[match[1].upper()] = match[2].strip('"')
        at = match.end()
    if line[at : at + 1] != ":":
        # A value with a colon that nobody quoted: what follows the last colon is the address or time.
        at = line.find(":", at)
        if at < 0:
            return None
    return ContentLine(name[0].upper(), parameters, line[at + 1 :])
