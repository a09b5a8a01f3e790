"""Text and links that people typed, fit for a mail."""

import re
from typing import Final

from shared.clean import line, optional

__all__ = ("UnsafeUrl", "line", "link", "optional")


class UnsafeUrl(ValueError):  # noqa: N818 - named for the situation
    """An address that would break a line, or that is not for a browser. The text never holds it."""


_LINK: Final = re.compile(r"https?://[!-;=?-~]+")


def link(url: str) -> str:
    """Return a web address as it is; `UnsafeUrl` where it holds blanks, line breaks or signs outside ASCII."""
    if not _LINK.fullmatch(url):
        raise UnsafeUrl("a link is http or https, in ASCII, without blanks")
    return url
