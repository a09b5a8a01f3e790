"""Reads a mail that came in: its header fields and its parts, whatever is broken in them, within limits.

The parser of the standard library goes down into forwarded mails by recursion, so that a mail of ten megabytes can stop it;
this one never opens a `message/…` part, and stops at so many parts and levels.
"""

import binascii
import hashlib
import quopri
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses
from typing import Final

import msgspec

from shared import clean

MOST_PARTS: Final = 200
_MOST_LEVELS: Final = 8
_MOST_FIELDS: Final = 500
_LONGEST_HEAD: Final = 256 * 1024

_EMPTY_LINES: Final = re.compile(rb"\r?\n(?:[ \t]*\r?\n)+")
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")
_FIELD: Final = re.compile(r"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_FOLD: Final = re.compile(r"\r?\n[ \t]+|[\r\n]+")
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]")


class MailPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part that holds no other parts, with its transfer encoding taken off; `is_broken`: that could not be done."""

    content_type: str
    parameters: dict[str, str]
    file_name: str | None
    is_attached: bool
    content: bytes
    is_broken: bool = False

    @property
    def text(self) -> str:
        """The content as text: in the charset that is named, else UTF-8, else Latin-1. NUL is left out."""
        for charset in (self.parameters.get("charset"), "utf-8"):
            if charset is not None:
                try:
                    return self.content.decode(charset).replace("\0", "").removeprefix("\ufeff")
                except (LookupError, UnicodeError, ValueError):
                    continue
        return self.content.decode("latin-1").replace("\0", "")


class InboundMail(msgspec.Struct, frozen=True, kw_only=True):
    """The header fields in order, with names in lower case, and the parts. `is_cut`: there were more parts than are read."""

    fields: tuple[tuple[str, str], ...]
    parts: tuple[MailPart, ...]
    is_cut: bool = False

    def field(self, name: str) -> str | None:
        """The first field of this name, as text; None if there is none."""
        return next(self.all_of(name), None)

    def all_of(self, name: str) -> Iterator[str]:
        return (value for field, value in self.fields if field == name)

    def words(self, name: str) -> str:
        """The first field of this name as a line that people can read; empty if there is none."""
        return _decoded(self.field(name) or "")

    def addresses(self, *names: str) -> list[tuple[str, str]]:
        """The names and addresses in fields such as From."""
        raw = [value for name in names for value in self.all_of(name)]
        try:
            found = getaddresses(raw)
        except (ValueError, IndexError, AttributeError):
            return []
        return [(_decoded(name), address.strip()) for name, address in found if "@" in address]

    @property
    def content_type(self) -> str:
        """The type of the whole mail in lower case, without parameters."""
        return (self.field("content-type") or "text/plain").partition(";")[0].strip().lower()

    @property
    def subject(self) -> str:
        return self.words("subject")

    @property
    def plain(self) -> str | None:
        """The words of the first text part that is no attachment; None if there is none in plain text."""
        return next(
            (part.text for part in self.parts if part.content_type == "text/plain" and not part.is_attached),
            None,
        )


class _PartReader:
    """Collects parts until there are too many."""

    def __init__(self) -> None:
        self.parts: list[MailPart] = []
        self.is_cut = False

    def read(self, head: list[tuple[str, str]], body: bytes, level: int) -> None:
        message = _message(head)
        content_type = message.get_content_type()
        boundary = _boundary(message) if content_type.startswith("multipart/") else None
        if boundary is None:
            self._add(message, content_type, body)
            return
        if level >= _MOST_LEVELS:
            self.is_cut = True
            return
        for inner in _split(body, boundary):
            if len(self.parts) >= MOST_PARTS:
                self.is_cut = True
                return
            self.read(*_head_and_body(inner), level + 1)

    def _add(self, message: "Message[str, str]", content_type: str, body: bytes) -> None:
        content, is_broken = _without_encoding(body, str(message.get("content-transfer-encoding", "")))
        self.parts.append(
            MailPart(
                content_type=content_type,
                parameters=_parameters(message),
                file_name=_file_name(message),
                is_attached=str(message.get("content-disposition", ""))
                .strip()
                .lower()
                .startswith("attachment"),
                content=content,
                is_broken=is_broken,
            )
        )


def read_mail(raw: bytes) -> InboundMail:
    """Read a mail. Never raises: what cannot be read is missing, or marked as broken."""
    head, body = _head_and_body(raw)
    reader = _PartReader()
    reader.read(head, body, 0)
    return InboundMail(fields=tuple(head), parts=tuple(reader.parts), is_cut=reader.is_cut)


def read_blocks(content: bytes) -> Iterator[InboundMail]:
    """Read what consists of fields alone, in blocks with an empty line between them, as a delivery status does."""
    for block in _EMPTY_LINES.split(content):
        if fields := _fields(block):
            yield InboundMail(fields=tuple(fields), parts=())


def mark_of(mail: InboundMail, raw: bytes) -> bytes:
    """What tells one mail from another: its Message-ID, else its bytes."""
    own = mail.field("message-id")
    return hashlib.sha256(own.encode("utf-8", "surrogateescape") if own else raw).digest()


def _head_and_body(raw: bytes) -> tuple[list[tuple[str, str]], bytes]:
    if raw.startswith((b"\r\n", b"\n")):
        return [], raw.lstrip(b"\r\n")
    end = _END_OF_HEAD.search(raw, 0, _LONGEST_HEAD)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw[:_LONGEST_HEAD], b"")
    return _fields(head), body


def _fields(head: bytes) -> list[tuple[str, str]]:
    try:
        text = head.decode()
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    lines = re.split(r"\r?\n(?![ \t])", text.replace("\0", ""))[:_MOST_FIELDS]
    matches = [match for line in lines if (match := _FIELD.fullmatch(line))]
    return [(match[1].lower(), _FOLD.sub(" ", match[2]).strip()) for match in matches]


def _message(head: list[tuple[str, str]]) -> "Message[str, str]":
    """The fields about the content, as the standard library reads their parameters."""
    message: Message[str, str] = Message()
    for name, value in head:
        if name.startswith("content-") and name not in message:
            message[name] = value
    return message


def _boundary(message: "Message[str, str]") -> str | None:
    try:
        return message.get_boundary()
    except (ValueError, UnicodeError, LookupError):
        return None


def _parameters(message: "Message[str, str]") -> dict[str, str]:
    try:
        found = message.get_params(failobj=[])
    except (ValueError, UnicodeError, LookupError):
        return {}
    return {name.lower(): _collapsed(value) for name, value in found[1:]}


def _file_name(message: "Message[str, str]") -> str | None:
    try:
        name = message.get_filename()
    except (ValueError, UnicodeError, LookupError):
        return None
    return _decoded(name) if name else None


def _collapsed(value: str | tuple[str | None, str | None, str]) -> str:
    try:
        return collapse_rfc2231_value(value).strip()
    except (ValueError, UnicodeError, LookupError):
        return ""


def _split(body: bytes, boundary: str) -> Iterator[bytes]:
    """The parts between the lines of the boundary; the last one may lack its end."""
    mark = re.escape(boundary.encode("utf-8", "surrogateescape"))
    lines = re.compile(rb"(?:^|\r?\n)--" + mark + rb"(--)?[ \t]*(?=\r?\n|$)")
    begins: int | None = None
    for found in lines.finditer(body):
        if begins is not None:
            yield _content(body, begins, found.start())
        if found[1]:
            return
        begins = found.end()
    if begins is not None:
        yield _content(body, begins, len(body))


def _content(body: bytes, begins: int, ends: int) -> bytes:
    return body[begins:ends].removeprefix(b"\r").removeprefix(b"\n")


def _without_encoding(body: bytes, encoding: str) -> tuple[bytes, bool]:
    match encoding.strip().strip('"').lower():
        case "base64":
            return _from_base64(body)
        case "quoted-printable":
            return quopri.decodestring(body), False
        case _:
            return body, False


def _from_base64(body: bytes) -> tuple[bytes, bool]:
    """Decode what is there; signs that do not belong are skipped, and an end that was cut off is left out."""
    signs = _NOT_BASE64.sub(b"", body)
    is_broken = len(signs) % 4 == 1
    signs = signs[: len(signs) - is_broken]
    try:
        return binascii.a2b_base64(signs + b"=" * (-len(signs) % 4)), is_broken
    except binascii.Error:
        return b"", True


def _decoded(text: str) -> str:
    """A field's encoded words as text, on one line."""
    try:
        pieces = decode_header(text)
        words = "".join(
            piece if isinstance(piece, str) else piece.decode(charset or "latin-1", "replace")
            for piece, charset in pieces
        )
    except (HeaderParseError, LookupError, ValueError):
        words = text
    return clean.line(" ".join(words.split()))
