"""Carries out what follows from an answer, by the actions of the person's own page, in the transaction of the caller."""

from uuid import UUID

from services.registration.actions.registrations.withdraw import withdraw
from services.registration.domain.calendar_answer import Consequence, ReceivedAnswer
from services.registration.domain.caller import Actor, Caller
from services.registration.domain.errors import AlreadyWithdrawn
from services.registration.domain.sessions.session import Session
from services.registration.store import calendar_answers, registrations, seats
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.seats import LockedSessions
from shared.postgres import Conn, Pool


async def lock_session(conn: Conn, answer: ReceivedAnswer) -> Session | None:
    """Lock the session of an answer as every change of its seats does; None if it is gone."""
    locked = await _lock(conn, answer)
    return locked.sessions[answer.session_id] if locked is not None else None


async def apply_answer(
    conn: Conn, pool: Pool, caller: Caller, answer: ReceivedAnswer, what: Consequence
) -> None:
    """Do what follows; the session is locked by `lock_session`. Whoever counts the answer is in the log, if not its person."""
    match what:
        case "withdraw":
            person = _as_person(caller, answer.person_id) if caller.actor.kind == "system" else caller
            try:
                await withdraw(pool, person, answer.registration_id, session_ids=[answer.session_id])
            except AlreadyWithdrawn:
                return
        case "confirm":
            await calendar_answers.set_answered(conn, caller.organiser_id, answer.seat_id, answer.received_at)
            await _tell(conn, caller, answer.registration_id)
        case "unsure":
            await calendar_answers.set_unsure(conn, caller.organiser_id, answer.seat_id, answer.received_at)
            await _tell(conn, caller, answer.registration_id)
        case "resend":
            if await calendar_answers.ask_entry(
                conn, caller.organiser_id, answer.seat_id, caller.now, is_refusal=False
            ):
                await _tell(conn, caller, answer.registration_id)
        case "nothing" | "ask":
            return
    await note(conn, caller, "calendar_answer.take", answer)


async def resend_entry(conn: Conn, caller: Caller, answer: ReceivedAnswer) -> None:
    """Send the entry again because the time that was proposed is refused."""
    await calendar_answers.ask_entry(conn, caller.organiser_id, answer.seat_id, caller.now, is_refusal=True)
    await _tell(conn, caller, answer.registration_id)


async def note(conn: Conn, caller: Caller, action: str, answer: ReceivedAnswer) -> None:
    """Write into the log what was answered; by whom, if not by the person the seat is for, stands with the answer alone."""
    acting = _as_person(caller, answer.person_id) if caller.actor.kind == "system" else caller
    await audit.write(
        conn,
        acting,
        action,
        ("registration", answer.registration_id),
        after={"calendar_answer": answer.answer, "session_id": answer.session_id},
    )


def _as_person(caller: Caller, person_id: UUID) -> Caller:
    return Caller(
        actor=Actor(kind="participant", id=person_id),
        organiser_id=caller.organiser_id,
        now=caller.now,
        correlation_id=caller.correlation_id,
        language=caller.language,
    )


async def _tell(conn: Conn, caller: Caller, registration_id: UUID) -> None:
    """Raise the version of the registration and tell of it; the session is locked already, so this is the order of locks."""
    await registrations.lock(conn, caller.organiser_id, [registration_id])
    await registrations.settle(conn, caller.organiser_id, [registration_id])
    await events.tell_registrations(conn, caller.organiser_id, [registration_id])


async def _lock(conn: Conn, answer: ReceivedAnswer) -> LockedSessions | None:
    return await seats.lock_sessions(
        conn, answer.organiser_id, cohort_id=None, session_ids=[answer.session_id]
    )
