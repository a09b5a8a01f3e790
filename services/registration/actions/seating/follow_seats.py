"""An invitation says what is so now: whoever registers has answered it, and whoever has given everything up does not come."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.domain.caller import Caller
from services.registration.domain.invitation import status_by_seats
from services.registration.store import invitation_seats
from services.registration.store.outgoing import events
from shared import times
from shared.postgres import Conn


async def follow_seats(
    conn: Conn, caller: Caller, registration_ids: Sequence[UUID], *, answering: UUID | None = None
) -> None:
    """Set the status of the invitations that these registrations concern from the seats as they are now, and tell notify.

    Called after every change of seats, whatever page or program made it. `answering` is an invitation that the caller
    answers, and sets itself. Others who lose a seat by that answer have not declined: they have not answered again.
    """
    found = await invitation_seats.of_registrations(
        conn, caller.organiser_id, registration_ids, today=times.local(caller.now).date()
    )
    changed = {
        seats.id: status
        for seats in found
        if seats.id != answering
        and (status := status_by_seats(seats, without_seats="sent" if answering else "declined"))
        != seats.status
    }
    if changed:
        await invitation_seats.set_status(conn, caller.organiser_id, changed, now=caller.now)
        await events.tell_invitations(conn, caller.organiser_id, sorted(changed))
