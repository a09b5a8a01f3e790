"""Text and links that people typed, cleaned or checked for a mail."""

import re
from typing import Final

from shared.clean import line, lines, optional

__all__ = ("UnsafeUrl", "line", "lines", "link", "optional")


class UnsafeUrl(ValueError):
    """A URL with blanks, line breaks or characters beyond ASCII, or not http(s). The message does not contain it."""


_LINK: Final = re.compile(r"https?://[!-;=?-~]+")


def link(url: str) -> str:
    """Return the URL unchanged. Raises `UnsafeUrl`."""
    if not _LINK.fullmatch(url):
        raise UnsafeUrl("a link is http or https, in ASCII, without blanks")
    return url
