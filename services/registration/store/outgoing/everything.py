"""Every snapshot, sent again: fills notify's read model, and mails and tells webhooks nothing about earlier changes."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.registration.store.outgoing import events, mailing_events
from shared.postgres import Conn

LIST_ORGANISERS: Final = "select id from organiser order by id"
LIST_PROGRAMMES: Final = "select id from programme where organiser_id = $1 and id > $2 order by id limit $3"
LIST_COHORTS: Final = "select id from cohort where organiser_id = $1 and id > $2 order by id limit $3"
LIST_SESSIONS: Final = "select id from session where organiser_id = $1 and id > $2 order by id limit $3"
LIST_PEOPLE: Final = "select id from person where organiser_id = $1 and id > $2 order by id limit $3"
LIST_INVITATIONS: Final = "select id from invitation where organiser_id = $1 and id > $2 order by id limit $3"
LIST_REGISTRATIONS: Final = (
    "select id from registration where organiser_id = $1 and id > $2 order by id limit $3"
)

_CHUNK: Final = 1000
_BEFORE_ALL: Final = UUID(int=0)


async def tell_everything(conn: Conn, *, replayed_at: datetime) -> None:
    """Send every snapshot again, marked as a replay: notify fills its read model, and mails nothing about earlier changes."""
    for row in await conn.fetch(LIST_ORGANISERS):
        organiser_id: UUID = row["id"]
        await events.tell_organisers(conn, organiser_id, [organiser_id], replayed_at=replayed_at)
        for statement, tell in _EVERYTHING:
            after = _BEFORE_ALL
            while chunk := [
                found["id"] for found in await conn.fetch(statement, organiser_id, after, _CHUNK)
            ]:
                await tell(conn, organiser_id, chunk, replayed_at=replayed_at)
                after = chunk[-1]


# In order of reference, so that notify seldom has to wait for a referenced row.
_EVERYTHING: Final[Sequence[tuple[str, Callable[..., Awaitable[None]]]]] = (
    (LIST_PROGRAMMES, events.tell_programmes),
    (LIST_COHORTS, events.tell_cohorts),
    (LIST_SESSIONS, events.tell_sessions),
    (LIST_PEOPLE, events.tell_people),
    (LIST_INVITATIONS, events.tell_invitations),
    (LIST_REGISTRATIONS, events.tell_registrations),
    (mailing_events.LIST_MAILINGS, mailing_events.tell_mailings),
    (mailing_events.LIST_LETTER_OWNERS, mailing_events.tell_letter_texts),
    (mailing_events.LIST_RECIPIENTS, mailing_events.tell_recipients),
)
