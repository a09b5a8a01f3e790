"""Parallel seminars follow the day that they are part of."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from services.registration.domain.sessions import session as rules
from services.registration.domain.sessions.session import Session, SessionChanges
from services.registration.domain.sessions.session_parts import changed_parts
from shared import ids, times

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
DAY = date(2026, 3, 10)
LATER = date(2026, 4, 14)  # summer time


def at(day, hour, minute=0):
    return times.instant(day, time(hour, minute))


def a_session(**said):
    plain = {
        "title": "Dag",
        "organiser_id": ids.new(),
        "id": ids.new(),
        "cohort_id": ids.new(),
        "timed_at": NOW,
    }
    hours = {"starts_at": at(DAY, 9), "ends_at": at(DAY, 16), "on": DAY}
    return Session(**plain | hours | said)


def a_part(whole, **said):
    return a_session(
        **{"title": "Sem 1", "parent_id": whole.id, "starts_at": at(DAY, 10), "ends_at": at(DAY, 11)} | said
    )


def follow(whole, *parts, silent=False, **changes):
    after = rules.change(whole, SessionChanges(**changes), silent=silent, reason="Snö", now=NOW)
    assert isinstance(after, Session)
    return {
        new.title: new for _, new in changed_parts(parts, whole, after, silent=silent, reason="Snö", now=NOW)
    }


def test_a_part_moves_by_as_many_days_at_the_same_clock():
    whole = a_session()
    moved = follow(whole, a_part(whole), starts_at=at(LATER, 9))["Sem 1"]

    assert (moved.on, moved.starts_at, moved.ends_at) == (LATER, at(LATER, 10), at(LATER, 11))
    assert (moved.edition, moved.change_reason, moved.timed_at) == (2, "Snö", NOW)


def test_a_part_moves_by_as_many_hours():
    whole = a_session()
    moved = follow(whole, a_part(whole), starts_at=at(DAY, 13, 30))["Sem 1"]

    assert (moved.starts_at, moved.ends_at) == (at(DAY, 14, 30), at(DAY, 15, 30))


def test_a_part_on_the_second_day_stays_on_the_second_day():
    whole = a_session(ends_at=at(DAY + timedelta(days=1), 16))
    part = a_part(whole, on=DAY + timedelta(days=1), starts_at=at(DAY + timedelta(days=1), 9), ends_at=None)

    assert follow(whole, part, starts_at=at(LATER, 9))["Sem 1"].on == LATER + timedelta(days=1)


def test_a_later_end_or_another_title_moves_nothing():
    whole = a_session()

    assert follow(whole, a_part(whole), ends_at=at(DAY, 17), title="Studiedag", note="Ta med dator") == {}


def test_a_day_without_hours_has_parts_without_hours():
    whole = a_session()
    moved = follow(whole, a_part(whole), on=LATER)["Sem 1"]

    assert (moved.on, moved.starts_at, moved.ends_at) == (LATER, None, None)


def test_a_whole_day_that_moves_keeps_the_hours_of_its_parts():
    whole = a_session(starts_at=None, ends_at=None)
    moved = follow(whole, a_part(whole), on=LATER)["Sem 1"]

    assert (moved.starts_at, moved.ends_at) == (at(LATER, 10), at(LATER, 11))


def test_a_day_that_loses_its_date_takes_its_parts_along():
    whole = a_session()
    moved = follow(whole, a_part(whole), on=None, starts_at=None, ends_at=None, term="HT2026")["Sem 1"]

    assert (moved.on, moved.starts_at, moved.term) == (None, None, "HT2026")


def test_parts_without_a_day_get_the_day_when_it_is_set():
    whole = a_session(on=None, starts_at=None, ends_at=None, status="announced")
    moved = follow(whole, a_part(whole, on=None, starts_at=None, ends_at=None, status="announced"), on=LATER)[
        "Sem 1"
    ]

    assert (moved.on, moved.starts_at, moved.status) == (LATER, None, "scheduled")


@pytest.mark.parametrize(("before", "after"), [("tentative", "scheduled"), ("scheduled", "tentative")])
def test_a_part_is_as_certain_as_its_day(before, after):
    whole = a_session(status=before)

    assert follow(whole, a_part(whole, status=before), status=after)["Sem 1"].status == after


def test_what_was_cancelled_with_the_day_takes_place_with_it_and_what_was_cancelled_alone_does_not():
    cancelled = {"status": "cancelled", "cancelled_at": NOW}
    whole = a_session(**cancelled)
    together = a_part(whole, **cancelled)
    alone = a_part(whole, title="Sem 2", status="cancelled", cancelled_at=NOW - timedelta(days=9))
    found = follow(whole, together, alone, status="scheduled")

    assert {title: part.status for title, part in found.items()} == {"Sem 1": "scheduled"}


def test_a_place_that_is_shared_follows_and_another_one_stays():
    whole = a_session(place="Konserthuset")
    found = follow(
        whole,
        a_part(whole, place="Konserthuset"),
        a_part(whole, title="Sem 2", place="Sal 2"),
        place="Slottet",
    )

    assert {title: part.place for title, part in found.items()} == {"Sem 1": "Slottet"}


def test_a_part_of_a_part_follows_and_a_stranger_does_not():
    whole = a_session()
    part = a_part(whole)
    inner, stranger = a_part(part, title="Övning"), a_part(a_session(), title="Annat")

    assert set(follow(whole, part, inner, stranger, starts_at=at(LATER, 9))) == {"Sem 1", "Övning"}


def test_a_silent_move_is_silent_for_the_parts_too():
    whole = a_session()

    assert follow(whole, a_part(whole), silent=True, starts_at=at(LATER, 9))["Sem 1"].edition == 1
