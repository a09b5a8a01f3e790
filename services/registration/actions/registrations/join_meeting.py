"""A person opens the meeting by their personal link, or by another person's."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.attendance import Door, require_open_door
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import Forwarding
from services.registration.domain.errors import GuestsNotLetIn, NoSeat, NotFound
from services.registration.store import attendance
from services.registration.store.outgoing import presence
from services.registration.store.transaction import transaction
from services.registration.store.webhooks import messages
from shared import ids
from shared.postgres import Conn, Pool


@permitted("attendance.join")
async def join(pool: Pool, caller: Caller, seat_id: UUID) -> str | None:
    """Store the attendance and return the meeting's URL; None if there is none, as when it is on site only.

    Raises `JoinTooEarly`, `SessionOver`, `SessionCancelled` or `NoSeat`, with nothing stored.
    """
    async with transaction(pool) as conn:
        door = await _open_door(conn, caller, seat_id)
        if await attendance.note_joined(conn, caller.organiser_id, seat_id, now=caller.now):
            await messages.tell(conn, caller.organiser_id, "attendance.changed", [door.session_id])
            await presence.tell_noted(conn, caller.organiser_id, door.session_id, seat_id=seat_id)
    return door.join_url


@permitted("attendance.join_as_guest")
async def join_as_guest(pool: Pool, caller: Caller, seat_id: UUID, *, name: str) -> str | None:
    """Admit a guest under their own name by another person's link, if the cohort allows links to be forwarded."""
    async with transaction(pool) as conn:
        door = await _open_door(conn, caller, seat_id)
        _require_forwarding(door.forwarding)
        await attendance.add_guest(
            conn, caller.organiser_id, seat_id, guest_id=ids.new(), name=name, now=caller.now
        )
    return door.join_url


async def _open_door(conn: Conn, caller: Caller, seat_id: UUID) -> Door:
    door = await attendance.find_door(conn, caller.organiser_id, seat_id)
    if door is None:
        raise NotFound("seat")
    if door.seat_status != "confirmed":
        raise NoSeat
    require_open_door(door, caller.now)
    return door


def _require_forwarding(forwarding: Forwarding) -> None:
    if forwarding == "personal":
        raise GuestsNotLetIn
