"""A field with its label, hint, error and value; and the summary of what is wrong on a page."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from services.registration.domain.form import FieldError
from services.registration.web.wording import Wording, bend

FieldKind = Literal["text", "email", "long"]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field as its macro shows it; `name` is its id too."""

    name: str
    label: str
    value: str = ""
    kind: FieldKind = "text"
    autocomplete: str = "off"
    hint: str | None = None
    error: str | None = None
    error_prefix: str = ""
    is_required: bool = False


class Mistake(msgspec.Struct, frozen=True):
    """One thing that is wrong: where to go to mend it, and what to do there."""

    anchor: str
    text: str


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What stands first on a page with mistakes, and takes focus."""

    heading: str
    mistakes: tuple[Mistake, ...]
    kept: str


def summary(mistakes: Sequence[Mistake], words: Wording, *, heading: str | None = None) -> Summary | None:
    """All mistakes at once; None if there are none."""
    if not mistakes:
        return None
    return Summary(
        heading=heading or bend(words.form_errors.heading, len(mistakes), words),
        mistakes=tuple(mistakes),
        kept=words.form_errors.kept,
    )


def mistake(error: FieldError, words: Wording, *, anchor: str | None = None) -> Mistake:
    """A field's error in words: those for this very field, else those for this kind of error."""
    pattern = words.form_errors.fields.get(f"{error.field}/{error.code}") or words.field_errors[error.code]
    return Mistake(anchor or error.field, pattern.format(limit=error.limit))


def error_at(name: str, mistakes: Sequence[Mistake]) -> str | None:
    """What is wrong with one field."""
    return next((one.text for one in mistakes if one.anchor == name), None)
