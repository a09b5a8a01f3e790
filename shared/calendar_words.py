"""Texts of a calendar entry, the same in calendar mails and in subscribed feeds."""

from datetime import datetime
from typing import Final

from shared import dates
from shared.events import Language, Mode

_DIGITAL: Final = {"sv": "Digitalt möte", "en": "Online meeting"}
_UNKNOWN_PLACE: Final = {"sv": "Plats meddelas senare", "en": "Place to be announced"}
_NO_END: Final = {"sv": "Sluttiden är inte bestämd.", "en": "The end time is not set."}
_NO_TIME: Final = {"sv": "Tiden är inte bestämd.", "en": "The time is not set."}
_DOORS: Final = {
    "sv": "Till mötet (öppnar kl. {}, länken är din egen):\n{}",
    "en": "To the meeting (opens at {}, the link is your own):\n{}",
}


def summary_of(session_title: str, programme_title: str) -> str:
    """Return the entry's title, clear among all others in a calendar: Lärträff 1, Leda skolutveckling."""
    if programme_title.casefold() in session_title.casefold():
        return session_title
    return f"{session_title}, {programme_title}"


def location(mode: Mode | None, place: str | None, language: Language) -> str:
    """Return the place; a digital meeting and an unknown place are stated, never left out (calendar rule 8b)."""
    if mode == "digital":
        return _DIGITAL[language]
    return place or _UNKNOWN_PLACE[language]


def what_is_open(starts_at: datetime | None, ends_at: datetime | None, language: Language) -> str | None:
    """Return a sentence if the time, or only its end, is not decided yet; None if both are."""
    if starts_at is None:
        return _NO_TIME[language]
    return _NO_END[language] if ends_at is None else None


def doors(opens_at: datetime, join_url: str, language: Language) -> str:
    """Return the sentence with the personal join link, the only personal link that a calendar file ever contains."""
    return _DOORS[language].format(dates.clock(opens_at, language), join_url)
