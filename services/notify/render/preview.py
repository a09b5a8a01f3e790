"""Every kind of mail with sample data: seen on one page, and read by the tests."""

from datetime import UTC, date, datetime, time
from typing import Any, Final

from msgspec.structs import replace

from services.notify.domain.calendar import CalendarMessage, Method, Party, summary_of
from services.notify.domain.letter import (
    About,
    Contact,
    DateLine,
    Kind,
    Letter,
    Links,
    Post,
    Recipient,
    Reminder,
    Sender,
    Told,
)
from shared import times
from shared.events import Language

_MADE_AT: Final = datetime(2027, 1, 4, 8, 30, tzinfo=UTC)
_BASE: Final = "https://kallelse.example"
_PROGRAMME: Final = About(
    title="Att leda forskningsbaserad skolutveckling",
    subtitle="skolchefer och verksamhetschefer, 2027",
    summary=(
        "Ett regionalt kollegialt lärande om hur skolhuvudmän leder och styr en hållbar skolutveckling. "
        "Lärträffarna varvas med föreläsningar och övningar."
    ),
    reservation="Med reservation för eventuella ändringar.",
    is_free=True,
)
_SERIES: Final = (
    (date(2027, 1, 20), 9, None),
    (date(2027, 3, 17), 9, None),
    (date(2027, 5, 7), 9, None),
    (date(2027, 9, 6), 9, None),
    (date(2027, 10, 26), 9, None),
    (date(2027, 11, 26), 13, "tillsammans med kommunchefer och skolpolitiker"),
    (date(2027, 12, 9), 13, None),
)


def previews() -> list[Letter]:
    """Make one letter of each kind and case, in both languages; no two have the same key."""
    return [letter for language in ("sv", "en") for letter in _in_language(language)]


def _in_language(language: Language) -> list[Letter]:
    series = tuple(_dated(number) for number in range(1, 8))
    confirmed = tuple(replace(line, status="confirmed") for line in series)
    mixed = tuple(
        replace(line, status="waiting", position=3) if line.title == "Lärträff 6" else line
        for line in confirmed
    )
    one = replace(_dated(1), status="confirmed", join_url=_join(1))
    hall = replace(
        one, title="Startmöte", form="startmöte", mode="on_site", place="Folkets hus, Örebro", join_url=None
    )
    hybrid = replace(hall, mode="hybrid", join_url=_join(2))
    whole_day = DateLine(
        title="Timperley-föreläsning", status="confirmed", mode="on_site", on=date(2027, 5, 25)
    )
    undated = DateLine(title="Lärträff 8", status="confirmed", term="VT2028")
    waiting = replace(one, status="waiting", position=3, join_url=None)
    moved = replace(
        _dated(3), status="confirmed", join_url=_join(3), on=None, previous=_told(_dated(3)),
        starts_at=times.instant(date(2027, 5, 12), time(9)), ends_at=times.instant(date(2027, 5, 12), time(12)),
    )  # fmt: skip
    dated = replace(one, previous=Told(title=one.title, mode="digital"))
    placed = replace(hall, previous=replace(_told(hall), place="Konserthuset, Örebro"))
    undone = replace(undated, title="Lärträff 3", mode="digital", term="HT2027", previous=_told(_dated(3)))
    reason = "Föreläsaren kan inte den 7 maj. Innehållet är detsamma."

    def letter(kind: Kind, case: str, *dates: DateLine, **more: Any) -> Letter:
        return _letter(language, kind, case, dates, **more)

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
        letter("waiting", "single", waiting),
        letter("waiting", "series", *(replace(line, status="waiting", position=2) for line in series[:3])),
        letter("promoted", "single", one, entry="REQUEST", sequence=0),
        letter("update", "moved", moved, entry="REQUEST", sequence=1, reason=reason),
        letter("update", "dated", dated, entry="REQUEST", reason=None),
        letter("update", "placed", placed, entry="REQUEST", sequence=1),
        letter("update", "undated", undone, entry="CANCEL", sequence=3, entry_of=_dated(3)),
        letter("update", "subscription", moved, calendar_mode="subscription"),
        letter(
            "cancellation",
            "single",
            replace(one, status="cancelled", join_url=None),
            entry="CANCEL",
            reason=reason,
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
        letter("substitute", "single", one, entry="REQUEST", in_place_of=_POST),
        letter("substitute", "series", *confirmed[:3], in_place_of=Post(organisation="Hallsbergs kommun")),
    ]


_POST: Final = Post(role="skolchef", organisation="Hallsbergs kommun")


def _dated(number: int) -> DateLine:
    day, hour, note = _SERIES[number - 1]
    return DateLine(
        title=f"Lärträff {number}",
        form="lärträff",
        mode="digital",
        note=note,
        starts_at=times.instant(day, time(hour)),
        ends_at=times.instant(day, time(hour + 3)),
    )


def _told(line: DateLine) -> Told:
    return Told(
        title=line.title, mode=line.mode, place=line.place, starts_at=line.starts_at, ends_at=line.ends_at
    )


def _join(number: int) -> str:
    return f"{_BASE}/j/{number:048d}"


def _letter(
    language: Language,
    kind: Kind,
    case: str,
    dates: tuple[DateLine, ...],
    *,
    entry: Method | None = None,
    entry_of: DateLine | None = None,
    sequence: int = 1,
    **more: Any,  # any field of a letter
) -> Letter:
    asked = kind == "invitation"
    recipient = Recipient(
        name="Karin Åberg",
        email="karin.aberg@hallsberg.example",
        role=_POST.role,
        organisation=_POST.organisation,
    )
    letter = Letter(
        kind=kind,
        key=f"{kind}:{case}:{language}",
        message_id=f"<{kind}.{case}.{language}@kallelse.example>",
        envelope_from=f"b+{kind}-{case}-{language}@studs.kallelse.example",
        made_at=_MADE_AT,
        language=language,
        sender=Sender(
            name="Regionalt utvecklingscentrum, Örebro", short_name="RUC", address="ruc@kallelse.example"
        ),
        recipient=recipient,
        programme=_PROGRAMME,
        cohort_name="2027",
        contact=Contact(label="Maria Ekström", email="kontaktperson@ruc.example", phone="070-174 06 05"),
        dates=dates,
        links=Links(
            privacy_url=f"{_BASE}/ruc/personuppgifter",
            answer_url=f"{_BASE}/i/{'a' * 48}" if asked else None,
            my_url=None if asked else f"{_BASE}/r/{'b' * 48}",
            feed_url=None if asked else f"{_BASE}/k/{'c' * 48}.ics",
        ),
        respond_by=date(2027, 1, 13) if asked else None,
        substitutes_allowed=kind != "substitute",
        reminders=(Reminder(days_before=1),),
        correlation_id="0198c0de-0000-7000-8000-000000000000",
    )
    letter = replace(letter, **more)
    return (
        replace(letter, calendar=_message(letter, entry_of or dates[0], entry, sequence)) if entry else letter
    )


def _message(letter: Letter, line: DateLine, method: Method, sequence: int) -> CalendarMessage:
    return CalendarMessage(
        method=method,
        uid="0198c0de-0000-7000-8000-000000000001-seat",
        sequence=sequence,
        dtstamp=letter.made_at,
        organizer=Party(address="m+0123456789abcdef@kallelse.example", name=letter.sender.name),
        attendee=Party(address=letter.recipient.email, name=letter.recipient.name),
        language=letter.language,
        summary=summary_of(line.title, letter.programme.title),
        mode=line.mode,
        place=line.place,
        on=line.on,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        is_tentative=line.is_tentative,
        join_url=line.join_url,
    )
