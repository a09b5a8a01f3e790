"""Which sessions one person can have side by side."""

from datetime import UTC, date, datetime, time

import pytest

from services.registration.domain.choosing import go_together, overlap
from services.registration.domain.errors import OneOfEachChoice, SessionsOverlap
from services.registration.domain.session import Session
from shared import ids, times

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
TUESDAY = date(2026, 2, 3)


def a_session(begins: str | None = None, ends: str | None = None, *, on: date = TUESDAY, **said) -> Session:
    """A session on a Tuesday, by the clock on the wall."""

    def at(clock: str | None) -> datetime | None:
        return times.instant(on, time.fromisoformat(clock)) if clock else None

    plain = {
        "organiser_id": ids.new(), "id": ids.new(), "cohort_id": ids.new(), "title": "Träff", "timed_at": NOW,
        "on": on, "starts_at": at(begins), "ends_at": at(ends),
    }  # fmt: skip
    return Session(**plain | said)


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
def test_two_times_clash_when_both_run_at_once(one, other, together):
    first, second = a_session(*one), a_session(*other)

    assert (overlap(first, second), overlap(second, first)) == (together, together)


def test_the_hour_that_happens_twice_is_read_as_its_first():
    """On the night to 25 October 2026 the clock shows 02.30 twice; a session until 03.00 lasts three hours."""
    night = date(2026, 10, 25)
    late = a_session("01:00", "03:00", on=night)

    assert late.ends_at - late.starts_at == times.instant(night, time(3)) - times.instant(night, time(1))
    assert overlap(late, a_session("02:30", "04:00", on=night))
    assert not overlap(late, a_session("03:00", "04:00", on=night))


def test_the_hour_that_is_skipped_makes_no_clash_of_its_own():
    """On the night to 29 March 2026 there is no 02.30: it is 03.30."""
    night = date(2026, 3, 29)

    assert not overlap(a_session("01:00", "03:00", on=night), a_session("03:00", "04:00", on=night))
    assert overlap(a_session("02:30", "04:30", on=night), a_session("03:45", "05:00", on=night))


@pytest.mark.parametrize("on", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_same_clock_times_clash_on_the_days_that_the_clocks_are_set(on):
    assert overlap(a_session("09:00", "12:00", on=on), a_session("11:59", "13:00", on=on))
    assert not overlap(a_session("09:00", "12:00", on=on), a_session("12:00", "13:00", on=on))


def test_a_part_of_a_day_goes_together_with_the_day():
    day = a_session("09:00", "16:00")
    part = a_session("13:00", "14:00", parent_id=day.id)

    go_together([day, part])
    go_together([part], [day])


def test_a_clash_names_both():
    first, second = a_session("09:00", "12:00", title="Fonder"), a_session("10:00", "11:00", title="Kurser")

    with pytest.raises(SessionsOverlap) as clash:
        go_together([first, second])

    assert (clash.value.first, clash.value.second) == ("Fonder", "Kurser")
    assert (clash.value.first_id, clash.value.second_id) == (first.id, second.id)


def test_what_one_has_already_is_weighed_against_what_is_new_and_not_against_itself():
    mine = [a_session("09:00", "12:00"), a_session("10:00", "11:00")]

    go_together([a_session("13:00", "14:00")], mine)
    with pytest.raises(SessionsOverlap):
        go_together([a_session("10:30", "14:00")], mine)


def test_of_parallel_sessions_one_can_be_had():
    go_together([a_session(choice_group=group) for group in ("a", "b", None, None)])
    with pytest.raises(OneOfEachChoice):
        go_together([a_session(choice_group="a"), a_session(choice_group="a")])
    with pytest.raises(OneOfEachChoice):
        go_together([a_session(choice_group="a")], [a_session(choice_group="a")])
