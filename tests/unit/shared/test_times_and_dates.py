"""Local times and instants around both clock changes; dates in words."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from shared import dates, times


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_local_time_is_converted_with_the_offset_of_its_season():
    assert times.instant(date(2021, 1, 20), time(9)) == at("2021-01-20T08:00:00+00:00")
    assert times.instant(date(2021, 5, 7), time(9)) == at("2021-05-07T07:00:00+00:00")


def test_a_local_time_in_the_repeated_hour_is_its_first_occurrence():
    assert times.instant(date(2026, 10, 25), time(2, 30)) == at("2026-10-25T00:30:00+00:00")


def test_a_local_time_in_the_skipped_hour_is_one_hour_later():
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
def test_an_instant_in_the_repeated_hour_is_ambiguous(moment, expected):
    assert times.is_ambiguous(at(moment)) is expected


@pytest.mark.parametrize("day", [date(2026, 3, 30), date(2026, 10, 26)])
def test_an_instant_one_day_earlier_has_the_same_local_time_over_a_clock_change(day):
    moment = times.instant(day, time(9))

    assert times.local(times.same_clock(moment, days=-1)).time() == time(9)
    assert abs(moment - times.same_clock(moment, days=-1) - timedelta(days=1)) in (
        timedelta(0),
        timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)]
)
def test_a_day_with_a_clock_change_has_23_or_25_hours(day, hours):
    assert times.end_of_day(day) - times.start_of_day(day) == timedelta(hours=hours)


def test_a_session_time_is_written_in_words_in_both_languages():
    starts, ends = at("2021-01-20T08:00:00+00:00"), at("2021-01-20T11:00:00+00:00")

    assert dates.when(starts, ends, "sv") == "onsdag 20 januari 2021 kl. 9.00–12.00"
    assert dates.when(starts, ends, "en") == "Wednesday 20 January 2021, 09:00–12:00"
    assert dates.when(starts, None, "sv", year=False) == "onsdag 20 januari kl. 9.00"


def test_weeks_are_iso_weeks():
    assert dates.week(date(2021, 1, 1), "sv") == "vecka 53"
    assert dates.week(date(2024, 12, 30), "en") == "week 1"


def test_a_term_is_written_in_words_and_derived_from_a_date():
    assert dates.term("VT2021", "sv") == "våren 2021"
    assert dates.term("HT2021", "en") == "autumn 2021"
    assert dates.term("läsåret 2021/22", "sv") == "läsåret 2021/22"
    assert [dates.term_of(date(2021, 6, 30)), dates.term_of(date(2021, 7, 1))] == ["VT2021", "HT2021"]


def test_now_is_in_utc():
    assert times.now().tzinfo is UTC
