"""Reads a posted form; no input raises an exception."""

from typing import Any, Final, NamedTuple
from urllib.parse import quote, unquote_to_bytes
from uuid import UUID

from litestar import Request

# The longest form has a dozen fields and a switch for each date; a post with more fields is not from our forms.
_MOST_FIELDS: Final = 2000
_FORM: Final = "application/x-www-form-urlencoded"
# How the names of all fields for passwords end.
_SECRET: Final = "password"  # noqa: S105 - the name of a field


class KeptForm(NamedTuple):
    """A form that could not be taken: where it was posted, and each value with its field's name."""

    action: str
    fields: tuple[tuple[str, str], ...]


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

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each value with its field's name, as a page gives them back: never a password."""
        return tuple(
            (redisplay(name), redisplay(one))
            for name, all_ in self._fields.items()
            if not name.endswith(_SECRET)
            for one in all_
        )

    def values(self) -> dict[str, object]:
        """The last value of each field, for `domain.form.FieldReader`."""
        return {name: values[-1] for name, values in self._fields.items()}


async def read(request: Request[Any, Any, Any]) -> PostedForm:
    """Read `application/x-www-form-urlencoded`.

    Bytes that are not UTF-8 become lone surrogates, which `FieldReader` refuses with an error at the
    field, so that no damaged text is stored.
    """
    return parse(await request.body())


async def keep(request: Request[Any, Any, Any]) -> None:
    """Read a posted form before the page does, so that a page about an error can give it back (`kept`)."""
    if request.method == "POST" and request.headers.get("content-type", "").startswith(_FORM):
        request.state.posted = await request.body()


def kept(request: Request[Any, Any, Any]) -> KeptForm | None:
    """The form that was posted; None if there was none."""
    raw = request.state.get("posted")
    if raw is None:
        return None
    query = request.scope["query_string"].decode("latin-1")
    action = quote(request.scope["path"]) + (f"?{query}" if query else "")
    return KeptForm(action, parse(raw).pairs())


def parse(raw: bytes) -> PostedForm:
    """Read the body of a posted form."""
    fields: dict[str, list[str]] = {}
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
