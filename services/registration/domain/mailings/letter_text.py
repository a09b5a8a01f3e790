"""Letters of one's own: the organiser's subject and text for one kind of letter, in both languages."""

from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from services.registration.domain.errors import FieldsRefused
from services.registration.domain.form import FieldError
from shared import placeholders
from shared.letter_texts import LetterKind

BODY: Final = 5_000
# In the order in which they are written.
TEXTS: Final = ("subject_sv", "body_sv", "subject_en", "body_en")


class NewLetterText(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a text. Of a programme, or a cohort, or else of the organiser; a text that is None is not of one's own."""

    letter: LetterKind
    programme_id: UUID | None = None
    cohort_id: UUID | None = None
    subject_sv: str | None = None
    body_sv: str | None = None
    subject_en: str | None = None
    body_en: str | None = None

    @property
    def is_ours(self) -> bool:
        """Whether nothing is of one's own."""
        return not any(getattr(self, name) for name in TEXTS)


class OwnLetterText(NewLetterText, frozen=True, kw_only=True):
    """A text as stored."""

    organiser_id: UUID
    id: UUID
    version: int = 1

    @property
    def owner_id(self) -> UUID:
        return self.cohort_id or self.programme_id or self.organiser_id


OwnLetterTextChanges: TypeAlias = Changes[OwnLetterText]


def require_own(text: NewLetterText) -> None:
    """Raise `FieldsRefused` where nothing is of one's own: such a text is taken away instead."""
    if text.is_ours:
        raise FieldsRefused([FieldError(name, "missing") for name in TEXTS])


def require_texts(text: NewLetterText) -> None:
    """Raise `FieldsRefused` with all that is wrong: placeholders that mean nothing, open braces, two owners."""
    errors = []
    for name in TEXTS:
        written = getattr(text, name) or ""
        errors += [FieldError(name, "placeholder", unknown) for unknown in placeholders.unknown(written)]
        errors += [FieldError(name, "braces")] if placeholders.is_unclosed(written) else []
    if text.programme_id is not None and text.cohort_id is not None:
        errors.append(FieldError("cohort_id", "does_not_match"))
    if errors:
        raise FieldsRefused(errors)
