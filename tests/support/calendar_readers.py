"""Two independent readers of calendar files, so that tests do not rely on the library that wrote them."""

import ctypes
from ctypes import c_char_p, c_int, c_long, c_void_p
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import vobject


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event as a calendar program reads it; instants in UTC, or days."""

    method: str
    uid: str
    sequence: int
    dtstamp: datetime
    start: datetime | date
    end: datetime | date
    summary: str
    location: str
    status: str
    organizer: str
    organizer_name: str | None
    attendee: str
    attendee_name: str | None
    partstat: str
    alarms: int
    description: str | None


class _Time(ctypes.Structure):
    """libical 3's `struct icaltimetype`."""

    _fields_ = (
        *(
            (name, c_int)
            for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")
        ),
        ("zone", c_void_p),
    )


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libical.so.3")
    kinds: dict[str, tuple[Any, tuple[Any, ...]]] = {
        "icalparser_parse_string": (c_void_p, (c_char_p,)),
        "icalcomponent_count_errors": (c_int, (c_void_p,)),
        "icalcomponent_count_components": (c_int, (c_void_p, c_int)),
        "icalcomponent_free": (None, (c_void_p,)),
        "icalcomponent_get_dtend": (_Time, (c_void_p,)),
        "icalcomponent_get_dtstart": (_Time, (c_void_p,)),
        "icalcomponent_get_first_component": (c_void_p, (c_void_p, c_int)),
        "icalcomponent_get_next_component": (c_void_p, (c_void_p, c_int)),
        "icalcomponent_get_first_property": (c_void_p, (c_void_p, c_int)),
        "icalcomponent_string_to_kind": (c_int, (c_char_p,)),
        "icalproperty_get_attendee": (c_char_p, (c_void_p,)),
        "icalproperty_get_description": (c_char_p, (c_void_p,)),
        "icalproperty_get_location": (c_char_p, (c_void_p,)),
        "icalproperty_get_organizer": (c_char_p, (c_void_p,)),
        "icalproperty_get_parameter_as_string": (c_char_p, (c_void_p, c_char_p)),
        "icalproperty_get_summary": (c_char_p, (c_void_p,)),
        "icalproperty_get_value_as_string": (c_char_p, (c_void_p,)),
        "icalproperty_string_to_kind": (c_int, (c_char_p,)),
        "icalrestriction_check": (c_int, (c_void_p,)),
        "icaltime_as_timet_with_zone": (c_long, (_Time, c_void_p)),
    }
    for name, (result, arguments) in kinds.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


_LIBICAL = _library()


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed as a calendar program reads it."""

    uid: str
    sequence: int
    start: datetime | date
    end: datetime | date
    summary: str
    location: str
    status: str
    description: str | None
    url: str | None


def read_feed_with_libical(file: bytes) -> list[Published]:
    """Read a feed as Evolution and KDE do; asserts that libical reports no error and no person is named."""
    calendar = _LIBICAL.icalparser_parse_string(file)
    assert calendar, "libical reads no component"
    try:
        assert _LIBICAL.icalcomponent_count_errors(calendar) == 0, "libical finds a fault"
        assert _value(calendar, b"METHOD") == "PUBLISH"
        found, events = [], _kind(b"VEVENT")
        event = _LIBICAL.icalcomponent_get_first_component(calendar, events)
        while event:
            assert not _property(event, b"ATTENDEE")
            assert not _property(event, b"ORGANIZER")
            found.append(_published(event))
            event = _LIBICAL.icalcomponent_get_next_component(calendar, events)
        return found
    finally:
        _LIBICAL.icalcomponent_free(calendar)


def _published(event: int) -> Published:
    description, url = _property(event, b"DESCRIPTION"), _property(event, b"URL")
    return Published(
        uid=_value(event, b"UID"),
        sequence=int(_value(event, b"SEQUENCE")),
        start=_moment(_LIBICAL.icalcomponent_get_dtstart(event)),
        end=_moment(_LIBICAL.icalcomponent_get_dtend(event)),
        summary=_LIBICAL.icalproperty_get_summary(_property(event, b"SUMMARY")).decode(),
        location=_LIBICAL.icalproperty_get_location(_property(event, b"LOCATION")).decode(),
        status=_value(event, b"STATUS"),
        description=_LIBICAL.icalproperty_get_description(description).decode() if description else None,
        url=_LIBICAL.icalproperty_get_value_as_string(url).decode() if url else None,
    )


def read_feed_with_vobject(file: bytes) -> list[Published]:
    """Read a feed as many Python programs do."""
    return [
        Published(
            uid=event.uid.value,
            sequence=int(event.sequence.value),
            start=_utc(event.dtstart.value),
            end=_utc(event.dtend.value),
            summary=event.summary.value,
            location=event.location.value,
            status=event.status.value,
            description=event.description.value if "description" in event.contents else None,
            url=event.url.value if "url" in event.contents else None,
        )
        for event in vobject.readOne(file.decode()).contents.get("vevent", [])
    ]


def read_with_libical(file: bytes) -> Entry:
    """Read a message as Evolution, KDE and many servers do; asserts that libical and its RFC 5546 tables report no error."""
    calendar = _LIBICAL.icalparser_parse_string(file)
    assert calendar, "libical reads no component"
    try:
        assert _LIBICAL.icalcomponent_count_errors(calendar) == 0, "libical finds a fault"
        assert _LIBICAL.icalrestriction_check(calendar) == 1, "libical misses what RFC 5546 asks for"
        events = _kind(b"VEVENT")
        assert _LIBICAL.icalcomponent_count_components(calendar, events) == 1
        event = _LIBICAL.icalcomponent_get_first_component(calendar, events)
        return _entry(calendar, event)
    finally:
        _LIBICAL.icalcomponent_free(calendar)


def _entry(calendar: int, event: int) -> Entry:
    organizer, attendee = _property(event, b"ORGANIZER"), _property(event, b"ATTENDEE")
    description = _property(event, b"DESCRIPTION")
    return Entry(
        method=_value(calendar, b"METHOD"),
        uid=_value(event, b"UID"),
        sequence=int(_value(event, b"SEQUENCE")),
        dtstamp=datetime.strptime(_value(event, b"DTSTAMP"), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        start=_moment(_LIBICAL.icalcomponent_get_dtstart(event)),
        end=_moment(_LIBICAL.icalcomponent_get_dtend(event)),
        summary=_LIBICAL.icalproperty_get_summary(_property(event, b"SUMMARY")).decode(),
        location=_LIBICAL.icalproperty_get_location(_property(event, b"LOCATION")).decode(),
        status=_value(event, b"STATUS"),
        organizer=_LIBICAL.icalproperty_get_organizer(organizer).decode(),
        organizer_name=_parameter(organizer, b"CN"),
        attendee=_LIBICAL.icalproperty_get_attendee(attendee).decode(),
        attendee_name=_parameter(attendee, b"CN"),
        partstat=_parameter(attendee, b"PARTSTAT") or "",
        alarms=_LIBICAL.icalcomponent_count_components(event, _kind(b"VALARM")),
        description=_LIBICAL.icalproperty_get_description(description).decode() if description else None,
    )


def _kind(name: bytes) -> int:
    return int(_LIBICAL.icalcomponent_string_to_kind(name))


def _property(component: int, name: bytes) -> Any:
    return _LIBICAL.icalcomponent_get_first_property(component, _LIBICAL.icalproperty_string_to_kind(name))


def _value(component: int, name: bytes) -> str:
    return str(_LIBICAL.icalproperty_get_value_as_string(_property(component, name)).decode())


def _parameter(prop: int, name: bytes) -> str | None:
    found = _LIBICAL.icalproperty_get_parameter_as_string(prop, name)
    return found.decode() if found else None


def _moment(moment: _Time) -> datetime | date:
    if moment.is_date:
        return date(moment.year, moment.month, moment.day)
    return datetime.fromtimestamp(_LIBICAL.icaltime_as_timet_with_zone(moment, moment.zone), UTC)


def read_with_vobject(file: bytes) -> Entry:
    """Read as many Python programs do."""
    calendar = vobject.readOne(file.decode())
    (event,) = calendar.vevent_list
    description = getattr(event, "description", None)
    return Entry(
        method=calendar.method.value,
        uid=event.uid.value,
        sequence=int(event.sequence.value),
        dtstamp=event.dtstamp.value.astimezone(UTC),
        start=_utc(event.dtstart.value),
        end=_utc(event.dtend.value),
        summary=event.summary.value,
        location=event.location.value,
        status=event.status.value,
        organizer=event.organizer.value,
        organizer_name=_first(event.organizer, "CN"),
        attendee=event.attendee.value,
        attendee_name=_first(event.attendee, "CN"),
        partstat=_first(event.attendee, "PARTSTAT") or "",
        alarms=len(event.contents.get("valarm", [])),
        description=description.value if description is not None else None,
    )


def _first(prop: Any, name: str) -> str | None:
    return next(iter(prop.params.get(name, [])), None)


def _utc(moment: datetime | date) -> datetime | date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
