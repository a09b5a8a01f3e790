"""Decides one registration from loaded sessions and seat counters; runs no seat query."""

from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from services.registration.actions.registrations import store_answers
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.answer import CheckedAnswers
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import require_open
from services.registration.domain.confirming import confirm_until, held_until, hold
from services.registration.domain.errors import RegistrationError
from services.registration.domain.form import address_key
from services.registration.domain.options import choose
from services.registration.domain.registration import Applicant, default_calendar, status_of
from services.registration.domain.seats import allot_all
from services.registration.store import answers as kept
from services.registration.store.bulk_registration import NewRegistration, NewSeat, StoredRegistration
from services.registration.store.seats import LockedSessions
from shared import ids
from shared.events import RegistrationStatus
from shared.postgres import Conn


class RegistrationTarget(NamedTuple):
    """The cohort and sessions to register for; `session_ids` None: all that can be booked."""

    organiser_id: UUID
    cohort_id: UUID
    session_ids: frozenset[UUID] | None


class RegistrationRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One person's request. `may_wait`: a place in the waiting list is accepted if there is no seat.

    `must_confirm`: whether it counts only when the mailed link has been opened; None: as the cohort asks.
    """

    caller: Caller
    applicant: Applicant
    submitted: SubmittedAnswers | None
    may_wait: bool
    must_confirm: bool | None = None

    @property
    def address(self) -> str:
        return address_key(self.applicant.email)


class RegistrationResult(msgspec.Struct, frozen=True, kw_only=True):
    """The stored registration; places in the order of their sessions' times."""

    id: UUID
    person_id: UUID
    name: str
    email: str | None
    protected_identity: bool
    status: RegistrationStatus
    seats: list[NewSeat]
    answers: dict[str, Any]  # Any: depends on the organiser's questions


class Decision(NamedTuple):
    """The places that a request gets, and its checked answers."""

    new: NewRegistration
    answers: CheckedAnswers
    consent: int | None


async def decide(
    conn: Conn, target: RegistrationTarget, locked: LockedSessions, request: RegistrationRequest
) -> Decision | RegistrationError:
    """Return the places for a request, counted in the loaded counters, or the error that refuses it."""
    try:
        require_open(locked.cohort_status)
        chosen = choose(list(locked.sessions.values()), target.session_ids, request.caller.now)
        answers = await store_answers.read_new(
            conn,
            request.caller,
            target.cohort_id,
            request.submitted,
            asks=locked.asks,
            session_ids=[session.id for session in chosen],
        )
        places = allot_all([locked.counters[session.id] for session in chosen], may_wait=request.may_wait)
    except RegistrationError as refused:
        return refused
    now, until = request.caller.now, None
    if locked.must_confirm if request.must_confirm is None else request.must_confirm:
        until = confirm_until(chosen, now)
        places = [
            hold(locked.counters[session.id], place, held_until(session, until, now))
            for session, place in zip(chosen, places, strict=True)
        ]
    new = NewRegistration(
        id=ids.new(),
        applicant=request.applicant,
        status=status_of(place.status for place in places),
        calendar=default_calendar(locked.calendar, dates=locked.dates),
        answers=answers.ordinary,
        seats=[NewSeat(id=ids.new(), place=place) for place in places],
        caller=request.caller,
        confirm_until=until,
    )
    return Decision(new, answers, request.submitted.consent if request.submitted else None)


async def store_sensitive(conn: Conn, target: RegistrationTarget, decision: Decision) -> None:
    """Store sensitive answers and consent, if there are any."""
    new, answers, consent = decision
    if answers.sensitive or consent is not None:
        await kept.store_sensitive(
            conn, target.organiser_id, new.id, answers, consent=consent, now=new.caller.now
        )


def registered(
    locked: LockedSessions, new: NewRegistration, stored: StoredRegistration
) -> RegistrationResult:
    """Build the result without reading it back."""

    def when(seat: NewSeat) -> tuple[object, ...]:
        session = locked.sessions[seat.place.session_id]
        return (session.on is None, session.on, session.starts_at is None, session.starts_at, session.id)

    return RegistrationResult(
        id=new.id,
        person_id=stored.person_id,
        name=stored.name,
        email=stored.email,
        protected_identity=stored.protected_identity,
        status=new.status,
        seats=sorted(new.seats, key=when),
        answers=stored.answers,
    )
