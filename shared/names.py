"""Names of people, as far as both services have to agree on what one is."""

import re
from typing import Final

# A scheme, www, an @, or two labels with a dot between them and no blank, the last of at least two letters: "ond.example",
# "Www.ond.example/x". Initials ("J.P. Holm", "A.-M. Ek") and abbreviations ("S:t", "Dr. Ek") are names.
_LINK: Final = re.compile(r"(?i)://|\bwww\.|@|[^\W_][\w-]*\.[^\W\d_]{2,}")


def reads_like_a_link(name: str) -> bool:
    """Whether a mail program would turn a part of the name into a link."""
    return _LINK.search(name) is not None
