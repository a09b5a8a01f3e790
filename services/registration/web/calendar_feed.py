"""`/k/….ics`: the personal calendar feed, which calendar programs poll about every hour.

It answers as long as the link is the person's: a program that is refused keeps every entry as it is (calendar rule 5).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from litestar import Request, Response, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.settings import RegistrationSettings
from services.registration.store.transaction import reading
from services.registration.store.views import calendar_feed
from services.registration.store.views.calendar_feed import FeedOwner, OwnDate
from services.registration.web import security, staff_calendar
from services.registration.web.kit.calendar_response import calendar_response
from services.registration.web.language import preferred
from services.registration.web.services import AppServices
from services.registration.web.wording import WORDING
from shared import ids, links, times
from shared.calendar import publish
from shared.calendar import sequence as calendar_sequence
from shared.calendar import words as calendar_words
from shared.calendar.publish import FeedEntry
from shared.calendar.words import EntryText, summary_of
from shared.language import Language
from shared.postgres import Conn

_ENDING: Final = ".ics"
# The client revalidates its copy at each poll (RFC 9111), so that moved dates show up at once.
_HEADERS: Final = {**security.HEADERS, "cache-control": "private, no-cache", "x-robots-tag": "noindex"}
# How long dates that were given up are shown as cancelled, where the feed has no others.
_REMEMBERED: Final = timedelta(days=180)


@route("/k/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def show_calendar_feed(request: Request[Any, Any, State], services: AppServices) -> Response[bytes]:
    """All dates of one person with this organiser; a GET changes nothing."""
    settings: RegistrationSettings = services.settings
    name, now = request.path_params["name"], times.now()
    texts = WORDING[preferred(request.headers.get("accept-language"))].after
    try:
        subject = links.read(
            "k", name.removesuffix(_ENDING) if name.endswith(_ENDING) else "", settings.keys()
        )
    except links.BadLink:
        return _not_found(texts.bad_link, texts.bad_link_lead)
    async with reading(services.pool) as conn:
        owner = await calendar_feed.find_owner(conn, subject.id)
        if owner is None:
            language = preferred(request.headers.get("accept-language"))
            file = await staff_calendar.find_calendar(
                conn, subject, base_url=settings.base_url, language=language, now=now
            )
            if file is None:
                return _not_found(texts.bad_link, texts.bad_link_lead)
            return calendar_response(request, file, _HEADERS)
        if owner.generation != subject.generation and not owner.is_erased:
            words = WORDING[owner.language].after
            return _not_found(words.dead_link, words.dead_link_lead)
        own_dates = await _own_dates(conn, owner, now - _REMEMBERED)
    entries = own_entries(own_dates, owner.language, settings.base_url, settings.keys())
    return calendar_response(request, publish.feed(owner.organiser_name, entries), _HEADERS)


def own_entries(
    own_dates: Sequence[OwnDate], language: Language, base_url: str, keys: tuple[links.LinkKey, ...]
) -> list[FeedEntry]:
    """One entry for each seat, with the UID of the calendar mails and a SEQUENCE above theirs.

    A date that was given up is left out, and so removed. Where none is left, those that were given up stand there as
    cancelled: vdirsyncer takes an empty calendar for a fault, and keeps every entry.
    """
    shown = [own_date for own_date in own_dates if not own_date.is_withdrawn] or own_dates
    return [
        FeedEntry(
            uid=ids.calendar_uid(own_date.seat_id),
            sequence=calendar_sequence.in_feed(own_date.epoch, own_date.versions),
            changed_at=own_date.changed_at,
            summary=summary_of(own_date.title, own_date.programme_title),
            mode=own_date.mode,
            place=own_date.place,
            on=own_date.on,
            starts_at=own_date.starts_at,
            ends_at=own_date.ends_at,
            is_tentative=own_date.status in {"announced", "tentative"},
            is_cancelled=own_date.is_withdrawn or _is_cancelled(own_date),
            text=_text(own_date, language, base_url, keys),
        )
        for own_date in shown
    ]


async def _own_dates(conn: Conn, owner: FeedOwner, withdrawn_after: datetime) -> list[OwnDate]:
    """The dates of the feed; none of an erased person, whose calendar is emptied."""
    if owner.is_erased:
        return []
    return await calendar_feed.list_own_dates(
        conn, owner.organiser_id, owner.person_id, withdrawn_after=withdrawn_after
    )


def _is_cancelled(own_date: OwnDate) -> bool:
    return "cancelled" in {own_date.status, own_date.cohort_status}


def _text(own_date: OwnDate, language: Language, base_url: str, keys: tuple[links.LinkKey, ...]) -> EntryText:
    """What the entry says. It has no personal link but the join link, because people share their calendars."""
    news: tuple[str, ...] = ()
    if own_date.is_withdrawn:
        news = (calendar_words.withdrawn(language),)
    elif _is_cancelled(own_date):
        news = (calendar_words.cancelled(language), own_date.cancel_reason or "")
    join_url = links.url(base_url, "j", own_date.seat_id, own_date.generation, keys)
    return EntryText(
        language=language,
        news=news,
        note=own_date.note,
        contact=(own_date.contact_label, own_date.contact_email, own_date.contact_phone),
        join_url=join_url if own_date.has_join_url else None,
        is_own=True,
        is_off=bool(news),
    )


def _not_found(heading: str, text: str) -> Response[bytes]:
    return Response(
        f"{heading}. {text}\n".encode(),
        status_code=404,
        media_type="text/plain",
        headers={**_HEADERS, "cache-control": "no-store"},
    )
