"""A cohort is one round of a programme: its status transitions, and copying it with shifted dates."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from services.registration.domain.errors import CohortCancelled, CohortNotOpen
from services.registration.domain.sessions.session import Session
from services.registration.domain.tenant import ROUTE_WORDS, SLUG_LENGTH
from shared import dates, swedish, times
from shared.events import Calendar, CohortStatus, WaitingOrder
from shared.reminders import ReminderRule
from shared.send_hours import SendHours

Forwarding = Literal["personal", "organisation", "open"]

_WEEK: Final = 7


class NewCohort(msgspec.Struct, frozen=True, kw_only=True):
    """The editable fields of a cohort. A slug of None is derived from the name.

    `capacity` is the default for its sessions. `offer_hours`: how long an offered seat is reserved, in hours on working
    days. `send_hours`: when its mail may leave that nobody waits for; None: as the organiser says. `drop_in`: from `drop_in_from` (None: at once) single dates are open to all, on the remaining seats.
    `must_confirm`: a registration by a public form counts once the link in its mail has been opened and confirmed.
    """

    programme_id: UUID
    name: str
    slug: str | None = None
    number: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    capacity: int | None = None
    waiting_list: bool = True
    waiting_order: WaitingOrder = "time"
    offer_hours: int = 24
    drop_in: bool = False
    drop_in_from: date | None = None
    calendar: Calendar | None = None
    forwarding: Forwarding = "personal"
    confirmations: bool = True
    must_confirm: bool = False
    reminders: tuple[ReminderRule, ...] = ()
    send_hours: SendHours | None = None


class Cohort(NewCohort, frozen=True, kw_only=True):
    """A cohort as stored. Its status is changed by separate actions, and so is whether its mail waits."""

    organiser_id: UUID
    id: UUID
    slug: str
    status: CohortStatus = "draft"
    sending_paused_at: datetime | None = None
    version: int = 1


CohortChanges: TypeAlias = Changes[Cohort]


def require_open(status: CohortStatus) -> None:
    if status != "open":
        raise CohortNotOpen


def promotes(status: CohortStatus) -> bool:
    """Whether a freed seat goes to the waiting list; true also while registration is closed."""
    return status in {"open", "closed"}


def next_status(status: CohortStatus, action: Literal["publish", "close", "cancel"]) -> CohortStatus:
    """Return the status after an action; repeating it changes nothing.

    Raises `CohortCancelled` for a cancelled cohort, and `CohortNotOpen` for closing a draft.
    """
    if action == "cancel":
        return "cancelled"
    if status == "cancelled":
        raise CohortCancelled
    if action == "publish":
        return "open"
    if status == "draft":
        raise CohortNotOpen
    return "closed"


def slug_of(name: str) -> str:
    """Convert a name to a URL slug: `Omgång 2, våren` becomes `omgang-2-varen`."""
    slug = re.sub(r"[^a-z0-9]+", "-", swedish.search_key(name)).strip("-")
    slug = slug[:SLUG_LENGTH].strip("-") or "omgang"
    return f"{slug}-omgang" if slug in ROUTE_WORDS else slug


def days_to_move(sessions: Sequence[Session], first_session_on: date) -> int:
    """Days to shift, in whole weeks, so that the first session falls on the day or at most six days later."""
    days = [session.on for session in sessions if session.on is not None]
    if not days:
        return 0
    return -((min(days) - first_session_on).days // _WEEK) * _WEEK


def move_date(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day is not None else None


def move_instant(moment: datetime | None, days: int) -> datetime | None:
    """Shift an instant by a number of days and keep its local clock time."""
    return times.same_clock(moment, days=days) if moment is not None else None


def half_years_moved(sessions: Sequence[Session], days: int) -> int:
    """The number of terms that the first dated session moves; undated sessions move by the same number."""
    dated = [session.on for session in sessions if session.on is not None]
    if not dated:
        return 0
    first = min(dated)
    return _half_year(first + timedelta(days=days)) - _half_year(first)


def move_term(term: str | None, half_years: int) -> str | None:
    """Shift a term: HT2026 by one is VT2027; a text of another form is returned unchanged."""
    if (found := dates.read_term(term)) is None:
        return term
    half, year = found
    count = year * 2 + (half == "HT") + half_years
    return f"{'HT' if count % 2 else 'VT'}{count // 2}"


def _half_year(day: date) -> int:
    return day.year * 2 + (day.month > 6)
