"""A registered person sends a substitute to all or some sessions; seats and waits are handed over unchanged."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.actions.seating.reseat import Handover, reseat
from services.registration.domain.caller import Caller
from services.registration.domain.errors import (
    AlreadyRegistered,
    AlreadyWithdrawn,
    NotConfirmed,
    NothingChosen,
    SessionOfAnotherCohort,
    SubstituteIsInvited,
    SubstitutesNotAllowed,
)
from services.registration.domain.options import go_together, require_ahead
from services.registration.domain.registration import (
    Applicant,
    Registration,
    RegistrationSeat,
    default_calendar,
)
from services.registration.domain.seating import handed_over
from services.registration.domain.sessions.session import is_over
from services.registration.store import invitations, registrations, seats
from services.registration.store.access import audit
from services.registration.store.directory import people
from services.registration.store.outgoing import events
from services.registration.store.registrations import RegistrationRow
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


class TransferredSeats(msgspec.Struct, frozen=True, kw_only=True):
    """What is handed over, and whether it is everything ahead."""

    leaving: list[RegistrationSeat]
    is_all: bool


@permitted("registration.substitute")
async def send_substitute(
    pool: Pool,
    caller: Caller,
    registration_id: UUID,
    *,
    substitute: Applicant,
    session_ids: Sequence[UUID] | None,
    is_by_position: bool = False,
) -> UUID:
    """Hand over the named seats, or all that are ahead (None), and return the substitute's registration.

    Places in waiting lists are handed over too. Handing over everything ahead answers the person's invitation. Later
    answers to that invitation do not take a handed-over seat back. `is_by_position`: the seats follow a position that
    somebody else has now, also where the invitation allows no substitute.
    """
    if session_ids is not None and not session_ids:
        raise NothingChosen
    async with transaction(pool) as conn:
        registration = await registrations.get(conn, caller.organiser_id, registration_id)
        if registration.is_unconfirmed:
            raise NotConfirmed
        await _lock_invitation(conn, registration, allows_any=is_by_position)
        locked = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=registration.cohort_id, session_ids=None
        )
        if locked is None:
            raise AlreadyWithdrawn
        mine = _handed(await _live(conn, registration, registration.id), locked, session_ids, caller.now)
        person_id, is_new = await people.find_or_make(conn, caller.organiser_id, substitute)
        if person_id == registration.person_id:
            raise SubstituteIsInvited
        if is_new:
            await events.tell_people(conn, caller.organiser_id, [person_id])
        receiver = await _receiver(
            conn, caller, registration, locked, substitute=substitute, person_id=person_id, is_all=mine.is_all
        )
        theirs = {seat.session_id: seat for seat in await _live(conn, registration, receiver)}
        plan = handed_over(mine.leaving, theirs)
        if not plan.hand_over:
            raise AlreadyRegistered(receiver)
        coming = [
            locked.sessions[seat.session_id] for seat in plan.hand_over if seat.session_id not in theirs
        ]
        go_together(
            coming, [s for session_id in theirs if not is_over(s := locked.sessions[session_id], caller.now)]
        )
        touched = await reseat(
            conn,
            caller,
            locked,
            free=plan.free,
            hand_over=[
                Handover(seat=seat, to_registration_id=receiver, is_by_position=is_by_position)
                for seat in plan.hand_over
            ],
        )
        await events.tell_registrations(conn, caller.organiser_id, touched)
        await audit.write(
            conn,
            caller,
            "registration.substitute",
            ("registration", registration_id),
            after={
                "substitute_registration_id": receiver,
                "session_ids": sorted(seat.session_id for seat in plan.hand_over),
            },
        )
    return receiver


async def _lock_invitation(conn: Conn, registration: Registration, *, allows_any: bool) -> None:
    """Lock the invitation that the registration came by; raises `SubstitutesNotAllowed` if it allows none."""
    if registration.invitation_id is not None:
        invitation = await invitations.lock(conn, registration.organiser_id, registration.invitation_id)
        if not (invitation.substitutes_allowed or allows_any):
            raise SubstitutesNotAllowed


async def _live(conn: Conn, registration: Registration, registration_id: UUID) -> list[RegistrationSeat]:
    """The registration's seats, read after the sessions were locked, so that they cannot change."""
    found = await registrations.list_seats(conn, registration.organiser_id, [registration_id])
    return [seat for seat in found.get(registration_id, ()) if seat.status != "withdrawn"]


def _handed(
    live: Sequence[RegistrationSeat],
    locked: LockedSessions,
    session_ids: Sequence[UUID] | None,
    now: datetime,
) -> TransferredSeats:
    """The named seats, or all that are ahead; raises an error if a named one cannot be handed over."""
    mine = {seat.session_id: locked.sessions[seat.session_id] for seat in live}
    for session_id in session_ids or ():
        if session_id not in mine:
            raise AlreadyWithdrawn if session_id in locked.sessions else SessionOfAnotherCohort(session_id)
        require_ahead([mine[session_id]], now)
    ahead = [
        seat
        for seat in live
        if mine[seat.session_id].status != "cancelled" and not is_over(mine[seat.session_id], now)
    ]
    leaving = [seat for seat in ahead if session_ids is None or seat.session_id in session_ids]
    if not leaving:
        raise AlreadyWithdrawn
    return TransferredSeats(leaving=leaving, is_all=len(leaving) == len(ahead))


async def _receiver(
    conn: Conn,
    caller: Caller,
    registration: Registration,
    locked: LockedSessions,
    *,
    substitute: Applicant,
    person_id: UUID,
    is_all: bool,
) -> UUID:
    """The substitute's registration, created if there is none, for the same organisation.

    It takes over the invitation only together with everything ahead.
    """
    new = RegistrationRow(
        id=ids.new(),
        person_id=person_id,
        invitation_id=registration.invitation_id if is_all else None,
        role=substitute.role,
        organisation=substitute.organisation or registration.organisation,
    )
    await registrations.insert(
        conn,
        registration.organiser_id,
        registration.cohort_id,
        [new],
        origin="substitute",
        calendar=default_calendar(locked.calendar, dates=locked.dates),
        now=caller.now,
    )
    found = await registrations.find_live(conn, registration.organiser_id, registration.cohort_id, person_id)
    return found or new.id
