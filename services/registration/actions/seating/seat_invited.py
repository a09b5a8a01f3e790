"""Finds the seats behind an invitation and moves them to the person who comes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.seating.reseat import Handover, SeatWish, reseat
from services.registration.domain.caller import Caller
from services.registration.domain.errors import AlreadyRegistered, InvitationNotOpen, NotFound
from services.registration.domain.invitation import Invitation
from services.registration.domain.registration import Applicant, RegistrationSeat, default_calendar
from services.registration.domain.seating import moves
from services.registration.domain.sessions.session import Session
from services.registration.store import registrations, unconfirmed
from services.registration.store.registrations import RegistrationRow
from services.registration.store.seats import LockedSessions
from shared import ids
from shared.postgres import Conn


class InvitationHolders(msgspec.Struct, frozen=True, kw_only=True):
    """Registrations with seats by an invitation: the invited person's and those of earlier substitutes.

    `ahead`: the sessions that can still be answered; only seats in them move. `confirmed`: registrations that this answer
    confirms, because the invitation came by mail too.
    """

    own: UUID | None
    all: list[UUID]
    ahead: frozenset[UUID]
    seats: dict[UUID, list[RegistrationSeat]]
    confirmed: list[UUID] = []

    def session_ids(self) -> set[UUID]:
        return {seat.session_id for seats in self.seats.values() for seat in seats}


async def list_holders(
    conn: Conn, invitation: Invitation, *, ahead: Iterable[Session], now: datetime
) -> InvitationHolders:
    """Return who has seats by this invitation; its sessions are locked. For a buyer, none: the participants have them."""
    sessions = frozenset(session.id for session in ahead)
    if invitation.kind == "utses":
        return InvitationHolders(own=None, all=[], ahead=sessions, seats={})
    own = await registrations.find_live(
        conn, invitation.organiser_id, invitation.cohort_id, invitation.person_id
    )
    substitutes = await registrations.list_substitutes(conn, invitation.organiser_id, invitation.id)
    # Who gave the seats away and got them back has a registration as their own substitute.
    holders = [*([own] if own else []), *(one for one in substitutes if one != own)]
    confirmed = await unconfirmed.confirm(conn, invitation.organiser_id, [own] if own else [], now=now)
    return InvitationHolders(
        own=own,
        all=holders,
        ahead=sessions,
        seats=await _live_seats(conn, invitation, holders, sessions),
        confirmed=confirmed,
    )


async def seat_invited(
    conn: Conn,
    caller: Caller,
    invitation: Invitation,
    locked: LockedSessions,
    holders: InvitationHolders,
    *,
    who: UUID | None,
    session_ids: set[UUID],
    substitute: Applicant | None,
) -> tuple[UUID | None, list[UUID]]:
    """Give `who` the wanted sessions: seats held by the invitation are handed over, the rest are freed.

    Returns the person's registration and all that were changed. Raises `AlreadyRegistered` if a substitute would get
    nothing that they do not have.
    """
    receiver = (
        await _registration(conn, caller, invitation, locked, person_id=who, substitute=substitute)
        if who
        else None
    )
    live = dict(holders.seats)
    if receiver is not None and receiver not in holders.all:
        live |= await _live_seats(conn, invitation, [receiver], holders.ahead)
    plan = moves(live, receiver=receiver, holders=holders.all, session_ids=session_ids)
    if receiver is None:
        return None, await reseat(
            conn, caller, locked, free=plan.free, touch=holders.confirmed, answering=invitation.id
        )
    if receiver not in holders.all and not (plan.hand_over or plan.give):
        raise AlreadyRegistered(receiver)
    touched = await reseat(
        conn,
        caller,
        locked,
        free=plan.free,
        hand_over=[Handover(seat=seat, to_registration_id=receiver) for seat in plan.hand_over],
        give=[SeatWish(registration_id=receiver, session_id=session_id) for session_id in plan.give],
        touch=holders.confirmed,
        answering=invitation.id,
    )
    return receiver, touched


async def _live_seats(
    conn: Conn, invitation: Invitation, registration_ids: list[UUID], ahead: frozenset[UUID]
) -> dict[UUID, list[RegistrationSeat]]:
    found = await registrations.list_seats(conn, invitation.organiser_id, registration_ids)
    return {
        owner: [seat for seat in locked if seat.status != "withdrawn" and seat.session_id in ahead]
        for owner, locked in found.items()
    }


async def _registration(
    conn: Conn,
    caller: Caller,
    invitation: Invitation,
    locked: LockedSessions,
    *,
    person_id: UUID,
    substitute: Applicant | None,
) -> UUID:
    """The person's registration, created if there is none; a substitute comes for the same organisation.

    Raises `InvitationNotOpen` for somebody who is being erased or was merged into another entry.
    """
    is_invited = person_id == invitation.person_id
    details = None if is_invited else substitute
    origin = "form" if invitation.kind == "utses" else "answer" if is_invited else "substitute"
    new = RegistrationRow(
        id=ids.new(),
        person_id=person_id,
        invitation_id=invitation.id,
        role=details.role if details else invitation.role,
        organisation=(details and details.organisation) or invitation.organisation,
    )
    try:
        await registrations.insert(
            conn,
            invitation.organiser_id,
            invitation.cohort_id,
            [new],
            origin=origin,
            calendar=default_calendar(locked.calendar, dates=locked.dates),
            now=caller.now,
        )
    except NotFound:
        raise InvitationNotOpen from None
    found = await registrations.find_live(conn, invitation.organiser_id, invitation.cohort_id, person_id)
    return found or new.id
