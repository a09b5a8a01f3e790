"""Staff make the link to their calendar with all sessions, replace it, and take it away."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import NotFound
from services.registration.store.access import audit, staff_feeds
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("staff.change_feed")
async def change_feed(pool: Pool, caller: Caller, staff_id: UUID, *, has_feed: bool) -> None:
    """Make a new link or take it away; earlier ones open nothing. Raises `NotFound` for somebody else's."""
    if staff_id != caller.actor.id:
        raise NotFound("staff")
    async with transaction(pool) as conn:
        await staff_feeds.set_feed(conn, caller.organiser_id, staff_id, has_feed=has_feed)
        await audit.write(
            conn, caller, "staff.change_feed", ("staff", staff_id), after={"has_feed": has_feed}
        )
