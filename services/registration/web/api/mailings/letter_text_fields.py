"""The fields of letters of one's own in requests and responses."""

from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.domain.mailings import letter_text as domain
from services.registration.domain.mailings.mailing import SUBJECT
from services.registration.web.api.kit.changes import changes_of
from services.registration.web.api.kit.fields import RequestBody, Resource
from services.registration.web.api.kit.request import ListQuery
from shared.letter_samples import LetterSample
from shared.letter_texts import LetterKind

OwnSubject = Annotated[str, msgspec.Meta(min_length=1, max_length=SUBJECT, extra={"rule": "line"})]
OwnBody = Annotated[str, msgspec.Meta(min_length=1, max_length=domain.BODY, extra={"rule": "text"})]


class NewLetterTextBody(RequestBody, frozen=True, kw_only=True):
    """A text of one's own for one kind of letter: of a programme, or a cohort, or else of the organiser.

    The nearest text wins, each for itself; null: that of the programme or the organiser, or ours. The texts (Markdown in
    `body_sv` and `body_en`) may have placeholders, such as `{{first_name}}`. What a letter must say follows the text.
    """

    letter: LetterKind
    programme_id: UUID | None = None
    cohort_id: UUID | None = None
    subject_sv: OwnSubject | None = None
    body_sv: OwnBody | None = None
    subject_en: OwnSubject | None = None
    body_en: OwnBody | None = None


LetterTextChanges = changes_of(
    NewLetterTextBody, "LetterTextChanges", fixed=["letter", "programme_id", "cohort_id"]
)


class OwnLetterText(Resource, frozen=True, kw_only=True):
    """A text of one's own for one kind of letter."""

    letter: LetterKind
    programme_id: UUID | None
    cohort_id: UUID | None
    subject_sv: str | None
    body_sv: str | None
    subject_en: str | None
    body_en: str | None
    version: int


class LetterTextQuery(ListQuery, frozen=True, kw_only=True):
    """`owner_id`: of this programme, this cohort, or the organiser itself."""

    owner_id: UUID | None = None


class LetterTextPreview(msgspec.Struct, frozen=True, kw_only=True):
    """The letter with sample data, in every situation and both languages; its links open nothing."""

    samples: list[LetterSample]
