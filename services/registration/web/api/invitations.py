"""/api/v1/invitations: the invitation of one person to sessions, and the answer."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.registration.actions.invitations import answer_invitation
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.store.transaction import reading
from services.registration.store.views.api import invitations
from services.registration.web.api.kit.fields import RequestBody, Resource, Text, Version
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.protected import (
    RevealListQuery,
    RevealQuery,
    masked,
    shown_people,
)
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)
from services.registration.web.api.registration_fields import PersonBody, applicant
from shared.events import InvitationStatus


class Invitation(Resource, frozen=True, kw_only=True):
    """`message` is the message that the person sent with the answer.

    A person with a protected identity is masked, unless `?reveal=true` asks for them.
    """

    invitation_rule_id: UUID
    cohort_id: UUID
    person_id: UUID
    name: str
    email: str | None
    protected_identity: bool
    organisation: str | None
    role: str | None
    session_ids: list[UUID]
    status: InvitationStatus
    invited_at: datetime
    answered_at: datetime | None
    message: str | None
    version: int


class AnsweredInvitation(Invitation, frozen=True, kw_only=True):
    """The invitation after an answer; `registration_id` is the registration that the answer made, or null."""

    registration_id: UUID | None


class InvitationAnswerBody(RequestBody, frozen=True, kw_only=True):
    """An answer on behalf of the person. Without `session_ids`: for all sessions that can still be answered.

    `answers` (with a yes) are keyed by question id; a stored answer that is left out is kept.
    """

    answer: Literal["yes", "no", "substitute"]
    session_ids: list[UUID] | None = None
    substitute: PersonBody | None = None
    message: Text | None = None
    answers: dict[str, Any] = msgspec.field(default_factory=dict)  # Any: validated against the questions
    consent_version: Version | None = None


class InvitationQuery(RevealListQuery, frozen=True, kw_only=True):
    programme_id: UUID | None = None
    cohort_id: UUID | None = None
    session_id: UUID | None = None
    invitation_rule_id: UUID | None = None
    person_id: UUID | None = None
    status: InvitationStatus | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(InvitationQuery)
    async with reading(request.pool) as conn:
        rows = await invitations.list_after(
            conn,
            request.organiser_id,
            after=read_cursor(query).id,
            limit=fetch_limit(query),
            sees_protected=request.caller.sees_protected,
            programme_id=query.programme_id,
            cohort_id=query.cohort_id,
            session_id=query.session_id,
            invitation_rule_id=query.invitation_rule_id,
            person_id=query.person_id,
            status=query.status,
        )
    body = page(rows, query, shown_as(Invitation))
    items = await shown_people(request, [(one, one.person_id) for one in body.items], reveal=query.reveal)
    return ApiResponse(body=msgspec.structs.replace(body, items=items))


async def load(request: ApiRequest, invitation_id: UUID) -> Invitation:
    return masked(request, await _load(request, invitation_id))


async def show(request: ApiRequest) -> ApiResponse:
    query = request.read_query(RevealQuery)
    one = await _load(request, request.id)
    return ApiResponse(body=(await shown_people(request, [(one, one.person_id)], reveal=query.reveal))[0])


async def _load(request: ApiRequest, invitation_id: UUID) -> Invitation:
    async with reading(request.pool) as conn:
        row = await invitations.get(
            conn, request.organiser_id, invitation_id, sees_protected=request.caller.sees_protected
        )
    return msgspec.convert(row, Invitation)


async def answer(request: ApiRequest) -> ApiResponse:
    body = request.read(InvitationAnswerBody)
    if (body.answer == "substitute") != (body.substitute is not None):
        code = "missing" if body.substitute is None else "does_not_match"
        raise BadInput(errors=[ErrorItem("/substitute", code)])
    outcome = await answer_invitation.answer(
        request.pool,
        request.caller,
        request.id,
        answer=body.answer,
        session_ids=body.session_ids,
        substitute=applicant(body.substitute) if body.substitute else None,
        message=body.message,
        details=None,
        submitted=SubmittedAnswers(answers=body.answers, consent=body.consent_version),
    )
    shown = msgspec.structs.asdict(await load(request, request.id))
    return ApiResponse(body=AnsweredInvitation(**shown, registration_id=outcome.registration_id))
