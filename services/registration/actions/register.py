"""Somebody registers, by form or by API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.actions import keep_answers
from services.registration.actions.keep_answers import Given
from services.registration.domain.choosing import go_together
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import (
    AlreadyRegistered,
    NotFound,
    NothingChosen,
    SessionCancelled,
    SessionFull,
    SessionOfAnotherCohort,
    SessionOver,
)
from services.registration.domain.registration import Applicant, default_calendar, status_of
from services.registration.domain.seats import Place, allot
from services.registration.domain.session import Session, is_bookable, is_over
from services.registration.store import answers as kept
from services.registration.store import cohorts, people, registering, registrations, seats, sessions
from services.registration.store.transaction import transaction
from shared import events, ids
from shared.channel import outbox
from shared.postgres import Conn, Pool


async def register(
    pool: Pool,
    organiser_id: UUID,
    cohort_id: UUID,
    applicant: Applicant,
    *,
    session_ids: Sequence[UUID] | None,
    answers: dict[str, Any] | None,  # Any: what a form of the organiser's own asks
    consent: int | None = None,
    now: datetime,
) -> UUID:
    """Give a seat or a wait in every session chosen (None: all that can be booked), and tell notify, at once.

    `answers` None: nobody was asked, they are on their own page. `consent`: the version of the text that was agreed to.
    Five round trips: begin, hold, store, tell, commit. The counters are held from the second.
    """
    if session_ids is not None and not session_ids:
        raise NothingChosen
    async with transaction(pool) as conn:
        held = await seats.hold(conn, organiser_id, cohort_id=cohort_id, session_ids=session_ids)
        if held is None or (session_ids is not None and len(held.sessions) < len(set(session_ids))):
            raise await why_not_held(conn, organiser_id, cohort_id, session_ids, held)
        require_open(held.cohort_status)
        chosen = choose(list(held.sessions.values()), session_ids, now)
        read = await keep_answers.read_new(
            conn,
            organiser_id,
            cohort_id,
            None if answers is None else Given(answers=answers, consent=consent),
            asks=held.asks,
            session_ids=[session.id for session in chosen],
        )
        try:
            given = [(ids.new(), allot(held.counters[session.id])) for session in chosen]
        except SessionFull as full:
            await _say_if_registered(conn, organiser_id, cohort_id, applicant.email, full)
            raise
        registration_id = ids.new()
        status = status_of(place.status for _, place in given)
        calendar = default_calendar(held.calendar, dates=held.dates)
        stored = await registering.register(
            conn,
            organiser_id,
            cohort_id,
            applicant,
            registration_id=registration_id,
            status=status,
            calendar=calendar,
            answers=read.ordinary,
            seats=given,
            now=now,
        )
        if stored.registration_id is None:
            raise await _already(conn, organiser_id, cohort_id, stored.person.id)
        if read.sensitive or consent is not None:
            await kept.store_beside(conn, organiser_id, registration_id, read, consent=consent, now=now)
        told: list[events.Event] = [stored.person] if stored.is_new else []
        told.append(
            events.Registration(
                organiser_id=organiser_id,
                id=registration_id,
                epoch=stored.person.epoch,
                version=1,
                cohort_id=cohort_id,
                person_id=stored.person.id,
                status=status,
                origin="form",
                registered_at=now,
                calendar=calendar,
                seats=_snapshots(given, stored.ranks, now),
            )
        )
        await outbox.add(conn, told)
    return registration_id


def choose(
    found: Sequence[Session],
    session_ids: Sequence[UUID] | None,
    now: datetime,
    *,
    beside: Sequence[Session] = (),
) -> list[Session]:
    """The sessions asked for, or every one that can be booked where none is named; raises what stands in the way.

    Of parallel sessions none is had without being named. `beside` are those that one keeps.
    """
    if session_ids is None:
        chosen = [session for session in found if is_bookable(session, now) and session.choice_group is None]
        if not chosen:
            raise NothingChosen
        go_together(chosen, beside)
        return chosen
    for session in found:
        if session.status == "cancelled":
            raise SessionCancelled(session.id)
        if is_over(session, now):
            raise SessionOver(session.id)
    go_together(found, beside)
    return list(found)


async def why_not_held(
    conn: Conn,
    organiser_id: UUID,
    cohort_id: UUID,
    session_ids: Sequence[UUID] | None,
    held: seats.Held | None,
) -> Exception:
    """Say what it is when the sessions asked for are not all in the cohort."""
    cohort = await cohorts.get(conn, organiser_id, cohort_id)
    require_open(cohort.status)
    missing = [one for one in session_ids or () if held is None or one not in held.sessions]
    if not missing:
        return NothingChosen()
    elsewhere = await sessions.list_after(conn, organiser_id, ids=missing)
    return SessionOfAnotherCohort(elsewhere[0].id) if elsewhere else NotFound("session")


def _snapshots(
    given: Sequence[tuple[UUID, Place]], ranks: Sequence[int], now: datetime
) -> tuple[events.Seat, ...]:
    left = iter(ranks)
    return tuple(
        events.Seat(
            id=seat_id,
            session_id=place.session_id,
            status=place.status,
            since=now,
            position=next(left) if place.status == "waiting" else None,
        )
        for seat_id, place in given
    )


async def _say_if_registered(
    conn: Conn, organiser_id: UUID, cohort_id: UUID, email: str, full: SessionFull
) -> None:
    """Whoever has a registration already is told so, rather than that it is full."""
    person_id = await people.find_by_email(conn, organiser_id, email)
    if person_id is not None and (
        found := await registrations.find_live(conn, organiser_id, cohort_id, person_id)
    ):
        raise AlreadyRegistered(found) from full


async def _already(conn: Conn, organiser_id: UUID, cohort_id: UUID, person_id: UUID) -> Exception:
    found = await registrations.find_live(conn, organiser_id, cohort_id, person_id)
    return AlreadyRegistered(found) if found else NotFound("registration")
