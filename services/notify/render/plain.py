"""The text part as people read it: lines of at most 72 signs, one blank line between paragraphs."""

import re
from typing import Final

_WIDTH: Final = 72
_GAPS: Final = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


def gathered(text: str) -> list[str]:
    """Part a text in lines, with one blank line between paragraphs, and the last line ended."""
    return [*_GAPS.sub("\n\n", text.strip()).split("\n"), ""]


def wrapped(line: str) -> str:
    """Break a long line at blanks, never within a word or an address; a list's lines keep their indent."""
    return line.rstrip() if len(line) <= _WIDTH else _broken(line)


def _broken(line: str) -> str:
    indent = "  " if line.startswith(("- ", "  ")) else ""
    lines, current = [], ""
    for word in line.split():
        if current and len(current) + 1 + len(word) > _WIDTH:
            lines.append(current)
            current = indent + word
        elif current:
            current += f" {word}"
        else:
            current = word if line.startswith("- ") else indent + word
    lines.append(current)
    return "\n".join(lines)
