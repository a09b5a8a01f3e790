"""An address as it may stand in an envelope, a header and a calendar entry, or no address at all (rule 19)."""

import re
from functools import lru_cache
from typing import Final

# A dot-atom of RFC 5321. Quoted local parts and letters beyond ASCII are refused: a server without SMTPUTF8 would
# break the transaction and with it the next, innocent mail.
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")


class BadAddress(ValueError):
    """No mail can be sent there. The text never holds the address."""


@lru_cache(maxsize=1024)
def _domain(text: str) -> str:
    try:
        ascii_only = text if text.isascii() else text.encode("idna").decode()
    except UnicodeError:
        raise BadAddress("the domain is not a name") from None
    labels = ascii_only.split(".")
    if len(labels) < 2 or len(ascii_only) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddress("the domain is not a name")
    return ascii_only.lower()


def checked(address: str) -> str:
    """Return the address with its domain in ASCII and lower case; `BadAddress` where mail cannot go."""
    local, at, domain = address.strip(" ").rpartition("@")
    if not at:
        raise BadAddress("an address has one @")
    if len(local) > 64 or not _LOCAL.fullmatch(local):
        raise BadAddress("the part before @ holds a sign that mail servers do not take")
    return f"{local}@{_domain(domain)}"
