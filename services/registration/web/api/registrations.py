"""/api/v1/registrations: one person, one cohort, a seat or a wait in each session."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.registrations import change_answers
from services.registration.actions.registrations import register as registering
from services.registration.actions.registrations import substitute as substituting
from services.registration.actions.registrations import withdraw as withdrawing
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.registration import Applicant
from services.registration.store.transaction import reading
from services.registration.store.views.api import registrations
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.fields import (
    UNSET,
    Email,
    Line,
    Name,
    RequestBody,
    Resource,
    UnsetType,
    Version,
)
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    begin,
    how_many,
    page,
    shown_as,
)
from shared.events import Language, RegistrationStatus, SeatStatus


class RegisteredPerson(msgspec.Struct, frozen=True, kw_only=True):
    """The person, as registered."""

    id: UUID
    name: str
    email: str | None
    organisation: str | None
    role: str | None


class SeatInRegistration(msgspec.Struct, frozen=True, kw_only=True):
    """`position` is the place in the waiting list, from 1; `offered_until`: until when a seat is held for one who waits."""

    id: UUID
    session_id: UUID
    status: SeatStatus
    position: int | None
    offered_until: datetime | None


class Registration(Resource, frozen=True, kw_only=True):
    """`waiting`: no seat is confirmed. Of a date withdrawn from and taken again, only the newer seat is shown."""

    cohort_id: UUID
    person: RegisteredPerson
    status: RegistrationStatus
    seats: list[SeatInRegistration]
    answers: dict[str, Any]  # Any: what a form of the organiser's own asks
    invitation_id: UUID | None
    consent_version: int | None
    consented_at: datetime | None
    registered_at: datetime
    version: int


class PersonBody(RequestBody, frozen=True, kw_only=True):
    name: Name
    email: Email
    organisation: Line | None = None
    role: Line | None = None
    language: Language | None = None


class NewRegistrationBody(RequestBody, frozen=True, kw_only=True):
    """Without `session_ids`: every session of the cohort that can be booked. `answers`: by the question's id.

    `consent_version`: which version of the cohort's text was agreed to, where that was asked.
    """

    cohort_id: UUID
    person: PersonBody
    session_ids: list[UUID] | None = None
    answers: dict[str, Any] = msgspec.field(default_factory=dict)
    consent_version: Version | None = None


class RegistrationChanges(RequestBody, frozen=True, kw_only=True):
    """`answers`, where given, are all there are from now on. Dates are left by `withdraw`.

    Sensitive answers are not shown: one that is not given stays, and null takes it away.
    """

    answers: dict[str, Any] | UnsetType = UNSET
    version: Version | UnsetType | None = UNSET


class Withdrawal(RequestBody, frozen=True, kw_only=True):
    """Without `session_ids`: from everything."""

    session_ids: list[UUID] | None = None


class Substitution(RequestBody, frozen=True, kw_only=True):
    """Who comes instead. Without `session_ids`: to all that is ahead."""

    substitute: PersonBody
    session_ids: list[UUID] | None = None


class SubstitutedRegistration(Registration, frozen=True, kw_only=True):
    """The registration after its seats have gone over, and the one that has them now."""

    substitute_registration_id: UUID


class RegistrationQuery(ListQuery, frozen=True, kw_only=True):
    programme_id: UUID | None = None
    cohort_id: UUID | None = None
    session_id: UUID | None = None
    person_id: UUID | None = None
    status: RegistrationStatus | None = None


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(RegistrationQuery)
    async with reading(ask.pool) as conn:
        rows = await registrations.list_after(
            conn,
            ask.organiser_id,
            after=begin(query).id,
            limit=how_many(query),
            sees_protected=ask.caller.sees_protected,
            programme_id=query.programme_id,
            cohort_id=query.cohort_id,
            session_id=query.session_id,
            person_id=query.person_id,
            status=query.status,
        )
    return ApiResponse(body=page(rows, query, shown_as(Registration)))


async def one(ask: ApiRequest, registration_id: UUID) -> Registration:
    async with reading(ask.pool) as conn:
        row = await registrations.get(
            conn, ask.organiser_id, registration_id, sees_protected=ask.caller.sees_protected
        )
    return msgspec.convert(row, Registration)


async def _register(ask: ApiRequest, new: NewRegistrationBody) -> tuple[UUID, Registration]:
    made = await registering.register_and_show(
        ask.services.registrations,
        ask.caller,
        new.cohort_id,
        applicant(new.person),
        session_ids=new.session_ids,
        given=SubmittedAnswers(answers=new.answers, consent=new.consent_version),
    )
    if any(seat.place.status == "waiting" and seat.place.rank is None for seat in made.seats):
        # Where a list goes by more than time the place in it is looked up.
        return made.id, await one(ask, made.id)
    return made.id, Registration(
        id=made.id,
        cohort_id=new.cohort_id,
        person=RegisteredPerson(
            id=made.person_id,
            name=made.name,
            email=made.email,
            organisation=new.person.organisation,
            role=new.person.role,
        ),
        status=made.status,
        seats=[
            SeatInRegistration(
                id=seat.id,
                session_id=seat.place.session_id,
                status=seat.place.status,
                position=seat.place.rank,
                offered_until=None,
            )
            for seat in made.seats
        ],
        answers=made.answers,
        invitation_id=None,
        consent_version=new.consent_version,
        consented_at=None if new.consent_version is None else ask.now,
        registered_at=ask.now,
        version=1,
    )


async def _change(ask: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    answers = changes.get("answers", (await one(ask, ask.id)).answers)
    await change_answers.change(ask.pool, ask.caller, ask.id, answers, version=version)


def applicant(who: PersonBody) -> Applicant:
    """Who is to come; a person whose language is not told gets Swedish."""
    return Applicant(
        name=who.name,
        email=who.email,
        organisation=who.organisation,
        role=who.role,
        language=who.language or "sv",
    )


async def withdraw(ask: ApiRequest) -> ApiResponse:
    wanted = ask.read(Withdrawal)
    await withdrawing.withdraw(ask.pool, ask.caller, ask.id, session_ids=wanted.session_ids)
    return ApiResponse(body=await one(ask, ask.id))


async def send_substitute(ask: ApiRequest) -> ApiResponse:
    wanted = ask.read(Substitution)
    receiver = await substituting.send_substitute(
        ask.pool,
        ask.caller,
        ask.id,
        substitute=applicant(wanted.substitute),
        session_ids=wanted.session_ids,
    )
    shown = msgspec.structs.asdict(await one(ask, ask.id))
    return ApiResponse(body=SubstitutedRegistration(**shown, substitute_registration_id=receiver))


show = resource.show(one)
create = resource.create_shown("/registrations", NewRegistrationBody, _register)
change = resource.change(RegistrationChanges, _change, one)
