"""Writes the result of an invitation's mail to the outbox, in the transaction that marks it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notify.store import epochs
from services.notify.store.sending import ClaimedDelivery, DeliveryResult
from shared.channel import outbox
from shared.events import InvitationDelivery
from shared.postgres import Conn


async def of_invitations(
    conn: Conn, ends: Sequence[tuple[ClaimedDelivery, DeliveryResult]], now: datetime
) -> bool:
    """Write an event for each invitation whose mail was sent or has failed; return whether there was any."""
    final = [
        (claimed, claimed.payload.invitation_id, end)
        for claimed, end in ends
        if end.status in {"sent", "failed"} and claimed.payload.invitation_id is not None
    ]
    if not final:
        return False
    epoch = await epochs.current(conn)
    await outbox.add(
        conn,
        [
            InvitationDelivery(
                organiser_id=claimed.organiser_id,
                id=invitation_id,
                epoch=epoch,
                version=1,
                outcome="sent" if end.status == "sent" else "failed",
                at=now,
            )
            for claimed, invitation_id, end in final
            if invitation_id is not None
        ],
    )
    return True


async def of_bounces(conn: Conn, organiser_id: UUID, invitation_id: UUID | None, now: datetime) -> None:
    """Write an event where the mail that bounced was an invitation. It is newer than the one that says it was sent."""
    if invitation_id is not None:
        event = InvitationDelivery(
            organiser_id=organiser_id,
            id=invitation_id,
            epoch=await epochs.current(conn),
            version=1,
            outcome="bounced",
            at=now,
        )
        await outbox.add(conn, [event])
