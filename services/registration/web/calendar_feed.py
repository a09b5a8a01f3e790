"""`/k/….ics`, my calendar feed: what a calendar program fetches every hour, and a person sees only if it fails."""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Request, Response, route
from litestar.datastructures import State
from litestar.enums import HttpMethod

from services.registration.settings import Settings
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
# Kept by whoever asked, and asked about each time: a date that has moved is never an hour old for no reason.
_HEADERS: Final = {**security.HEADERS, "cache-control": "private, no-cache", "x-robots-tag": "noindex"}


@route("/k/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def show_calendar_feed(request: Request[Any, Any, State], services: AppServices) -> Response[bytes]:
    """All dates that the person of a registration subscribes to with this organiser; asking changes nothing."""
    settings: Settings = services.settings
    name = request.path_params["name"]
    unknown = WORDING[preferred(request.headers.get("accept-language"))].after
    try:
        subject = links.read(
            "k", name.removesuffix(_ENDING) if name.endswith(_ENDING) else "", settings.keys()
        )
    except links.BadLink:
        return _says(404, unknown.bad_link, unknown.bad_link_lead)
    async with reading(services.pool) as conn:
        target = await find_target(conn, subject, participant.find_registration)
        if target is None:
            return _says(404, unknown.bad_link, unknown.bad_link_lead)
        found, setting = target.named, target.setting
        words = WORDING[setting.person_language]
        if not target.is_current:
            return _says(404, words.after.dead_link, words.after.dead_link_lead)
        if found.status == "withdrawn":
            return _says(
                410, words.mine.withdrawn, words.mine.withdrawn_lead.format(title=setting.programme_title)
            )
        dates = await calendar_feed.list_own_dates(conn, found.organiser_id, found.person_id)
    entries = own_entries(dates, setting.person_language, settings.base_url, settings.keys())
    # Weak: the file says when it was made, and is the same to its reader at any time.
    content = msgspec.json.encode([setting.organiser_name, entries])
    headers = {**_HEADERS, "etag": f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'}
    if _has_it(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(b"", status_code=304, media_type="text/calendar", headers=headers)
    file = publish.feed(setting.organiser_name, entries, times.now())
    return Response(file, media_type="text/calendar", headers=headers)


def own_entries(
    dates: Sequence[OwnDate], language: Language, base_url: str, keys: tuple[links.LinkKey, ...]
) -> list[FeedEntry]:
    """One entry a seat, named and numbered as in the calendar mails, so that it is the same entry for ever."""
    return [
        FeedEntry(
            uid=ids.calendar_uid(one.seat_id),
            sequence=one.version,
            summary=summary_of(one.title, one.programme_title),
            language=language,
            mode=one.mode,
            place=one.place,
            on=one.on,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            is_tentative=one.status in {"announced", "tentative"},
            is_cancelled=_is_off(one),
            says=_way_in(one, language, base_url, keys),
        )
        for one in dates
    ]


def _is_off(one: OwnDate) -> bool:
    return "cancelled" in {one.status, one.cohort_status}


def _way_in(
    one: OwnDate, language: Language, base_url: str, keys: tuple[links.LinkKey, ...]
) -> tuple[str, ...]:
    """The personal join link, the only link that stands in a calendar: people share theirs."""
    if one.starts_at is None or not one.has_join_url or _is_off(one):
        return ()
    join_url = links.url(base_url, "j", one.seat_id, one.generation, keys)
    return (doors(one.starts_at - DOORS_OPEN_BEFORE, join_url, language),)


def _has_it(asked: str, etag: str) -> bool:
    """Whether what the reader has is what there is (RFC 9110 section 13.1.2, weak comparison)."""
    given = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return asked.strip() == "*" or etag.removeprefix("W/") in given


def _says(status: int, heading: str, text: str) -> Response[bytes]:
    return Response(
        f"{heading}. {text}\n".encode(),
        status_code=status,
        media_type="text/plain",
        headers={**_HEADERS, "cache-control": "no-store"},
    )
