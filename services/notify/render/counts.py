"""Numbers in the words of a mail: how many sessions, and which of them are full."""

from collections.abc import Sequence

from services.notify.domain.letters.letter import DateLine
from services.notify.render import clean, lines
from services.notify.render.wording import MailWording


def number(count: int, words: MailWording) -> str:
    """Return a small number as a word, a larger one in digits."""
    return words.numbers[count] if 0 <= count < len(words.numbers) else str(count)


def occasions(dates: Sequence[DateLine]) -> list[DateLine]:
    """Return the first line of each occasion, by the rule of `shared/occasions.py`."""
    found: dict[str, DateLine] = {}
    for number, line in enumerate(dates):
        found.setdefault(line.occasion or str(number), line)
    return list(found.values())


def sessions(dates: tuple[DateLine, ...], words: MailWording) -> str:
    """Return a phrase that counts the sessions: sju digitala lärträffar under 2021."""
    counted = occasions(dates)
    forms = {line.form for line in counted}
    only = next(iter(forms)) if len(forms) == 1 else None
    noun = words.forms.get(only, words.sessions) if only else words.sessions
    phrase = (
        words.count_digital_sessions
        if all(line.mode == "digital" for line in counted)
        else words.count_sessions
    )
    return phrase.format(number(len(counted), words), noun) + _years(dates, words)


def what_waits(waiting: list[DateLine], words: MailWording, *, offers: bool) -> str:
    """Return which sessions are full and what follows when a seat becomes free; for one session also the position."""
    titles = [clean.line(line.title) for line in waiting]
    if len(waiting) > 1:
        follows = words.seat_is_offered if offers else words.some_seat_is_given
        return f"{words.titles_full.format(_listed(titles, words))} {follows}"
    position = waiting[0].position
    phrase = (
        words.title_full.format(*titles)
        if position is None
        else words.title_full_position.format(*titles, position)
    )
    return f"{phrase} {words.seat_is_offered if offers else words.seat_is_given}"


def _listed(names: list[str], words: MailWording) -> str:
    *first, last = names
    return words.list_and.format(", ".join(first), last)


def _years(dates: tuple[DateLine, ...], words: MailWording) -> str:
    years = sorted({day.year for line in dates if (day := lines.day_of(line))})
    if not years:
        return ""
    return words.in_year.format(years[0]) if len(years) == 1 else words.in_years.format(years[0], years[-1])
