"""Header fields, folded and encoded by RFC 5322 and RFC 2047, whatever the values contain."""

import binascii
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Final

from services.notify.render import clean

# A line with encoded words has at most 76 characters, the field name included (RFC 2047, section 2).
_ROOM: Final = 66
_ROOM_AFTER_TO: Final = 70
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_TOKEN: Final = re.compile(r"[!-~]{1,400}")
# The characters that stay as they are in an encoded word, in any field (RFC 2047, section 5, rule 3).
_AS_IT_IS: Final = {
    sign: chr(sign) for sign in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"
} | {ord(" "): "_"}
_SIGNS: Final = [_AS_IT_IS.get(number, f"={number:02X}") for number in range(256)]


class BadToken(ValueError):
    """An id or key with blanks or characters beyond ASCII, or over 400 of them."""


def token(value: str) -> str:
    """Return an id, key or Message-ID unchanged. Raises `BadToken` where it would have to be encoded."""
    if not _TOKEN.fullmatch(value):
        raise BadToken("a key or id in a header is ASCII without blanks")
    return value


def date(moment: datetime) -> str:
    """Return the value of the Date field, in UTC."""
    return format_datetime(moment.astimezone(UTC))


@lru_cache(maxsize=512)
def text(value: str) -> str:
    """Return free text encoded and folded, as for Subject."""
    value = clean.line(value)
    if not value.isascii() or "=?" in value or "  " in value:
        return _encoded(value)
    return value if len(value) <= _ROOM else _folded(value)


def mailbox(field: str, name: str | None, address: str) -> str:
    """Return `Name <address>` for a checked address, folded; without a name only the address."""
    phrase = _phrase(name, _ROOM if len(field) > len("From") else _ROOM_AFTER_TO) if name else ""
    if not phrase:
        return address
    last = phrase.rpartition("\r\n")[2]
    return f"{phrase}{' ' if len(last) + len(address) <= _ROOM else chr(13) + chr(10) + ' '}<{address}>"


@lru_cache(maxsize=512)
def _phrase(name: str, room: int) -> str:
    name = clean.line(name)
    if not name.isascii() or "=?" in name or len(name) > room:
        return _encoded(name, room)
    if _PLAIN_NAME.fullmatch(name):
        return name
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"' if name else ""


def _folded(value: str) -> str:
    """Fold long ASCII text at its blanks; encode all of it where one word is too long for a line."""
    lines = [""]
    for word in value.split(" "):
        if len(word) > _ROOM:
            return _encoded(value)
        if len(lines[-1]) + 1 + len(word) > _ROOM and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _encoded(value: str, room: int = _ROOM) -> str:
    """Return encoded words, one per line, that each contain whole characters.

    A single word where possible, in base64 if that fits: some programs, Python's `email` among them, put a blank between
    two encoded words in a name.
    """
    room -= len("=?utf-8?q??=")
    words, word = [], ""
    for letter in value:
        signs = "".join([_SIGNS[number] for number in letter.encode()])
        if len(word) + len(signs) > room:
            words.append(word)
            word = ""
        word += signs
    words.append(word)
    if len(words) > 1 and len(brief := binascii.b2a_base64(value.encode(), newline=False)) <= room:
        return f"=?utf-8?b?{brief.decode()}?="
    return "\r\n ".join([f"=?utf-8?q?{word}?=" for word in words])
