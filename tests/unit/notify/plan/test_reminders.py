"""Reminders are deliveries with a due time: for confirmed seats, by the current time, and after the rule was made."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared import times
from shared.reminders import ReminderRule
from tests.support.notify import (
    NOW,
    UnitInMemory,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
    an_id,
    an_organiser,
    newer,
    undated,
)

SEAT = an_id("seat 1 Karin Holm")
START = a_session().starts_at
DAY_BEFORE = (ReminderRule(days_before=1),)
KEY = f"reminder:{SEAT}:d1:20210120T080000Z"


def registered_unit(session=None, rules=DAY_BEFORE, now=NOW, **seat):
    unit = UnitInMemory(
        an_organiser(), a_programme(), a_cohort(reminders=rules), a_person(),
        session or a_session(), a_registration(a_seat(**seat)), now=now,
    )  # fmt: skip
    unit.send()
    return unit


def reminders(unit):
    return [key for key in unit.waiting() if key.startswith("reminder:")]


def test_a_reminder_falls_due_the_day_before_at_the_same_hour():
    unit = registered_unit()

    assert reminders(unit) == [KEY]
    assert (unit.rows[KEY].due_at, unit.rows[KEY].expires_at) == (START - timedelta(days=1), START)


def test_a_reminder_keeps_its_local_hour_over_a_clock_change():
    starts_at = times.instant(date(2021, 3, 29), datetime(2021, 3, 29, 9).time())  # noqa: DTZ001 - local time
    unit = registered_unit(
        a_session(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3)), (ReminderRule(days_before=7),)
    )

    (key,) = reminders(unit)
    assert unit.rows[key].due_at == datetime(2021, 3, 22, 8, tzinfo=UTC)


def test_a_reminder_in_hours_falls_due_that_many_hours_before_the_start():
    unit = registered_unit(rules=(ReminderRule(hours_before=2),))

    (key,) = reminders(unit)
    assert key == f"reminder:{SEAT}:h2:20210120T080000Z"
    assert unit.rows[key].due_at == START - timedelta(hours=2)


def test_a_reminder_of_a_session_without_a_time_falls_due_at_nine():
    unit = registered_unit(a_session(starts_at=None, ends_at=None, on=date(2021, 1, 20)))

    (key,) = reminders(unit)
    assert key == f"reminder:{SEAT}:d1:20210120"
    assert unit.rows[key].due_at == datetime(2021, 1, 19, 8, tzinfo=UTC)


def test_a_reminder_in_hours_is_not_planned_for_a_session_without_a_time():
    assert (
        reminders(
            registered_unit(
                a_session(starts_at=None, ends_at=None, on=date(2021, 1, 20)), (ReminderRule(hours_before=2),)
            )
        )
        == []
    )


def test_a_session_without_a_day_has_no_reminder():
    assert reminders(registered_unit(undated())) == []


def test_a_registration_after_the_reminder_was_due_gets_no_reminder():
    assert (
        reminders(registered_unit(since=START - timedelta(hours=20), now=START - timedelta(hours=20))) == []
    )


def test_a_reminder_that_was_due_before_the_session_got_its_time_is_not_sent():
    assert reminders(registered_unit(a_session(timed_at=START - timedelta(hours=5)))) == []


def test_a_reminder_rule_plans_no_reminder_that_was_due_before_it_was_made():
    since = START - timedelta(hours=5)

    assert reminders(registered_unit(rules=(ReminderRule(days_before=1, since=since),), now=since)) == []


def test_an_overdue_reminder_is_sent_until_the_session_starts():
    assert reminders(registered_unit(now=START - timedelta(hours=1))) == []  # sent with the confirmation
    assert KEY in [row.key for row in registered_unit(now=START - timedelta(hours=1)).sent]
    assert KEY not in [row.key for row in registered_unit(now=START).sent]


def test_a_moved_session_moves_its_reminder():
    unit = registered_unit()

    later = START + timedelta(days=7)
    unit.take(
        newer(a_session(), starts_at=later, ends_at=later + timedelta(hours=3), edition=2, timed_at=NOW)
    )

    assert unit.rows[KEY].status == "cancelled"
    assert reminders(unit) == [f"reminder:{SEAT}:d1:20210127T080000Z"]


def test_the_reminder_of_a_session_moved_back_is_planned_again():
    unit = registered_unit()
    later = START + timedelta(days=7)
    away = newer(a_session(), starts_at=later, ends_at=later + timedelta(hours=3), edition=2, timed_at=NOW)
    unit.take(away)
    unit.send()

    unit.take(newer(away, starts_at=START, ends_at=a_session().ends_at, edition=3))
    unit.send()

    assert reminders(unit) == [KEY]


@pytest.mark.parametrize(
    "change",
    [
        newer(a_session(), status="cancelled"),
        newer(a_cohort(reminders=(ReminderRule(days_before=1),)), status="cancelled"),
        a_registration(a_seat(status="withdrawn"), version=2),
        newer(a_cohort(), reminders=()),
    ],
)
def test_no_reminder_is_left_after_a_cancellation_withdrawal_or_removed_rule(change):
    unit = registered_unit()

    unit.take(change)

    assert reminders(unit) == []


def test_a_waiting_seat_has_no_reminder():
    assert reminders(registered_unit(status="waiting")) == []


def test_a_deferred_reminder_is_cancelled_when_the_session_moves():
    unit = registered_unit()
    unit.fix(KEY, status="deferred")

    later = START + timedelta(days=7)
    unit.take(
        newer(a_session(), starts_at=later, ends_at=later + timedelta(hours=3), edition=2, timed_at=NOW)
    )

    assert unit.rows[KEY].status == "cancelled"


def test_a_reminder_is_sent_once():
    unit = registered_unit()
    unit.now = START - timedelta(hours=20)

    assert unit.send() == [KEY]

    unit.take(a_registration(version=2))
    assert unit.send() == []
