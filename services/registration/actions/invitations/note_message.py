"""An invited person leaves a message for the coordinator."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store import invitations
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("invitation.note_message")
async def note_message(
    pool: Pool,
    caller: Caller,
    invitation_id: UUID,
    *,
    message: str | None,
) -> None:
    """Store the message in place of an earlier one; no mail is sent."""
    async with transaction(pool) as conn:
        await invitations.set_message(conn, caller.organiser_id, invitation_id, message)
        await audit.write(
            conn,
            caller,
            "invitation.note_message",
            ("invitation", invitation_id),
            after={"changed": ["message"]},
        )
