"""A session of a scenario file that ends another day, and parts of a day that is cancelled."""

from datetime import UTC, date, datetime, time

import pytest

from services.registration.domain.scenario import document as scenario
from services.registration.domain.scenario.from_file import read_rows, tenant_row
from services.registration.domain.scenario.matching import KnownRows
from services.registration.domain.scenario.session_tables import has_been
from services.registration.domain.scenario.shift import shift
from services.registration.domain.scenario.to_file import to_document
from shared import ids, times
from tests.support.scenarios import a_document, a_session

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FRIDAY, SUNDAY = date(2027, 3, 12), date(2027, 3, 14)


def rows_of(*sessions):
    document = a_document(session=list(sessions))
    return read_rows(document, tenant_row(document, ids.new()), KnownRows(), ids.new)


def exported(*sessions):
    return {row["id"]: row for row in to_document(rows_of(*sessions), now=NOW)["session"]}


def problems(**session):
    return [str(each) for each in scenario.check(a_document(session=[a_session(**session)]))]


@pytest.mark.parametrize(
    "session",
    [
        {"date": FRIDAY, "start": time(13), "end": time(15), "end_date": SUNDAY},
        {"date": FRIDAY, "start": time(22), "end": time(2), "end_date": date(2027, 3, 13)},
        {"date": FRIDAY, "start": time(9), "end": time(12)},
    ],
)
def test_the_end_day_is_kept_from_file_to_file(session):
    whole = a_session(**session)
    assert problems(**session) == []
    [row] = rows_of(whole).sessions
    assert row.ends_at == times.instant(session.get("end_date", FRIDAY), session["end"])
    assert {name: exported(whole)["traff-1"].get(name) for name in ("date", "start", "end", "end_date")} == {
        "end_date": None,
        **session,
    }


@pytest.mark.parametrize(
    ("session", "problem"),
    [
        ({"date": SUNDAY, "end_date": FRIDAY}, "end_date: ligger före date"),
        ({"end": time(8), "end_date": date(2026, 9, 7)}, "end: ligger inte efter start"),
    ],
)
def test_an_end_day_before_the_start_is_refused(session, problem):
    assert problems(**session) == [f'session "traff-1": {problem}']


def test_a_moved_file_moves_the_end_day_too():
    document = a_document(session=[a_session(date=FRIDAY, end=time(15), end_date=SUNDAY)])
    [session] = shift(document, date(2027, 9, 3), today=date(2027, 1, 1))["session"]

    assert (session["end_date"] - session["date"]).days == 2


def test_a_session_has_been_when_its_last_day_has():
    session = a_session(date=FRIDAY, start=time(13), end=time(15), end_date=SUNDAY, status="completed")

    assert not has_been(session, times.instant(date(2027, 3, 13), time(9)))
    assert has_been(session, times.instant(SUNDAY, time(16)))


def test_a_part_of_a_cancelled_day_is_cancelled_when_it_is_imported():
    day = a_session(id="dag", status="cancelled")
    part, inner = a_session(id="sem", parent="dag"), a_session(id="ovning", parent="sem")

    assert {row.source_id: row.status for row in rows_of(day, part, inner, a_session(id="annan")).sessions} == {
        "dag": "cancelled", "sem": "cancelled", "ovning": "cancelled", "annan": "scheduled",
    }  # fmt: skip


@pytest.mark.parametrize("days", [[367], [2**31 - 1], list(range(11))])
def test_reminders_that_no_mail_could_be_planned_by_are_refused(days):
    document = a_document(notifications={"reminder_days_before": days})

    assert [str(each) for each in scenario.check(document)] == [
        "notifications: reminder_days_before: ska vara högst 10 tal från 0 till 366"
    ]
