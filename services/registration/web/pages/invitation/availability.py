"""What an invitation is good for at this moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from services.registration.domain import options
from services.registration.domain.session import Session, has_begun, is_over
from services.registration.store.views.participant import CohortSetting, Invitation

Standing = Literal["open", "declined", "substituted", "cancelled", "draft", "over", "late", "closed"]


def standing(
    invitation: Invitation, setting: CohortSetting, invited: Sequence[Session], now: datetime
) -> Standing:
    """The one thing to say; what is final comes before what can still be changed."""
    left = [session for session in invited if session.status != "cancelled"]
    # A closed cohort takes no new answers; what was answered stays, and can be withdrawn on one's own page.
    findings: tuple[tuple[Standing, bool], ...] = (
        ("substituted", invitation.status == "substituted"),
        ("cancelled", setting.cohort_status == "cancelled" or not left),
        ("draft", setting.cohort_status == "draft"),
        ("over", all(is_over(session, now) for session in left)),
        ("closed", invitation.kind == "utses" or setting.cohort_status == "closed"),
        ("late", is_late(invitation, left, now)),
        ("declined", invitation.status == "declined"),
    )
    return next((found for found, holds in findings if holds), "open")


def is_late(invitation: Invitation, left: Sequence[Session], now: datetime) -> bool:
    """An inbjudan can be answered to the end of its last day in Sweden; a kallelse until the last date begins."""
    if invitation.kind == "kallelse":
        return all(has_begun(session, now) for session in left)
    return options.has_closed(invitation.kind, invitation.respond_by, now)


def is_offered(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Whether the date itself can still be said yes or no to; whether there is a seat is another matter."""
    return options.is_offered(session, now, until_end=options.answers_until_end(invitation.kind))
