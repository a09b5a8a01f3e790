"""The public state of a published cohort: its single status label, drop-in, and seats left."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Literal

from services.registration.domain.options import is_full, is_offered
from services.registration.domain.sessions.session import Session, has_begun, is_over
from shared import times
from shared.events import CohortStatus

# In order of precedence, except `open`. `way`: not open to all, the programme describes how to get a place. `drop_in`: single
# dates are open to all, on the remaining seats.
PublicStatus = Literal[
    "cancelled", "over", "way", "closed", "nothing_yet", "full", "full_waits", "drop_in", "open"
]

# The number of seats left is shown only up to this, as a hint to hurry.
FEW: Final = 5


def public_status(
    sessions: Sequence[Session],
    *,
    status: CohortStatus,
    registration: str,
    waiting_list: bool,
    drop_in: bool,
    now: datetime,
) -> PublicStatus:
    """Return the cohort's public status; final states take precedence over those that can change."""
    left = [session for session in sessions if session.status != "cancelled"]
    ahead = [session for session in left if is_offered(session, now)]
    begun = any(has_begun(session, now) for session in left)
    is_series = registration == "open"
    findings: tuple[tuple[PublicStatus, bool], ...] = (
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
    """Whether single dates are open to all: from the day `since` in Swedish time, or at once if it is None."""
    return drop_in and (since is None or times.start_of_day(since) <= now)


def few_left(session: Session) -> int | None:
    """The number of seats left if they are few, else None."""
    if session.seats_in_all is None:
        return None
    left = session.seats_in_all - session.taken
    return left if 0 < left <= FEW else None
