"""Writes what is known of the mail to people to the outbox, in the transaction that changes it."""

from collections.abc import Sequence
from uuid import UUID

from services.notify.store import epochs, person_mails
from shared.channel import outbox
from shared.person_mail import PersonMail
from shared.postgres import Conn


async def tell_person_mails(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> bool:
    """Write an event for each of these people; return whether there was any."""
    if not person_ids:
        return False
    epoch = await epochs.current(conn)
    rows = await person_mails.read(conn, organiser_id, sorted(person_ids))
    await outbox.add(
        conn,
        [
            PersonMail(
                organiser_id=organiser_id,
                id=row.person_id,
                epoch=epoch,
                version=row.version,
                address=row.address,
                dead_since=row.dead_at,
                answer=row.answer,
                away_told_at=row.away_at,
                away_until=row.away_until,
                away_subject=row.away_subject,
                substitute_email=row.substitute_email,
                substitute_name=row.substitute_name,
            )
            for row in rows
        ],
    )
    return True
