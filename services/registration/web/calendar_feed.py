"""`/k/….ics`: the personal calendar feed, which calendar programs poll about every hour."""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Request, Response, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.settings import RegistrationSettings
from services.registration.store.transaction import reading
from services.registration.store.views import calendar_feed, participant
from services.registration.store.views.calendar_feed import OwnDate
from services.registration.web import security
from services.registration.web.kit.personal_link import find_target
from services.registration.web.language import preferred
from services.registration.web.services import AppServices
from services.registration.web.wording import WORDING
from shared import ids, links, publish, times
from shared.calendar_words import doors, summary_of
from shared.events import Language
from shared.meeting import DOORS_OPEN_BEFORE
from shared.publish import FeedEntry

_ENDING: Final = ".ics"
# The client revalidates its copy at each poll (RFC 9111), so that moved dates show up at once.
_HEADERS: Final = {**security.HEADERS, "cache-control": "private, no-cache", "x-robots-tag": "noindex"}


@route("/k/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def show_calendar_feed(request: Request[Any, Any, State], services: AppServices) -> Response[bytes]:
    """All dates of one person with this organiser; a GET changes nothing."""
    settings: RegistrationSettings = services.settings
    name = request.path_params["name"]
    texts = WORDING[preferred(request.headers.get("accept-language"))].after
    try:
        subject = links.read(
            "k", name.removesuffix(_ENDING) if name.endswith(_ENDING) else "", settings.keys()
        )
    except links.BadLink:
        return _text_response(404, texts.bad_link, texts.bad_link_lead)
    async with reading(services.pool) as conn:
        target = await find_target(conn, subject, participant.find_registration)
        if target is None:
            return _text_response(404, texts.bad_link, texts.bad_link_lead)
        registration, setting = target.named, target.setting
        words = WORDING[setting.person_language]
        if not target.is_current:
            return _text_response(404, words.after.dead_link, words.after.dead_link_lead)
        if registration.status == "withdrawn":
            return _text_response(
                410, words.mine.withdrawn, words.mine.withdrawn_lead.format(title=setting.programme_title)
            )
        own_dates = await calendar_feed.list_own_dates(
            conn, registration.organiser_id, registration.person_id
        )
    entries = own_entries(own_dates, setting.person_language, settings.base_url, settings.keys())
    # A weak ETag: the file contains the time when it was made, and is otherwise equal.
    content = msgspec.json.encode([setting.organiser_name, entries])
    headers = {**_HEADERS, "etag": f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'}
    if _matches_etag(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(b"", status_code=304, media_type="text/calendar", headers=headers)
    file = publish.feed(setting.organiser_name, entries, times.now())
    return Response(file, media_type="text/calendar", headers=headers)


def own_entries(
    own_dates: Sequence[OwnDate], language: Language, base_url: str, keys: tuple[links.LinkKey, ...]
) -> list[FeedEntry]:
    """One entry for each seat, with the UID and SEQUENCE of the calendar mails, so that programs see one entry."""
    return [
        FeedEntry(
            uid=ids.calendar_uid(own_date.seat_id),
            sequence=own_date.version,
            summary=summary_of(own_date.title, own_date.programme_title),
            language=language,
            mode=own_date.mode,
            place=own_date.place,
            on=own_date.on,
            starts_at=own_date.starts_at,
            ends_at=own_date.ends_at,
            is_tentative=own_date.status in {"announced", "tentative"},
            is_cancelled=_is_cancelled(own_date),
            description=_join_text(own_date, language, base_url, keys),
        )
        for own_date in own_dates
    ]


def _is_cancelled(own_date: OwnDate) -> bool:
    return "cancelled" in {own_date.status, own_date.cohort_status}


def _join_text(
    own_date: OwnDate, language: Language, base_url: str, keys: tuple[links.LinkKey, ...]
) -> tuple[str, ...]:
    """The text with the join link. No other personal link is in a feed, because people share their calendars."""
    if own_date.starts_at is None or not own_date.has_join_url or _is_cancelled(own_date):
        return ()
    join_url = links.url(base_url, "j", own_date.seat_id, own_date.generation, keys)
    return (doors(own_date.starts_at - DOORS_OPEN_BEFORE, join_url, language),)


def _matches_etag(if_none_match: str, etag: str) -> bool:
    """Whether `If-None-Match` matches the ETag (RFC 9110 section 13.1.2, weak comparison)."""
    etags = {value.strip().removeprefix("W/") for value in if_none_match.split(",")}
    return if_none_match.strip() == "*" or etag.removeprefix("W/") in etags


def _text_response(status: int, heading: str, text: str) -> Response[bytes]:
    return Response(
        f"{heading}. {text}\n".encode(),
        status_code=status,
        media_type="text/plain",
        headers={**_HEADERS, "cache-control": "no-store"},
    )
