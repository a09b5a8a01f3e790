"""Text and links that people typed, fit for a mail."""

import re
from typing import Final

from shared.clean import line, optional

__all__ = ("BadLink", "line", "link", "optional")


class BadLink(ValueError):
    """An address that would break a line, or that is not for a browser. The text never holds it."""


_LINK: Final = re.compile(r"https?://[!-;=?-~]+")


def link(url: str) -> str:
    """Return a web address as it is; `BadLink` where it holds blanks, line breaks or signs outside ASCII."""
    if not _LINK.fullmatch(url):
        raise BadLink("a link is http or https, in ASCII, without blanks")
    return url
