"""/api/v1/invitations: one person asked to sessions, and what they answered."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.registration.actions.invitations import answer_invitation
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.store.transaction import reading
from services.registration.store.views.api import invitations
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.fields import RequestBody, Resource, Text, Version
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    begin,
    how_many,
    page,
    shown_as,
)
from services.registration.web.api.registrations import PersonBody, applicant
from shared.events import InvitationStatus


class Invitation(Resource, frozen=True, kw_only=True):
    """`message` is what the person wrote with the answer."""

    invitation_rule_id: UUID
    cohort_id: UUID
    person_id: UUID
    name: str
    email: str | None
    organisation: str | None
    role: str | None
    session_ids: list[UUID]
    status: InvitationStatus
    invited_at: datetime
    answered_at: datetime | None
    message: str | None
    version: int


class AnsweredInvitation(Invitation, frozen=True, kw_only=True):
    """The invitation after an answer, and the registration that it led to, or `null`."""

    registration_id: UUID | None


class AnswerBody(RequestBody, frozen=True, kw_only=True):
    """What the page does, for somebody who phoned. Without `session_ids`: all that can still be answered for.

    `answers` go with a yes, by the question's id; what was answered before and is left out stays.
    """

    answer: Literal["yes", "no", "substitute"]
    session_ids: list[UUID] | None = None
    substitute: PersonBody | None = None
    message: Text | None = None
    answers: dict[str, Any] = msgspec.field(default_factory=dict)  # Any: read against the questions
    consent_version: Version | None = None


class InvitationQuery(ListQuery, frozen=True, kw_only=True):
    programme_id: UUID | None = None
    cohort_id: UUID | None = None
    session_id: UUID | None = None
    invitation_rule_id: UUID | None = None
    person_id: UUID | None = None
    status: InvitationStatus | None = None


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(InvitationQuery)
    async with reading(ask.pool) as conn:
        rows = await invitations.list_after(
            conn,
            ask.organiser_id,
            after=begin(query).id,
            limit=how_many(query),
            sees_protected=ask.caller.sees_protected,
            programme_id=query.programme_id,
            cohort_id=query.cohort_id,
            session_id=query.session_id,
            invitation_rule_id=query.invitation_rule_id,
            person_id=query.person_id,
            status=query.status,
        )
    return ApiResponse(body=page(rows, query, shown_as(Invitation)))


async def one(ask: ApiRequest, invitation_id: UUID) -> Invitation:
    async with reading(ask.pool) as conn:
        row = await invitations.get(
            conn, ask.organiser_id, invitation_id, sees_protected=ask.caller.sees_protected
        )
    return msgspec.convert(row, Invitation)


async def answer(ask: ApiRequest) -> ApiResponse:
    wanted = ask.read(AnswerBody)
    if (wanted.answer == "substitute") != (wanted.substitute is not None):
        code = "missing" if wanted.substitute is None else "does_not_match"
        raise BadInput(errors=[ErrorItem("/substitute", code)])
    done = await answer_invitation.answer(
        ask.pool,
        ask.caller,
        ask.id,
        answer=wanted.answer,
        session_ids=wanted.session_ids,
        substitute=applicant(wanted.substitute) if wanted.substitute else None,
        message=wanted.message,
        details=None,
        given=SubmittedAnswers(answers=wanted.answers, consent=wanted.consent_version),
    )
    shown = msgspec.structs.asdict(await one(ask, ask.id))
    return ApiResponse(body=AnsweredInvitation(**shown, registration_id=done.registration_id))


show = resource.show(one)
