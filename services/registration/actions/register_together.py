"""Registrations for the same dates that come at once are stored together: one lock, one commit, few round trips.

Whoever comes while others are being stored is stored with all who came meanwhile; nobody waits for others to come. What was
seen when the last ones had been stored is remembered: the next are decided upon it, and stored in one statement that holds
the counters, sees that nothing is otherwise, and does nothing if it is. Then it is held first, as it is when nothing is known.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from services.registration.actions import keep_answers
from services.registration.actions.keep_answers import Given
from services.registration.domain.answer import Answers
from services.registration.domain.choosing import choose
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import (
    AlreadyRegistered,
    NotFound,
    NothingChosen,
    RegistrationError,
    SessionFull,
    SessionOfAnotherCohort,
)
from services.registration.domain.form import address_key
from services.registration.domain.registration import Applicant, default_calendar, status_of
from services.registration.domain.seats import allot_all
from services.registration.store import answers as kept
from services.registration.store import cohorts, people, registering, registrations, seats, sessions
from services.registration.store.registering import NewRegistration, NewSeat, RegisteredBefore, Stored
from services.registration.store.seats import Held
from services.registration.store.transaction import is_joined, reading, transaction
from shared import ids
from shared.events import RegistrationStatus
from shared.postgres import PASSING, Conn, Pool
from shared.together import Together

log = logging.getLogger(__name__)


class Where(NamedTuple):
    """Who comes for the same is stored together; `session_ids` None: all that can be booked."""

    pool: Pool
    organiser_id: UUID
    cohort_id: UUID
    session_ids: frozenset[UUID] | None


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """One who registers; with `may_wait` for a place in line, where there is no seat."""

    applicant: Applicant
    given: Given | None
    may_wait: bool
    now: datetime
    correlation_id: str | None


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """What has been stored; the places in the order of their sessions' times."""

    id: UUID
    person_id: UUID
    name: str
    email: str | None
    status: RegistrationStatus
    seats: list[NewSeat]
    answers: dict[str, Any]  # Any: what a form of the organiser's own asks


class _Decided(NamedTuple):
    new: NewRegistration
    answers: Answers
    consent: int | None


Done = list[Registered | Exception]

# What was seen last, of the dates that were asked for last; whoever uses it takes it out, so that no two do.
_SEEN: Final[dict[Where, Held]] = {}
_MOST_SEEN: Final = 200


async def store(where: Where, one: Coming) -> Registered:
    """Register one, with those who have come for the same; inside another transaction alone, as a part of it."""
    if not is_joined():
        return await _TOGETHER.do(where, one)
    (done,) = await _store_all(where, [one])
    if isinstance(done, Exception):
        raise done
    return done


async def _store_all(where: Where, those: Sequence[Coming]) -> Done:
    """Together, or one by one where one of them would spoil it for the others."""
    if len(those) > 1 and len({address_key(one.applicant.email) for one in those}) == len(those):
        try:
            return await _store(where, those)
        except PASSING:
            raise
        except Exception as error:  # noqa: BLE001 - whose it is shows when each is tried
            log.info("register.one_by_one", extra={"error_type": type(error).__name__, "those": len(those)})
    return [await _store_one(where, one) for one in those]


_TOGETHER: Final = Together(_store_all)


async def _store_one(where: Where, one: Coming) -> Registered | Exception:
    try:
        (done,) = await _store(where, [one])
    except RegisteredBefore:
        async with reading(where.pool) as conn:
            return await _registration_of(conn, where, one) or NotFound("registration")
    except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
        return error
    return done


async def _store(where: Where, those: Sequence[Coming]) -> Done:
    seen = None if is_joined() else _SEEN.pop(where, None)
    if seen is not None:
        async with where.pool.acquire() as conn:
            if (done := await _upon_what_was_seen(conn, where, seen, those)) is not None:
                _SEEN[where] = seen
                return done
    async with transaction(where.pool) as conn:
        held = await _hold(conn, where)
        decided = [await _decide(conn, where, held, one) for one in those]
        done = await _upon(conn, where, held, decided) or []
    if not (is_joined() or held.asks):
        while len(_SEEN) >= _MOST_SEEN:
            del _SEEN[next(iter(_SEEN))]
        _SEEN[where] = held
    return done


async def _hold(conn: Conn, where: Where) -> Held:
    """Hold the sessions asked for until the transaction ends, or raise why that cannot be."""
    _, organiser_id, cohort_id, session_ids = where
    held = await seats.hold(
        conn,
        organiser_id,
        cohort_id=cohort_id,
        session_ids=None if session_ids is None else list(session_ids),
    )
    if held is None or len(held.sessions) < len(session_ids or ()):
        cohort = await cohorts.get(conn, organiser_id, cohort_id)
        require_open(cohort.status)
        missing = [one for one in session_ids or () if held is None or one not in held.sessions]
        if not missing:
            raise NothingChosen
        elsewhere = await sessions.list_after(conn, organiser_id, ids=missing)
        raise SessionOfAnotherCohort(elsewhere[0].id) if elsewhere else NotFound("session")
    await seats.count_waiting(conn, organiser_id, held)
    return held


async def _upon_what_was_seen(conn: Conn, where: Where, seen: Held, those: Sequence[Coming]) -> Done | None:
    """Only a yes may be decided upon what is not held: None where anybody is refused, and where it is otherwise now."""
    decided = []
    for one in those:
        if isinstance(deciding := await _decide(conn, where, seen, one), Exception):
            return None
        decided.append(deciding)
    return await _upon(conn, where, seen, decided)


async def _decide(conn: Conn, where: Where, held: Held, one: Coming) -> _Decided | RegistrationError:
    """What somebody gets, counted in what is held; or why they get nothing."""
    try:
        require_open(held.cohort_status)
        chosen = choose(list(held.sessions.values()), where.session_ids, one.now)
        answers = await keep_answers.read_new(
            conn,
            where.organiser_id,
            where.cohort_id,
            one.given,
            asks=held.asks,
            session_ids=[s.id for s in chosen],
        )
        places = allot_all([held.counters[session.id] for session in chosen], may_wait=one.may_wait)
    except SessionFull as full:
        # Whoever has a registration already is told so, rather than that it is full.
        return await _registration_of(conn, where, one) or full
    except RegistrationError as refused:
        return refused
    new = NewRegistration(
        id=ids.new(),
        applicant=one.applicant,
        status=status_of(place.status for place in places),
        calendar=default_calendar(held.calendar, dates=held.dates),
        answers=answers.ordinary,
        seats=[NewSeat(id=ids.new(), place=place) for place in places],
        registered_at=one.now,
        correlation_id=one.correlation_id,
    )
    return _Decided(new, answers, one.given.consent if one.given else None)


async def _upon(
    conn: Conn, where: Where, held: Held, decided: Sequence[_Decided | RegistrationError]
) -> Done | None:
    """Store what was decided upon what is held, or was seen; None if it is otherwise now, and nothing was stored."""
    new = [one.new for one in decided if isinstance(one, _Decided)]
    if not new:
        return [one for one in decided if isinstance(one, Exception)]
    stored = await registering.register(conn, where.organiser_id, held, new, session_ids=where.session_ids)
    if stored is None:
        return None
    left = iter(stored)
    done: Done = []
    for one in decided:
        if isinstance(one, Exception):
            done.append(one)
            continue
        if one.answers.sensitive or one.consent is not None:
            await kept.store_beside(
                conn,
                where.organiser_id,
                one.new.id,
                one.answers,
                consent=one.consent,
                now=one.new.registered_at,
            )
        done.append(_registered(held, one.new, next(left)))
    return done


def _registered(held: Held, new: NewRegistration, stored: Stored) -> Registered:
    def when(seat: NewSeat) -> tuple[object, ...]:
        session = held.sessions[seat.place.session_id]
        return (session.on is None, session.on, session.starts_at is None, session.starts_at, session.id)

    return Registered(
        id=new.id,
        person_id=stored.person_id,
        name=stored.name,
        email=stored.email,
        status=new.status,
        seats=sorted(new.seats, key=when),
        answers=stored.answers,
    )


async def _registration_of(conn: Conn, where: Where, one: Coming) -> AlreadyRegistered | None:
    person_id = await people.find_by_email(conn, where.organiser_id, one.applicant.email)
    if person_id is None:
        return None
    found = await registrations.find_live(conn, where.organiser_id, where.cohort_id, person_id)
    return AlreadyRegistered(found) if found else None
