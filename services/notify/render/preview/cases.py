"""Every kind of mail with sample data: a table of cases, made in both languages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from services.notify.domain.letters.letter import (
    Contact,
    Letter,
    RoleInOrganisation,
)
from services.notify.render.preview.case import PreviewCase, all_with
from services.notify.render.preview.change_cases import CHANGED, INVITED_CHANGED
from services.notify.render.preview.mailing_sample import mailings_of
from services.notify.render.preview.notice_sample import (
    NOTICES,
    STAFF_LINKS,
    letter_answered_of,
    notice_of,
    staff_link_of,
)
from services.notify.render.preview.rule_cases import RULE_CASES
from services.notify.render.preview.sample import (
    COLLEAGUE,
    NO_PERSONAL_LINK,
    ROLE,
    letter_of,
)
from services.notify.render.preview.sample_dates import (
    CONFIRMED,
    DIGITAL,
    HALL,
    HYBRID,
    LET_GO,
    MIXED,
    MOVED,
    OFFERED,
    OFFERED_AFTER_ALL,
    OFFERED_UNTIL,
    SERIES,
    UNDATED,
    WAITING,
    WHOLE_DAY,
)
from shared.language import Language

_INVITED: Final = (
    PreviewCase("invitation", "series", SERIES),
    PreviewCase(
        "invitation",
        "single",
        (replace(HYBRID, status="open", join_url=None),),
        {"contact": None, "respond_by": None},
    ),
    PreviewCase("invitation_reminder", "series", SERIES),
    PreviewCase(
        "invitation_reminder",
        "single",
        (replace(HALL, status="open"),),
        {"respond_by": None, "substitutes_allowed": False},
    ),
    PreviewCase("invitation", "kallelse", (HALL,), {"origin": "kallelse", "entry": "REQUEST"}),
    PreviewCase(
        "invitation",
        "kallelse-digital",
        (DIGITAL,),
        {"origin": "kallelse", "entry": "REQUEST", "sequence": 2},
    ),
    PreviewCase(
        "invitation", "kallelse-series", SERIES, {"origin": "kallelse", "substitutes_allowed": False}
    ),
)
_REGISTERED: Final = (
    PreviewCase("confirmation", "series", CONFIRMED),
    PreviewCase("confirmation", "mixed", MIXED),
    PreviewCase("confirmation", "single", (DIGITAL,), {"entry": "REQUEST"}),
    PreviewCase("confirmation", "hybrid", (HYBRID,), {"entry": "REQUEST"}),
    PreviewCase("confirmation", "whole-day", (WHOLE_DAY,), {"entry": "REQUEST"}),
    PreviewCase("confirmation", "undated", (*CONFIRMED[:2], UNDATED), {"reminders": ()}),
    PreviewCase("confirmation", "subscription", CONFIRMED, {"calendar_mode": "subscription"}),
    PreviewCase(
        "confirmation",
        "no-calendar",
        (HALL,),
        {"calendar_mode": "none", "contact": Contact(label="Kontaktperson")},
    ),
    PreviewCase("calendar", "digital", (DIGITAL,), {"entry": "REQUEST"}),
    PreviewCase("calendar", "tentative", (replace(HALL, is_tentative=True),), {"entry": "REQUEST"}),
    PreviewCase(
        "calendar",
        "subscribed",
        (DIGITAL,),
        {"calendar_mode": "subscription", "entry": "CANCEL", "sequence": 1},
    ),
    PreviewCase(
        "calendar",
        "farewell",
        (replace(DIGITAL, join_url=None),),
        {"is_farewell": True, "entry": "CANCEL", "sequence": 1, "links": NO_PERSONAL_LINK},
    ),
    PreviewCase("calendar", "unwanted", (HALL,), {"calendar_mode": "none", "entry": "CANCEL", "sequence": 1}),
    PreviewCase("calendar", "followed", (HALL,), {"entry": "CANCEL", "sequence": 1}),
)
_WAITING_LIST: Final = (
    PreviewCase("waiting", "single", (WAITING,)),
    PreviewCase("waiting", "series", all_with(SERIES[:3], status="waiting", position=2)),
    PreviewCase(
        "waiting",
        "organisations",
        (replace(WAITING, position=1),),
        {"waiting_order": "organisation_first", "offers": True},
    ),
    PreviewCase("offer", "single", (OFFERED,)),
    PreviewCase("offer", "resumed", (OFFERED_AFTER_ALL,)),
    PreviewCase("withdrawal", "offer", (replace(DIGITAL, status="expired", join_url=None),)),
    PreviewCase(
        "update",
        "offered",
        (replace(MOVED, status="offered", join_url=None, offered_until=OFFERED_UNTIL),),
    ),
    PreviewCase("promoted", "single", (DIGITAL,), {"entry": "REQUEST", "sequence": 0}),
)
_SUCCEEDED: Final = {"has_heir": True, "is_by_position": True}
_OTHER: Final = (
    PreviewCase(
        "withdrawal", "single", (replace(DIGITAL, status="withdrawn", join_url=None),), {"entry": "CANCEL"}
    ),
    PreviewCase("withdrawal", "series", all_with(SERIES, status="withdrawn")),
    PreviewCase("reminder", "digital", (DIGITAL,), {"made_at": datetime(2027, 1, 19, 8, tzinfo=UTC)}),
    PreviewCase(
        "reminder", "hall", (replace(HALL, note="ta med ett exempel på en fråga från din förvaltning"),)
    ),
    PreviewCase("reminder", "whole-day", (WHOLE_DAY,), {"made_at": datetime(2027, 5, 25, 5, tzinfo=UTC)}),
    PreviewCase(
        "confirm",
        "single",
        (replace(DIGITAL, status="open", join_url=None),),
        {"confirm_until": OFFERED_UNTIL},
    ),
    PreviewCase(
        "confirm",
        "series",
        (replace(SERIES[0], status="offered", offered_until=LET_GO), *SERIES[1:5], WAITING),
        {"confirm_until": OFFERED_UNTIL, "confirms_others": 2},
    ),
    PreviewCase(
        "confirm",
        "colleagues",
        (replace(DIGITAL, status="open", join_url=None),),
        {"confirm_until": OFFERED_UNTIL, "confirms_others": 2, "recipient": COLLEAGUE},
    ),
    PreviewCase("confirm", "waiting", (WAITING,), {"confirm_until": OFFERED_UNTIL, "confirms_others": 1}),
    PreviewCase("substitute", "single", (DIGITAL,), {"entry": "REQUEST", "in_place_of": ROLE}),
    PreviewCase(
        "substitute",
        "series",
        CONFIRMED[:3],
        {"in_place_of": RoleInOrganisation(organisation="Hallsbergs kommun")},
    ),
    PreviewCase(
        "substitute", "who-waited", (DIGITAL,), {"entry": "REQUEST", "giver": "Bo Ek", "is_first": False}
    ),
    PreviewCase("substitute", "who-waited-for-several", CONFIRMED[:2], {"giver": "Bo Ek", "is_first": False}),
    PreviewCase(
        "substitute",
        "position",
        (DIGITAL,),
        {"entry": "REQUEST", "giver": "Bo Ek", "in_place_of": ROLE, "is_by_position": True},
    ),
    PreviewCase(
        "withdrawal",
        "substituted",
        (replace(DIGITAL, status="handed_over", join_url=None),),
        {"entry": "CANCEL", "heir": "Bo Ek", "has_heir": True},
    ),
    PreviewCase(
        "withdrawal",
        "position",
        (replace(DIGITAL, status="succeeded", join_url=None),),
        {"entry": "CANCEL", "heir": "Bo Ek", **_SUCCEEDED},
    ),
    PreviewCase("withdrawal", "position-unnamed", all_with(SERIES[:3], status="succeeded"), _SUCCEEDED),
    PreviewCase("link", "again", ()),
    PreviewCase("link", "replaced", (), {"are_links_replaced": True}),
    PreviewCase("link", "data", ()),
    PreviewCase("link", "invitation", (), {"are_links_replaced": True}),
    PreviewCase(
        "calendar", "replaced", (DIGITAL,), {"entry": "REQUEST", "sequence": 1, "are_links_replaced": True}
    ),
    *(
        PreviewCase("calendar", why, (DIGITAL,), {"entry": "REQUEST", "sequence": 1, "entry_again": why})
        for why in ("asked", "refused")
    ),
)
CASES: Final = (*_INVITED, *_REGISTERED, *_WAITING_LIST, *CHANGED, *INVITED_CHANGED, *_OTHER, *RULE_CASES)


def previews() -> list[Letter]:
    """Make one letter of each kind and case, in both languages; no two have the same key."""
    return [letter for language in ("sv", "en") for letter in _in_language(language)]


def _in_language(language: Language) -> Iterator[Letter]:
    for case in CASES:
        yield letter_of(language, case.kind, case.name, case.dates, **case.options)
    for kind in NOTICES:
        yield notice_of(language, kind)
        if kind != "opening":
            yield letter_answered_of(language, kind)
    yield from mailings_of(language)
    for reason in STAFF_LINKS:
        yield staff_link_of(language, reason)
