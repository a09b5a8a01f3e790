"""Decides which sessions a person can choose now; used by pages, the API and actions.

For one date: `is_bookable` and `is_invitable` (included by default), `is_offered` (open to choice, seats apart),
`can_choose` (one person has a seat or a waiting list), `require_ahead` (raises for a named date that is cancelled or over).
For several: `choose` and `go_together`. For an invitation's last day: `has_closed`. `domain/public.py` decides about a
whole cohort, `domain/permissions.py` about the caller.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from itertools import combinations
from uuid import UUID

from services.registration.domain.errors import (
    NothingChosen,
    OneOfEachChoice,
    SessionCancelled,
    SessionOver,
    SessionsOverlap,
)
from services.registration.domain.sessions.session import Session, is_over
from shared import times
from shared.events import InvitationKind, SeatStatus


def is_bookable(session: Session, now: datetime) -> bool:
    """Whether a person who names no dates gets this one: not cancelled, not over, and not only announced."""
    announced_only = session.status == "announced" and session.on is None
    return session.status != "cancelled" and not announced_only and not is_over(session, now)


def is_invitable(session: Session, now: datetime) -> bool:
    """Whether people can be invited to the session: it is bookable and has a day, possibly tentative."""
    return is_bookable(session, now) and _has_day(session)


def is_offered(session: Session, now: datetime) -> bool:
    """Whether the date can be chosen, regardless of seats: not cancelled, with a day (possibly tentative), and not over."""
    return is_ahead(session, now) and _has_day(session)


def is_ahead(session: Session, now: datetime) -> bool:
    """Whether the date is open: not cancelled and not over.

    The one rule on when a date closes. Until then it is chosen, answered for, given to a substitute and given up, on every
    page and by the API: whoever comes late may come, and a day without hours is open all day.
    """
    return session.status != "cancelled" and not is_over(session, now)


def is_full(session: Session, mine: SeatStatus | None = None) -> bool:
    """Whether the session has no seat for a person; `mine` is the status of their own seat, which counts as free for them."""
    if mine == "confirmed":
        return False
    return session.seats_in_all is not None and session.taken >= session.seats_in_all


def can_choose(
    session: Session,
    now: datetime,
    *,
    waiting_list: bool,
    mine: SeatStatus | None = None,
    has_parallel_seat: bool = False,
) -> bool:
    """Whether a person can choose the date: it is offered and has a free seat or a waiting list.

    `mine` is their current seat's status. A seat in a parallel session (`has_parallel_seat`) is swapped for another seat
    only, not for a place in the waiting list.
    """
    has_place = not is_full(session, mine) or mine == "waiting" or (waiting_list and not has_parallel_seat)
    return has_place and is_offered(session, now)


def has_closed(kind: InvitationKind, respond_by: date | None, now: datetime) -> bool:
    """Whether the last day to answer has passed, Swedish time; a kallelse has none."""
    return kind != "kallelse" and respond_by is not None and times.end_of_day(respond_by) <= now


def require_ahead(sessions: Iterable[Session], now: datetime) -> None:
    """Raise `SessionCancelled` or `SessionOver` for the first session that is cancelled or over."""
    for session in sessions:
        if session.status == "cancelled":
            raise SessionCancelled(session.id)
        if is_over(session, now):
            raise SessionOver(session.id)


def _has_day(session: Session) -> bool:
    return session.on is not None or session.status == "tentative"


def choose(
    found: Sequence[Session],
    session_ids: Collection[UUID] | None,
    now: datetime,
    *,
    kept: Sequence[Session] = (),
) -> list[Session]:
    """Return the sessions to book: those in `session_ids`, or all bookable ones if it is None.

    Raises `NothingChosen`, `SessionCancelled`, `SessionOver`, `OneOfEachChoice` or `SessionsOverlap`.

    Parallel sessions are booked only if named. `kept` are the sessions that the person has and keeps.
    """
    if session_ids is None:
        chosen = [session for session in found if is_bookable(session, now) and session.choice_group is None]
        if not chosen:
            raise NothingChosen
        go_together(chosen, kept)
        return chosen
    require_ahead(found, now)
    go_together(found, kept)
    return list(found)


def go_together(chosen: Sequence[Session], kept: Sequence[Session] = ()) -> None:
    """Raise `OneOfEachChoice` or `SessionsOverlap` if the chosen sessions conflict with each other or with `kept`."""
    one_of_each_choice([*chosen, *kept])
    pairs = [*combinations(chosen, 2), *((mine, new) for new in chosen for mine in kept)]
    for first, second in pairs:
        if overlap(first, second):
            raise SessionsOverlap(first.id, second.id, first=first.title, second=second.title)


def one_of_each_choice(sessions: Sequence[Session]) -> None:
    """Raise `OneOfEachChoice` if two sessions have the same choice group."""
    seen: set[str] = set()
    for session in sessions:
        if session.choice_group is not None:
            if session.choice_group in seen:
                raise OneOfEachChoice(session.choice_group)
            seen.add(session.choice_group)


def overlap(first: Session, second: Session) -> bool:
    """Whether two sessions run at the same time. Sessions without a start time never overlap.

    A session and its parent do not overlap, nor do two of which one ends when the other begins.
    """
    if first.parent_id == second.id or second.parent_id == first.id:
        return False
    if first.starts_at is None or second.starts_at is None:
        return False
    earlier, later = sorted((first, second), key=lambda session: (session.starts_at, session.ends_at is None))
    if earlier.starts_at == later.starts_at:
        return True
    return earlier.ends_at is not None and later.starts_at is not None and later.starts_at < earlier.ends_at
