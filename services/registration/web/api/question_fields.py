"""The wire structs of a question and of its answer counts."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.domain.question import QuestionKind
from services.registration.web.api.kit.changes import changes_of
from services.registration.web.api.kit.fields import (
    RequestBody,
    Resource,
    SingleLine,
    Title,
)
from services.registration.web.api.kit.request import ListQuery

Order = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Help = Annotated[str, msgspec.Meta(min_length=1, max_length=1000, extra={"rule": "text"})]


class Option(RequestBody, frozen=True, kw_only=True):
    """An answer option: the stored value and its label."""

    value: SingleLine
    label: SingleLine
    label_en: SingleLine | None = None


class Condition(RequestBody, frozen=True, kw_only=True):
    """The question is asked only after one of these answers to an earlier one; `yes` or `no` for a yes/no question."""

    question_id: UUID
    values: list[SingleLine]


class Question(Resource, frozen=True, kw_only=True):
    """`erased_on`: when its sensitive answers will be erased, by the present dates; other answers stay stored."""

    cohort_id: UUID
    position: int
    kind: QuestionKind
    label: str
    label_en: str | None
    help: str | None
    help_en: str | None
    options: list[Option]
    required: bool
    sensitive: bool
    session_id: UUID | None
    condition: Condition | None
    retired: bool
    erased_on: date | None
    erased_at: datetime | None
    version: int


class NewQuestionBody(RequestBody, frozen=True, kw_only=True):
    """Without `position`: last. `help` says why it is asked. `sensitive`: stored apart, shown as counts, erased later."""

    cohort_id: UUID
    kind: QuestionKind
    label: Title
    label_en: Title | None = None
    help: Help | None = None
    help_en: Help | None = None
    options: list[Option] = msgspec.field(default_factory=list)
    required: bool = False
    sensitive: bool = False
    session_id: UUID | None = None
    condition: Condition | None = None
    position: Order | None = None


QuestionChangesBody = changes_of(
    NewQuestionBody,
    "QuestionChangesBody",
    doc="`retired`: the question is no longer asked, and its answers are kept.",
    fixed=("cohort_id",),
    never_null=("position",),
    more={"retired": bool},
)


class QuestionQuery(ListQuery, frozen=True, kw_only=True):
    cohort_id: UUID | None = None


class CountsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`session_id`: count only people with a seat in that session."""

    session_id: UUID | None = None


class OptionCount(msgspec.Struct, frozen=True, kw_only=True):
    value: str
    label: str
    count: int


class QuestionCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of registered people: all, those who answered, by option (also `yes` and `no`), and free-text answers.

    `texts`: what was written, for those who may change things and not for viewers: without names, in alphabetical order.
    `erased`: how many sensitive answers the last erasure removed.
    """

    question_id: UUID
    registered: int
    answered: int
    options: list[OptionCount]
    written: int
    texts: list[str]
    erased_at: datetime | None
    erased: int | None
