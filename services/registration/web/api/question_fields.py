"""The wire structs of a question, and of how many answered what."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.domain.question import QuestionKind
from services.registration.web.api.kit.changes import changes_of
from services.registration.web.api.kit.fields import (
    Line,
    RequestBody,
    Resource,
    Title,
)
from services.registration.web.api.kit.request import ListQuery

Order = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Help = Annotated[str, msgspec.Meta(min_length=1, max_length=1000, extra={"rule": "text"})]


class Option(RequestBody, frozen=True, kw_only=True):
    """One of a few answers: what is stored, and what it is called."""

    value: Line
    label: Line
    label_en: Line | None = None


class Condition(RequestBody, frozen=True, kw_only=True):
    """Asked only where an earlier question got one of these answers; `yes` and `no` for a yes/no question."""

    question_id: UUID
    values: list[Line]


class Question(Resource, frozen=True, kw_only=True):
    """`erased_on`: the day on which its sensitive answers go, as the dates stand; others stay with the registration."""

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
    """Without `position`: last. `help` says why it is asked. `sensitive`: kept apart, shown as counts, erased after."""

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
    doc="`retired`: it is asked no more, and what was answered stays.",
    fixed=("cohort_id",),
    never_null=("position",),
    more={"retired": bool},
)


class QuestionQuery(ListQuery, frozen=True, kw_only=True):
    cohort_id: UUID | None = None


class CountsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`session_id`: of those who have a seat there."""

    session_id: UUID | None = None


class OptionCount(msgspec.Struct, frozen=True, kw_only=True):
    value: str
    label: str
    count: int


class QuestionCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many who come have answered, by option (`yes` and `no` too), and how many wrote something of their own.

    `erased`: how many sensitive answers went, when they were last erased.
    """

    question_id: UUID
    registered: int
    answered: int
    options: list[OptionCount]
    written: int
    erased_at: datetime | None
    erased: int | None
