"""One session in words, as it stands in a list of dates or alone; made once for all who get the same."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final

import msgspec

from services.notify.domain.letter import DateLine, PreviousDetails
from services.notify.render import clean, wording
from services.notify.render.wording import MailWording
from shared import dates, times
from shared.events import Language, Mode

_OFF: Final = {"cancelled", "expired", "withdrawn"}


class ListedDate(msgspec.Struct, frozen=True, kw_only=True):
    """`when` is the day and the hours, `below` all else; `is_off` is struck out."""

    heading: str
    when: str
    below: str
    is_off: bool


class SingleDate(msgspec.Struct, frozen=True, kw_only=True):
    """The one session of a mail: when, the facts of it, its note as a sentence, and how it stands."""

    when: str
    facts: str
    note: str | None
    status: str | None
    is_off: bool


def day_of(line: DateLine | PreviousDetails) -> date | None:
    """Return the day in Sweden, where it is known."""
    return times.local(line.starts_at).date() if line.starts_at else line.on


def listed(line: DateLine, language: Language) -> ListedDate:
    """Put a session in two lines under the heading of its term."""
    return _listed(_without_links(line), language)


def single(line: DateLine, language: Language) -> SingleDate:
    """Put the only session of a mail in words: the year, and that the time is Swedish, with it."""
    return _single(_without_links(line), language)


def short_day(day: date, made_at: datetime, language: Language) -> str:
    """Name a day in a subject: 20 januari, and the year when it is not the present one."""
    words = dates.day_and_month(day, language)
    return words if day.year == times.local(made_at).year else f"{words} {day.year}"


def when(line: DateLine | PreviousDetails, language: Language, *, year: bool = True) -> str:
    """Say the day and the hours, or the day, or that there is none yet."""
    if line.starts_at is not None:
        return _hours(line.starts_at, line.ends_at, language, year=year)
    return dates.day_in_words(line.on, language, year=year) if line.on else wording.of(language).unknown_date


def until(moment: datetime, language: Language) -> str:
    """Say until when; it is so near that the year goes without saying."""
    return dates.when(moment, None, language, year=False)


def where(mode: Mode | None, place: str | None, words: MailWording) -> str:
    """Say the place in small letters, for a row of facts."""
    if mode == "digital":
        return words.digital
    on_site = clean.optional(place) or words.unknown_place
    return words.place_also_digital.format(on_site) if mode == "hybrid" else on_site


def sentence(text: str) -> str:
    """Make a remark a sentence of its own."""
    text = clean.line(text)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "…")) else ".")


def _without_links(line: DateLine) -> DateLine:
    """Leave out what differs between those who come, so that the words are made once."""
    return msgspec.structs.replace(line, join_url=None, previous=None)


def _hours(starts_at: datetime, ends_at: datetime | None, language: Language, *, year: bool) -> str:
    if ends_at is None or times.local(ends_at).date() == times.local(starts_at).date():
        return dates.when(starts_at, ends_at, language, year=year)
    ends = dates.when(ends_at, None, language, year=year)
    return wording.of(language).from_to.format(dates.when(starts_at, None, language, year=year), ends)


def _heading(line: DateLine, language: Language) -> str:
    day = day_of(line)
    term = clean.optional(line.term) or (dates.term_of(day) if day else None)
    if term is None:
        return ""
    words = dates.term(term, language)
    return words[:1].upper() + words[1:]


def _status_text(line: DateLine, words: MailWording, language: Language) -> str | None:
    if line.status == "waiting":
        return words.waiting if line.position is None else words.waiting_position.format(line.position)
    if line.status == "cancelled":
        return words.cancelled
    if line.status == "withdrawn":
        return words.withdrawn
    if line.status == "expired":
        return words.offer_over
    if line.offered_until is not None:
        return words.held_until.format(until(line.offered_until, language))
    return words.tentative if line.is_tentative else None


def _week(line: DateLine, language: Language) -> str | None:
    day = day_of(line)
    return dates.week(day, language) if day else None


@lru_cache(maxsize=1024)
def _listed(line: DateLine, language: Language) -> ListedDate:
    words, day, heading = wording.of(language), day_of(line), _heading(line, language)
    place = where(line.mode, line.place, words)
    time = words.unknown_time if day and line.starts_at is None else None
    said = ", ".join(part for part in (clean.line(line.title), time, place, _week(line, language)) if part)
    if note := clean.optional(line.note):
        said += (
            f". {sentence(note).removesuffix('.')}" if note[0].isupper() else f", {note.removesuffix('.')}"
        )
    if status := _status_text(line, words, language):
        said += f". {status}"
    year = day is not None and str(day.year) not in heading
    shown = when(line, language, year=year)
    return ListedDate(heading=heading, when=shown, below=said, is_off=line.status in _OFF)


@lru_cache(maxsize=1024)
def _single(line: DateLine, language: Language) -> SingleDate:
    words, day = wording.of(language), day_of(line)
    if line.starts_at is not None:
        time = words.swedish_time
    else:
        time = words.unknown_time if day else _heading(line, language)
    facts = (time, _week(line, language), where(line.mode, line.place, words))
    note = clean.optional(line.note)
    return SingleDate(
        when=when(line, language),
        facts=", ".join(part for part in facts if part),
        note=sentence(note) if note else None,
        status=_status_text(line, words, language),
        is_off=line.status in _OFF,
    )
