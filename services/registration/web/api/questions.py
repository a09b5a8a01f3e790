"""/api/v1/questions: what a cohort asks of those who come; and `…/counts`, how many answered what."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.cohorts import change_question, create_question, delete_question
from services.registration.domain import question as asking
from services.registration.domain.question import DECIDES
from services.registration.store import answers, questions
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.request import ApiRequest, ApiResponse, Page, begin, how_many, page
from services.registration.web.api.question_fields import (
    Condition,
    CountsQuery,
    NewQuestionBody,
    Option,
    OptionCount,
    Question,
    QuestionChangesBody,
    QuestionCounts,
    QuestionQuery,
)
from shared import times
from shared.postgres import Conn


async def list_all(ask: ApiRequest) -> ApiResponse:
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
    return ApiResponse(body=shown)


async def one(ask: ApiRequest, question_id: UUID) -> Question:
    async with reading(ask.pool) as conn:
        [found] = await _shown(ask, conn, [await questions.get(conn, ask.organiser_id, question_id)])
    return found


async def counts(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(CountsQuery)
    async with reading(ask.pool) as conn:
        question = await questions.get(conn, ask.organiser_id, ask.id)
        session_id = query.session_id or question.session_id
        counted = await answers.count(conn, question, session_id=session_id)
    labels = {option.value: option.label for option in question.options}
    return ApiResponse(
        body=QuestionCounts(
            question_id=question.id,
            registered=counted.registered,
            answered=counted.answered,
            options=[
                OptionCount(value=value, label=labels.get(value, value), count=counted.by_value.get(value, 0))
                for value in question.values()
            ],
            written=0 if question.kind in DECIDES else counted.answered,
            erased_at=question.erased_at,
            erased=question.erased,
        )
    )


async def _shown(ask: ApiRequest, conn: Conn, found: list[asking.Question]) -> list[Question]:
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


async def _create(ask: ApiRequest, new: NewQuestionBody) -> UUID:
    fields = msgspec.structs.asdict(new) | _as_asked(new.options, new.condition)
    return await create_question.create(ask.pool, ask.caller, asking.NewQuestion(**fields))


async def _change(
    ask: ApiRequest, _: QuestionChangesBody, changes: dict[str, Any], version: int | None
) -> None:
    retired = changes.pop("retired", None)
    asked = _as_asked(changes.get("options", []), changes.get("condition"))
    changes |= {name: value for name, value in asked.items() if name in changes}
    await change_question.change(ask.pool, ask.caller, ask.id, changes, retired=retired, version=version)


def _as_asked(options: list[Option], condition: Condition | None) -> dict[str, Any]:  # Any: domain structs
    return {
        "options": tuple(msgspec.convert(one, asking.Option, from_attributes=True) for one in options),
        "condition": condition and msgspec.convert(condition, asking.Condition, from_attributes=True),
    }


async def _delete(ask: ApiRequest) -> None:
    await delete_question.delete(ask.pool, ask.caller, ask.id)


show = resource.show(one)
create = resource.create("/questions", NewQuestionBody, _create, one)
change = resource.change(QuestionChangesBody, _change, one)
delete = resource.delete(_delete)
