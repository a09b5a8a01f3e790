"""What a calendar entry says in words, the same in what is mailed and in what is subscribed to."""

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
    """Name an entry so that it is understood among all others in a calendar: Lärträff 1, Leda skolutveckling."""
    if programme_title.casefold() in session_title.casefold():
        return session_title
    return f"{session_title}, {programme_title}"


def location(mode: Mode | None, place: str | None, language: Language) -> str:
    """Say the place; a digital meeting and an unknown place are put in words, never left out (calendar rule 8b)."""
    if mode == "digital":
        return _DIGITAL[language]
    return place or _UNKNOWN_PLACE[language]


def what_is_open(starts_at: datetime | None, ends_at: datetime | None, language: Language) -> str | None:
    """Say that a time is not decided; nothing where all is."""
    if starts_at is None:
        return _NO_TIME[language]
    return _NO_END[language] if ends_at is None else None


def doors(opens_at: datetime, join_url: str, language: Language) -> str:
    """Lead to the meeting by the personal join link, the only link of a person's that a calendar file ever holds."""
    return _DOORS[language].format(dates.clock(opens_at, language), join_url)
