"""From a programme's rows to a scenario: as its file said it where that is still so, and as it is now elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.cohort import slug_of
from services.registration.domain.scenario import directory_tables as people
from services.registration.domain.scenario import programme_tables as meetings
from services.registration.domain.scenario.format import (
    ONE,
    ORDER,
    TABLES,
    VERSION,
    Document,
    KeyKind,
    Table,
    rows_of,
)
from services.registration.domain.scenario.provenance import FileProvenance, FileRow, in_order, restore
from services.registration.domain.scenario.question_tables import question_table
from services.registration.domain.scenario.rows import InvitationRule, Names, Position, ScenarioRows, said
from services.registration.domain.scenario.toml_json import unpack

_RECIPIENTS: Final = "directory.recipients"
# Of these a part of the programme takes along only what belongs to it.
_ABOUT_MEETINGS: Final = ("document", "follow_up")


class FileTable(msgspec.Struct, frozen=True, kw_only=True):
    """What the rows of one thing say, without its id."""

    rows: list[UUID]
    table: Table


def say(rows: ScenarioRows, names: Names, groups: Sequence[Sequence[UUID]]) -> dict[str, list[FileTable]]:
    """Every table of rows in the file's words; `groups` are the rules that are one invitation."""
    return {
        "programme": [
            _one(rows.programme.id, meetings.programme_table(rows.programme, rows.tenant.slug, names))
        ],
        "organisation": [_one(row.id, people.organisation_table(row, names)) for row in rows.organisations],
        "contact": [_one(row.id, people.contact_table(row, names)) for row in rows.contacts],
        "cohort": [_one(row.id, meetings.cohort_table(row)) for row in rows.cohorts],
        "session": [_one(row.id, meetings.session_table(row, names)) for row in rows.sessions],
        "question": [_one(row.id, question_table(row, names)) for row in rows.questions],
        "audience": [_one(row.id, people.audience_table(row, names)) for row in rows.audiences],
        "invitation": _say_invitations(rows, names, groups),
        "notifications": [_one(rows.programme.id, meetings.notifications_table(rows.cohorts))],
        _RECIPIENTS: _say_recipients(rows, names),
    }


def tell(rows: ScenarioRows, *, now: datetime, is_part: bool = False) -> Document:
    """The programme as a scenario: as its file said it where that is still so.

    A part (one cohort of several, or no protected people) leaves out `[expect]`, which counts the whole.
    """
    memory = rows.programme.file or FileProvenance()
    names = name_rows(rows, memory)
    groups = [entry.rows for entry in memory.rows.get("invitation", [])]
    told: dict[str, Any] = {"schema": VERSION}  # Any: a table, or a list of tables
    for table, found in say(rows, names, groups).items():
        told[table] = _in_file_order(table, found, memory.rows.get(table, []), names)
    for session in told["session"]:
        if session.get("status") == "completed" and not meetings.has_been(session, now):
            session["status"] = "scheduled"
    told |= said(rows.programme.extra, meetings.KEPT)
    if not is_part and memory.expect is not msgspec.UNSET:
        told["expect"] = unpack(memory.expect)
    document = _arranged(told, memory, rows)
    _leave_out_dangling(document, is_part=is_part)
    return document


def name_rows(rows: ScenarioRows, memory: FileProvenance) -> dict[UUID, str]:
    """The id of every row in the file: the one it came with, else one from its name; of a person, from the position.

    Whoever reads the file in again keeps its ids for as long as the programme, which may be longer than the person.
    """
    names: dict[UUID, str] = {}
    where = _places(rows)
    everything: dict[str, Iterable[tuple[UUID, str | None, str]]] = {
        "programme": [(rows.programme.id, rows.programme.source_id, rows.programme.title)],
        "organisation": [(row.id, row.source_id, row.name) for row in rows.organisations],
        "contact": [(row.id, row.source_id, row.label) for row in rows.contacts],
        "cohort": [(row.id, row.source_id, row.slug) for row in rows.cohorts],
        "session": [(row.id, row.source_id, row.title) for row in rows.sessions],
        "question": [(row.id, row.source_id, row.label) for row in rows.questions],
        "audience": [(row.id, row.source_id, row.name) for row in rows.audiences],
        "invitation": [(row.id, row.source_id, row.kind) for row in rows.rules],
        _RECIPIENTS: [(row.id, row.source_id, where.get(row.id, "person")) for row in rows.people],
    }
    for table, found in everything.items():
        entries = memory.rows.get(table, [])
        before = {entry.rows[0]: entry.id for entry in reversed(entries) if entry.id is not None}
        used = {entry.id for entry in entries}
        for one, source_id, words in found:
            name = before.get(one) or unused(source_id or slug_of(words), used)
            used.add(name)
            names[one] = name
    return names


def _places(rows: ScenarioRows) -> dict[UUID, str]:
    """Where each person is: `rektor Nora kommun`."""
    organisations = {row.id: row.name for row in rows.organisations}
    return {
        row.person_id: f"{row.role or 'person'} {organisations.get(row.organisation_id, '')}"
        for row in reversed(rows.positions)
    }


def unused(name: str, used: Iterable[str | None]) -> str:
    """The name, with a number if it is taken."""
    found, number = name, 1
    while found in used:
        number += 1
        found = f"{name}-{number}"
    return found


def _one(row: UUID, table: Table) -> FileTable:
    return FileTable(rows=[row], table=table)


def _say_invitations(rows: ScenarioRows, names: Names, groups: Sequence[Sequence[UUID]]) -> list[FileTable]:
    """One invitation for the rules of a group that still say the same; one each for all others."""
    sessions: dict[UUID, list[UUID]] = {}
    for session in rows.sessions:
        sessions.setdefault(session.cohort_id, []).append(session.id)
    by_id = {rule.id: rule for rule in rows.rules}
    found: dict[UUID, FileTable] = {}
    for group in groups:
        together = [by_id[one] for one in group if one in by_id]
        if together and (table := meetings.invitation_table(together, names, sessions)) is not None:
            found[together[0].id] = FileTable(rows=list(group), table=table)
            found |= {rule.id: found[together[0].id] for rule in together[1:]}
    alone = {rule.id: _alone(rule, names, sessions) for rule in rows.rules if rule.id not in found}
    spoken = [found.get(rule.id) or alone[rule.id] for rule in rows.rules]
    return list({tuple(one.rows): one for one in spoken}.values())


def _alone(rule: InvitationRule, names: Names, sessions: Mapping[UUID, Sequence[UUID]]) -> FileTable:
    return _one(rule.id, meetings.invitation_table([rule], names, sessions) or {})


def _say_recipients(rows: ScenarioRows, names: Names) -> list[FileTable]:
    """A row for each position; one for who has none."""
    positions: dict[UUID, list[Position | None]] = {}
    for one in rows.positions:
        positions.setdefault(one.person_id, []).append(one)
    nowhere: list[Position | None] = [None]
    return [
        FileTable(
            rows=[person.id, *([position.id] if position is not None else [])],
            table=people.recipient_table(person, position, names),
        )
        for person in rows.people
        for position in positions.get(person.id, nowhere)
    ]


def _in_file_order(
    table: str, spoken: list[FileTable], entries: Sequence[FileRow], names: Names
) -> list[Table]:
    """The rows of the file in its order, then those made since."""
    left = {tuple(one.rows): one for one in spoken}
    first = {one.rows[0]: tuple(one.rows) for one in reversed(spoken)}
    rows: list[Table] = []
    for entry in entries:
        found = left.pop(tuple(entry.rows), None)
        # A person whose positions were written anew, or an invitation of which a part is gone.
        found = found or next((left.pop(first[one]) for one in entry.rows if first.get(one) in left), None)
        if found is not None:
            rows.append(restore(table, entry, found.table))
    used = {row.get("id") for row in rows}
    for one in left.values():
        if table == "notifications":
            rows.append(in_order(table, one.table))
            continue
        name = unused(names[one.rows[0]], used)
        used.add(name)
        rows.append(in_order(table, {"id": name, **one.table}))
    return rows


def _arranged(
    told: dict[str, Any], memory: FileProvenance, rows: ScenarioRows
) -> Document:  # Any: tables, or lists of them
    """The tables in the order of the file, without those that say nothing."""
    told["directory"] = {"recipients": told.pop(_RECIPIENTS)}
    for empty in memory.empty:
        told.setdefault(empty, {} if empty in ONE else [])
    if not told["directory"]["recipients"] and _RECIPIENTS not in memory.empty:
        told["directory"] = {}
    for name in ("programme", "notifications"):
        told[name] = told[name][0] if told[name] else {}
    if not any(row["id"] == rows.tenant.slug for row in told["organisation"]):
        told["organisation"].append({"id": rows.tenant.slug, "name": rows.tenant.name})
    order = [*memory.tables, *(name for name in ORDER if name not in memory.tables)]
    return {
        name: told[name]
        for name in order
        if name in told and (told[name] or name in memory.empty or (name in ONE and name in memory.tables))
    }


def _leave_out_dangling(document: Document, *, is_part: bool) -> None:
    """What refers to a row that is not here says so no more; what is nothing without it is left out."""
    known = {table: {row.get("id") for row in rows_of(document, table)} for table in TABLES}
    for table, keys in TABLES.items():
        gone = []
        for row in rows_of(document, table):
            for name, key in keys.items():
                if name not in row or key.kind not in {KeyKind.REFERENCE, KeyKind.REFERENCES}:
                    continue
                here = set().union(*(known[target] for target in key.of)) | (
                    {"*"} if name == "sessions" else set()
                )
                if key.kind is KeyKind.REFERENCES:
                    row[name] = [one for one in row[name] if one in here]
                    dangles = key.required and not row[name]
                elif dangles := row[name] not in here:
                    del row[name]
                if dangles and (key.required or (is_part and table in _ABOUT_MEETINGS)):
                    gone.append(row)
        if gone and table not in ONE:
            document[table] = [row for row in document[table] if not any(row is one for one in gone)]
