"""The next round of a cohort: its dates, and the years in its texts."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from services.registration.domain.cohort_copy import cohort_move, copy_session, replacements, to_copy
from services.registration.domain.sessions.date_warnings import date_warnings
from services.registration.domain.sessions.session import Session
from services.registration.domain.text_years import moved
from shared import ids, school_breaks_sweden, times

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
DAY = date(2026, 3, 10)


def a_session(on=DAY, **said):
    plain = {
        "title": "Träff",
        "organiser_id": ids.new(),
        "id": ids.new(),
        "cohort_id": ids.new(),
        "timed_at": NOW,
        "on": on,
    }
    return Session(**plain | said)


@pytest.mark.parametrize(
    ("text", "half_years", "expected"),
    [
        ("Lärträff 3 2026", 2, "Lärträff 3 2027"),
        ("Läsåret 2026/27", 2, "Läsåret 2027/28"),
        ("Läsåret 2026–27", 2, "Läsåret 2027–28"),
        ("2026–2027", 2, "2027–2028"),
        ("VT2026 och HT 2026", 2, "VT2027 och HT 2027"),
        ("Start våren 2026", 1, "Start hösten 2026"),
        ("Höstterminen 2026", 1, "Vårterminen 2027"),
        ("Spring 2026", 2, "Spring 2027"),
        ("Lgr 2011 och agenda 2030", 2, "Lgr 2011 och agenda 2030"),
        ("Anmäl dig senast 20 januari 2026", 2, "Anmäl dig senast 20 januari 2026"),
        ("Filen 2026-05-07, kl. 20.26, 12026", 2, "Filen 2026-05-07, kl. 20.26, 12026"),
        ("", 2, ""),
    ],
)
def test_years_and_terms_of_the_dates_follow_and_others_stay(text, half_years, expected):
    assert moved(text, by_years=1, by_half_years=half_years, years={2026, 2027}) == expected


def a_copy(session, *, days=364, sessions=None):
    move = cohort_move(sessions or [session], days)
    return copy_session(session, move=move, new_ids={session.id: ids.new()}, cohort_id=ids.new(), now=NOW)


def test_the_texts_of_a_session_follow_its_date_and_its_link_is_left_out():
    session = a_session(
        title="Träff våren 2026", note="Läs rapporten 2026", agenda=["Plan 2026"], mode="digital",
        join_url="https://meet.example/1",
    )  # fmt: skip
    new = a_copy(session)

    assert (new.title, new.note, new.agenda) == ("Träff våren 2027", "Läs rapporten 2027", ["Plan 2027"])
    assert (new.join_url, new.mode) == (None, "digital")


def test_a_session_that_crosses_new_year_moves_by_its_own_years():
    first, last = a_session(date(2026, 11, 30)), a_session(date(2027, 1, 4), title="Uppföljning 2027")
    new = a_copy(last, days=-56, sessions=[first, last])

    assert (new.on, new.title) == (date(2026, 11, 9), "Uppföljning 2026")


def test_a_session_over_several_days_keeps_its_end_day():
    session = a_session(
        starts_at=times.instant(DAY, time(13)), ends_at=times.instant(DAY + timedelta(days=2), time(15))
    )
    new = a_copy(session)

    assert new.ends_at == times.instant(DAY + timedelta(days=366), time(15))


def test_what_was_cancelled_and_replaced_is_left_out_with_its_parts():
    old = a_session(status="cancelled")
    part = a_session(parent_id=old.id, status="cancelled")
    between = a_session(status="cancelled", replaces_id=old.id)
    place = a_session(replaces_id=between.id)
    alone = a_session(status="cancelled")
    every = [old, part, between, place, alone]
    kept = [session.id for session in to_copy(every)]

    assert kept == [place.id, alone.id]
    assert replacements(every, kept) == {old.id: place.id, between.id: place.id}


def test_what_was_replaced_and_is_not_cancelled_is_copied():
    old = a_session()

    assert len(to_copy([old, a_session(replaces_id=old.id)])) == 2


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2027, 6, 6), ["holiday"]),  # the national day, a Sunday
        (date(2027, 4, 30), ["eve"]),
        (date(2027, 7, 7), ["outside_term"]),
        (date(2026, 10, 28), ["break"]),
        (date(2027, 2, 23), ["break"]),
        (date(2027, 3, 30), ["break"]),
        (date(2026, 12, 29), ["break"]),
        (date(2027, 5, 22), ["weekend"]),
        (date(2027, 5, 12), []),
    ],
)
def test_a_date_that_people_are_off_is_warned_about(day, kinds):
    assert [warning.kind for warning in date_warnings([a_session(day)])] == kinds


def test_a_warning_names_the_day_and_all_its_sessions_and_no_cancelled_one():
    one, two = a_session(date(2027, 7, 7)), a_session(date(2027, 7, 6))
    [warning] = date_warnings([one, two, a_session(date(2027, 7, 8), status="cancelled"), a_session(None)])
    assert warning.session_ids == [two.id, one.id]
    [easter] = [each for each in date_warnings([a_session(date(2027, 3, 28))]) if each.kind == "holiday"]
    assert easter.name("sv") == "påskdagen"


def test_breaks_are_known_for_every_year_that_dates_can_have():
    assert all(school_breaks_sweden.school_break(date(year, 1, 1)) for year in range(1900, 2201))
    assert [school_breaks_sweden.is_in_summer(date(2027, 6, day)) for day in (15, 16)] == [False, True]


def test_a_round_over_new_year_moves_its_years_by_those_of_its_first_date():
    autumn, spring = a_session(on=date(2026, 11, 10)), a_session(on=date(2027, 2, 9))

    # 11 November to 10 January is another year, 9 February to 10 April is not.
    assert cohort_move([spring, autumn], 61).by_years == 1
    assert cohort_move([spring], 61).by_years == 0
