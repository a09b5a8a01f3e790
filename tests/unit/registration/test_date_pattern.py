"""Dates by a pattern: calendar weeks are counted, from the first such weekday until the last day."""

from datetime import date

import pytest

from services.registration.domain.sessions.date_pattern import MOST_DATES, pattern_dates, term_bounds

WEDNESDAY = 2


def test_every_third_wednesday_of_a_term():
    found = pattern_dates(first=date(2027, 1, 8), last=date(2027, 6, 13), weekday=WEDNESDAY, every_weeks=3)

    assert [day.isoformat() for day in found] == [
        "2027-01-13", "2027-02-03", "2027-02-24", "2027-03-17", "2027-04-07", "2027-04-28", "2027-05-19", "2027-06-09",
    ]  # fmt: skip


def test_the_first_and_the_last_day_count():
    found = pattern_dates(first=date(2027, 1, 13), last=date(2027, 1, 27), weekday=WEDNESDAY, every_weeks=1)

    assert [day.day for day in found] == [13, 20, 27]


def test_every_second_week_goes_on_after_week_53():
    found = pattern_dates(first=date(2026, 12, 16), last=date(2027, 1, 13), weekday=WEDNESDAY, every_weeks=2)

    assert [day.isocalendar().week for day in found] == [51, 53, 2]


def test_there_are_at_most_so_many():
    found = pattern_dates(first=date(2027, 1, 1), last=date(2090, 1, 1), weekday=0, every_weeks=1)

    assert len(found) == MOST_DATES


def test_no_such_day_between_them():
    assert not pattern_dates(
        first=date(2027, 1, 14), last=date(2027, 1, 19), weekday=WEDNESDAY, every_weeks=1
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 2, 1), (date(2027, 1, 8), date(2027, 6, 13))),
        (date(2027, 7, 1), (date(2027, 8, 16), date(2027, 12, 20))),
        (date(2027, 12, 24), (date(2028, 1, 8), date(2028, 6, 13))),
    ],
)
def test_the_term_of_a_day_or_the_next_one(day, expected):
    assert term_bounds(day) == expected
