"""Texts of a calendar entry, the same in calendar mails and in subscribed feeds."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from shared import clean, dates
from shared.events import Mode
from shared.language import Language
from shared.meeting import DOORS_OPEN_BEFORE

# How long an entry is where the end is not known; `_NO_END` says so.
SHOWN_LENGTH: Final = timedelta(hours=1)

_DIGITAL: Final = {"sv": "Digitalt möte", "en": "Online meeting"}
_UNKNOWN_PLACE: Final = {"sv": "Plats meddelas senare", "en": "Place to be announced"}
_NO_END: Final = {
    "sv": "Sluttiden är inte bestämd. Kalendern visar en timme.",
    "en": "The end time is not set. The calendar shows one hour.",
}
_NO_TIME: Final = {"sv": "Tiden är inte bestämd.", "en": "The time is not set."}
_CANCELLED: Final = {"sv": "Träffen är inställd.", "en": "The session is cancelled."}
_WITHDRAWN: Final = {"sv": "Du är avanmäld.", "en": "You are no longer registered."}
_UNABLE: Final = {
    "sv": "Kan du inte komma? Avanmäl dig på din sida. Länken dit står i våra mejl till dig.",
    "en": "Unable to come? Withdraw on your page. The link to it is in our e-mails to you.",
}
_QUESTIONS: Final = {"sv": "Frågor? {}", "en": "Questions? {}"}
_MORE: Final = {"sv": "Mer om träffen: {}", "en": "More about the session: {}"}
_DOORS: Final = {
    "sv": "Till mötet (öppnar kl. {}, länken är din egen):\n{}",
    "en": "To the meeting (opens at {}, the link is your own):\n{}",
}


class EntryText(msgspec.Struct, frozen=True, kw_only=True):
    """What the description of an entry is made of; it is never empty, for it may be all that a program shows.

    `news` are sentences about what has changed. `contact` are name, address and number of who answers questions. Of
    the links, `page_url` is public and `join_url` personal; no other personal link may stand in a calendar file.
    `is_own`: the entry is of somebody's seat, which can be given up. `is_off`: nothing more happens on that day.
    """

    language: Language
    news: tuple[str, ...] = ()
    note: str | None = None
    contact: tuple[str | None, ...] = ()
    page_url: str | None = None
    join_url: str | None = None
    is_own: bool = False
    is_off: bool = False


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


def cancelled(language: Language) -> str:
    return _CANCELLED[language]


def withdrawn(language: Language) -> str:
    return _WITHDRAWN[language]


def doors(opens_at: datetime, join_url: str, language: Language) -> str:
    """Return the sentence with the personal join link, the only personal link that a calendar file ever contains."""
    return _DOORS[language].format(dates.clock(opens_at, language), join_url)


def description(text: EntryText, starts_at: datetime | None, ends_at: datetime | None) -> str:
    """Return the lines of an entry's description: the news first, the join link last."""
    language = text.language
    parts: list[str | None] = [*text.news]
    if not text.is_off:
        parts += [text.note, what_is_open(starts_at, ends_at, language)]
        parts.append(_UNABLE[language] if text.is_own else None)
    if contact := ", ".join(filter(None, map(clean.optional, text.contact))):
        parts.append(_QUESTIONS[language].format(contact))
    if text.page_url:
        parts.append(_MORE[language].format(text.page_url))
    if not text.is_off and starts_at is not None and text.join_url is not None:
        parts.append(doors(starts_at - DOORS_OPEN_BEFORE, text.join_url, language))
    return "\n".join(line for part in parts for line in clean.lines(part))
