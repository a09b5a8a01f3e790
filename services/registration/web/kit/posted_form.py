"""Reads a posted form; no input raises an exception."""

from typing import Any, Final
from urllib.parse import unquote_to_bytes
from uuid import UUID

from litestar import Request

# The longest form has a dozen fields and a switch for each date; a post with more fields is not from our forms.
_MOST_FIELDS: Final = 2000


class PostedForm:
    """The posted fields by name, each with all its values."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self._fields = fields

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def text(self, name: str) -> str:
        """The last value of a field; empty if it was not posted."""
        return self._fields.get(name, [""])[-1]

    def all(self, name: str) -> list[str]:
        return self._fields.get(name, [])

    def values(self) -> dict[str, object]:
        """The last value of each field, for `domain.form.FieldReader`."""
        return {name: values[-1] for name, values in self._fields.items()}


async def read(request: Request[Any, Any, Any]) -> PostedForm:
    """Read `application/x-www-form-urlencoded`.

    Bytes that are not UTF-8 become lone surrogates, which `FieldReader` refuses with an error at the
    field, so that no damaged text is stored.
    """
    fields: dict[str, list[str]] = {}
    raw = await request.body()
    for part in raw.split(b"&")[:_MOST_FIELDS]:
        name, _, value = part.partition(b"=")
        if name:
            fields.setdefault(_text(name), []).append(_text(value))
    return PostedForm(fields)


def read_uuid(text: str) -> UUID | None:
    """The id in a field, in its 36-character form; None for anything else."""
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def redisplay(text: str) -> str:
    """The typed text with characters replaced that HTML cannot show."""
    visible = "".join("\ufffd" if _is_unshowable(letter) else letter for letter in text)
    return visible.replace("\r\n", "\n")


def _text(raw: bytes) -> str:
    return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8", "surrogateescape")


def _is_unshowable(letter: str) -> bool:
    return "\ud800" <= letter <= "\udfff" or (letter < " " and letter not in "\r\n\t") or letter == "\x7f"
