"""What a form posted, read as it came: never an exception, whatever was sent."""

from typing import Any, Final
from urllib.parse import unquote_to_bytes
from uuid import UUID

from litestar import Request

# Our longest form has a dozen fields and one switch a date; more is not a form of ours.
_MOST_FIELDS: Final = 2000


class PostedForm:
    """Fields by name, each with all its values."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self._fields = fields

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def text(self, name: str) -> str:
        """The last value, as a browser's repeated field would mean it; empty if there is none."""
        return self._fields.get(name, [""])[-1]

    def all(self, name: str) -> list[str]:
        return self._fields.get(name, [])

    def values(self) -> dict[str, object]:
        """One value a field, for `domain.form.Reader`."""
        return {name: found[-1] for name, found in self._fields.items()}


async def read(request: Request[Any, Any, Any]) -> PostedForm:
    """Read `application/x-www-form-urlencoded`.

    Bytes that are not UTF-8 become halves of characters, which the fields' reader refuses by name: the person is
    told, and nothing is stored in pieces.
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
    """What was typed, as it can stand on a page again."""
    visible = "".join("\ufffd" if _is_unshowable(letter) else letter for letter in text)
    return visible.replace("\r\n", "\n")


def _text(raw: bytes) -> str:
    return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8", "surrogateescape")


def _is_unshowable(letter: str) -> bool:
    return "\ud800" <= letter <= "\udfff" or (letter < " " and letter not in "\r\n\t") or letter == "\x7f"
