"""Events of the public pages: an enquiry with its answer, and the opening of registration."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.store.interests import Subscriber
from shared import events, notice_events
from shared.channel import outbox
from shared.postgres import Conn

ENQUIRY: Final = """
select q.organiser_id, q.id, e.value as epoch, q.version, q.subject, q.audience, q.people, q.people_words, q.wanted_when,
       q.organisation, q.name, q.email, q.reference, q.message, q.language, q.asked_at, q.contact, q.answer, q.answered_at,
       q.is_letter, q.attachments
  from enquiry q cross join epoch e
 where q.organiser_id = $1 and q.id = $2
"""

EPOCH: Final = "select value from epoch"


async def tell_enquiry(conn: Conn, organiser_id: UUID, enquiry_id: UUID) -> None:
    """Send a snapshot of an enquiry."""
    row = dict(await conn.fetchrow(ENQUIRY, organiser_id, enquiry_id) or {})
    to = row.pop("contact")
    row["attachments"] = tuple(row["attachments"])
    contact = None if to is None else msgspec.convert(to, events.Contact)
    await outbox.add(conn, [events.Enquiry(**row, to=contact)])


async def tell_openings(
    conn: Conn,
    organiser_id: UUID,
    interested: Sequence[Subscriber],
    *,
    title: str,
    cohort_slug: str,
    now: datetime,
) -> None:
    """Send one event per subscriber, so that no event contains another person's address."""
    if not interested:
        return
    epoch: int = await conn.fetchval(EPOCH)
    openings = [
        notice_events.Opening(
            organiser_id=organiser_id,
            id=subscriber.id,
            epoch=epoch,
            version=1,
            email=subscriber.email,
            language=subscriber.language,
            title=title,
            cohort_slug=cohort_slug,
            opened_at=now,
        )
        for subscriber in interested
    ]
    await outbox.add(conn, openings)
