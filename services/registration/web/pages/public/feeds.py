"""Published sessions as iCalendar feeds (RFC 5545), without personal data or meeting links."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from litestar import Response

from services.registration.domain.session import Session
from services.registration.store.views.public import PublicCohort, PublicOrganiser
from services.registration.web.pages.public.dates import CohortContext
from shared import publish
from shared.calendar_words import summary_of
from shared.events import Language
from shared.publish import FeedEntry

ENDING: Final = ".ics"
# Calendar programs poll about every hour; caches may answer for five minutes.
_HEADERS: Final = {
    "cache-control": "public, max-age=300",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}


def cohort_feed(context: CohortContext) -> bytes:
    """The sessions of one cohort, as bytes."""
    name = (
        context.cohort.title
        if context.cohort.name in context.cohort.title
        else f"{context.cohort.title}, {context.cohort.name}"
    )
    url = context.base_url + context.path
    feed_entries = entries(context.cohort, context.sessions, url=url, language=context.locale.language)
    return publish.feed(name, feed_entries, context.now)


def organiser_feed(
    host: PublicOrganiser,
    cohorts: Sequence[tuple[PublicCohort, Sequence[Session]]],
    *,
    base_url: str,
    language: Language,
    now: datetime,
) -> bytes:
    """The sessions of all published cohorts, as bytes."""
    feed_entries = [
        entry
        for cohort, sessions in cohorts
        for entry in entries(cohort, sessions, url=f"{base_url}/{host.slug}/{cohort.slug}", language=language)
    ]
    return publish.feed(host.organiser_name, feed_entries, now)


def entries(
    cohort: PublicCohort, sessions: Sequence[Session], *, url: str, language: Language
) -> list[FeedEntry]:
    """One entry for each session. The UID is the session's and never equal to that of a seat's own entry."""
    return [
        FeedEntry(
            uid=f"{session.id}-session",
            sequence=session.version,
            summary=summary_of(session.title, cohort.title),
            language=language,
            mode=session.mode,
            place=session.place,
            on=session.on,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            is_tentative=session.status == "tentative",
            is_cancelled=session.status == "cancelled" or cohort.status == "cancelled",
            description=(session.note,) if session.note else (),
            url=url,
        )
        for session in sessions
    ]


def calendar(file: bytes) -> Response[bytes]:
    """A feed as a response."""
    return Response(file, media_type="text/calendar; method=PUBLISH", headers=dict(_HEADERS))
