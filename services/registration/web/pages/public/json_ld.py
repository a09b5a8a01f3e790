"""A cohort as JSON-LD for search engines: a schema.org Event, or an EventSeries with its sessions.

The script element is a data block: browsers do not run it, and the content security policy does not block it.
"""

from typing import Any, Final

import msgspec
from markupsafe import Markup

from services.registration.domain import options
from services.registration.domain.sessions.session import Session
from services.registration.web.pages.public.dates import CohortContext
from shared import times

Json = dict[str, Any]  # Any: schema.org values

_SCHEMA: Final = "https://schema.org"
_ATTENDANCE: Final = {
    "on_site": "OfflineEventAttendanceMode",
    "digital": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}
# Characters that could end the element or are special in HTML, as JSON escapes.
_SIGNS: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def json_ld(context: CohortContext) -> Markup | None:
    """The content of the script element; None if no date is known, since an Event needs a start date."""
    dated = [session for session in context.sessions if session.on is not None]
    if not dated:
        return None
    if len(context.sessions) == 1:
        event = {**_event(context, "Event"), **_event_date(context, dated[0])}
    else:
        first, last = dated[0], dated[-1]
        event = {
            **_event(context, "EventSeries"),
            "startDate": _start(first),
            "endDate": _end(last),
            "subEvent": [
                {"@type": "Event", "name": session.title, **_event_date(context, session)}
                for session in dated
            ],
        }
    # Safe: the characters that could end the element are escaped.
    return Markup(msgspec.json.encode(event).decode().translate(_SIGNS))  # noqa: S704


def _event(context: CohortContext, kind: str) -> Json:
    cohort = context.cohort
    event: Json = {
        "@context": _SCHEMA,
        "@type": kind,
        "name": cohort.title,
        "url": context.base_url + context.path,
        "inLanguage": "sv",
        "organizer": {
            "@type": "Organization",
            "name": context.host.organiser_name,
            "url": f"{context.base_url}/{context.host.slug}",
        },
    }
    if cohort.summary:
        event["description"] = cohort.summary
    if cohort.roles:
        event["audience"] = {"@type": "Audience", "audienceType": ", ".join(cohort.roles)}
    if cohort.is_free:
        event["isAccessibleForFree"] = True
    return event


def _event_date(context: CohortContext, session: Session) -> Json:
    is_cancelled = session.status == "cancelled" or context.cohort.status == "cancelled"
    event: Json = {
        "startDate": _start(session),
        "endDate": _end(session),
        "eventStatus": f"{_SCHEMA}/{'EventCancelled' if is_cancelled else 'EventScheduled'}",
        "location": _location(context, session),
    }
    if session.mode:
        event["eventAttendanceMode"] = f"{_SCHEMA}/{_ATTENDANCE[session.mode]}"
    if context.can_choose(session):
        stock = "SoldOut" if options.is_full(session) else "InStock"
        event["offers"] = {
            "@type": "Offer",
            "url": context.base_url + context.path,
            "availability": f"{_SCHEMA}/{stock}",
        } | ({"price": 0, "priceCurrency": "SEK"} if context.cohort.is_free else {})
    return event


def _location(context: CohortContext, session: Session) -> Json | list[Json]:
    # The meeting's URL is secret, so the page's URL is given instead.
    online = {"@type": "VirtualLocation", "url": context.base_url + context.path}
    place = {"@type": "Place", "name": session.place or context.host.organiser_name}
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
