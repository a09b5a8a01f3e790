"""How long a registration can be confirmed by the mailed link, and how long its seats are held meanwhile."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.registration.domain.seats import AllottedPlace, SeatCounter
from services.registration.domain.sessions.session import Session, begins, over_at

# A day and a night, on any day: whoever registers is at their mail, and can register again.
_AT_MOST: Final = timedelta(hours=24)


def hold(counter: SeatCounter, place: AllottedPlace, until: datetime) -> AllottedPlace:
    """Return the place of somebody who has to confirm: an allotted seat becomes a wait that the seat is held for.

    It counts as taken, as an offered seat does; the counter gives it a position, which every wait has.
    """
    if place.status != "confirmed":
        return place
    counter.next_position += 1
    return msgspec.structs.replace(
        place, status="waiting", position=counter.next_position - 1, held_until=until
    )


def held_until(session: Session, until: datetime, now: datetime) -> datetime:
    """Until when a seat is held for a registration that can be confirmed `until` then: at most until the session begins.

    In a session that has begun already, at most until it is over.
    """
    starts = begins(session)
    is_ahead = starts is not None and starts > now
    last = starts if is_ahead else over_at(session.on, session.starts_at, session.ends_at)
    return until if last is None else min(until, last)


def confirm_until(sessions: Iterable[Session], now: datetime) -> datetime:
    """Until when a registration to these sessions can be confirmed: a day, or until the last of its seats is let go."""
    at_most = now + _AT_MOST
    return max((held_until(session, at_most, now) for session in sessions), default=at_most)
