"""Calendar files around both clock changes: two readers read the instants that were written."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.render.ics import calendar_bytes
from shared import times
from tests.support.calendar_readers import read_with_libical, read_with_vobject
from tests.support.letters import a_message

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def lines_read_correctly(starts_at, ends_at):
    file = calendar_bytes(a_message(starts_at=starts_at, ends_at=ends_at))
    entries = read_with_libical(file), read_with_vobject(file)
    assert {(entry.start, entry.end) for entry in entries} == {(starts_at, ends_at)}
    return file.replace(b"\r\n ", b"").decode().split("\r\n")


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_session_keeps_its_local_hour_around_a_clock_change(day, days):
    starts_at = times.instant(day + timedelta(days=days), time(9))
    lines = lines_read_correctly(starts_at, starts_at + timedelta(hours=3))

    assert f"DTSTART;TZID=Europe/Stockholm:{day + timedelta(days=days):%Y%m%d}T090000" in lines


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 3), (AUTUMN, 5)])
def test_a_session_across_a_clock_change_keeps_its_real_duration(day, hours):
    starts_at, ends_at = times.instant(day, time(0)), times.instant(day, time(4))
    lines = lines_read_correctly(starts_at, ends_at)

    assert ends_at - starts_at == timedelta(hours=hours)
    assert f"DTEND;TZID=Europe/Stockholm:{day:%Y%m%d}T040000" in lines


def test_a_start_in_the_skipped_hour_is_written_one_hour_later():
    starts_at = times.instant(SPRING, time(2, 30))
    lines = lines_read_correctly(starts_at, starts_at + timedelta(hours=1))

    assert "DTSTART;TZID=Europe/Stockholm:20260329T033000" in lines


@pytest.mark.parametrize("hour_in_utc", [0, 1])
def test_a_start_in_the_repeated_hour_is_written_in_utc(hour_in_utc):
    starts_at = datetime(2026, 10, 25, hour_in_utc, 30, tzinfo=UTC)
    lines = lines_read_correctly(starts_at, starts_at + timedelta(hours=3))

    assert f"DTSTART:20261025T{hour_in_utc:02}3000Z" in lines
    assert f"DTEND:20261025T{hour_in_utc + 3:02}3000Z" in lines
    assert "BEGIN:VTIMEZONE" not in lines


def test_an_end_in_the_repeated_hour_puts_the_start_in_utc_as_well():
    lines = lines_read_correctly(
        datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    )

    assert "DTSTART:20261024T220000Z" in lines


def test_sessions_close_to_a_clock_change_are_read_at_the_right_instants():
    for day in (SPRING, AUTUMN):
        for minutes in range(-180, 300, 15):
            starts_at = times.instant(day, time(0)) + timedelta(minutes=minutes)
            lines_read_correctly(starts_at, starts_at + timedelta(minutes=30))


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 60 * 60),
)
def test_any_session_is_read_at_its_own_instants_by_both_readers(starts_at, minutes):
    starts_at = starts_at.replace(microsecond=0, second=0)
    lines_read_correctly(starts_at, starts_at + timedelta(minutes=minutes))


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_any_whole_day_session_is_read_as_that_day_by_both_readers(day):
    file = calendar_bytes(a_message(starts_at=None, ends_at=None, on=day))

    for entry in (read_with_libical(file), read_with_vobject(file)):
        assert (entry.start, entry.end) == (day, day + timedelta(days=1))
