"""Header fields that no value can break: RFC 2047 where letters need it, no line break but our own."""

import binascii
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Final

from services.notify.render import clean

# A line with encoded words has at most 76 signs, the name of the field included (RFC 2047 section 2).
_ROOM: Final = 66
_ROOM_AFTER_TO: Final = 70
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_TOKEN: Final = re.compile(r"[!-~]{1,400}")
# What stands for itself in an encoded word, wherever the word stands (RFC 2047 section 5, rule 3).
_AS_IT_IS: Final = {
    sign: chr(sign) for sign in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"
} | {ord(" "): "_"}
_SIGNS: Final = [_AS_IT_IS.get(number, f"={number:02X}") for number in range(256)]


class BadToken(ValueError):
    """A value of ours that is no plain run of ASCII signs."""


def token(value: str) -> str:
    """Return an id, key or Message-ID as it is; it is never encoded, and `BadToken` if it would need to be."""
    if not _TOKEN.fullmatch(value):
        raise BadToken("a key or id in a header is ASCII without blanks")
    return value


def date(moment: datetime) -> str:
    """Write the Date field."""
    return format_datetime(moment.astimezone(UTC))


@lru_cache(maxsize=512)
def text(value: str) -> str:
    """Write free text, as for Subject."""
    value = clean.line(value)
    if not value.isascii() or "=?" in value or "  " in value:
        return _encoded(value)
    return value if len(value) <= _ROOM else _folded(value)


def mailbox(field: str, name: str | None, address: str) -> str:
    """Write `Name <address>` for a checked address; without a name only the address."""
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
    """Break long plain text at its blanks; one word too long for a line and all is encoded instead."""
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
    """Write encoded words, one a line, none of which cuts a letter in two.

    One word wherever it can be, in base64 where that is shorter: some programs, Python's own among them, read two
    words in a name with a blank between them.
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
