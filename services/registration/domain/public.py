"""What anybody can do with a published cohort now: the one thing to say of it, and which dates can be chosen."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Literal

from services.registration.domain.options import is_full, is_offered
from services.registration.domain.session import Session, has_begun, is_over
from shared import times
from shared.events import CohortStatus

# Said before all else where it holds; `way`: it is not open to all, and how one comes to it is the programme's to say. `drop_in`:
# single dates are open to all, on seats that are left over.
Stands = Literal["cancelled", "over", "way", "closed", "nothing_yet", "full", "full_waits", "drop_in", "open"]

# A number is shown only when it says something: that one should be quick.
FEW: Final = 5


def stands(
    sessions: Sequence[Session],
    *,
    status: CohortStatus,
    registration: str,
    waiting_list: bool,
    drop_in: bool,
    now: datetime,
) -> Stands:
    """The one thing to say; what is final comes before what can change."""
    left = [session for session in sessions if session.status != "cancelled"]
    ahead = [session for session in left if is_offered(session, now)]
    begun = any(has_begun(session, now) for session in left)
    is_series = registration == "open"
    findings: tuple[tuple[Stands, bool], ...] = (
        ("cancelled", status == "cancelled" or (bool(sessions) and not left)),
        ("over", bool(left) and all(is_over(session, now) for session in left)),
        ("way", not is_series and not drop_in),
        ("closed", status != "open" or (begun and not ahead)),
        ("nothing_yet", not ahead),
        ("full_waits", is_series and waiting_list and all(is_full(session) for session in ahead)),
        ("full", all(is_full(session) for session in ahead)),
        ("drop_in", not is_series),
    )
    return next((found for found, holds in findings if holds), "open")


def takes_drop_ins(now: datetime, *, drop_in: bool, since: date | None) -> bool:
    """Whether single dates are open to all: from the day said, in Sweden, or at once."""
    return drop_in and (since is None or times.start_of_day(since) <= now)


def few_left(session: Session) -> int | None:
    """How many seats are left, where they are few."""
    if session.seats_in_all is None:
        return None
    left = session.seats_in_all - session.taken
    return left if 0 < left <= FEW else None
