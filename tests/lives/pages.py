"""Reads what `/r` and `/i` say of each date, from the ids, states and times in their markup."""

import html
import re
from dataclasses import dataclass
from datetime import date, datetime

from services.registration.web.wording import WORDING, Wording, plural
from tests.lives.web import WebAnswer

_DATE = re.compile(r'<li(?: class="day" id="d(?P<end>[0-9a-f]{12})")?>')
_SWITCH = re.compile(
    r'role="switch" name="session_ids" value="(?P<id>[0-9a-f-]{36})"[^>]*?(?P<on> checked)?(?: aria-[^>]*)?>'
)
_STATE = re.compile(r'class="status status--(\w+)"')
_TIME = re.compile(r'<time class="day__when" datetime="([^"]+)"')
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class ShownDate:
    """One date on a page. `state`: the kind of its badge, empty for none. `is_on`: its switch, None without one."""

    state: str
    is_offered: bool
    is_on: bool | None
    starts: datetime | date | None
    text: str

    def __str__(self) -> str:
        return " ".join(self.text.split())


@dataclass(frozen=True)
class Shown:
    """A page. `dates`: by the last twelve digits of the session's id."""

    status: int
    dates: dict[str, ShownDate]
    is_form: bool
    is_declined: bool
    seats_said: int  # on how many dates it says that the person has a seat; 0 if it does not say

    def of(self, session_id: str) -> ShownDate | None:
        return self.dates.get(session_id[-12:])


def read(answer: WebAnswer) -> Shown:
    """Read a page."""
    text = answer.text
    dates: dict[str, ShownDate] = {}
    parts = re.split(r'(?=<li(?: class="day" id="d[0-9a-f]{12}")?>)', text)
    for part in parts[1:]:
        block = part.partition("</li>")[0]
        switch, start = _SWITCH.search(block), _DATE.match(block)
        end = start["end"] if start and start["end"] else switch["id"][-12:] if switch else None
        if end is not None:
            dates[end] = _date(block, None if switch is None else bool(switch["on"]))
    return Shown(
        status=answer.status,
        dates=dates,
        is_form='name="answer" value="yes"' in text,
        is_declined='aria-labelledby="andrat"' in text,
        seats_said=next(
            (n for n in range(1, 5) for words in WORDING.values() if _seated(n, words) in text), 0
        ),
    )


def _seated(number: int, words: Wording) -> str:
    return html.escape(plural(words.after.seated, number, words))


def _date(block: str, is_on: bool | None) -> ShownDate:  # noqa: FBT001 - a value passed on
    state, time = _STATE.search(block), _TIME.search(block)
    return ShownDate(
        state=state[1] if state else "",
        is_offered='name="accept"' in block,
        is_on=is_on,
        starts=_moment(time[1]) if time else None,
        text=html.unescape(_TAG.sub(" ", block)),
    )


def _moment(text: str) -> datetime | date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
