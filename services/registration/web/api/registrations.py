"""/api/v1/registrations: a person in a cohort, with a seat or a waiting-list place per session."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.registrations import change_answers, confirm_registration
from services.registration.actions.registrations import register as register_action
from services.registration.actions.registrations import substitute as substitute_action
from services.registration.actions.registrations import take_back as take_back_action
from services.registration.actions.registrations import withdraw as withdraw_action
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.store.transaction import reading
from services.registration.store.views.api import registrations
from services.registration.web.api.cohorts import EmptyBody
from services.registration.web.api.kit import resource
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
from services.registration.web.api.registration_fields import (
    NewRegistrationBody,
    RegisteredPerson,
    Registration,
    RegistrationChanges,
    SeatInRegistration,
    SubstitutedRegistration,
    Substitution,
    TakingBack,
    Withdrawal,
    applicant,
)
from shared.events import RegistrationStatus


class RegistrationQuery(RevealListQuery, frozen=True, kw_only=True):
    programme_id: UUID | None = None
    cohort_id: UUID | None = None
    session_id: UUID | None = None
    person_id: UUID | None = None
    status: RegistrationStatus | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(RegistrationQuery)
    async with reading(request.pool) as conn:
        rows = await registrations.list_after(
            conn,
            request.organiser_id,
            after=read_cursor(query).id,
            limit=fetch_limit(query),
            sees_protected=request.caller.sees_protected,
            programme_id=query.programme_id,
            cohort_id=query.cohort_id,
            session_id=query.session_id,
            person_id=query.person_id,
            status=query.status,
        )
    body = page(rows, query, shown_as(Registration))
    return ApiResponse(
        body=msgspec.structs.replace(body, items=await _shown(request, body.items, reveal=query.reveal))
    )


async def _shown(request: ApiRequest, rows: Sequence[Registration], *, reveal: bool) -> list[Registration]:
    people = await shown_people(request, [(row.person, row.person.id) for row in rows], reveal=reveal)
    return [msgspec.structs.replace(row, person=person) for row, person in zip(rows, people, strict=True)]


async def load(request: ApiRequest, registration_id: UUID) -> Registration:
    row = await _load(request, registration_id)
    return (await _shown(request, [row], reveal=False))[0]


async def show(request: ApiRequest) -> ApiResponse:
    query = request.read_query(RevealQuery)
    row = await _load(request, request.id)
    return ApiResponse(body=(await _shown(request, [row], reveal=query.reveal))[0])


async def _load(request: ApiRequest, registration_id: UUID) -> Registration:
    async with reading(request.pool) as conn:
        row = await registrations.get(
            conn, request.organiser_id, registration_id, sees_protected=request.caller.sees_protected
        )
    return msgspec.convert(row, Registration)


async def _register(request: ApiRequest, new: NewRegistrationBody) -> tuple[UUID, Registration]:
    registered = await register_action.register_and_show(
        request.services.registrations,
        request.caller,
        new.cohort_id,
        applicant(new.person),
        session_ids=new.session_ids,
        submitted=SubmittedAnswers(answers=new.answers, consent=new.consent_version),
        must_confirm=new.must_confirm,
    )
    if new.must_confirm or any(
        seat.place.status == "waiting" and seat.place.rank is None for seat in registered.seats
    ):
        # The place is known at once only in lists ordered by time; others are looked up, and what is held.
        return registered.id, await load(request, registered.id)
    return registered.id, Registration(
        id=registered.id,
        cohort_id=new.cohort_id,
        person=masked(
            request,
            RegisteredPerson(
                id=registered.person_id,
                name=registered.name,
                email=registered.email,
                organisation=new.person.organisation,
                role=new.person.role,
                protected_identity=registered.protected_identity,
            ),
        ),
        status=registered.status,
        seats=[
            SeatInRegistration(
                id=seat.id,
                session_id=seat.place.session_id,
                status=seat.place.status,
                position=seat.place.rank,
                offered_until=None,
                held_until=None,
            )
            for seat in registered.seats
        ],
        answers=registered.answers,
        invitation_id=None,
        consent_version=new.consent_version,
        consented_at=None if new.consent_version is None else request.now,
        registered_at=request.now,
        held_until=None,
        version=1,
    )


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    answers = changes.get("answers", (await load(request, request.id)).answers)
    await change_answers.change(request.pool, request.caller, request.id, answers, version=version)


async def confirm(request: ApiRequest) -> ApiResponse:
    """For somebody who says so, without the mail: by phone, or at the door."""
    request.read(EmptyBody)
    await confirm_registration.confirm(request.pool, request.caller, request.id)
    return ApiResponse(body=await load(request, request.id))


async def withdraw(request: ApiRequest) -> ApiResponse:
    body = request.read(Withdrawal)
    await withdraw_action.withdraw(request.pool, request.caller, request.id, session_ids=body.session_ids)
    return ApiResponse(body=await load(request, request.id))


async def send_substitute(request: ApiRequest) -> ApiResponse:
    body = request.read(Substitution)
    receiver = await substitute_action.send_substitute(
        request.pool,
        request.caller,
        request.id,
        substitute=applicant(body.substitute),
        session_ids=body.session_ids,
    )
    shown = msgspec.structs.asdict(await load(request, request.id))
    return ApiResponse(body=SubstitutedRegistration(**shown, substitute_registration_id=receiver))


async def take_back(request: ApiRequest) -> ApiResponse:
    """Answer with the registration that has the seats now: another one, if the one named was withdrawn."""
    body = request.read(TakingBack)
    named = await load(request, request.id)
    receiver = await take_back_action.take_back(
        request.pool,
        request.caller,
        cohort_id=named.cohort_id,
        person_id=named.person.id,
        session_ids=body.session_ids,
    )
    return ApiResponse(body=await load(request, receiver))


create = resource.create_shown("/registrations", NewRegistrationBody, _register)
change = resource.change(RegistrationChanges, _change, load)
