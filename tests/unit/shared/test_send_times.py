"""When a mail may leave: Swedish hours, days off, and the two nights on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from shared import times
from shared.send_hours import SendHours
from shared.send_times import is_day, is_open, next_time, not_before

OFFICE = SendHours(days="workdays", opens="08:00", closes="17:00")


def at(day, clock):
    return times.instant(date.fromisoformat(day), time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        (("2027-02-10", "07:59"), ("2027-02-10", "08:00")),
        (("2027-02-10", "08:00"), ("2027-02-10", "08:00")),
        (("2027-02-10", "16:59"), ("2027-02-10", "16:59")),
        (("2027-02-10", "17:00"), ("2027-02-11", "08:00")),
        (("2027-02-12", "20:00"), ("2027-02-15", "08:00")),  # Friday evening
        (("2027-03-25", "18:00"), ("2027-03-30", "08:00")),  # Easter: Good Friday to Easter Monday
        (("2027-12-23", "18:00"), ("2027-12-27", "08:00")),  # Christmas Eve is a Friday
        (("2027-06-24", "18:00"), ("2027-06-28", "08:00")),  # Midsummer Eve
    ],
)
def test_mail_waits_for_the_next_hours(due, leaves):
    assert next_time(OFFICE, at(*due)) == at(*leaves)
    assert is_open(OFFICE, at(*due)) == (due == leaves)


@pytest.mark.parametrize("switch", ["2027-03-28", "2027-10-31"])
def test_the_clock_on_the_wall_counts_on_both_switch_weekends(switch):
    hours = SendHours(opens="08:00", closes="20:00")
    evening = times.same_clock(at(switch, "20:00"), days=-1)
    assert times.local(next_time(hours, evening)).isoformat()[:16] == f"{switch}T08:00"
    assert next_time(hours, at(switch, "07:59")) == at(switch, "08:00")
    assert not is_open(hours, at(switch, "20:00"))
    lasts = next_time(hours, at(switch, "20:00")) - at(switch, "08:00")
    assert lasts == timedelta(hours=24)


def test_hours_that_begin_in_the_missing_hour_begin_after_it():
    hours = SendHours(opens="02:30", closes="06:00")
    assert next_time(hours, at("2027-03-28", "00:00")) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_hours_within_the_doubled_hour_are_open_in_both_of_it():
    hours = SendHours(opens="02:00", closes="03:00")
    both = [datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)]
    assert [is_open(hours, one) for one in both] == [True, True]


@pytest.mark.parametrize(
    ("days", "open_days"),
    [
        ("all", {"2027-12-23", "2027-12-24", "2027-12-25", "2027-12-26", "2027-12-27"}),
        ("weekdays", {"2027-12-23", "2027-12-24", "2027-12-27"}),
        ("workdays", {"2027-12-23", "2027-12-27"}),
    ],
)
def test_days_are_all_or_those_of_the_week_or_those_on_which_people_work(days, open_days):
    found = [
        date(2027, 12, day) for day in range(23, 28) if is_day(SendHours(days=days), date(2027, 12, day))
    ]
    assert {day.isoformat() for day in found} == open_days


def test_a_half_day_before_a_holiday_is_a_day_of_work():
    assert is_day(OFFICE, date(2027, 3, 25))  # Maundy Thursday


def test_mail_does_not_wait_past_its_latest_time():
    due = at("2027-02-12", "20:00")
    assert not_before(OFFICE, due, at("2027-02-15", "07:30")) == due
    assert not_before(OFFICE, due, at("2027-02-15", "09:00")) == at("2027-02-15", "08:00")
    assert not_before(None, due, None) == due


def test_midnight_ends_the_day():
    assert SendHours().is_always
    late = SendHours(opens="18:00", closes="00:00")
    assert is_open(late, at("2027-02-10", "23:59"))
    assert next_time(late, at("2027-02-11", "00:00")) == at("2027-02-11", "18:00")
    assert late.minutes == 6 * 60
