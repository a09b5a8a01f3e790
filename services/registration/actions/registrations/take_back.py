"""A person takes seats back from their substitutes: each comes back as it is, and nobody in line goes before."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.seating.reseat import Handover, reseat
from services.registration.domain.caller import Caller
from services.registration.domain.errors import NothingToTakeBack
from services.registration.domain.options import go_together, is_ahead
from services.registration.domain.registration import default_calendar
from services.registration.store import cohorts, invitations, registrations, seats, substitutes
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.registrations import RegistrationRow
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


@permitted("registration.take_back")
async def take_back(
    pool: Pool,
    caller: Caller,
    *,
    cohort_id: UUID,
    person_id: UUID,
    session_ids: Sequence[UUID] | None,
) -> UUID:
    """Take back the seats in the named sessions, or (None) in all, that are not over; return the registration.

    The registration is the person's present one, or a new one if they have none. Raises `NothingToTakeBack` if no substitute has such a seat.
    What followed a position comes back by staff only.
    """
    async with transaction(pool) as conn:
        await cohorts.get(conn, caller.organiser_id, cohort_id)
        invited = await invitations.list_after(
            conn, caller.organiser_id, cohort_id=cohort_id, person_id=person_id
        )
        for invitation in sorted(invited, key=lambda invitation: invitation.id):
            await invitations.lock(conn, caller.organiser_id, invitation.id)
        locked = await seats.lock_sessions(conn, caller.organiser_id, cohort_id=cohort_id, session_ids=None)
        if locked is None:
            raise NothingToTakeBack
        own_id = await registrations.find_live(conn, caller.organiser_id, cohort_id, person_id)
        own_sessions = await _live_sessions(conn, caller, own_id)
        given = [
            seat
            for seat in await substitutes.list_given(conn, caller.organiser_id, cohort_id, person_id)
            if (session_ids is None or seat.session_id in session_ids)
            and is_ahead(locked.sessions[seat.session_id], caller.now)
            and seat.session_id not in own_sessions
            and not (seat.is_by_position and caller.actor.kind == "participant")
        ]
        if not given:
            raise NothingToTakeBack
        coming = [locked.sessions[seat.session_id] for seat in given]
        go_together(coming, [locked.sessions[session_id] for session_id in own_sessions])
        answered = [invitation for invitation in invited if invitation.status == "substituted"]
        invitation_id = next((invitation.id for invitation in [*answered, *invited]), None)
        receiver = own_id or await _new_registration(conn, caller, locked, person_id, invitation_id)
        touched = await reseat(
            conn,
            caller,
            locked,
            hand_over=[Handover(seat=seat.as_seat(), to_registration_id=receiver) for seat in given],
        )
        await audit.write(
            conn,
            caller,
            "registration.take_back",
            ("registration", receiver),
            after={"session_ids": sorted(seat.session_id for seat in given)},
        )
        await events.tell_registrations(conn, caller.organiser_id, touched)
    return receiver


async def _live_sessions(conn: Conn, caller: Caller, registration_id: UUID | None) -> set[UUID]:
    if registration_id is None:
        return set()
    found = await registrations.list_seats(conn, caller.organiser_id, [registration_id])
    return {seat.session_id for seat in found.get(registration_id, ()) if seat.status != "withdrawn"}


async def _new_registration(
    conn: Conn, caller: Caller, locked: LockedSessions, person_id: UUID, invitation_id: UUID | None
) -> UUID:
    """A registration like the person's last one in the cohort; the last one is withdrawn for good."""
    earlier = await registrations.list_after(
        conn, caller.organiser_id, cohort_id=locked.cohort_id, person_id=person_id
    )
    last = earlier[-1] if earlier else None
    invited = await invitations.get(conn, caller.organiser_id, invitation_id) if invitation_id else None
    details = last or invited
    new = RegistrationRow(
        id=ids.new(),
        person_id=person_id,
        invitation_id=invitation_id or (last.invitation_id if last else None),
        role=details.role if details else None,
        organisation=details.organisation if details else None,
    )
    is_substitute = last is not None and last.origin == "substitute"
    await registrations.insert(
        conn,
        caller.organiser_id,
        locked.cohort_id,
        [new],
        origin="substitute" if is_substitute else "answer" if invitation_id else "form",
        calendar=last.calendar if last else default_calendar(locked.calendar, dates=locked.dates),
        now=caller.now,
    )
    return new.id
