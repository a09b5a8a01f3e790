"""Which sessions a person can choose now, and which of them together."""

from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest

from services.registration.domain import options
from services.registration.domain.errors import (
    OneOfEachChoice,
    SessionCancelled,
    SessionOver,
    SessionsOverlap,
)
from services.registration.domain.options import go_together, overlap
from services.registration.domain.sessions.session import Session
from shared import ids, times

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
TUESDAY = date(2026, 2, 3)
MONDAY = date(2026, 1, 12)  # today
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_session(begins: str | None = None, ends: str | None = None, *, on: date = TUESDAY, **fields) -> Session:
    """A session on a Tuesday, in local time."""

    def at(clock: str | None) -> datetime | None:
        return times.instant(on, time.fromisoformat(clock)) if clock else None

    plain = {
        "organiser_id": ids.new(), "id": ids.new(), "cohort_id": ids.new(), "title": "Träff", "timed_at": NOW,
        "on": on, "starts_at": at(begins), "ends_at": at(ends),
    }  # fmt: skip
    return Session(**plain | fields)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (("09:00", "12:00"), ("11:00", "13:00"), True),
        (("09:00", "12:00"), ("10:00", "11:00"), True),
        (("09:00", "12:00"), ("09:00", "12:00"), True),
        (("09:00", "12:00"), ("12:00", "13:00"), False),  # the one ends when the other begins
        (("09:00", "12:00"), ("13:00", "15:00"), False),
        (("09:00", None), ("09:00", "10:00"), True),
        (("09:00", "12:00"), ("11:00", None), True),
        (("09:00", None), ("10:00", "11:00"), False),  # when it ends is not known, and not made up
        ((None, None), ("09:00", "12:00"), False),
        ((None, None), (None, None), False),
    ],
)
def test_two_sessions_overlap_when_both_run_at_once(one, other, together):
    first, second = a_session(*one), a_session(*other)

    assert (overlap(first, second), overlap(second, first)) == (together, together)


def test_overlap_reads_the_repeated_hour_as_its_first_occurrence():
    """On the night to 25 October 2026 the clock shows 02.30 twice; a session until 03.00 lasts three hours."""
    night = date(2026, 10, 25)
    late = a_session("01:00", "03:00", on=night)

    assert late.ends_at - late.starts_at == times.instant(night, time(3)) - times.instant(night, time(1))
    assert overlap(late, a_session("02:30", "04:00", on=night))
    assert not overlap(late, a_session("03:00", "04:00", on=night))


def test_the_skipped_hour_causes_no_false_overlap():
    """On the night to 29 March 2026 there is no 02.30: it is 03.30."""
    night = date(2026, 3, 29)

    assert not overlap(a_session("01:00", "03:00", on=night), a_session("03:00", "04:00", on=night))
    assert overlap(a_session("02:30", "04:30", on=night), a_session("03:45", "05:00", on=night))


@pytest.mark.parametrize("on", [date(2026, 3, 29), date(2026, 10, 25)])
def test_sessions_overlap_by_local_time_on_the_days_of_a_clock_change(on):
    assert overlap(a_session("09:00", "12:00", on=on), a_session("11:59", "13:00", on=on))
    assert not overlap(a_session("09:00", "12:00", on=on), a_session("12:00", "13:00", on=on))


def test_a_part_of_a_day_can_be_chosen_together_with_the_day():
    day = a_session("09:00", "16:00")
    part = a_session("13:00", "14:00", parent_id=day.id)

    go_together([day, part])
    go_together([part], [day])


def test_an_overlap_error_names_both_sessions():
    first, second = a_session("09:00", "12:00", title="Fonder"), a_session("10:00", "11:00", title="Kurser")

    with pytest.raises(SessionsOverlap) as clash:
        go_together([first, second])

    assert (clash.value.first, clash.value.second) == ("Fonder", "Kurser")
    assert (clash.value.first_id, clash.value.second_id) == (first.id, second.id)


def test_seats_already_held_are_checked_for_overlap_only_with_new_sessions():
    mine = [a_session("09:00", "12:00"), a_session("10:00", "11:00")]

    go_together([a_session("13:00", "14:00")], mine)
    with pytest.raises(SessionsOverlap):
        go_together([a_session("10:30", "14:00")], mine)


def test_only_one_parallel_session_of_a_choice_group_can_be_chosen():
    go_together([a_session(choice_group=group) for group in ("a", "b", None, None)])
    with pytest.raises(OneOfEachChoice):
        go_together([a_session(choice_group="a"), a_session(choice_group="a")])
    with pytest.raises(OneOfEachChoice):
        go_together([a_session(choice_group="a")], [a_session(choice_group="a")])


# State of a session -> (is bookable, is invitable, is offered, is ahead).
STATES = {
    "ahead": ({}, (True, True, True, True)),
    "day_without_a_time": ({"starts_at": None, "ends_at": None}, (True, True, True, True)),
    "begun": ({"on": MONDAY, "starts_at": NOW, "ends_at": NOW + HOUR}, (True, True, True, True)),
    "over": ({"on": MONDAY, "starts_at": NOW - HOUR, "ends_at": NOW}, (False, False, False, False)),
    "today_without_a_time": (
        {"on": MONDAY, "starts_at": None, "ends_at": None},
        (True, True, True, True),
    ),
    "cancelled": ({"status": "cancelled"}, (False, False, False, False)),
    "announced": (
        {"status": "announced", "on": None, "starts_at": None, "ends_at": None},
        (False, False, False, True),
    ),
    "tentative_without_a_day": (
        {"status": "tentative", "on": None, "starts_at": None, "ends_at": None},
        (True, True, True, True),
    ),
    "scheduled_without_a_day": (
        {"on": None, "starts_at": None, "ends_at": None},
        (True, False, False, True),
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_the_state_of_a_session_decides_where_it_can_be_chosen(state):
    fields, expected = STATES[state]
    session = msgspec.structs.replace(a_session("09:00", "12:00"), **fields)

    assert (
        options.is_bookable(session, NOW),
        options.is_invitable(session, NOW),
        options.is_offered(session, NOW),
        options.is_ahead(session, NOW),
    ) == expected


@pytest.mark.parametrize(
    ("taken", "mine", "waiting_list", "has_parallel_seat", "expected"),
    [
        (1, None, False, False, True),
        (2, None, False, False, False),
        (2, None, True, False, True),
        (2, None, True, True, False),  # a seat is not swapped for a wait
        (1, None, True, True, True),
        (2, "confirmed", False, False, True),
        (2, "waiting", False, False, True),
        (2, "waiting", True, True, True),
        (2, "withdrawn", False, False, False),
        (3, None, False, False, False),  # more have seats than there are since the capacity was lowered
    ],
)
def test_a_session_can_be_chosen_with_a_free_seat_or_a_waiting_list(
    taken, mine, waiting_list, has_parallel_seat, expected
):
    session = a_session("09:00", "12:00", taken=taken, seats_in_all=2)

    def can_choose(chosen: Session) -> bool:
        return options.can_choose(
            chosen, NOW, waiting_list=waiting_list, mine=mine, has_parallel_seat=has_parallel_seat
        )

    assert can_choose(session) is expected
    assert can_choose(a_session("09:00", "12:00", taken=900)) is True  # as many as like may come
    assert can_choose(a_session("09:00", "12:00", status="cancelled")) is False


@pytest.mark.parametrize(
    ("kind", "respond_by", "closed"),
    [
        ("inbjudan", None, False),
        ("inbjudan", MONDAY, False),
        ("inbjudan", MONDAY - DAY, True),
        ("utses", MONDAY - DAY, True),
        ("kallelse", MONDAY - DAY, False),
    ],
)
def test_an_invitation_closes_after_its_last_day_and_a_kallelse_has_none(kind, respond_by, closed):
    assert options.has_closed(kind, respond_by, NOW) is closed


@pytest.mark.parametrize(
    ("fields", "error"), [({"status": "cancelled"}, SessionCancelled), ({"on": MONDAY - DAY}, SessionOver)]
)
def test_a_cancelled_or_past_session_is_refused_with_its_id(fields, error):
    ahead, unavailable = a_session(), a_session(**fields)
    options.require_ahead([ahead], NOW)

    with pytest.raises(error) as refused:
        options.require_ahead([ahead, unavailable], NOW)

    assert refused.value.session_id == unavailable.id
