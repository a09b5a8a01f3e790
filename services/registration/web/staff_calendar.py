"""The calendar of somebody who is staff: all sessions of the organiser, with a link to the page of each."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from services.registration.store.access import staff_feeds
from services.registration.store.access.staff_feeds import StaffDate, StaffFeedOwner
from shared import times
from shared.calendar import publish
from shared.calendar import words as calendar_words
from shared.calendar.publish import FeedEntry
from shared.calendar.words import EntryText, summary_of
from shared.language import Language
from shared.links import LinkSubject
from shared.postgres import Conn

_REMEMBERED: Final = timedelta(days=180)


async def find_calendar(
    conn: Conn, subject: LinkSubject, *, base_url: str, language: Language, now: datetime
) -> bytes | None:
    """The file; None for a link that is nobody's or dead. Who has been let out gets an empty calendar, so that the dates go away."""
    owner = await staff_feeds.find(conn, subject.id)
    if owner is None:
        return None
    if owner.has_ended:
        return publish.feed(owner.organiser_name, ())
    if not owner.has_feed or owner.generation != subject.generation:
        return None
    since = times.local(now - _REMEMBERED).date()
    found = await staff_feeds.list_dates(conn, owner.organiser_id, since=since)
    return publish.feed(owner.organiser_name, entries(owner, found, base_url, owner.language or language))


def entries(
    owner: StaffFeedOwner, found: Sequence[StaffDate], base_url: str, language: Language
) -> list[FeedEntry]:
    """One entry for each session, with the session's own UID. It holds no link but the page, which asks to sign in."""
    return [
        FeedEntry(
            uid=f"{one.id}-staff",
            sequence=one.versions,
            changed_at=one.changed_at,
            summary=summary_of(one.title, one.programme_title),
            mode=one.mode,
            place=one.place,
            on=one.on,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            is_tentative=one.status in {"announced", "tentative"},
            is_cancelled=one.is_cancelled,
            text=EntryText(
                language=language,
                news=(calendar_words.cancelled(language),) if one.is_cancelled else (),
                note=one.note,
                page_url=_page(owner, one, base_url),
                is_off=one.is_cancelled,
            ),
            url=_page(owner, one, base_url),
        )
        for one in found
    ]


def _page(owner: StaffFeedOwner, one: StaffDate, base_url: str) -> str:
    return f"{base_url}/admin/{owner.slug}/traffar/{one.id}"
