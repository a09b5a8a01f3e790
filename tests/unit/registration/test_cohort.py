"""A cohort: its slug, its status, and the next cohort with its dates moved."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.cohort import (
    days_to_move,
    half_years_moved,
    move_instant,
    move_term,
    next_status,
    promotes,
    require_open,
    slug_of,
)
from services.registration.domain.errors import CohortCancelled, CohortNotOpen
from services.registration.domain.sessions.session import Session
from shared import ids, times

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)


def on(day: date | None) -> Session:
    return Session(organiser_id=ids.new(), id=ids.new(), cohort_id=ids.new(), title="x", timed_at=NOW, on=day)


def test_only_an_open_cohort_takes_registrations_and_a_closed_one_still_promotes():
    require_open("open")
    for status in ("draft", "closed", "cancelled"):
        with pytest.raises(CohortNotOpen):
            require_open(status)
    assert [status for status in ("draft", "open", "closed", "cancelled") if promotes(status)] == [
        "open",
        "closed",
    ]


def test_a_cancelled_cohort_cannot_be_reopened_and_a_draft_cannot_be_closed():
    assert next_status("closed", "publish") == "open"
    assert next_status("draft", "cancel") == next_status("cancelled", "cancel") == "cancelled"
    with pytest.raises(CohortCancelled):
        next_status("cancelled", "publish")
    with pytest.raises(CohortNotOpen):
        next_status("draft", "close")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Omgång 2, våren", "omgang-2-varen"),
        ("  Rektorer & förskolechefer ", "rektorer-forskolechefer"),
        ("!!!", "omgang"),
        ("x" * 90, "x" * 60),
    ],
)
def test_the_slug_of_a_cohort_is_made_of_its_name(name, slug):
    assert slug_of(name) == slug


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_cohort_dates_move_by_whole_weeks_to_the_day_or_up_to_six_days_later(first, starting):
    days = days_to_move([on(first + timedelta(days=40)), on(first), on(None)], starting)

    assert days % 7 == 0
    assert 0 <= (first + timedelta(days=days) - starting).days <= 6


def test_a_cohort_without_dates_is_not_moved():
    assert (days_to_move([on(None)], date(2026, 9, 1)), half_years_moved([on(None)], 0)) == (0, 0)


def test_a_moved_instant_keeps_its_local_time_over_a_clock_change():
    winter = times.instant(date(2026, 3, 24), time(13))

    moved = move_instant(winter, 7)

    assert moved is not None
    assert times.local(moved).time() == time(13)
    assert moved - winter == timedelta(days=7) - timedelta(hours=1)
    assert move_instant(None, 7) is None


def test_a_term_moves_by_half_years():
    assert [move_term("HT2026", n) for n in (-2, -1, 0, 1, 2)] == [
        "HT2025",
        "VT2026",
        "HT2026",
        "VT2027",
        "HT2027",
    ]
    assert (move_term("läsåret 26/27", 1), move_term(None, 1)) == ("läsåret 26/27", None)


def test_half_years_are_counted_from_the_first_date():
    assert half_years_moved([on(date(2026, 9, 1)), on(date(2026, 3, 3))], 182) == 1
    assert half_years_moved([on(date(2026, 3, 3))], -70) == -1
