"""Decides registrations for one target on locked sessions and stores them in the same transaction."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.registrations.decide_registration import (
    Decision,
    RegistrationRequest,
    RegistrationResult,
    RegistrationTarget,
    decide,
    registered,
    store_sensitive,
)
from services.registration.actions.seating.follow_seats import follow_seats
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import (
    AlreadyRegistered,
    NotFound,
    NothingChosen,
    RegistrationError,
    SessionFull,
    SessionOfAnotherCohort,
)
from services.registration.store import bulk_registration, cohorts, registrations, seats, sessions
from services.registration.store.bulk_registration import RegisteredBefore, StoredRegistration
from services.registration.store.directory import people
from services.registration.store.seats import LockedSessions
from shared.postgres import Conn

Results = list[RegistrationResult | Exception]


async def register_locked(
    conn: Conn, target: RegistrationTarget, requests: Sequence[RegistrationRequest]
) -> tuple[Results, LockedSessions]:
    """Return a result or an error for each request, in order, and the sessions' state afterwards.

    Raises `RegisteredBefore`, with nothing stored, if a person has a registration that the decision did not see.
    """
    locked = await _lock(conn, target)
    decisions = [await decide(conn, target, locked, request) for request in requests]
    new = [decision.new for decision in decisions if isinstance(decision, Decision)]
    stored: dict[UUID, StoredRegistration] = {}
    if new:
        decided = bulk_registration.DecidedRegistrations(locked, target.session_ids, new, is_locked=True)
        stored = await bulk_registration.register(conn, target.organiser_id, [decided])
        if len(stored) < len(new):
            raise RegisteredBefore
        await follow_seats(conn, new[0].caller, list(stored))
    results: Results = []
    for request, decision in zip(requests, decisions, strict=True):
        if isinstance(decision, Decision):
            await store_sensitive(conn, target, decision)
            results.append(registered(locked, decision.new, stored[decision.new.id]))
        else:
            results.append(await _reason(conn, target, request, decision))
    return results, locked


async def find_registration(
    conn: Conn, target: RegistrationTarget, request: RegistrationRequest
) -> AlreadyRegistered | None:
    """Return the person's registration in the cohort, as the error to raise; None if there is none."""
    person_id = await people.find_by_email(conn, target.organiser_id, request.applicant.email)
    if person_id is None:
        return None
    found = await registrations.find_live(conn, target.organiser_id, target.cohort_id, person_id)
    return AlreadyRegistered(found) if found else None


async def _lock(conn: Conn, target: RegistrationTarget) -> LockedSessions:
    """Lock the target's sessions until the transaction ends. Raises a `RegistrationError` if that is impossible."""
    organiser_id, cohort_id, session_ids = target
    locked = await seats.lock_sessions(
        conn,
        organiser_id,
        cohort_id=cohort_id,
        session_ids=None if session_ids is None else list(session_ids),
    )
    if locked is None or len(locked.sessions) < len(session_ids or ()):
        cohort = await cohorts.get(conn, organiser_id, cohort_id)
        require_open(cohort.status)
        missing = [
            session_id
            for session_id in session_ids or ()
            if locked is None or session_id not in locked.sessions
        ]
        if not missing:
            raise NothingChosen
        elsewhere = await sessions.list_after(conn, organiser_id, ids=missing)
        raise SessionOfAnotherCohort(elsewhere[0].id) if elsewhere else NotFound("session")
    await seats.count_waiting(conn, organiser_id, locked)
    return locked


async def _reason(
    conn: Conn, target: RegistrationTarget, request: RegistrationRequest, refused: RegistrationError
) -> RegistrationError:
    """Replace the refusal by `AlreadyRegistered` if the person is registered: more helpful than a full session."""
    if isinstance(refused, SessionFull):
        return await find_registration(conn, target, request) or refused
    return refused
