"""Which sessions one person can have side by side: one of each choice, and none that run at the same time."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import combinations
from uuid import UUID

from services.registration.domain.errors import (
    NothingChosen,
    OneOfEachChoice,
    SessionCancelled,
    SessionOver,
    SessionsOverlap,
)
from services.registration.domain.session import Session, is_bookable, is_over


def choose(
    found: Sequence[Session],
    session_ids: Collection[UUID] | None,
    now: datetime,
    *,
    beside: Sequence[Session] = (),
) -> list[Session]:
    """The sessions asked for, or every one that can be booked where none is named; raises what stands in the way.

    Of parallel sessions none is had without being named. `beside` are those that one keeps.
    """
    if session_ids is None:
        chosen = [session for session in found if is_bookable(session, now) and session.choice_group is None]
        if not chosen:
            raise NothingChosen
        go_together(chosen, beside)
        return chosen
    for session in found:
        if session.status == "cancelled":
            raise SessionCancelled(session.id)
        if is_over(session, now):
            raise SessionOver(session.id)
    go_together(found, beside)
    return list(found)


def go_together(chosen: Sequence[Session], beside: Sequence[Session] = ()) -> None:
    """Raise what keeps the sessions chosen from being had together, and beside those that one has already."""
    one_of_each_choice([*chosen, *beside])
    pairs = [*combinations(chosen, 2), *((mine, new) for new in chosen for mine in beside)]
    for first, second in pairs:
        if overlap(first, second):
            raise SessionsOverlap(first.id, second.id, first=first.title, second=second.title)


def one_of_each_choice(sessions: Sequence[Session]) -> None:
    """Of parallel sessions one can be had, whatever is known of their times."""
    seen: set[str] = set()
    for session in sessions:
        if session.choice_group is not None:
            if session.choice_group in seen:
                raise OneOfEachChoice(session.choice_group)
            seen.add(session.choice_group)


def overlap(one: Session, other: Session) -> bool:
    """Whether two sessions run at the same time, as instants; where a time is unknown nothing is said against them.

    A part of a day goes together with the day that it is part of. One that ends when the other begins does too.
    """
    if one.parent_id == other.id or other.parent_id == one.id:
        return False
    if one.starts_at is None or other.starts_at is None:
        return False
    first, second = sorted((one, other), key=lambda session: (session.starts_at, session.ends_at is None))
    if first.starts_at == second.starts_at:
        return True
    return first.ends_at is not None and second.starts_at is not None and second.starts_at < first.ends_at
