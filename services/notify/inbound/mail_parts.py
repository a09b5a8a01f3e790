"""Reads the parts of a mail that came from outside; whatever is broken in it is left out."""

import hashlib
import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from html import unescape
from typing import Final

MOST_PARTS: Final = 200
_MOST_TEXT: Final = 20_000
# What a machine says stands first; behind it comes the mail that it answers.
_MOST_READ: Final = 1_000_000
_TAGS: Final = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_BREAKS: Final = re.compile(r"<(?:br|/p|/div|/tr|/li)\b[^>]*>", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def parse(raw: bytes) -> Message | None:
    """Return the mail; None where it cannot be read, for instance because mails are nested too deeply in it."""
    try:
        return BytesParser(policy=policy.compat32).parsebytes(raw[:_MOST_READ])
    except (RecursionError, MessageError, ValueError, LookupError):
        return None


def walk(mail: Message) -> Iterator[Message]:
    """The parts of a mail, outside in, without those of mails inside it, and at most `MOST_PARTS`."""
    waiting, count = [mail], 0
    while waiting and count < MOST_PARTS:
        part, count = waiting.pop(0), count + 1
        yield part
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = [one for one in part.get_payload() if isinstance(one, Message)]


def header(mail: Message, name: str) -> str:
    """A header as one line of text; empty where there is none."""
    value = next((value for key, value in mail.raw_items() if key.lower() == name.lower()), None)
    if value is None:
        return ""
    # Many programs write their own letters as they are, in one charset or the other.
    octets = str(value).encode("utf-8", "surrogateescape")
    try:
        value = octets.decode("utf-8")
    except UnicodeDecodeError:
        value = octets.decode("latin-1")
    try:
        return one_line(str(make_header(decode_header(value))))
    except (ValueError, LookupError, MessageError):
        return one_line(value)


def one_line(text: str, most: int = 500) -> str:
    """The text without line breaks and signs that cannot be seen."""
    return " ".join(_CONTROL.sub(" ", text).split())[:most]


def text_of(part: Message) -> str:
    """The text of a part; HTML without its tags, bytes that do not fit the charset replaced."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        text = payload[: 4 * _MOST_TEXT].decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = payload[: 4 * _MOST_TEXT].decode("utf-8", "replace")
    if part.get_content_subtype() == "html":
        text = unescape(_TAGS.sub("", _BREAKS.sub("\n", text)))
    return "\n".join(_CONTROL.sub(" ", line).rstrip() for line in text.splitlines())[:_MOST_TEXT]


def readable(mail: Message) -> str:
    """The text that a person reads first: plain where there is any, else HTML."""
    texts = [part for part in walk(mail) if part.get_content_maintype() == "text"]
    for subtype in ("plain", "html"):
        for part in texts:
            if part.get_content_subtype() == subtype and (found := text_of(part)).strip():
                return found
    return ""


def mark_of(mail: Message, raw: bytes) -> bytes:
    """What tells one mail from another: its Message-ID, else its bytes."""
    own = header(mail, "Message-ID")
    return hashlib.sha256(own.encode() if own else raw).digest()
