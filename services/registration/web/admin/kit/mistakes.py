"""What was wrong in a form for staff: in words that suit whoever fills it in for others, and summed up in the page's order."""

from collections.abc import Sequence
from typing import Protocol

from services.registration.domain.form import FieldError
from services.registration.web.kit.forms.fields import ErrorSummary, Mistake, summary
from services.registration.web.wording import Wording


class Labelled(Protocol):
    """A field that a summary can name."""

    @property
    def name(self) -> str:
        """The id that a mistake points to."""
        ...

    @property
    def label(self) -> str:
        """What the field is called on the page."""
        ...


def text_of(field: str, error: FieldError, words: Wording) -> str:
    """What was wrong with a field, and what to do: its own text for this code, else the general text for the code."""
    pattern = words.staff_forms.faults.get(f"{field}/{error.code}") or words.field_errors[error.code]
    return pattern.format(limit=error.limit)


def staff_mistake(error: FieldError, words: Wording) -> Mistake:
    """Put a field error into words."""
    return Mistake(error.field, text_of(error.field, error, words))


def staff_summary(
    mistakes: Sequence[Mistake],
    words: Wording,
    fields: Sequence[Labelled],
    *,
    heading: str | None = None,
    kept: str | None = None,
) -> ErrorSummary | None:
    """The summary of all errors, in the order of the fields; an error that fits any field is said with the field's name."""
    labels = {field.name: field.label for field in fields}
    order = {name: number for number, name in enumerate(labels)}
    named = [
        Mistake(one.anchor, _named(labels.get(one.anchor), one.text, words))
        for one in sorted(mistakes, key=lambda one: order.get(one.anchor, -1))
    ]
    return summary(named, words, heading=heading, kept=kept or words.staff_forms.kept)


def _named(label: str | None, text: str, words: Wording) -> str:
    """The text; with the label before it where it would say the same of any field."""
    if label is None or label.casefold() in text.casefold():
        return text
    starts = (pattern.partition("{")[0] for pattern in words.field_errors.values())
    is_general = any(start and text.startswith(start) for start in starts)
    return f"{label.rstrip('?')}: {text}" if is_general else text
