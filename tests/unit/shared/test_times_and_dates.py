"""Wall clock and instants, over both switches of the clocks; dates in words."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from shared import dates, times


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_winter_and_summer_differ_by_an_hour():
    assert times.instant(date(2021, 1, 20), time(9)) == at("2021-01-20T08:00:00+00:00")
    assert times.instant(date(2021, 5, 7), time(9)) == at("2021-05-07T07:00:00+00:00")


def test_the_hour_that_happens_twice_is_its_first():
    assert times.instant(date(2026, 10, 25), time(2, 30)) == at("2026-10-25T00:30:00+00:00")


def test_the_hour_that_is_skipped_becomes_summer_time():
    moment = times.instant(date(2026, 3, 29), time(2, 30))

    assert times.local(moment).time() == time(3, 30)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-10-25T00:30:00+00:00", True),
        ("2026-10-25T01:30:00+00:00", True),
        ("2026-10-25T02:30:00+00:00", False),
        ("2026-03-29T01:30:00+00:00", False),
    ],
)
def test_a_doubled_hour_is_known_as_such(moment, expected):
    assert times.is_ambiguous(at(moment)) is expected


@pytest.mark.parametrize("day", [date(2026, 3, 30), date(2026, 10, 26)])
def test_a_day_earlier_on_the_clock_is_the_same_clock_over_a_switch(day):
    moment = times.instant(day, time(9))

    assert times.local(times.same_clock(moment, days=-1)).time() == time(9)
    assert abs(moment - times.same_clock(moment, days=-1) - timedelta(days=1)) in (
        timedelta(0),
        timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)]
)
def test_a_day_lasts_as_long_as_it_does(day, hours):
    assert times.end_of_day(day) - times.start_of_day(day) == timedelta(hours=hours)


def test_a_session_in_words():
    starts, ends = at("2021-01-20T08:00:00+00:00"), at("2021-01-20T11:00:00+00:00")

    assert dates.when(starts, ends, "sv") == "onsdag 20 januari 2021 kl. 9.00–12.00"
    assert dates.when(starts, ends, "en") == "Wednesday 20 January 2021, 09:00–12:00"
    assert dates.when(starts, None, "sv", year=False) == "onsdag 20 januari kl. 9.00"


def test_weeks_are_iso_weeks():
    assert dates.week(date(2021, 1, 1), "sv") == "vecka 53"
    assert dates.week(date(2024, 12, 30), "en") == "week 1"


def test_terms_in_words():
    assert dates.term("VT2021", "sv") == "våren 2021"
    assert dates.term("HT2021", "en") == "autumn 2021"
    assert dates.term("läsåret 2021/22", "sv") == "läsåret 2021/22"
    assert [dates.term_of(date(2021, 6, 30)), dates.term_of(date(2021, 7, 1))] == ["VT2021", "HT2021"]


def test_now_is_an_instant():
    assert times.now().tzinfo is UTC
