"""A case of the preview: a kind of mail in one situation."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec.structs import replace

from services.notify.domain.letters.letter import DateLine, MailKind


class PreviewCase(NamedTuple):
    """A kind of mail in one situation; `options` are those of `letter_of`."""

    kind: MailKind
    name: str
    dates: tuple[DateLine, ...]
    options: Mapping[str, Any] = MappingProxyType({})  # any field of a letter


def all_with(lines: tuple[DateLine, ...], **changes: Any) -> tuple[DateLine, ...]:  # any field of a date line
    """Return the lines, each with these changes."""
    return tuple(replace(line, **changes) for line in lines)
