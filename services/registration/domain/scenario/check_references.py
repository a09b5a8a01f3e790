"""Checks that the tables of a scenario file fit together: ids, references, cycles, times and addresses.

The document may still have invalid keys; these are skipped here, because check_keys.py reports them.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

from services.registration.domain import form
from services.registration.domain.scenario.format import (
    ALL_SESSIONS,
    ONE,
    TABLES,
    Document,
    KeyKind,
    Table,
    rows_of,
)
from services.registration.domain.scenario.problems import ScenarioProblem, short, where
from services.registration.domain.scenario.question_tables import check_questions
from services.registration.domain.tenant import ROUTE_WORDS, is_slug
from shared import times

# (table, first, last): the first day must not be after the last; they may be equal.
_PERIODS: Final = (
    ("programme", "starts_on", "ends_on"),
    ("cohort", "starts_on", "ends_on"),
    ("invitation", "opens_on", "respond_by"),
    ("follow_up", "opens_on", "due_on"),
)
# The longest time to answer an offer of a seat, in hours: two weeks.
_LONGEST_OFFER: Final = 336
# As in the API (`Reminder`): a number of days that no date can be moved by would stop the planning of every mail.
_MOST_REMINDERS: Final = 10
_EARLIEST_REMINDER: Final = 366
# (table, key): references between rows of one table that must not form a cycle.
_CHAINS: Final = (
    ("organisation", "parent"),
    ("session", "parent"),
    ("session", "replaces"),
    ("session", "replaced_by"),
    ("cohort", "repeats"),
    ("follow_up", "repeats"),
)


def check_whole(document: Document) -> Iterator[ScenarioProblem]:
    """Yield every problem between tables and rows."""
    yield from _check_ids(document)
    yield from _check_references(document)
    for table, key in _CHAINS:
        yield from _check_chain(document, table, key)
    yield from _check_organiser(document)
    for table, first, last in _PERIODS:
        for row in rows_of(document, table):
            yield from _check_period(where(table, row), row, first, last)
    for session in rows_of(document, "session"):
        yield from _check_times(where("session", session), session)
    for cohort in rows_of(document, "cohort"):
        yield from _check_offer(cohort)
    for recipient in rows_of(document, "directory.recipients"):
        yield from _check_position(recipient)
    for number, invitation in enumerate(rows_of(document, "invitation"), start=1):
        if invitation.get("sessions") == [ALL_SESSIONS] and not rows_of(document, "cohort"):
            yield ScenarioProblem(
                where("invitation", invitation, number),
                "sessions",
                "det finns ingen cohort att bjuda in till",
            )
    yield from _check_reminders(document)
    yield from check_questions(document)
    yield from _check_addresses(document)


def _check_reminders(document: Document) -> Iterator[ScenarioProblem]:
    for row in rows_of(document, "notifications"):
        days = row.get("reminder_days_before", [])
        if isinstance(days, list) and (
            len(days) > _MOST_REMINDERS
            or any(isinstance(each, int) and each > _EARLIEST_REMINDER for each in days)
        ):
            yield ScenarioProblem(
                "notifications",
                "reminder_days_before",
                f"ska vara högst {_MOST_REMINDERS} tal från 0 till {_EARLIEST_REMINDER}",
            )


def _check_offer(cohort: Table) -> Iterator[ScenarioProblem]:
    hours = cohort.get("offer_hours", _LONGEST_OFFER)
    if isinstance(hours, int) and not 1 <= hours <= _LONGEST_OFFER:
        yield ScenarioProblem(
            where("cohort", cohort), "offer_hours", f"ska vara från 1 till {_LONGEST_OFFER} timmar"
        )


def _ids(document: Document, table: str) -> list[str]:
    return [found for row in rows_of(document, table) if isinstance(found := row.get("id"), str)]


def _check_ids(document: Document) -> Iterator[ScenarioProblem]:
    for table in TABLES:
        for row_id, count in Counter(_ids(document, table)).items():
            if count > 1:
                yield ScenarioProblem(
                    f'{table} "{short(row_id)}"', "id", f"står på {count} ställen; ge varje rad ett eget id"
                )


def _check_references(document: Document) -> Iterator[ScenarioProblem]:
    known = {table: set(_ids(document, table)) for table in TABLES}
    for table, keys in TABLES.items():
        for number, row in enumerate(rows_of(document, table), start=1):
            for name, key in keys.items():
                if key.kind not in {KeyKind.REFERENCE, KeyKind.REFERENCES} or name not in row:
                    continue
                value = row[name]
                for reference in value if isinstance(value, list) else [value]:
                    if not isinstance(reference, str) or any(reference in known[target] for target in key.of):
                        continue
                    if (table, name, reference) == ("invitation", "sessions", ALL_SESSIONS):
                        continue
                    missing = " eller ".join(key.of)
                    here = where(table, row, None if table in ONE else number)
                    yield ScenarioProblem(
                        here, name, f'det finns ingen {missing} med id "{short(reference)}"'
                    )


def _check_chain(document: Document, table: str, key: str) -> Iterator[ScenarioProblem]:
    """Report each cycle once, at its row that comes first in the file."""
    following: dict[str, str] = {
        row["id"]: row[key]
        for row in rows_of(document, table)
        if isinstance(row.get("id"), str) and isinstance(row.get(key), str)
    }
    done: set[str] = set()
    for start in following:
        path: list[str] = []
        step: str | None = start
        while step is not None and step not in done and step not in path:
            path.append(step)
            step = following.get(step)
        if step in path:
            circle = [*path[path.index(step) :], step]
            shown = " → ".join(short(row_id) for row_id in circle)
            yield ScenarioProblem(f'{table} "{short(circle[0])}"', key, f"går i cirkel: {shown}")
        done.update(path)


def _check_organiser(document: Document) -> Iterator[ScenarioProblem]:
    for programme in rows_of(document, "programme"):
        slug = programme.get("organiser")
        if not isinstance(slug, str) or is_slug(slug):
            continue
        what = "använd små bokstäver a–z, siffror och bindestreck, högst 60 tecken"
        if slug in ROUTE_WORDS:
            what = f'"{slug}" är redan en adress i Kallelse, välj ett annat id för organisationen'
        yield ScenarioProblem(
            where("programme", programme), "organiser", f"blir en del av webbadressen: {what}"
        )


def _check_period(here: str, row: Table, first: str, last: str) -> Iterator[ScenarioProblem]:
    begins, ends = _day(row.get(first)), _day(row.get(last))
    if begins and ends and ends < begins:
        yield ScenarioProblem(here, last, f"ligger före {first}")


def _check_times(here: str, session: Table) -> Iterator[ScenarioProblem]:
    day, start, end = _day(session.get("date")), session.get("start"), session.get("end")
    last = _day(session.get("end_date"))
    if "end_date" in session:
        if "end" not in session or "date" not in session:
            yield ScenarioProblem(here, "end_date", "hör till en sluttid; skriv date, start och end också")
        elif day and last and last < day:
            yield ScenarioProblem(here, "end_date", "ligger före date")
    if "start" in session and "date" not in session:
        yield ScenarioProblem(here, "start", "har ett klockslag men inget datum; skriv date också")
    if "end" in session and "start" not in session:
        yield ScenarioProblem(here, "end", "har en sluttid men ingen starttid; skriv start också")
    # Compared as instants too: on the night when the clocks change, local times are not in order.
    if (
        isinstance(start, time)
        and isinstance(end, time)
        and not (day and last and last > day)
        and (end <= start or (day and times.instant(day, end) <= times.instant(day, start)))
    ):
        yield ScenarioProblem(here, "end", "ligger inte efter start")


def _check_position(recipient: Table) -> Iterator[ScenarioProblem]:
    if "organisation" not in recipient:
        for key in ("role", "group"):
            if key in recipient:
                yield ScenarioProblem(
                    where("directory.recipients", recipient),
                    key,
                    "hör till en organisation; skriv organisation också",
                )


def _check_addresses(document: Document) -> Iterator[ScenarioProblem]:
    """An address belongs to one person: rows with the same address must have the same label."""
    first: dict[str, Table] = {}
    for row in rows_of(document, "directory.recipients"):
        address = row.get("email")
        if not isinstance(address, str) or form.tidy_address(address) is None:
            continue
        other = first.setdefault(form.address_key(address), row)
        if other.get("id") != row.get("id") and other.get("label") != row.get("label"):
            yield ScenarioProblem(
                where("directory.recipients", row),
                "email",
                f'är densamma som för "{short(str(other.get("id")))}"; en adress kan bara höra till en person',
            )


def _day(value: Any) -> date | None:  # Any: not checked yet
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
