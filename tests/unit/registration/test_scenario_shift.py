"""A scenario is moved by whole weeks: weekdays and clock times are kept, terms follow the dates."""

import copy
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.scenario import document as scenario
from services.registration.domain.scenario.problems import ScenarioRefused
from services.registration.domain.scenario.shift import shift
from shared import times
from tests.support.scenarios import NAMES, a_document, a_session, days_of, document_of

TODAY = date(2026, 11, 21)


@given(name=st.sampled_from(NAMES), starting=st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_the_first_session_of_a_moved_scenario_is_at_most_six_days_after_the_start(name, starting):
    before, after = document_of(name), scenario.move(document_of(name), starting, today=TODAY)

    assert timedelta(0) <= min(days_of(after)) - starting <= timedelta(days=6)
    moved_by = {new - old for old, new in zip(days_of(before), days_of(after), strict=True)}
    assert len(moved_by) == 1
    assert moved_by.pop().days % 7 == 0


@pytest.mark.parametrize("name", NAMES)
def test_moving_a_scenario_changes_only_dates_terms_and_completed_statuses(name):
    before, after = document_of(name), scenario.move(document_of(name), date(2027, 3, 1), today=TODAY)

    moved = min(days_of(after)) - min(days_of(before))
    before.pop("expect")
    for table in ("programme", "cohort", "session", "invitation", "document", "follow_up"):
        rows = before.get(table, [])
        for row in rows if isinstance(rows, list) else [rows]:
            for key in ("date", "starts_on", "ends_on", "opens_on", "respond_by", "due_on"):
                if key in row:
                    row[key] += moved
    for table in ("session", "cohort"):
        for old, new in zip(before[table], after[table], strict=True):
            old.pop("term", None), new.pop("term", None)
            if old["status"] == "completed":
                old["status"] = new["status"] if new["status"] in {"scheduled", "open"} else old["status"]
    assert after == before


def test_a_moved_scenario_keeps_clock_times_and_gets_the_terms_of_its_dates():
    moved = scenario.move(document_of("orebro-2021"), date(2026, 12, 12), today=TODAY)

    assert [(row["date"], row["start"], row["term"]) for row in moved["session"]] == [
        (date(2026, 12, 16), time(9), "HT2026"),
        (date(2027, 2, 10), time(9), "VT2027"),
        (date(2027, 4, 2), time(9), "VT2027"),
        (date(2027, 8, 2), time(9), "HT2027"),
        (date(2027, 9, 21), time(9), "HT2027"),
        (date(2027, 10, 22), time(13), "HT2027"),
        (date(2027, 11, 4), time(13), "HT2027"),
    ]
    assert moved["programme"]["starts_on"] == date(2026, 12, 16)
    assert moved["invitation"][0]["opens_on"] == date(2026, 10, 27)


@pytest.mark.parametrize("starting", [date(2027, 3, 22), date(2027, 10, 25)])
def test_moved_sessions_keep_their_local_time_on_both_sides_of_a_clock_change(starting):
    moved = scenario.move(
        a_document(session=[a_session(), a_session(id="b", date=date(2026, 9, 14))]), starting, today=TODAY
    )

    instants = [times.instant(row["date"], row["start"]) for row in moved["session"]]
    assert [times.local(instant).time() for instant in instants] == [time(9), time(9)]
    assert abs(instants[1] - instants[0] - timedelta(weeks=1)) == timedelta(hours=1)


def test_the_term_of_an_undated_session_moves_with_the_first_dated_session():
    moved = scenario.move(document_of("helsingborg-2019"), date(2027, 9, 1), today=TODAY)

    # From June 2019, VT2019, to September 2027, HT2027: seventeen half-years.
    undated = {row["id"]: row["term"] for row in moved["session"] if "date" not in row}
    assert undated["fou-dialogforum"] == "VT2028"
    assert undated["fou-kompetensutvecklingsdag"] == "HT2028"


def test_the_source_of_a_moved_scenario_is_unchanged():
    moved = scenario.move(document_of("helsingborg-2019"), date(2027, 9, 1), today=TODAY)

    assert moved["source"] == document_of("helsingborg-2019")["source"]


def test_a_moved_scenario_has_no_expectations():
    assert "expect" not in scenario.move(document_of("orebro-2021"), date(2027, 1, 1), today=TODAY)


def test_moving_a_scenario_to_its_present_start_changes_nothing():
    document = document_of("orebro-2021")

    assert scenario.move(copy.deepcopy(document), date(2021, 1, 14), today=TODAY) == document


def test_a_completed_session_moved_into_the_future_becomes_scheduled():
    ahead = scenario.move(document_of("karlstad-sbs"), date(2027, 1, 1), today=TODAY)
    behind = scenario.move(document_of("karlstad-sbs"), date(2010, 1, 1), today=TODAY)

    assert {row["status"] for row in ahead["session"]} == {"scheduled", "cancelled"}
    assert {row["status"] for row in behind["session"]} == {"completed", "cancelled"}
    assert (ahead["cohort"][0]["status"], behind["cohort"][0]["status"]) == ("open", "completed")


def test_a_scenario_without_dates_cannot_be_moved():
    document = a_document(session=[{"id": "a", "cohort": "hosten", "title": "A", "term": "HT2026"}])

    with pytest.raises(ScenarioRefused) as refusal:
        shift(document, date(2027, 1, 1), today=TODAY)

    assert [str(problem) for problem in refusal.value.problems] == [
        "--starting: inget tillfälle i filen har något datum att flytta från"
    ]


@pytest.mark.parametrize("starting", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_scenario_cannot_be_moved_outside_the_supported_years(starting):
    with pytest.raises(ScenarioRefused):
        scenario.move(document_of("karlstad-sbs"), starting, today=TODAY)


def test_a_session_moved_into_the_skipped_hour_is_reported():
    document = a_document(session=[a_session(date=date(2026, 3, 22), start=time(2, 30), end=time(3, 15))])

    with pytest.raises(ScenarioRefused) as refusal:
        scenario.move(document, date(2026, 3, 29), today=TODAY)

    assert [str(problem) for problem in refusal.value.problems] == [
        'session "traff-1": end: ligger inte efter start'
    ]
