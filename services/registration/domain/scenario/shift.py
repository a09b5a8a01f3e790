"""Shifts a whole scenario in time: every date by the same whole number of weeks."""

from datetime import date, timedelta
from typing import Any

from services.registration.domain.cohort import move_term
from services.registration.domain.scenario.format import TABLES, Document, KeyKind, Table, rows_of
from services.registration.domain.scenario.problems import ScenarioProblem, ScenarioRefused
from shared import dates

_WEEK = 7
# `source` keeps its publication dates; `expect` describes the old dates and is not copied.
_STAYS = ("source", "expect")


def shift(document: Document, starting: date, *, today: date) -> Document:
    """Return the document shifted so that its first session is on `starting` or at most six days later, at the same clock time.

    Terms follow the dates; a term without a date moves by as many half-years as the first dated session's. Completed
    sessions and cohorts that are now ahead are reopened. Raises `ScenarioRefused` if no session has a date.
    """
    first = _first_dated(document)
    if first is None:
        raise ScenarioRefused(
            [ScenarioProblem("--starting", None, "inget tillfälle i filen har något datum att flytta från")]
        )
    weeks = -((first["date"] - starting).days // _WEEK)
    if weeks == 0:
        return document
    try:
        by = timedelta(weeks=weeks)
        moved: Document = {
            name: found if name in _STAYS or name == "schema" else _moved(name, found, by)
            for name, found in document.items()
            if name != "expect"
        }
        half_years = _half_years(first, first["date"] + by)
    except OverflowError:
        raise ScenarioRefused(
            [ScenarioProblem("--starting", None, "datumen hamnar utanför kalendern")]
        ) from None
    for session in rows_of(moved, "session"):
        if "term" in session:
            session["term"] = (
                dates.term_of(session["date"])
                if "date" in session
                else move_term(session["term"], half_years)
            )
    _reopen(moved, today)
    return moved


def _first_dated(document: Document) -> Table | None:
    dated = [row for row in rows_of(document, "session") if "date" in row]
    return min(dated, key=lambda row: row["date"], default=None)


def _moved(table: str, found: Any, by: timedelta) -> Any:  # Any: a table, or a list of tables
    if isinstance(found, list):
        return [_moved(table, row, by) for row in found]
    kinds = {name: key.kind for name, key in TABLES[table].items()}
    return {name: value + by if kinds[name] is KeyKind.DAY else value for name, value in found.items()}


def _half_years(first: Table, moved: date) -> int:
    """The number of terms that the first dated session moves."""
    return _count(dates.term_of(moved)) - _count(first.get("term") or dates.term_of(first["date"]))


def _count(term: str) -> int:
    return int(term[2:]) * 2 + (term[:2] == "HT")


def _reopen(document: Document, today: date) -> None:
    ahead = set()
    for session in rows_of(document, "session"):
        if (
            session.get("status") == "completed"
            and session.get("end_date" if "end_date" in session else "date", today) >= today
        ):
            session["status"] = "scheduled" if "date" in session else "announced"
            ahead.add(session["cohort"])
    for cohort in rows_of(document, "cohort"):
        if cohort.get("status") == "completed" and cohort["id"] in ahead:
            cohort["status"] = "open"
