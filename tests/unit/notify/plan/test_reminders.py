"""Reminders are rows with a due time: for who is there, for the time that holds, after the rule was made."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared import times
from shared.events import ReminderRule
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


def told(session=None, rules=DAY_BEFORE, now=NOW, **seat):
    desk = UnitInMemory(
        an_organiser(), a_programme(), a_cohort(reminders=rules), a_person(),
        session or a_session(), a_registration(a_seat(**seat)), now=now,
    )  # fmt: skip
    desk.send()
    return desk


def reminders(desk):
    return [key for key in desk.waiting() if key.startswith("reminder:")]


def test_a_reminder_falls_due_the_day_before_at_the_same_hour():
    desk = told()

    assert reminders(desk) == [KEY]
    assert (desk.rows[KEY].due_at, desk.rows[KEY].expires_at) == (START - timedelta(days=1), START)


def test_the_hour_on_the_wall_stays_over_a_switch_of_the_clocks():
    starts_at = times.instant(date(2021, 3, 29), datetime(2021, 3, 29, 9).time())  # noqa: DTZ001 - an hour on the wall
    desk = told(
        a_session(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3)), (ReminderRule(days_before=7),)
    )

    (key,) = reminders(desk)
    assert desk.rows[key].due_at == datetime(2021, 3, 22, 8, tzinfo=UTC)


def test_hours_are_counted_as_instants():
    desk = told(rules=(ReminderRule(hours_before=2),))

    (key,) = reminders(desk)
    assert key == f"reminder:{SEAT}:h2:20210120T080000Z"
    assert desk.rows[key].due_at == START - timedelta(hours=2)


def test_of_a_day_without_an_hour_one_is_reminded_at_nine():
    desk = told(a_session(starts_at=None, ends_at=None, on=date(2021, 1, 20)))

    (key,) = reminders(desk)
    assert key == f"reminder:{SEAT}:d1:20210120"
    assert desk.rows[key].due_at == datetime(2021, 1, 19, 8, tzinfo=UTC)


def test_hours_before_a_day_without_an_hour_are_none():
    assert (
        reminders(
            told(
                a_session(starts_at=None, ends_at=None, on=date(2021, 1, 20)), (ReminderRule(hours_before=2),)
            )
        )
        == []
    )


def test_nobody_is_reminded_of_a_session_without_a_day():
    assert reminders(told(undated())) == []


def test_who_registers_after_it_was_due_is_not_reminded():
    assert reminders(told(since=START - timedelta(hours=20), now=START - timedelta(hours=20))) == []


def test_a_reminder_that_was_due_before_the_session_got_its_time_is_not_sent():
    assert reminders(told(a_session(timed_at=START - timedelta(hours=5)))) == []


def test_a_rule_acts_forward_only():
    since = START - timedelta(hours=5)

    assert reminders(told(rules=(ReminderRule(days_before=1, since=since),), now=since)) == []


def test_a_reminder_that_fell_due_while_we_were_down_is_caught_up_with_until_the_start():
    assert reminders(told(now=START - timedelta(hours=1))) == []  # sent with the confirmation
    assert KEY in [row.key for row in told(now=START - timedelta(hours=1)).sent]
    assert KEY not in [row.key for row in told(now=START).sent]


def test_a_moved_session_takes_its_reminder_along():
    desk = told()

    later = START + timedelta(days=7)
    desk.take(
        newer(a_session(), starts_at=later, ends_at=later + timedelta(hours=3), edition=2, timed_at=NOW)
    )

    assert desk.rows[KEY].status == "cancelled"
    assert reminders(desk) == [f"reminder:{SEAT}:d1:20210127T080000Z"]


def test_moved_back_the_reminder_is_there_again():
    desk = told()
    later = START + timedelta(days=7)
    away = newer(a_session(), starts_at=later, ends_at=later + timedelta(hours=3), edition=2, timed_at=NOW)
    desk.take(away)
    desk.send()

    desk.take(newer(away, starts_at=START, ends_at=a_session().ends_at, edition=3))
    desk.send()

    assert reminders(desk) == [KEY]


@pytest.mark.parametrize(
    "change",
    [
        newer(a_session(), status="cancelled"),
        newer(a_cohort(reminders=(ReminderRule(days_before=1),)), status="cancelled"),
        a_registration(a_seat(status="withdrawn"), version=2),
        newer(a_cohort(), reminders=()),
    ],
)
def test_who_does_not_come_is_not_reminded(change):
    desk = told()

    desk.take(change)

    assert reminders(desk) == []


def test_who_waits_is_not_reminded():
    assert reminders(told(status="waiting")) == []


def test_a_reminder_that_has_not_got_through_is_taken_back_when_the_session_moves():
    desk = told()
    desk.fix(KEY, status="deferred")

    later = START + timedelta(days=7)
    desk.take(
        newer(a_session(), starts_at=later, ends_at=later + timedelta(hours=3), edition=2, timed_at=NOW)
    )

    assert desk.rows[KEY].status == "cancelled"


def test_a_reminder_is_sent_once():
    desk = told()
    desk.now = START - timedelta(hours=20)

    assert desk.send() == [KEY]

    desk.take(a_registration(version=2))
    assert desk.send() == []
