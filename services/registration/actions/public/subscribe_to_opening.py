"""A visitor subscribes to one mail when registration opens; their address is deleted when it is sent."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import Cohort
from services.registration.store import interests, programmes
from services.registration.store.outgoing import public_events
from services.registration.store.transaction import transaction
from shared.postgres import Conn, Pool


@permitted("opening.subscribe")
async def subscribe(
    pool: Pool,
    caller: Caller,
    *,
    programme_id: UUID | None,
    email: str,
) -> None:
    """Store an address until a cohort of the programme, or any cohort, opens to everyone."""
    async with transaction(pool) as conn:
        await interests.insert(
            conn,
            caller.organiser_id,
            programme_id=programme_id,
            email=email,
            language=caller.language,
            now=caller.now,
        )


async def tell_subscribers(conn: Conn, caller: Caller, cohort: Cohort) -> None:
    """Send an opening to each subscriber of a cohort that opens to everyone, in the caller's transaction."""
    programme = await programmes.get(conn, cohort.organiser_id, cohort.programme_id)
    if programme.registration != "open":
        return
    found = await interests.take(conn, cohort.organiser_id, cohort.programme_id)
    await public_events.tell_openings(
        conn, cohort.organiser_id, found, title=programme.title, cohort_slug=cohort.slug, now=caller.now
    )
