"""An invited person writes to the coordinator: why not, or what to know."""

from datetime import datetime
from uuid import UUID

from services.registration.store import invitations
from services.registration.store.transaction import transaction
from shared.postgres import Pool


async def note_message(
    pool: Pool,
    organiser_id: UUID,
    invitation_id: UUID,
    *,
    message: str | None,
    now: datetime,  # noqa: ARG001 - as every action
) -> None:
    """Keep what was written, instead of what was written before; nobody is mailed for it."""
    async with transaction(pool) as conn:
        await invitations.set_message(conn, organiser_id, invitation_id, message)
