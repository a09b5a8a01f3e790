"""The layout of the text part: lines of at most 72 characters, one blank line between paragraphs."""

import re
from typing import Final

_WIDTH: Final = 72
_GAPS: Final = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


def gathered(text: str) -> list[str]:
    """Split a text into lines, with one blank line between paragraphs, and an empty last one for the final line end."""
    return [*_GAPS.sub("\n\n", text.strip()).split("\n"), ""]


def wrapped(line: str) -> str:
    """Wrap a long line at blanks, never within a word or URL; continued list items keep their indent."""
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
