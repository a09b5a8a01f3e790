"""Published sessions as iCalendar feeds (RFC 5545), without personal data or meeting links."""

from collections.abc import Sequence
from typing import Final

from litestar import Response

from services.registration.domain.sessions.session import Session
from services.registration.store.views.public import PublicCohort, PublicOrganiser
from services.registration.web.kit.calendar_response import calendar_response
from services.registration.web.pages.public.dates import CohortContext
from services.registration.web.pages.public.organiser import PageRequest
from shared.calendar import publish
from shared.calendar import words as calendar_words
from shared.calendar.publish import FeedEntry
from shared.calendar.words import EntryText, summary_of
from shared.language import Language

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
    return publish.feed(name, feed_entries)


def organiser_feed(
    host: PublicOrganiser,
    cohorts: Sequence[tuple[PublicCohort, Sequence[Session]]],
    *,
    base_url: str,
    language: Language,
) -> bytes:
    """The sessions of all published cohorts, as bytes."""
    feed_entries = [
        entry
        for cohort, sessions in cohorts
        for entry in entries(cohort, sessions, url=f"{base_url}/{host.slug}/{cohort.slug}", language=language)
    ]
    return publish.feed(host.organiser_name, feed_entries)


def entries(
    cohort: PublicCohort, sessions: Sequence[Session], *, url: str, language: Language
) -> list[FeedEntry]:
    """One entry for each session. The UID is the session's and never equal to that of a seat's own entry."""
    return [
        FeedEntry(
            uid=f"{session.id}-session",
            sequence=session.version + cohort.versions,
            changed_at=max(session.changed_at or cohort.changed_at, cohort.changed_at),
            summary=summary_of(session.title, cohort.title),
            mode=session.mode,
            place=session.place,
            on=session.on,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            is_tentative=session.status == "tentative",
            is_cancelled=_is_cancelled(cohort, session),
            text=_text(cohort, session, url, language),
            url=url,
        )
        for session in sessions
    ]


def calendar(request: PageRequest, file: bytes) -> Response[bytes]:
    """A feed as a response; its sentences are in the reader's language."""
    return calendar_response(request, file, _HEADERS, vary="Accept-Encoding, Accept-Language")


def _is_cancelled(cohort: PublicCohort, session: Session) -> bool:
    return "cancelled" in {session.status, cohort.status}


def _text(cohort: PublicCohort, session: Session, url: str, language: Language) -> EntryText:
    is_off = _is_cancelled(cohort, session)
    return EntryText(
        language=language,
        news=(calendar_words.cancelled(language),) if is_off else (),
        note=session.note,
        contact=(cohort.contact_label, cohort.contact_email, cohort.contact_phone),
        page_url=url,
        is_off=is_off,
    )
