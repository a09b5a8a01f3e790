"""E-mail addresses: what mail can be sent to, for forms and for SMTP alike (calendar rule 19).

A local part is a dot-atom of RFC 5321 in ASCII. Quoted local parts and those beyond ASCII are refused: a server without
SMTPUTF8 rejects them, and with them the transaction. A domain may be written in any script; it has a form in IDNA 2003.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

LONGEST: Final = (
    254  # characters in an address as it is written (RFC 5321, section 4.5.3.1.3, without the brackets)
)

_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")


class BadAddress(ValueError):
    """No mail can be sent to the address. The message does not contain it."""


@lru_cache(maxsize=4096)  # a mail asks five times
def ascii_address(address: str) -> str:
    """Return the address with its domain in ASCII and lower case, for envelopes, headers and calendar entries.

    Raises `BadAddress`. Blanks around the address are ignored.
    """
    local, at, domain = address.strip(" ").rpartition("@")
    if not at:
        raise BadAddress("an address has one @")
    if not _is_local_part(local):
        raise BadAddress("the part before @ holds a sign that mail servers do not take")
    return f"{local}@{_ascii_domain(domain)}"


def tidy(text: str) -> str | None:
    """Return the address as it was written, with its domain in lower case; None if no mail can be sent to it.

    Stricter than `ascii_address`: at most `LONGEST` characters, and the last label of the domain is no number (RFC 3696).
    """
    local, _, domain = text.partition("@")
    if len(text) > LONGEST or not _is_local_part(local):
        return None
    try:
        last_label = _ascii_domain(domain).rpartition(".")[2]
    except BadAddress:
        return None
    return None if last_label.isdigit() else f"{local}@{domain.lower()}"


def _is_local_part(text: str) -> bool:
    return len(text) <= 64 and _LOCAL.fullmatch(text) is not None


@lru_cache(maxsize=1024)
def _ascii_domain(text: str) -> str:
    try:
        domain = text if text.isascii() else text.encode("idna").decode()
    except UnicodeError:
        raise BadAddress("the domain is not a name") from None
    labels = domain.split(".")
    if len(labels) < 2 or len(domain) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddress("the domain is not a name")
    return domain.lower()


def domains_of(listed: str) -> tuple[str, ...]:
    """Return the domains of a list with commas, in lower case."""
    return tuple(filter(None, (one.strip().lower() for one in listed.split(","))))


def is_in(address: str, domains: Collection[str]) -> bool:
    """Whether the address is in one of these domains itself, not in one below it."""
    return address.rpartition("@")[2].lower() in domains
