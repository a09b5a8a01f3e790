"""Whether an invitation can be answered now, and if not, why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from services.registration.domain import options
from services.registration.domain.sessions.session import Session, is_over
from services.registration.store.views.participant import CohortSetting, Invitation

Availability = Literal["open", "declined", "substituted", "cancelled", "draft", "over", "late", "closed"]


def find_availability(
    invitation: Invitation, setting: CohortSetting, invited: Sequence[Session], now: datetime
) -> Availability:
    """The state to show: the first that applies, final states before those that can still change."""
    left = [session for session in invited if session.status != "cancelled"]
    # A closed cohort takes no new answers; existing registrations can still be withdrawn.
    findings: tuple[tuple[Availability, bool], ...] = (
        ("cancelled", setting.cohort_status == "cancelled" or not left),
        ("substituted", invitation.status == "substituted"),
        ("draft", setting.cohort_status == "draft"),
        ("over", all(is_over(session, now) for session in left)),
        ("closed", invitation.kind == "utses" or setting.cohort_status == "closed"),
        ("late", is_late(invitation, now)),
        ("declined", invitation.status == "declined"),
    )
    return next((state for state, holds in findings if holds), "open")


def is_late(invitation: Invitation, now: datetime) -> bool:
    """Whether the last day to answer has passed (Swedish time); a kallelse has none."""
    return options.has_closed(invitation.kind, invitation.respond_by, now)
