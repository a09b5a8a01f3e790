"""Every kind of mail with sample data: seen on one page, and read by the tests."""

from datetime import UTC, date, datetime, time
from typing import Any, Final

from msgspec.structs import replace

from services.notify.domain.letter import (
    Contact,
    DateLine,
    Letter,
    MailKind,
    PreviousDetails,
    RoleInOrganisation,
)
from services.notify.render.preview.notice_sample import NOTICES, notice_of
from services.notify.render.preview.sample import ROLE, join, letter_of, previous_of, session
from shared import times
from shared.events import Language

_HELD_UNTIL: Final = times.instant(date(2027, 1, 7), time(9, 30))  # after Twelfth Night and Epiphany


def previews() -> list[Letter]:
    """Make one letter of each kind and case, in both languages; no two have the same key."""
    return [letter for language in ("sv", "en") for letter in _in_language(language)]


def _in_language(language: Language) -> list[Letter]:
    series = tuple(session(number) for number in range(1, 8))
    confirmed = tuple(replace(line, status="confirmed") for line in series)
    mixed = tuple(
        replace(line, status="waiting", position=3) if line.title == "Lärträff 6" else line
        for line in confirmed
    )
    one = replace(session(1), status="confirmed", join_url=join(1))
    hall = replace(
        one, title="Startmöte", form="startmöte", mode="on_site", place="Folkets hus, Örebro", join_url=None
    )
    hybrid = replace(hall, mode="hybrid", join_url=join(2))
    whole_day = DateLine(
        title="Timperley-föreläsning", status="confirmed", mode="on_site", on=date(2027, 5, 25)
    )
    undated = DateLine(title="Lärträff 8", status="confirmed", term="VT2028")
    waiting = replace(one, status="waiting", position=3, join_url=None)
    offered = replace(waiting, status="offered", position=None, offered_until=_HELD_UNTIL)
    moved = replace(
        session(3), status="confirmed", join_url=join(3), on=None, previous=previous_of(session(3)),
        starts_at=times.instant(date(2027, 5, 12), time(9)), ends_at=times.instant(date(2027, 5, 12), time(12)),
    )  # fmt: skip
    dated = replace(
        one,
        previous=PreviousDetails(title=one.title, mode="digital", was_in_calendar=False, had_join_url=False),
    )
    cancelled = replace(previous_of(one), was_cancelled=True, was_in_calendar=False)
    placed = replace(hall, previous=replace(previous_of(hall), place="Konserthuset, Örebro"))
    undone = replace(
        undated, title="Lärträff 3", mode="digital", term="HT2027", previous=previous_of(session(3))
    )
    reason = "Föreläsaren kan inte den 7 maj. Innehållet är detsamma."

    def letter(kind: MailKind, case: str, *dates: DateLine, **more: Any) -> Letter:
        return letter_of(language, kind, case, dates, **more)

    return [
        letter("invitation", "series", *series),
        letter(
            "invitation",
            "single",
            replace(hybrid, status="open", join_url=None),
            contact=None,
            respond_by=None,
        ),
        letter("invitation", "kallelse", hall, origin="kallelse", entry="REQUEST"),
        letter("invitation", "kallelse-digital", one, origin="kallelse", entry="REQUEST", sequence=2),
        letter("invitation", "kallelse-series", *series, origin="kallelse", substitutes_allowed=False),
        letter("confirmation", "series", *confirmed),
        letter("confirmation", "mixed", *mixed),
        letter("confirmation", "single", one, entry="REQUEST"),
        letter("confirmation", "hybrid", hybrid, entry="REQUEST"),
        letter("confirmation", "whole-day", whole_day, entry="REQUEST"),
        letter("confirmation", "undated", *confirmed[:2], undated, reminders=()),
        letter("confirmation", "subscription", *confirmed, calendar_mode="subscription"),
        letter(
            "confirmation", "no-calendar", hall, calendar_mode="none", contact=Contact(label="Kontaktperson")
        ),
        letter("calendar", "digital", one, entry="REQUEST"),
        letter("calendar", "tentative", replace(hall, is_tentative=True), entry="REQUEST"),
        letter("calendar", "subscribed", one, calendar_mode="subscription", entry="CANCEL", sequence=1),
        letter("calendar", "unwanted", hall, calendar_mode="none", entry="CANCEL", sequence=1),
        letter("waiting", "single", waiting),
        letter("waiting", "series", *(replace(line, status="waiting", position=2) for line in series[:3])),
        letter(
            "waiting",
            "organisations",
            replace(waiting, position=1),
            waiting_order="organisation_first",
            offers=True,
        ),
        letter("offer", "single", offered),
        letter("withdrawal", "offer", replace(one, status="expired", join_url=None)),
        letter(
            "update", "offered", replace(moved, status="offered", join_url=None, offered_until=_HELD_UNTIL)
        ),
        letter("promoted", "single", one, entry="REQUEST", sequence=0),
        letter("update", "moved", moved, entry="REQUEST", sequence=1, reason=reason),
        letter("update", "dated", dated, entry="REQUEST", reason=None),
        letter("update", "placed", placed, entry="REQUEST", sequence=1),
        letter(
            "update",
            "linked",
            replace(one, previous=replace(previous_of(one), had_join_url=False)),
            entry="REQUEST",
        ),
        letter(
            "update",
            "roomed",
            replace(one, previous=replace(previous_of(one), is_room_same=False)),
            entry="REQUEST",
            sequence=1,
        ),
        letter("update", "resumed", replace(one, previous=cancelled), entry="REQUEST", sequence=3),
        letter("update", "waiting", replace(moved, status="waiting", position=3, join_url=None)),
        letter("update", "undated", undone, entry="CANCEL", sequence=3, entry_of=session(3)),
        letter("update", "subscription", moved, calendar_mode="subscription"),
        letter(
            "cancellation",
            "single",
            replace(one, status="cancelled", join_url=None),
            entry="CANCEL",
            reason="Föreläsaren är sjuk",
        ),
        letter(
            "cancellation",
            "series",
            *(replace(line, status="cancelled") for line in series),
            reason="För få anmälda",
        ),
        letter("withdrawal", "single", replace(one, status="withdrawn", join_url=None), entry="CANCEL"),
        letter("withdrawal", "series", *(replace(line, status="withdrawn") for line in series)),
        letter("reminder", "digital", one, made_at=datetime(2027, 1, 19, 8, tzinfo=UTC)),
        letter("reminder", "hall", replace(hall, note="ta med ett exempel på en fråga från din förvaltning")),
        letter("reminder", "whole-day", whole_day, made_at=datetime(2027, 5, 25, 5, tzinfo=UTC)),
        letter("substitute", "single", one, entry="REQUEST", in_place_of=ROLE),
        letter(
            "substitute",
            "series",
            *confirmed[:3],
            in_place_of=RoleInOrganisation(organisation="Hallsbergs kommun"),
        ),
        letter("link", "again"),
        *(notice_of(language, kind) for kind in NOTICES),
    ]
