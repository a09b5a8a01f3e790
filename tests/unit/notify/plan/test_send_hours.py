"""Hours for sending in the plan: what waits for them, what does not, and never past the meeting."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.notify.domain.communicated import PlannedDelivery
from services.notify.domain.holds import HeldSubject, Holds, within_hours
from services.notify.domain.unit_state import UnitState
from services.notify.domain.urgency import OF_KIND, Urgency
from shared.reminders import ReminderRule
from shared.send_hours import SendHours
from tests.support.notify import (
    COHORT_ID,
    ORGANISER_ID,
    UnitInMemory,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_session,
    an_invitation,
    an_organiser,
    newer,
)

OFFICE = SendHours(days="workdays", opens="08:00", closes="17:00")
SATURDAY = datetime(2021, 1, 9, 12, tzinfo=UTC)
MONDAY = datetime(2021, 1, 11, 7, tzinfo=UTC)  # 8.00
EVERYBODY_WAITS = {"follow_up", "invitation", "invitation_reminder", "reminder", "mailing", "opening"}


def due(unit, kind):
    (row,) = [row for row in unit.rows.values() if row.kind == kind]
    return row.due_at


def unit(*events, session=None, hours=OFFICE, now=SATURDAY):
    cohort = a_cohort(send_hours=hours)
    return UnitInMemory(
        an_organiser(), a_programme(), cohort, session or a_session(), a_person(), *events, now=now
    )


def test_an_invitation_waits_for_monday_and_a_confirmation_does_not():
    assert due(unit(an_invitation(respond_by=date(2021, 1, 15))), "invitation") == MONDAY
    assert due(unit(a_registration()), "confirmation") == SATURDAY


def test_the_organisers_hours_count_where_the_cohort_has_none():
    invited = unit(an_invitation(), hours=None)
    assert due(invited, "invitation") == SATURDAY
    invited.take(newer(an_organiser(), send_hours=OFFICE))
    assert due(invited, "invitation") == MONDAY
    invited.take(newer(a_cohort(), send_hours=SendHours()))
    assert due(invited, "invitation") == SATURDAY


def test_planned_again_on_monday_it_is_as_it_was():
    invited = unit(an_invitation())
    invited.now = MONDAY + timedelta(minutes=5)
    invited.take(newer(a_person()))
    assert due(invited, "invitation") == MONDAY


def test_a_reminder_in_the_evening_goes_the_next_morning():
    starts_at = datetime(2021, 1, 20, 18, tzinfo=UTC)  # 19.00
    evening = a_session(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    registered = unit(a_registration(), session=evening)
    registered.take(newer(a_cohort(send_hours=OFFICE), reminders=(ReminderRule(days_before=7),)))
    assert due(registered, "reminder") == datetime(2021, 1, 14, 7, tzinfo=UTC)


def test_nothing_waits_until_shortly_before_the_meeting():
    starts_at = datetime(2021, 1, 11, 7, 30, tzinfo=UTC)  # Monday 8.30
    monday = a_session(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    assert due(unit(an_invitation(respond_by=None), session=monday), "invitation") == SATURDAY


def test_nothing_waits_past_its_last_day():
    assert due(unit(an_invitation(respond_by=date(2021, 1, 10))), "invitation") == SATURDAY


@pytest.mark.parametrize("kind", sorted(OF_KIND))
def test_one_gate_for_every_kind(kind):
    """What answers an act or tells of a change leaves at night; the plan and the claim agree on each kind."""
    urgency = OF_KIND[kind]
    state = UnitState(organiser=an_organiser(), cohort=a_cohort(send_hours=OFFICE))
    planned = within_hours(PlannedDelivery(key="k", kind=kind), state, urgency, SATURDAY)
    holds = Holds(cohort_hours={COHORT_ID: OFFICE})
    subject = HeldSubject(organiser_id=ORGANISER_ID, cohort_id=COHORT_ID, kind=kind, urgency=urgency)
    leaves = holds.leaves_at(subject, None, SATURDAY)
    assert (planned.due_at or SATURDAY) == leaves
    assert (leaves == MONDAY) == (kind in EVERYBODY_WAITS)


def test_a_pause_holds_all_but_what_somebody_has_just_asked_for():
    holds = Holds(paused_cohorts=frozenset({COHORT_ID}))
    free = {
        kind
        for kind, urgency in OF_KIND.items()
        if not holds.is_paused(
            HeldSubject(organiser_id=ORGANISER_ID, cohort_id=COHORT_ID, kind=kind, urgency=urgency)
        )
    }
    assert free == {"link", "confirm", "staff"}
    trial = HeldSubject(organiser_id=ORGANISER_ID, cohort_id=COHORT_ID, kind="mailing", urgency=Urgency.ACT)
    assert not holds.is_paused(trial)
