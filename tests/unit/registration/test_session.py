"""A session: when it is over, which fields follow from others, and which changes raise its edition."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.registration.domain.attendance import Door, doors_open_at, require_open_door
from services.registration.domain.errors import JoinTooEarly, SessionCancelled, SessionOver
from services.registration.domain.form import FieldError
from services.registration.domain.options import is_bookable, is_invitable
from services.registration.domain.sessions.session import (
    NewSession,
    Session,
    SessionChanges,
    change,
    complete,
    has_begun,
    is_over,
)
from shared import ids

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
DAY = date(2026, 2, 3)
START = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)
END = START + timedelta(hours=2)
MIDNIGHT = datetime(2026, 2, 3, 23, 0, tzinfo=UTC)  # in Sweden


def a_session(**fields) -> Session:
    plain = {
        "organiser_id": ids.new(),
        "id": ids.new(),
        "cohort_id": ids.new(),
        "title": "Träff",
        "on": DAY,
        "starts_at": START,
        "ends_at": END,
        "term": "VT2026",
        "timed_at": NOW,
    }
    return Session(**plain | fields)


def changed_session(
    session: Session, *, silent=False, reason=None, now=NOW, **changes
) -> Session | list[FieldError]:
    return change(session, SessionChanges(**changes), silent=silent, reason=reason, now=now)


@pytest.mark.parametrize(
    ("session", "end"),
    [
        (a_session(), END),
        (a_session(ends_at=None), MIDNIGHT),
        (a_session(starts_at=None, ends_at=None), MIDNIGHT),
    ],
)
def test_a_session_is_over_at_its_end_or_else_at_the_end_of_its_day(session, end):
    assert not is_over(session, end - timedelta(seconds=1))
    assert is_over(session, end)


def test_a_session_without_a_day_is_never_over_and_has_never_begun():
    session = a_session(on=None, starts_at=None, ends_at=None)

    assert not is_over(session, NOW.replace(year=2099))
    assert not has_begun(session, NOW.replace(year=2099))


def test_a_session_without_a_time_begins_at_midnight_in_sweden():
    session = a_session(starts_at=None, ends_at=None)

    assert not has_begun(session, MIDNIGHT - timedelta(days=1, seconds=1))
    assert has_begun(session, MIDNIGHT - timedelta(days=1))


def test_the_status_of_a_session_decides_whether_it_is_bookable_and_invitable():
    undated = {"on": None, "starts_at": None, "ends_at": None}
    sessions = {
        "dated": a_session(),
        "cancelled": a_session(status="cancelled"),
        "announced": a_session(status="announced", **undated),
        "tentative": a_session(status="tentative", **undated),
        "scheduled some day": a_session(status="scheduled", **undated),
    }

    assert [name for name, session in sessions.items() if is_bookable(session, NOW)] == [
        "dated",
        "tentative",
        "scheduled some day",
    ]
    assert [name for name, session in sessions.items() if is_invitable(session, NOW)] == [
        "dated",
        "tentative",
    ]


def test_the_date_term_and_status_of_a_session_follow_from_its_start():
    new = complete(NewSession(title="x", starts_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC)))

    assert isinstance(new, NewSession)
    assert (new.on, new.term, new.status) == (date(2026, 7, 2), "HT2026", "scheduled")


def test_a_session_with_only_a_term_is_announced():
    new = complete(NewSession(title="x", term="HT2026"))

    assert isinstance(new, NewSession)
    assert (new.on, new.term, new.status) == (None, "HT2026", "announced")


def test_all_contradictions_of_a_new_session_are_reported():
    assert complete(
        NewSession(title="x", on=DAY, starts_at=START + timedelta(days=1), ends_at=START, join_url="x")
    ) == [
        FieldError("date", "does_not_match"),
        FieldError("ends_at", "before_start"),
        FieldError("join_url", "not_a_url"),
    ]
    assert complete(NewSession(title="x", ends_at=END)) == [FieldError("starts_at", "missing")]


def test_moving_the_start_of_a_session_moves_its_date_end_and_term():
    moved = changed_session(a_session(), starts_at=START.replace(month=9, hour=7))

    assert isinstance(moved, Session)
    assert (moved.on, moved.ends_at, moved.term) == (
        date(2026, 9, 3),
        START.replace(month=9, hour=9),
        "HT2026",
    )
    assert (moved.version, moved.edition, moved.timed_at) == (2, 2, NOW)


@pytest.mark.parametrize(("silent", "edition"), [(False, 2), (True, 1)])
def test_reinstating_a_cancelled_session_raises_the_edition_unless_silent(silent, edition):
    reinstated = changed_session(
        a_session(status="cancelled", cancelled_at=NOW), silent=silent, status="scheduled"
    )

    assert isinstance(reinstated, Session)
    assert (reinstated.status, reinstated.cancelled_at, reinstated.edition) == ("scheduled", None, edition)


def test_a_session_moved_to_another_day_without_a_time_has_no_time():
    moved = changed_session(a_session(), on=DAY + timedelta(days=1))

    assert isinstance(moved, Session)
    assert (moved.on, moved.starts_at, moved.ends_at) == (DAY + timedelta(days=1), None, None)


def test_setting_the_same_day_leaves_the_session_unchanged():
    session = a_session()

    assert changed_session(session, on=DAY) is session


def test_the_time_and_the_day_of_a_session_can_be_cleared():
    day_only = changed_session(a_session(), starts_at=None)
    assert isinstance(day_only, Session)
    assert (day_only.on, day_only.starts_at, day_only.ends_at) == (DAY, None, None)

    undated = changed_session(a_session(), on=None)
    assert isinstance(undated, Session)
    assert (undated.on, undated.starts_at, undated.term) == (None, None, "VT2026")


def test_an_announced_session_that_gets_a_date_is_scheduled():
    scheduled = changed_session(
        a_session(on=None, starts_at=None, ends_at=None, status="announced", term="HT2026"), on=DAY
    )

    assert isinstance(scheduled, Session)
    assert (scheduled.status, scheduled.term) == ("scheduled", "VT2026")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Ny"},
        {"place": "Sal 2"},
        {"join_url": "https://x.example"},
        {"ends_at": END + timedelta(hours=1)},
        {"note": "Ta med dator"},
        {"status": "tentative"},
    ],
)
def test_a_change_of_what_is_in_mails_and_calendars_raises_the_edition(changes):
    changed = changed_session(a_session(), reason="Därför", **changes)

    assert isinstance(changed, Session)
    assert (changed.edition, changed.change_reason) == (2, "Därför")


@pytest.mark.parametrize(
    "changes", [{"capacity": 9}, {"term": "HT2026"}, {"agenda": ["x"]}, {"number": 4}, {"form": "x"}]
)
def test_a_change_of_another_field_leaves_the_edition(changes):
    changed = changed_session(a_session(), reason="Därför", **changes)

    assert isinstance(changed, Session)
    assert (changed.version, changed.edition, changed.change_reason) == (2, 1, None)


def test_a_silent_move_updates_timed_at_and_leaves_the_edition():
    later = NOW + timedelta(days=1)
    moved = changed_session(a_session(), silent=True, now=later, starts_at=START + timedelta(days=7))

    assert isinstance(moved, Session)
    assert (moved.edition, moved.timed_at, moved.change_reason) == (1, later, None)


def test_a_session_cannot_be_cancelled_by_a_change_of_status():
    assert changed_session(a_session(), status="cancelled") == [FieldError("status", "not_a_choice")]


def test_a_session_end_before_its_start_or_without_one_is_refused():
    assert changed_session(a_session(), ends_at=START) == [FieldError("ends_at", "before_start")]
    assert changed_session(a_session(), starts_at=None, ends_at=END) == [FieldError("starts_at", "missing")]
    assert changed_session(a_session(), on=DAY, starts_at=START + timedelta(days=1)) == [
        FieldError("date", "does_not_match")
    ]


def a_door(**fields) -> Door:
    plain = {
        "session_id": ids.new(),
        "seat_status": "confirmed",
        "status": "scheduled",
        "on": DAY,
        "starts_at": START,
        "ends_at": END,
        "join_url": None,
        "forwarding": "personal",
    }
    return Door(**plain | fields)


def test_the_doors_are_open_from_half_an_hour_before_until_the_end():
    require_open_door(a_door(), START - timedelta(minutes=30))
    require_open_door(a_door(), END - timedelta(seconds=1))
    with pytest.raises(JoinTooEarly):
        require_open_door(a_door(), START - timedelta(minutes=30, seconds=1))
    with pytest.raises(SessionOver):
        require_open_door(a_door(), END)
    with pytest.raises(SessionCancelled):
        require_open_door(a_door(status="cancelled"), START)


def test_the_doors_are_open_all_day_without_a_time_and_closed_without_a_day():
    day = a_door(starts_at=None, ends_at=None)

    require_open_door(day, MIDNIGHT - timedelta(days=1))
    require_open_door(day, MIDNIGHT - timedelta(seconds=1))
    with pytest.raises(SessionOver):
        require_open_door(day, MIDNIGHT)
    with pytest.raises(JoinTooEarly) as early:
        require_open_door(a_door(on=None, starts_at=None, ends_at=None), NOW)
    assert early.value.opens_at is None
    assert doors_open_at(None, None) is None
