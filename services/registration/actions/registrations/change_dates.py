"""A registered person changes their sessions on their own page."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.seating.reseat import SeatWish, reseat
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import (
    AlreadyWithdrawn,
    NotConfirmed,
    NothingChosen,
    SessionOfAnotherCohort,
)
from services.registration.domain.options import choose
from services.registration.domain.registration import Registration
from services.registration.domain.sessions.session import is_over
from services.registration.store import invitations, registrations, seats, waiting_lists
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Conn, Pool


@permitted("registration.change_dates")
async def change_dates(
    pool: Pool, caller: Caller, registration_id: UUID, *, session_ids: Sequence[UUID]
) -> None:
    """Make these the registration's sessions ahead: dropped ones free their seats, new ones give a seat or a wait.

    A seat in one of parallel sessions is exchanged only for a seat in another, never for a wait.

    Raises `NothingChosen` for an empty choice, which is a withdrawal. New sessions need an open cohort, and are those of
    the person's invitations, or any of the cohort's if they registered themselves. A substitute for single sessions can
    have only those.
    """
    async with transaction(pool) as conn:
        registration = await registrations.get(conn, caller.organiser_id, registration_id)
        if registration.status == "withdrawn":
            raise AlreadyWithdrawn
        if registration.is_unconfirmed:
            raise NotConfirmed
        had = {seat.session_id for seat in registration.seats if seat.status != "withdrawn"}
        invited, waiting_list = await _invited_to(conn, registration)
        locked = await seats.lock_sessions(
            conn,
            caller.organiser_id,
            cohort_id=registration.cohort_id,
            session_ids=sorted(had | set(session_ids)),
        )
        known = locked.sessions if locked else {}
        allowed = known.keys() if invited is None else invited | had
        if strangers := [
            session_id for session_id in session_ids if session_id not in known or session_id not in allowed
        ]:
            raise SessionOfAnotherCohort(strangers[0])
        if locked is None or not session_ids:
            raise NothingChosen
        locked.with_waiting_list(waiting_list)
        if await _came_by_drop_in(conn, registration):
            locked.with_waiting_list(False)
        # Read again: with the sessions locked, the seats cannot change any more.
        current = (await registrations.list_seats(conn, caller.organiser_id, [registration_id])).get(
            registration_id, []
        )
        live = {seat.session_id: seat for seat in current if seat.status != "withdrawn"}
        added = [
            locked.sessions[session_id] for session_id in dict.fromkeys(session_ids) if session_id not in live
        ]
        if added:
            require_open(locked.cohort_status)
        kept = [
            locked.sessions[session_id]
            for session_id in session_ids
            if session_id in live and locked.sessions[session_id].status != "cancelled"
        ]
        choose(
            added,
            session_ids,
            caller.now,
            kept=[session for session in kept if not is_over(session, caller.now)],
        )
        given_up = [
            seat
            for session_id, seat in live.items()
            if session_id not in session_ids
            and session_id in known
            and not is_over(known[session_id], caller.now)
        ]
        touched = await reseat(
            conn,
            caller,
            locked,
            free=given_up,
            give=[SeatWish(registration_id=registration_id, session_id=session.id) for session in added],
        )
        await audit.write(
            conn,
            caller,
            "registration.change_dates",
            ("registration", registration_id),
            before={"session_ids": sorted(live)},
            after={"session_ids": sorted(session_ids)},
        )
        await events.tell_registrations(conn, caller.organiser_id, touched)


async def _came_by_drop_in(conn: Conn, registration: Registration) -> bool:
    """Whether the person took single left-over seats (drop-in), and so cannot join a waiting list."""
    if registration.origin != "form" or registration.invitation_id is not None:
        return False
    rule = await waiting_lists.rule(conn, registration.organiser_id, registration.cohort_id)
    return rule.drop_in and not rule.offers


async def _invited_to(conn: Conn, registration: Registration) -> tuple[set[UUID] | None, bool | None]:
    """The sessions of the person's invitations (None: not invited, any), and whether their rule allows waiting."""
    theirs = await invitations.list_after(
        conn, registration.organiser_id, cohort_id=registration.cohort_id, person_id=registration.person_id
    )
    if registration.invitation_id is not None and registration.invitation_id not in {
        invitation.id for invitation in theirs
    }:
        theirs.append(await invitations.get(conn, registration.organiser_id, registration.invitation_id))
    if not theirs and registration.origin == "substitute":
        return {seat.session_id for seat in registration.seats}, None
    allows_waiting = next(
        (invitation.waiting_list for invitation in theirs if invitation.id == registration.invitation_id),
        None,
    )
    if registration.origin == "form" or any(invitation.covers_all for invitation in theirs):
        return None, allows_waiting
    return {session_id for invitation in theirs for session_id in invitation.session_ids}, allows_waiting
