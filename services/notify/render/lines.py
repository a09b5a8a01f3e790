"""One session in words, in a list of dates or alone; cached for all recipients of the same line."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final

import msgspec

from services.notify.domain.letters.letter import DateLine, PreviousDetails
from services.notify.render import clean, wording
from services.notify.render.wording import MailWording
from shared import dates, times
from shared.events import Mode
from shared.language import Language

_OFF: Final = {"cancelled", "expired", "withdrawn", "handed_over", "succeeded"}


class ListedDate(msgspec.Struct, frozen=True, kw_only=True):
    """A session in a list: `when` is day and hours, `below` the rest but for a `note` of several lines. `is_off`: struck out."""

    heading: str
    when: str
    below: str
    note: tuple[str, ...]
    is_off: bool


class SingleDate(msgspec.Struct, frozen=True, kw_only=True):
    """The only session of a mail: day and hours, place and week, the note by lines, the agenda, the status in words."""

    when: str
    facts: str
    note: tuple[str, ...]
    agenda: tuple[str, ...]
    status: str | None
    is_off: bool


def day_of(line: DateLine | PreviousDetails) -> date | None:
    """Return the day in Swedish time, or None where it is not known."""
    return times.local(line.starts_at).date() if line.starts_at else line.on


def standing(dates: Sequence[DateLine]) -> Sequence[DateLine]:
    """Return the dates that count for the recipient: those with a seat, else those that are not struck out, else all."""
    confirmed = [line for line in dates if line.status == "confirmed"]
    return confirmed or [line for line in dates if line.status not in _OFF] or dates


def listed(line: DateLine, language: Language) -> ListedDate:
    """Return a session as two lines under the heading of its term."""
    return _listed(_without_links(line), language)


def single(line: DateLine, language: Language, *, is_near: bool = False) -> SingleDate:
    """Return the only session of a mail in words, with the year and a remark that the time is Swedish.

    `is_near`: it is too late to say that an unknown time or place will be announced.
    """
    return _single(_without_links(line), language, is_near)


def short_day(day: date, made_at: datetime, language: Language) -> str:
    """Return a day for a subject: 20 januari, with the year where it is not that of `made_at`."""
    words = dates.day_and_month(day, language)
    return words if day.year == times.local(made_at).year else f"{words} {day.year}"


def when(line: DateLine | PreviousDetails, language: Language, *, year: bool = True) -> str:
    """Return day and hours, or the day, or that there is no date yet."""
    if line.starts_at is not None:
        return dates.when(line.starts_at, line.ends_at, language, year=year)
    return dates.day_in_words(line.on, language, year=year) if line.on else wording.of(language).unknown_date


def until(moment: datetime, language: Language) -> str:
    """Return a deadline with its hour, without the year since it is near."""
    return dates.when(moment, None, language, year=False)


def where(mode: Mode | None, place: str | None, words: MailWording) -> str:
    """Return the place for a row of facts, in lower case unless it is a name."""
    if mode == "digital":
        return words.digital
    on_site = clean.optional(place) or words.unknown_place
    return words.place_also_digital.format(on_site) if mode == "hybrid" else on_site


def is_placed(line: DateLine) -> bool:
    """Whether it is known where the session is."""
    return line.mode == "digital" or clean.optional(line.place) is not None


def sentence(text: str) -> str:
    """Return a remark with an initial capital and a final full stop."""
    text = clean.line(text)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "…")) else ".")


def paragraph(text: str | None) -> tuple[str, ...]:
    """Return the lines of what somebody typed; a single line is made a sentence."""
    found = clean.lines(text)
    return (sentence(found[0]),) if len(found) == 1 else tuple(found)


def _without_links(line: DateLine) -> DateLine:
    """Remove what differs between recipients, so that the cache serves all of them."""
    return msgspec.structs.replace(line, join_url=None, previous=None)


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
    gone = {
        "cancelled": words.cancelled,
        "withdrawn": words.withdrawn,
        "handed_over": words.handed_over,
        "succeeded": words.succeeded,
        "expired": words.offer_over,
    }
    if line.status in gone:
        return gone[line.status]
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
    below = ", ".join(part for part in (clean.line(line.title), time, place, _week(line, language)) if part)
    note = tuple(clean.lines(line.note))
    if len(note) == 1:
        [remark], note = note, ()
        below += (
            f". {sentence(remark).removesuffix('.')}"
            if remark[0].isupper()
            else f", {remark.removesuffix('.')}"
        )
    if status := _status_text(line, words, language):
        below += f". {status}"
    year = day is not None and str(day.year) not in heading
    shown = when(line, language, year=year)
    return ListedDate(heading=heading, when=shown, below=below, note=note, is_off=line.status in _OFF)


@lru_cache(maxsize=1024)
def _single(line: DateLine, language: Language, is_near: bool) -> SingleDate:  # noqa: FBT001
    words, day = wording.of(language), day_of(line)
    if line.starts_at is not None:
        time = words.swedish_time
    else:
        unknown = words.unset_time if is_near else words.unknown_time
        time = unknown if day else _heading(line, language)
    has_place = not is_near or is_placed(line)
    place = where(line.mode, line.place, words) if has_place else words.unset_place
    facts = (time, _week(line, language), place)
    return SingleDate(
        when=when(line, language),
        facts=", ".join(part for part in facts if part),
        note=paragraph(line.note),
        agenda=tuple(item for part in line.agenda if (item := clean.line(part))),
        status=_status_text(line, words, language),
        is_off=line.status in _OFF,
    )
