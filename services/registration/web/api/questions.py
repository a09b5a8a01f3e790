"""/api/v1/questions: what a cohort asks of those who come; and `…/counts`, how many answered what."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.cohorts import change_question, create_question, delete_question
from services.registration.domain import question as domain
from services.registration.store import answers, questions
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_to
from services.registration.web.api.kit.request import ApiRequest, ApiResponse, begin, how_many, page
from services.registration.web.api.question_fields import (
    CountsQuery,
    NewQuestionBody,
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
    return ApiResponse(body=page(found, query, lambda question: question))


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
            written=0 if question.kind in domain.DECIDES else counted.answered,
            erased_at=question.erased_at,
            erased=question.erased,
        )
    )


async def _shown(ask: ApiRequest, conn: Conn, found: list[domain.Question]) -> list[Question]:
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
    question = msgspec.convert(new, domain.NewQuestion, from_attributes=True)
    return await create_question.create(ask.pool, ask.caller, question)


async def _change(ask: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    retired = changes.pop("retired", None)
    await change_question.change(
        ask.pool,
        ask.caller,
        ask.id,
        changes_to(domain.Question, changes),
        retired=retired,
        version=version,
    )


async def _delete(ask: ApiRequest) -> None:
    await delete_question.delete(ask.pool, ask.caller, ask.id)


show = resource.show(one)
create = resource.create("/questions", NewQuestionBody, _create, one)
change = resource.change(QuestionChangesBody, _change, one)
delete = resource.delete(_delete)
