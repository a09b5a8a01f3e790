"""Every kind of mail with sample data: a table of cases, made in both languages."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from services.notify.domain.letters.letter import (
    Contact,
    DateLine,
    Letter,
    MailKind,
    PreviousDetails,
    RoleInOrganisation,
)
from services.notify.render.preview.mailing_sample import mailings_of
from services.notify.render.preview.notice_sample import NOTICES, STAFF_LINKS, notice_of, staff_link_of
from services.notify.render.preview.sample import (
    ANSWER_LINK,
    COLLEAGUE,
    NO_PERSONAL_LINK,
    ROLE,
    join,
    letter_of,
    previous_of,
    session,
)
from shared import times
from shared.events import Language

_OFFERED_UNTIL: Final = times.instant(date(2027, 1, 7), time(9, 30))  # after Twelfth Night and Epiphany

_LET_GO: Final = times.instant(date(2027, 1, 7), time(9))  # when the first of several begins

_SERIES: Final = tuple(session(number) for number in range(1, 8))
_CONFIRMED: Final = tuple(replace(line, status="confirmed") for line in _SERIES)
_MIXED: Final = tuple(
    replace(line, status="waiting", position=3) if line.title == "Lärträff 6" else line for line in _CONFIRMED
)
_DIGITAL: Final = replace(session(1), status="confirmed", join_url=join(1))
_HALL: Final = replace(
    _DIGITAL, title="Startmöte", form="startmöte", mode="on_site", place="Folkets hus, Örebro", join_url=None
)
_HYBRID: Final = replace(_HALL, mode="hybrid", join_url=join(2))
_WHOLE_DAY: Final = DateLine(
    title="Timperley-föreläsning", status="confirmed", mode="on_site", on=date(2027, 5, 25)
)
_UNDATED: Final = DateLine(title="Lärträff 8", status="confirmed", term="VT2028")
_WAITING: Final = replace(_DIGITAL, status="waiting", position=3, join_url=None)
_OFFERED: Final = replace(_WAITING, status="offered", position=None, offered_until=_OFFERED_UNTIL)
_MOVED: Final = replace(
    session(3), status="confirmed", join_url=join(3), on=None, previous=previous_of(session(3)),
    starts_at=times.instant(date(2027, 5, 12), time(9)), ends_at=times.instant(date(2027, 5, 12), time(12)),
)  # fmt: skip
_DATED: Final = replace(
    _DIGITAL,
    previous=PreviousDetails(title=_DIGITAL.title, mode="digital", was_in_calendar=False, had_join_url=False),
)
_RESUMED: Final = replace(
    _DIGITAL, previous=replace(previous_of(_DIGITAL), was_cancelled=True, was_in_calendar=False)
)
_OFFERED_AFTER_ALL: Final = replace(_OFFERED, previous=_RESUMED.previous)
_PLACED: Final = replace(_HALL, previous=replace(previous_of(_HALL), place="Konserthuset, Örebro"))
_LINKED: Final = replace(_DIGITAL, previous=replace(previous_of(_DIGITAL), had_join_url=False))
_NEW_ROOM: Final = replace(_DIGITAL, previous=replace(previous_of(_DIGITAL), is_room_same=False))
_ON_SITE_NOW: Final = replace(_HALL, previous=replace(previous_of(_HALL), mode="digital", place=None))
_CERTAIN: Final = replace(_DIGITAL, previous=replace(previous_of(_DIGITAL), is_tentative=True))
_UNSURE: Final = replace(_DIGITAL, is_tentative=True, previous=previous_of(_DIGITAL))
_NOTED: Final = replace(_DIGITAL, note="ta med en dator", previous=previous_of(_DIGITAL))
_NO_LONGER_DATED: Final = replace(
    _UNDATED, title="Lärträff 3", mode="digital", term="HT2027", previous=previous_of(session(3))
)
_REASON: Final = "Föreläsaren kan inte den 7 maj. Innehållet är detsamma."


class PreviewCase(NamedTuple):
    """A kind of mail in one situation; `options` are those of `letter_of`."""

    kind: MailKind
    name: str
    dates: tuple[DateLine, ...]
    options: Mapping[str, Any] = MappingProxyType({})  # any field of a letter


def _all_with(
    lines: tuple[DateLine, ...], **changes: Any
) -> tuple[DateLine, ...]:  # any field of a date line
    return tuple(replace(line, **changes) for line in lines)


_INVITED: Final = (
    PreviewCase("invitation", "series", _SERIES),
    PreviewCase(
        "invitation",
        "single",
        (replace(_HYBRID, status="open", join_url=None),),
        {"contact": None, "respond_by": None},
    ),
    PreviewCase("invitation_reminder", "series", _SERIES),
    PreviewCase(
        "invitation_reminder",
        "single",
        (replace(_HALL, status="open"),),
        {"respond_by": None, "substitutes_allowed": False},
    ),
    PreviewCase("invitation", "kallelse", (_HALL,), {"origin": "kallelse", "entry": "REQUEST"}),
    PreviewCase(
        "invitation",
        "kallelse-digital",
        (_DIGITAL,),
        {"origin": "kallelse", "entry": "REQUEST", "sequence": 2},
    ),
    PreviewCase(
        "invitation", "kallelse-series", _SERIES, {"origin": "kallelse", "substitutes_allowed": False}
    ),
)
_REGISTERED: Final = (
    PreviewCase("confirmation", "series", _CONFIRMED),
    PreviewCase("confirmation", "mixed", _MIXED),
    PreviewCase("confirmation", "single", (_DIGITAL,), {"entry": "REQUEST"}),
    PreviewCase("confirmation", "hybrid", (_HYBRID,), {"entry": "REQUEST"}),
    PreviewCase("confirmation", "whole-day", (_WHOLE_DAY,), {"entry": "REQUEST"}),
    PreviewCase("confirmation", "undated", (*_CONFIRMED[:2], _UNDATED), {"reminders": ()}),
    PreviewCase("confirmation", "subscription", _CONFIRMED, {"calendar_mode": "subscription"}),
    PreviewCase(
        "confirmation",
        "no-calendar",
        (_HALL,),
        {"calendar_mode": "none", "contact": Contact(label="Kontaktperson")},
    ),
    PreviewCase("calendar", "digital", (_DIGITAL,), {"entry": "REQUEST"}),
    PreviewCase("calendar", "tentative", (replace(_HALL, is_tentative=True),), {"entry": "REQUEST"}),
    PreviewCase(
        "calendar",
        "subscribed",
        (_DIGITAL,),
        {"calendar_mode": "subscription", "entry": "CANCEL", "sequence": 1},
    ),
    PreviewCase(
        "calendar",
        "farewell",
        (replace(_DIGITAL, join_url=None),),
        {"is_farewell": True, "entry": "CANCEL", "sequence": 1, "links": NO_PERSONAL_LINK},
    ),
    PreviewCase(
        "calendar", "unwanted", (_HALL,), {"calendar_mode": "none", "entry": "CANCEL", "sequence": 1}
    ),
    PreviewCase("calendar", "followed", (_HALL,), {"entry": "CANCEL", "sequence": 1}),
)
_WAITING_LIST: Final = (
    PreviewCase("waiting", "single", (_WAITING,)),
    PreviewCase("waiting", "series", _all_with(_SERIES[:3], status="waiting", position=2)),
    PreviewCase(
        "waiting",
        "organisations",
        (replace(_WAITING, position=1),),
        {"waiting_order": "organisation_first", "offers": True},
    ),
    PreviewCase("offer", "single", (_OFFERED,)),
    PreviewCase("offer", "resumed", (_OFFERED_AFTER_ALL,)),
    PreviewCase("withdrawal", "offer", (replace(_DIGITAL, status="expired", join_url=None),)),
    PreviewCase(
        "update",
        "offered",
        (replace(_MOVED, status="offered", join_url=None, offered_until=_OFFERED_UNTIL),),
    ),
    PreviewCase("promoted", "single", (_DIGITAL,), {"entry": "REQUEST", "sequence": 0}),
)
_CHANGED: Final = (
    PreviewCase("update", "moved", (_MOVED,), {"entry": "REQUEST", "sequence": 1, "reason": _REASON}),
    PreviewCase("update", "dated", (_DATED,), {"entry": "REQUEST", "reason": None}),
    PreviewCase("update", "placed", (_PLACED,), {"entry": "REQUEST", "sequence": 1}),
    PreviewCase("update", "linked", (_LINKED,), {"entry": "REQUEST"}),
    PreviewCase("update", "roomed", (_NEW_ROOM,), {"entry": "REQUEST", "sequence": 1}),
    PreviewCase("update", "roomless", (_ON_SITE_NOW,), {"entry": "REQUEST", "sequence": 2}),
    PreviewCase("update", "certain", (_CERTAIN,), {"entry": "REQUEST", "sequence": 2}),
    PreviewCase("update", "unsure", (_UNSURE,), {"entry": "REQUEST", "sequence": 2}),
    PreviewCase("update", "noted", (_NOTED,), {"entry": "REQUEST", "sequence": 2}),
    PreviewCase("update", "resumed", (_RESUMED,), {"entry": "REQUEST", "sequence": 3}),
    PreviewCase("update", "waiting", (replace(_MOVED, status="waiting", position=3, join_url=None),)),
    PreviewCase(
        "update", "undated", (_NO_LONGER_DATED,), {"entry": "CANCEL", "sequence": 3, "entry_of": session(3)}
    ),
    PreviewCase("update", "subscription", (_MOVED,), {"calendar_mode": "subscription"}),
    PreviewCase(
        "cancellation",
        "single",
        (replace(_DIGITAL, status="cancelled", join_url=None),),
        {"entry": "CANCEL", "reason": "Föreläsaren är sjuk"},
    ),
    PreviewCase(
        "cancellation", "series", _all_with(_SERIES, status="cancelled"), {"reason": "För få anmälda"}
    ),
)
_SUCCEEDED: Final = {"has_heir": True, "is_by_position": True}
_OTHER: Final = (
    PreviewCase(
        "withdrawal", "single", (replace(_DIGITAL, status="withdrawn", join_url=None),), {"entry": "CANCEL"}
    ),
    PreviewCase("withdrawal", "series", _all_with(_SERIES, status="withdrawn")),
    PreviewCase("reminder", "digital", (_DIGITAL,), {"made_at": datetime(2027, 1, 19, 8, tzinfo=UTC)}),
    PreviewCase(
        "reminder", "hall", (replace(_HALL, note="ta med ett exempel på en fråga från din förvaltning"),)
    ),
    PreviewCase("reminder", "whole-day", (_WHOLE_DAY,), {"made_at": datetime(2027, 5, 25, 5, tzinfo=UTC)}),
    PreviewCase(
        "confirm",
        "single",
        (replace(_DIGITAL, status="open", join_url=None),),
        {"confirm_until": _OFFERED_UNTIL},
    ),
    PreviewCase(
        "confirm",
        "series",
        (replace(_SERIES[0], status="offered", offered_until=_LET_GO), *_SERIES[1:5], _WAITING),
        {"confirm_until": _OFFERED_UNTIL, "confirms_others": 2},
    ),
    PreviewCase(
        "confirm",
        "colleagues",
        (replace(_DIGITAL, status="open", join_url=None),),
        {"confirm_until": _OFFERED_UNTIL, "confirms_others": 2, "recipient": COLLEAGUE},
    ),
    PreviewCase("confirm", "waiting", (_WAITING,), {"confirm_until": _OFFERED_UNTIL, "confirms_others": 1}),
    PreviewCase("substitute", "single", (_DIGITAL,), {"entry": "REQUEST", "in_place_of": ROLE}),
    PreviewCase(
        "substitute",
        "series",
        _CONFIRMED[:3],
        {"in_place_of": RoleInOrganisation(organisation="Hallsbergs kommun")},
    ),
    PreviewCase(
        "substitute", "who-waited", (_DIGITAL,), {"entry": "REQUEST", "giver": "Bo Ek", "is_first": False}
    ),
    PreviewCase(
        "substitute", "who-waited-for-several", _CONFIRMED[:2], {"giver": "Bo Ek", "is_first": False}
    ),
    PreviewCase(
        "substitute",
        "position",
        (_DIGITAL,),
        {"entry": "REQUEST", "giver": "Bo Ek", "in_place_of": ROLE, "is_by_position": True},
    ),
    PreviewCase(
        "withdrawal",
        "substituted",
        (replace(_DIGITAL, status="handed_over", join_url=None),),
        {"entry": "CANCEL", "heir": "Bo Ek", "has_heir": True},
    ),
    PreviewCase(
        "withdrawal",
        "position",
        (replace(_DIGITAL, status="succeeded", join_url=None),),
        {"entry": "CANCEL", "heir": "Bo Ek", **_SUCCEEDED},
    ),
    PreviewCase("withdrawal", "position-unnamed", _all_with(_SERIES[:3], status="succeeded"), _SUCCEEDED),
    PreviewCase("link", "again", ()),
    PreviewCase("link", "replaced", (), {"are_links_replaced": True}),
    PreviewCase("link", "data", ()),
    PreviewCase("link", "invitation", (), {"are_links_replaced": True}),
    PreviewCase(
        "calendar", "replaced", (_DIGITAL,), {"entry": "REQUEST", "sequence": 1, "are_links_replaced": True}
    ),
)
_TO_INVITED: Final = {"is_to_invited": True, "links": ANSWER_LINK, "respond_by": date(2027, 1, 13)}
_NOT_LEFT: Final = {"is_to_invited": True, "links": NO_PERSONAL_LINK, "reason": "För få anmälda"}
_OPEN_MOVED: Final = replace(_MOVED, status="open", join_url=None)
_INVITED_CHANGED: Final = (
    PreviewCase("update", "invited-moved", (_OPEN_MOVED,), {**_TO_INVITED, "reason": _REASON}),
    PreviewCase(
        "update",
        "invited-several",
        (_OPEN_MOVED, replace(_SERIES[4], status="cancelled"), replace(_SERIES[5], note="Sal 2")),
        _TO_INVITED,
    ),
    PreviewCase("invitation", "added-one", (_SERIES[6],), {"is_about_added": True}),
    PreviewCase("invitation", "added-several", _SERIES[5:7], {"is_about_added": True}),
    PreviewCase("cancellation", "invited-one", (replace(_SERIES[2], status="cancelled"),), _TO_INVITED),
    PreviewCase("cancellation", "invited-all", _all_with(_SERIES, status="cancelled"), _NOT_LEFT),
)
CASES: Final = (*_INVITED, *_REGISTERED, *_WAITING_LIST, *_CHANGED, *_INVITED_CHANGED, *_OTHER)


def previews() -> list[Letter]:
    """Make one letter of each kind and case, in both languages; no two have the same key."""
    return [letter for language in ("sv", "en") for letter in _in_language(language)]


def _in_language(language: Language) -> Iterator[Letter]:
    for case in CASES:
        yield letter_of(language, case.kind, case.name, case.dates, **case.options)
    for kind in NOTICES:
        yield notice_of(language, kind)
    yield from mailings_of(language)
    for reason in STAFF_LINKS:
        yield staff_link_of(language, reason)
