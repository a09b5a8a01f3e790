"""/api/v1/questions: the questions of a cohort's registration form; `…/counts`: answer counts."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.cohorts import change_question, create_question, delete_question
from services.registration.domain import question as domain
from services.registration.store import answers, questions
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_to
from services.registration.web.api.kit.request import ApiRequest, ApiResponse, fetch_limit, page, read_cursor
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


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(QuestionQuery)
    async with reading(request.pool) as conn:
        rows = await questions.list_after(
            conn,
            request.organiser_id,
            cohort_id=query.cohort_id,
            after=read_cursor(query).id,
            limit=fetch_limit(query),
        )
        items = await _as_resources(request, conn, rows)
    return ApiResponse(body=page(items, query, lambda question: question))


async def load(request: ApiRequest, question_id: UUID) -> Question:
    async with reading(request.pool) as conn:
        [question] = await _as_resources(
            request, conn, [await questions.get(conn, request.organiser_id, question_id)]
        )
    return question


async def counts(request: ApiRequest) -> ApiResponse:
    query = request.read_query(CountsQuery)
    async with reading(request.pool) as conn:
        question = await questions.get(conn, request.organiser_id, request.id)
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
            texts=[] if request.caller.actor.role == "viewer" else list(counted.texts),
            erased_at=question.erased_at,
            erased=question.erased,
        )
    )


async def _as_resources(request: ApiRequest, conn: Conn, rows: list[domain.Question]) -> list[Question]:
    erased_on = await questions.list_erasures(
        conn, request.organiser_id, rows, today=times.local(request.now).date()
    )
    return [
        msgspec.convert(
            msgspec.structs.asdict(question)
            | {"retired": question.retired_at is not None, "erased_on": erased_on.get(question.id)},
            Question,
            from_attributes=True,
        )
        for question in rows
    ]


async def _create(request: ApiRequest, new: NewQuestionBody) -> UUID:
    question = msgspec.convert(new, domain.NewQuestion, from_attributes=True)
    return await create_question.create(request.pool, request.caller, question)


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    retired = changes.pop("retired", None)
    await change_question.change(
        request.pool,
        request.caller,
        request.id,
        changes_to(domain.Question, changes),
        retired=retired,
        version=version,
    )


async def _delete(request: ApiRequest) -> None:
    await delete_question.delete(request.pool, request.caller, request.id)


show = resource.show(load)
create = resource.create("/questions", NewQuestionBody, _create, load)
change = resource.change(QuestionChangesBody, _change, load)
delete = resource.delete(_delete)
