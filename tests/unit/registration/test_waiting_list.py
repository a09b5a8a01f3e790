"""The order of the waiting list, and until when an offer of a seat lasts."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.seats import SeatCounter, WaitingSeat, in_line, offer_until, promote
from shared import ids, times
from shared.holidays_sweden import is_working_day

SESSION = ids.new()


def a_waiting_seat(position: int, organisation: str | None = None) -> WaitingSeat:
    return WaitingSeat(
        seat_id=ids.new(),
        session_id=SESSION,
        registration_id=ids.new(),
        position=position,
        organisation=organisation,
    )


def places(line: list[WaitingSeat]) -> list[int]:
    return [seat.position for seat in line]


def at(day: str, clock: str) -> datetime:
    return times.instant(date.fromisoformat(day), time.fromisoformat(clock))


def test_the_waiting_list_is_ordered_by_waiting_time():
    line = in_line([a_waiting_seat(3, "nora"), a_waiting_seat(1, "kumla"), a_waiting_seat(2, "nora")])

    assert places(line) == [1, 2, 3]


def test_the_waiting_list_by_organisation_begins_with_one_seat_per_organisation():
    line = in_line(
        [
            a_waiting_seat(1, "nora"),
            a_waiting_seat(2, "nora"),
            a_waiting_seat(3, "kumla"),
            a_waiting_seat(4, "hällefors"),
            a_waiting_seat(5, "kumla"),
        ],
        order="organisation_first",
    )

    assert places(line) == [1, 3, 4, 2, 5]


def test_an_organisation_with_a_seat_has_no_priority_in_the_waiting_list():
    line = in_line(
        [a_waiting_seat(1, "nora"), a_waiting_seat(2, "kumla")], order="organisation_first", seated={"nora"}
    )

    assert places(line) == [2, 1]


def test_a_waiting_seat_without_organisation_has_no_priority():
    line = in_line(
        [a_waiting_seat(1), a_waiting_seat(2, "nora"), a_waiting_seat(3), a_waiting_seat(4, "nora")],
        order="organisation_first",
    )

    assert places(line) == [2, 1, 3, 4]


@given(st.lists(st.sampled_from(["a", "b", "c", None]), max_size=12), st.integers(0, 12))
def test_waiting_seats_promoted_together_are_those_promoted_one_by_one(organisations, seats):
    everybody = [a_waiting_seat(number, name) for number, name in enumerate(organisations)]
    together = promote(_counter(seats), in_line(everybody, order="organisation_first"))

    left, seated, one_by_one = list(everybody), set(), []
    for _ in range(min(seats, len(everybody))):
        first = in_line(left, order="organisation_first", seated=seated)[0]
        one_by_one.append(first)
        left.remove(first)
        seated |= {first.organisation} - {None}

    assert together == one_by_one


def _counter(seats: int) -> SeatCounter:
    return SeatCounter(session_id=SESSION, capacity=seats, has_waiting_list=True, taken=0, next_position=1)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (("2026-11-16", "10:00"), ("2026-11-17", "10:00")),  # Monday to Tuesday
        (("2026-11-20", "15:00"), ("2026-11-23", "15:00")),  # Friday: the weekend does not count
        (("2026-11-21", "10:00"), ("2026-11-24", "12:00")),  # Saturday: Monday counts, and midnight becomes noon
        (("2026-11-18", "22:00"), ("2026-11-20", "12:00")),  # an offer that would end at night ends at noon the day after
        (("2026-11-19", "06:00"), ("2026-11-20", "12:00")),  # before nine: noon the same day
        (("2026-12-22", "10:00"), ("2026-12-23", "10:00")),
        (("2026-12-23", "10:00"), ("2026-12-28", "10:00")),  # Christmas Eve, Christmas, the weekend
        (("2026-04-01", "14:00"), ("2026-04-07", "14:00")),  # from before Maundy Thursday to after Easter Monday
        (("2026-06-18", "14:00"), ("2026-06-22", "14:00")),  # Midsummer
        (("2026-03-27", "14:00"), ("2026-03-30", "14:00")),  # over the switch to summer time
        (("2026-10-23", "14:00"), ("2026-10-26", "14:00")),  # and back
    ],
)  # fmt: skip
def test_an_offer_of_24_hours_lasts_for_one_working_day(now, until):
    assert offer_until(at(*now), 24, starts=None) == at(*until)


def test_an_offer_of_72_hours_lasts_for_three_working_days():
    assert offer_until(at("2026-11-19", "10:00"), 72, starts=None) == at("2026-11-24", "10:00")


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1)).map(  # noqa: DTZ001 - local time
        lambda clock: times.instant(clock.date(), clock.time())
    ),
    st.integers(1, 336),
)
def test_an_offer_ends_only_in_working_hours_and_never_early(now, hours):
    ends = offer_until(now, hours, starts=None)

    there = times.local(ends)
    assert is_working_day(there.date())
    assert time(9) <= there.time() <= time(17)
    assert ends - now >= timedelta(hours=hours)


def test_no_offer_is_made_when_the_session_begins_before_it_would_end():
    now = at("2026-11-20", "15:00")

    assert offer_until(now, 24, starts=at("2026-11-23", "15:00")) is None
    assert offer_until(now, 24, starts=at("2026-11-23", "15:01")) == at("2026-11-23", "15:00")
