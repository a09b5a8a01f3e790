"""/api/v1/questions: what a cohort asks of those who come; and `…/counts`, how many answered what."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from services.registration.actions import change_question, create_question, delete_question, set_consent
from services.registration.domain import question as asking
from services.registration.domain.question import DECIDES, QuestionKind
from services.registration.store import answers, cohorts, questions
from services.registration.store.transaction import reading
from services.registration.web.api import resource
from services.registration.web.api.ask import Ask, Listing, Page, Reply, begin, how_many, page
from services.registration.web.api.fields import (
    UNSET,
    Line,
    Shown,
    Text,
    Title,
    UnsetType,
    Version,
    Wanted,
)
from services.registration.web.api.problems import BadInput, FieldError
from shared import times
from shared.postgres import Conn

Order = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Help = Annotated[str, msgspec.Meta(min_length=1, max_length=1000, extra={"rule": "text"})]


class Option(Wanted, frozen=True, kw_only=True):
    """One of a few answers: what is stored, and what it is called."""

    value: Line
    label: Line
    label_en: Line | None = None


class Condition(Wanted, frozen=True, kw_only=True):
    """Asked only where an earlier question got one of these answers; `yes` and `no` for a yes/no question."""

    question_id: UUID
    values: list[Line]


class Question(Shown, frozen=True, kw_only=True):
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


class NewQuestionBody(Wanted, frozen=True, kw_only=True):
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


class QuestionChangesBody(Wanted, frozen=True, kw_only=True):
    """`retired`: it is asked no more, and what was answered stays."""

    kind: QuestionKind | UnsetType = UNSET
    label: Title | UnsetType = UNSET
    label_en: Title | UnsetType | None = UNSET
    help: Help | UnsetType | None = UNSET
    help_en: Help | UnsetType | None = UNSET
    options: list[Option] | UnsetType = UNSET
    required: bool | UnsetType = UNSET
    sensitive: bool | UnsetType = UNSET
    session_id: UUID | UnsetType | None = UNSET
    condition: Condition | UnsetType | None = UNSET
    position: Order | UnsetType = UNSET
    retired: bool | UnsetType = UNSET
    version: Version | UnsetType | None = UNSET


class QuestionQuery(Listing, frozen=True, kw_only=True):
    cohort_id: UUID | None = None


class CountsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`session_id`: of those who have a seat there."""

    session_id: UUID | None = None


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    value: str
    label: str
    count: int


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many who come have answered, by option (`yes` and `no` too), and how many wrote something of their own.

    `erased`: how many sensitive answers went, when they were last erased.
    """

    question_id: UUID
    registered: int
    answered: int
    options: list[Counted]
    written: int
    erased_at: datetime | None
    erased: int | None


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What those who come agree to; `text` null: nothing. A changed text is a new version."""

    version: int
    text: str | None
    text_en: str | None
    made_at: datetime | None


class ConsentBody(Wanted, frozen=True, kw_only=True):
    text: Text | None
    text_en: Text | None = None


async def list_all(ask: Ask) -> Reply:
    query = ask.read_query(QuestionQuery)
    async with reading(ask.pool) as conn:
        rows = await questions.list_after(
            conn,
            ask.organiser_id,
            cohort_id=query.cohort_id,
            after=begin(query).id,
            limit=how_many(query),
        )
        found = await _shown(ask, conn, rows)
    shown: Page[Question] = page(
        [{"id": one.id, "shown": one} for one in found], query, lambda row: row["shown"]
    )
    return Reply(body=shown)


async def one(ask: Ask, question_id: UUID) -> Question:
    async with reading(ask.pool) as conn:
        [found] = await _shown(ask, conn, [await questions.get(conn, ask.organiser_id, question_id)])
    return found


async def counts(ask: Ask) -> Reply:
    query = ask.read_query(CountsQuery)
    async with reading(ask.pool) as conn:
        question = await questions.get(conn, ask.organiser_id, ask.id)
        session_id = query.session_id or question.session_id
        counted = await answers.count(conn, question, session_id=session_id)
    labels = {option.value: option.label for option in question.options}
    return Reply(
        body=Counts(
            question_id=question.id,
            registered=counted.registered,
            answered=counted.answered,
            options=[
                Counted(value=value, label=labels.get(value, value), count=counted.by_value.get(value, 0))
                for value in question.values()
            ],
            written=0 if question.kind in DECIDES else counted.answered,
            erased_at=question.erased_at,
            erased=question.erased,
        )
    )


async def show_consent(ask: Ask) -> Reply:
    async with reading(ask.pool) as conn:
        await cohorts.get(conn, ask.organiser_id, ask.id)
        found = await questions.find_consent(conn, ask.organiser_id, ask.id)
    return Reply(body=msgspec.convert(found, Consent, from_attributes=True))


async def put_consent(ask: Ask) -> Reply:
    wanted = ask.read(ConsentBody)
    if wanted.text_en and not wanted.text:
        raise BadInput(errors=[FieldError("/text", "missing")])
    await set_consent.set_consent(
        ask.pool,
        ask.organiser_id,
        ask.id,
        text=wanted.text or None,
        text_en=wanted.text_en or None,
        now=ask.now,
    )
    return await show_consent(ask)


async def _shown(ask: Ask, conn: Conn, found: list[asking.Question]) -> list[Question]:
    goes = await questions.list_erasures(conn, ask.organiser_id, found, today=times.local(ask.now).date())
    return [
        msgspec.convert(
            msgspec.structs.asdict(one)
            | {"retired": one.retired_at is not None, "erased_on": goes.get(one.id)},
            Question,
            from_attributes=True,
        )
        for one in found
    ]


async def _create(ask: Ask, new: NewQuestionBody) -> UUID:
    fields = msgspec.structs.asdict(new) | _as_asked(new.options, new.condition)
    return await create_question.create(ask.pool, ask.organiser_id, asking.NewQuestion(**fields))


async def _change(ask: Ask, _: QuestionChangesBody, changes: dict[str, Any], version: int | None) -> None:
    retired = changes.pop("retired", None)
    asked = _as_asked(changes.get("options", []), changes.get("condition"))
    changes |= {name: value for name, value in asked.items() if name in changes}
    await change_question.change(
        ask.pool, ask.organiser_id, ask.id, changes, retired=retired, version=version, now=ask.now
    )


def _as_asked(options: list[Option], condition: Condition | None) -> dict[str, Any]:  # Any: domain structs
    return {
        "options": tuple(msgspec.convert(one, asking.Option, from_attributes=True) for one in options),
        "condition": condition and msgspec.convert(condition, asking.Condition, from_attributes=True),
    }


async def _delete(ask: Ask) -> None:
    await delete_question.delete(ask.pool, ask.organiser_id, ask.id)


show = resource.show(one)
create = resource.create("/questions", NewQuestionBody, _create, one)
change = resource.change(QuestionChangesBody, _change, one)
delete = resource.delete(_delete)
