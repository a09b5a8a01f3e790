"""How many dates sessions are."""

import pytest

from shared.occasions import occasions
from tests.support.notify import a_session, an_id

DAY = an_id("session 1")


def seminar(number, **changes):
    return a_session(number, **{"parent_id": DAY, "choice_group": "seminarier", **changes})


@pytest.mark.parametrize(
    ("sessions", "counted"),
    [
        ([a_session(1), a_session(2)], [1, 2]),
        ([a_session(1), seminar(3), seminar(4), a_session(2)], [1, 2]),
        ([seminar(3), a_session(1)], [1]),
        ([seminar(3), seminar(4)], [3]),
        ([seminar(3, choice_group=None), seminar(4, choice_group="x")], [3]),
        ([seminar(3, parent_id=None), seminar(4, parent_id=None), a_session(2)], [3, 2]),
        ([], []),
    ],
    ids=["two-dates", "a-day-with-seminars", "a-part-before-its-day", "one-of-several", "parts", "parallel", "none"],
)  # fmt: skip
def test_parts_of_a_day_and_parallel_sessions_count_as_one_date(sessions, counted):
    assert [session.number for session in occasions(sessions)] == counted
