"""A field with its label, hint, error and value; and the summary of what is wrong on a page."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from services.registration.domain.form import FieldError
from services.registration.web.kit.posted_form import PostedForm, redisplay
from services.registration.web.wording import Wording, plural

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


class ErrorSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What stands first on a page with mistakes, and takes focus."""

    heading: str
    mistakes: tuple[Mistake, ...]
    kept: str


def summary(
    mistakes: Sequence[Mistake], words: Wording, *, heading: str | None = None
) -> ErrorSummary | None:
    """All mistakes at once; None if there are none."""
    if not mistakes:
        return None
    return ErrorSummary(
        heading=heading or plural(words.form_errors.heading, len(mistakes), words),
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


def filled(
    fields: Sequence[Field], words: Wording, form: PostedForm | None, mistakes: Sequence[Mistake]
) -> tuple[Field, ...]:
    """The fields with what was typed, and what is wrong with each."""
    return tuple(
        msgspec.structs.replace(
            field,
            value=redisplay(form.text(field.name)) if form is not None else field.value,
            error=error_at(field.name, mistakes),
            error_prefix=words.common.error_prefix,
        )
        for field in fields
    )
