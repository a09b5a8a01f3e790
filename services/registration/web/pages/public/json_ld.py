"""A cohort as search engines read it: schema.org Event, or EventSeries with its dates, as JSON-LD.

The element is a block of data, which browsers neither run nor hold against a policy that forbids scripts.
"""

from typing import Any, Final

import msgspec
from markupsafe import Markup

from services.registration.domain import options
from services.registration.domain.session import Session
from services.registration.web.pages.public.dates import CohortContext
from shared import times

Json = dict[str, Any]  # Any: what schema.org has of values

_SCHEMA: Final = "https://schema.org"
_ATTENDANCE: Final = {
    "on_site": "OfflineEventAttendanceMode",
    "digital": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}
# What would end the element, or mean something to a parser of HTML, is written as JSON also can.
_SIGNS: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def as_data(it: CohortContext) -> Markup | None:
    """The element's content; nothing where no date is known, since an event without a day is none."""
    dated = [session for session in it.sessions if session.on is not None]
    if not dated:
        return None
    if len(it.sessions) == 1:
        found = {**_whole(it, "Event"), **_dated(it, dated[0])}
    else:
        first, last = dated[0], dated[-1]
        found = {
            **_whole(it, "EventSeries"),
            "startDate": _start(first),
            "endDate": _end(last),
            "subEvent": [
                {"@type": "Event", "name": session.title, **_dated(it, session)} for session in dated
            ],
        }
    # The signs that could end it are gone, and all else is a string of JSON.
    return Markup(msgspec.json.encode(found).decode().translate(_SIGNS))  # noqa: S704


def _whole(it: CohortContext, kind: str) -> Json:
    cohort = it.cohort
    found: Json = {
        "@context": _SCHEMA,
        "@type": kind,
        "name": cohort.title,
        "url": it.base_url + it.path,
        "inLanguage": "sv",
        "organizer": {
            "@type": "Organization",
            "name": it.host.organiser_name,
            "url": f"{it.base_url}/{it.host.slug}",
        },
    }
    if cohort.summary:
        found["description"] = cohort.summary
    if cohort.roles:
        found["audience"] = {"@type": "Audience", "audienceType": ", ".join(cohort.roles)}
    if cohort.is_free:
        found["isAccessibleForFree"] = True
    return found


def _dated(it: CohortContext, session: Session) -> Json:
    is_off = session.status == "cancelled" or it.cohort.status == "cancelled"
    found: Json = {
        "startDate": _start(session),
        "endDate": _end(session),
        "eventStatus": f"{_SCHEMA}/{'EventCancelled' if is_off else 'EventScheduled'}",
        "location": _location(it, session),
    }
    if session.mode:
        found["eventAttendanceMode"] = f"{_SCHEMA}/{_ATTENDANCE[session.mode]}"
    if it.can_choose(session):
        stock = "SoldOut" if options.is_full(session) else "InStock"
        found["offers"] = {
            "@type": "Offer",
            "url": it.base_url + it.path,
            "availability": f"{_SCHEMA}/{stock}",
        } | ({"price": 0, "priceCurrency": "SEK"} if it.cohort.is_free else {})
    return found


def _location(it: CohortContext, session: Session) -> Json | list[Json]:
    # The meeting's own address is nobody's to see: this page stands for it.
    online = {"@type": "VirtualLocation", "url": it.base_url + it.path}
    place = {"@type": "Place", "name": session.place or it.host.organiser_name}
    if session.mode == "digital":
        return online
    return [place, online] if session.mode == "hybrid" else place


def _start(session: Session) -> str:
    if session.starts_at is not None:
        return times.local(session.starts_at).isoformat(timespec="minutes")
    return session.on.isoformat() if session.on else ""


def _end(session: Session) -> str:
    if session.ends_at is not None:
        return times.local(session.ends_at).isoformat(timespec="minutes")
    return session.on.isoformat() if session.on else ""
