"""Parses mails for the pages and the API."""

import email
import email.errors
import email.header
import email.policy
import email.utils
import re
from email.message import EmailMessage
from typing import Final

import msgspec

_FOLDED: Final = re.compile(rb"\r?\n[ \t]+")


class Address(msgspec.Struct, frozen=True, rename="pascal"):
    """A name, which can be empty, and an address."""

    name: str
    address: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One readable part of a mail."""

    kind: str
    text: str


def headers(raw: bytes) -> dict[str, str]:
    """Return the first of each header, decoded, by lower-case name. Fast, because it runs for every mail received."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    found: dict[str, str] = {}
    for line in _FOLDED.sub(b" ", head).splitlines():
        name, colon, value = line.partition(b":")
        if colon:
            found.setdefault(
                name.decode("ascii", "replace").lower(), value.strip().decode("utf-8", "replace")
            )
    return found


def decoded(value: str) -> str:
    """Decode the encoded words of a header (RFC 2047)."""
    if "=?" not in value:
        return value
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (ValueError, LookupError, email.errors.MessageError):
        return value


def addresses(value: str) -> list[Address]:
    """Parse a list of addresses."""
    found = email.utils.getaddresses([value])
    return [Address(decoded(name), address) for name, address in found if address]


def parts(raw: bytes) -> list[Part]:
    """List the text parts of a mail, in order: text, HTML, calendar."""
    message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    return [
        Part(kind=part.get_content_type(), text=_text(part))
        for part in message.walk()
        if part.get_content_maintype() == "text"
    ]


def _text(part: email.message.Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
