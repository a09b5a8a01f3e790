"""The state of a join link at a given time."""

from datetime import datetime
from typing import Literal

from services.registration.domain.attendance import doors_open_at
from services.registration.domain.sessions.session import Session, is_over
from services.registration.store.views.participant import CohortSetting, Seat

DoorState = Literal["withdrawn", "cancelled", "over", "waiting", "unknown", "early", "open"]


def door_state(seat: Seat, session: Session, setting: CohortSetting, now: datetime) -> DoorState:
    """The state to show: the first that applies; `open` from half an hour before the start until the end."""
    opens_at = doors_open_at(session.on, session.starts_at)
    findings: tuple[tuple[DoorState, bool], ...] = (
        ("cancelled", session.status == "cancelled" or setting.cohort_status == "cancelled"),
        ("withdrawn", seat.status == "withdrawn"),
        ("over", is_over(session, now)),
        ("waiting", seat.status == "waiting"),
        ("unknown", opens_at is None),
        ("early", opens_at is not None and now < opens_at),
    )
    return next((state for state, holds in findings if holds), "open")
