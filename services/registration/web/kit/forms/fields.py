"""A form field with label, hint, error and value, and the summary of all errors on a page."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from services.registration.domain.form import FieldError
from services.registration.web.kit.forms.posted_form import PostedForm, redisplay
from services.registration.web.wording import Wording, plural

FieldKind = Literal["text", "email", "long", "password", "choice", "date", "time", "number", "search"]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field as the template macro renders it; `name` is also the element's id.

    `options`: of a `choice`, each value with its text.
    """

    name: str
    label: str
    value: str = ""
    kind: FieldKind = "text"
    autocomplete: str = "off"
    hint: str | None = None
    error: str | None = None
    error_prefix: str = ""
    is_required: bool = False
    options: tuple[tuple[str, str], ...] = ()


class Mistake(msgspec.Struct, frozen=True):
    """One error: the id of the element to correct (`anchor`), and what to do there."""

    anchor: str
    text: str


class ErrorSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The error summary at the top of a page with errors; it receives focus."""

    heading: str
    mistakes: tuple[Mistake, ...]
    kept: str


def summary(
    mistakes: Sequence[Mistake], words: Wording, *, heading: str | None = None, kept: str | None = None
) -> ErrorSummary | None:
    """The summary of all errors, or None if there are none. `kept`: what became of what was typed."""
    if not mistakes:
        return None
    return ErrorSummary(
        heading=heading or plural(words.form_errors.heading, len(mistakes), words),
        mistakes=tuple(mistakes),
        kept=kept or words.form_errors.kept,
    )


def mistake(error: FieldError, words: Wording, *, anchor: str | None = None) -> Mistake:
    """Put a field error into words: the field's own text for this code, else the general text for the code."""
    pattern = words.form_errors.fields.get(f"{error.field}/{error.code}") or words.field_errors[error.code]
    return Mistake(anchor or error.field, pattern.format(limit=error.limit))


def error_at(name: str, mistakes: Sequence[Mistake]) -> str | None:
    """The error text of one field, or None."""
    return next((item.text for item in mistakes if item.anchor == name), None)


def filled(
    fields: Sequence[Field], words: Wording, form: PostedForm | None, mistakes: Sequence[Mistake]
) -> tuple[Field, ...]:
    """The fields with the posted values (else their own), and the error of each."""
    return tuple(
        msgspec.structs.replace(
            field,
            value=redisplay(form.text(field.name)) if form is not None else field.value,
            error=error_at(field.name, mistakes),
            error_prefix=words.common.error_prefix,
        )
        for field in fields
    )
