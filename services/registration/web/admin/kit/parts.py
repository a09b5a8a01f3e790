"""Small parts that several pages for staff have in common."""

from datetime import datetime
from typing import Final

from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link
from services.registration.web.wording.words.parts import Plural
from shared import dates, times
from shared.language import Language

# The value by which the list of people is narrowed to those whose address takes no mail.
DEAD: Final = "dod"


def more(request: StaffRequest, *further: Link) -> tuple[Link, ...]:
    """The path to a page under "Mer"."""
    return (Link(request.words.staff_bar.rooms["more"], request.address("/mer")), *further)


def moment(at: datetime, language: Language) -> str:
    """A day with its year and the time of day, as a log says it."""
    day = times.local(at)
    before_clock = " kl. " if language == "sv" else ", "
    return f"{dates.day_and_month(day.date(), language)} {day.year}{before_clock}{dates.clock(at, language)}"


def counted(text: Plural, n: int, **facts: str) -> str:
    """The sentence in singular or plural; the number, where it stands, in digits as in tables and on buttons."""
    return (text.one if n == 1 else text.many).format(n=n, **facts)


def within(text: str) -> str:
    """Somebody's text as it stands inside a sentence, which has a full stop of its own."""
    return text.strip().removesuffix(".")
