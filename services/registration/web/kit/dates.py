"""The timeline: what each date shows, and the term under which it is listed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Literal

import msgspec

from services.registration.domain.sessions.session import Session
from services.registration.web.wording import WORDING
from shared import dates, holidays_sweden, times
from shared.language import Language

Look = Literal["", "off", "past", "wait", "cancelled", "moved"]
StatusKind = Literal["yes", "wait", "bad", "off", "silent"]


class DateBadge(msgspec.Struct, frozen=True, kw_only=True):
    """A day in a circle (`top` and `bottom` line); the same is written in words beside it."""

    top: str
    bottom: str
    look: Look = ""


class DateStatus(msgspec.Struct, frozen=True):
    """The state of a date: a text, and a `kind` that picks a shape, so that colour is not needed to tell states apart."""

    kind: StatusKind
    text: str


class DateTimeText(msgspec.Struct, frozen=True, kw_only=True):
    """The time of a date on the timeline. The badge shows the day, so `hidden` repeats it for screen readers."""

    weekday: str
    hidden: str = ""
    joint: str = ""
    clock: str = ""
    iso: str | None = None


class DateAction(msgspec.Struct, frozen=True, kw_only=True):
    """A button at one date: a link to a page (`href`), or a form that posts `field` = `value`. `is_leaving`: gives it up."""

    text: str
    about: str
    is_leaving: bool = False
    href: str | None = None
    field: str = ""
    value: str = ""


class TimelineDate(msgspec.Struct, frozen=True, kw_only=True):
    """One date of the timeline. `special`: the name of a holiday or eve. `checked` is None if the date has no switch.

    `before`: the day and time that held before the session was moved. `opens`: the name of the question group that its
    switch reveals. `actions` are shown at once, `leaving` behind a question.
    """

    id: str
    title: str
    badge: DateBadge
    when: DateTimeText
    what: tuple[str, ...]
    note: str | None = None
    agenda: str | None = None
    special: str | None = None
    before: str | None = None
    is_struck: bool = False
    status: DateStatus | None = None
    texts: tuple[str, ...] = ()
    checked: bool | None = None
    opens: str = ""
    actions: tuple[DateAction, ...] = ()
    leaving: tuple[DateAction, ...] = ()


class TimelineTerm(msgspec.Struct, frozen=True):
    """A heading and the dates under it."""

    heading: str
    days: tuple[TimelineDate, ...]


def describe(session: Session, language: Language, *, look: Look = "") -> TimelineDate:
    """A date without status, texts and actions, which each page adds."""
    words = WORDING[language].days
    what = [session.title]
    if session.mode:
        what.append(words.modes[session.mode])
    if session.on:
        what.append(dates.week(session.on, language))
    note = [text for text in (session.place if session.mode != "digital" else None, session.note) if text]
    return TimelineDate(
        id=str(session.id),
        title=session.title,
        badge=date_badge(session, language, look=look),
        when=when(session, language),
        what=tuple(what),
        note=". ".join(text.removesuffix(".") for text in note) or None,
        agenda=agenda(session, language),
        special=_special(session, language),
    )


def agenda(session: Session, language: Language) -> str | None:
    """What the session contains, in one line; None if nothing is said."""
    if not session.agenda:
        return None
    return WORDING[language].days.agenda.format(items=" · ".join(session.agenda))


def moved(date: TimelineDate, session: Session, language: Language) -> TimelineDate:
    """The same date with the day and time that held before it was moved."""
    before = msgspec.structs.replace(
        session,
        on=session.moved_from_on,
        starts_at=session.moved_from_starts_at,
        ends_at=session.moved_from_ends_at,
    )
    year = session.on.year if session.on else None
    return msgspec.structs.replace(
        date,
        before=in_words(before, language, this_year=year),
        badge=msgspec.structs.replace(date.badge, look=date.badge.look or "moved"),
    )


def _special(session: Session, language: Language) -> str | None:
    """The name of the public holiday or eve on that day, which the organiser may have overlooked; None on other days."""
    special_day = holidays_sweden.special(session.on) if session.on else None
    return WORDING[language].days.special.format(name=special_day.name(language)) if special_day else None


def date_badge(session: Session, language: Language, *, look: Look = "") -> DateBadge:
    """Day and month; for a session without a date, a dash and the half-year."""
    if session.on:
        return day_bead(session.on, language, look=look)
    words = WORDING[language].days
    term = dates.read_term(session.term)
    season = "" if term is None else words.spring if term[0] == "VT" else words.autumn
    return DateBadge(top="–", bottom=season, look=look)


def day_bead(day: date, language: Language, *, look: Look = "") -> DateBadge:
    return DateBadge(top=str(day.day), bottom=dates.short_month(day, language), look=look)


def when(session: Session, language: Language) -> DateTimeText:
    """The time, or that it is unknown; no time is ever invented."""
    words = WORDING[language].days
    if session.on is None:
        return DateTimeText(weekday=words.unknown_date)
    day = f" {dates.day_and_month(session.on, language)} {session.on.year}"
    weekday = dates.weekday(session.on, language)
    if session.starts_at is None:
        return DateTimeText(
            weekday=weekday, hidden=day, joint=",", clock=words.unknown_time, iso=session.on.isoformat()
        )
    return DateTimeText(
        weekday=weekday,
        hidden=f"{day}{words.clock}",
        clock=dates.hours(session.starts_at, session.ends_at, language),
        iso=times.local(session.starts_at).isoformat(timespec="minutes"),
    )


def in_words(session: Session, language: Language, *, this_year: int | None = None) -> str:
    """A date in running text: `onsdag 20 januari 2021 kl. 9.00–12.00`; the present year is left out."""
    words = WORDING[language].days
    if session.on is None:
        return words.unknown_date
    year = session.on.year != this_year
    if session.starts_at is None:
        return f"{dates.day_in_words(session.on, language, year=year)}, {words.unknown_time}"
    return dates.when(session.starts_at, session.ends_at, language, year=year)


def by_term(days: Iterable[tuple[Session, TimelineDate]], language: Language) -> tuple[TimelineTerm, ...]:
    """Group dates by term, in time order; sessions without a date come last in their term."""
    ordered = sorted(days, key=lambda pair: _order(pair[0]))
    return tuple(
        TimelineTerm(term_heading(code, language), tuple(day for _, day in group))
        for code, group in groupby(ordered, key=lambda pair: term_code(pair[0]))
    )


def in_time_order(sessions: Iterable[Session]) -> list[Session]:
    return sorted(sessions, key=_order)


def term_code(session: Session) -> str:
    """The code of the term that lists a session: the term of its day, else its own `term`, else an empty string."""
    return dates.term_of(session.on) if session.on else session.term or ""


def years(sessions: Sequence[Session]) -> tuple[int, ...]:
    """The years of these sessions' days."""
    return tuple(sorted({session.on.year for session in sessions if session.on}))


def term_heading(code: str, language: Language) -> str:
    """A term as a heading: Våren 2027."""
    if not code:
        return WORDING[language].days.no_term
    text = dates.term(code, language)
    return text[:1].upper() + text[1:]


def _order(session: Session) -> tuple[object, ...]:
    code = term_code(session)
    term = dates.read_term(code)
    half_year = term[1] * 2 + (term[0] == "HT") if term else 99_999
    start: datetime | None = session.starts_at or (times.start_of_day(session.on) if session.on else None)
    return (
        half_year,
        code,
        start is None,
        start.timestamp() if start else 0,
        session.number or 0,
        session.id,
    )
