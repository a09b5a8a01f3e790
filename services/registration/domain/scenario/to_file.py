"""Converts a programme's rows to a scenario; values that have not changed since the import keep the file's notation."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.cohort import slug_of
from services.registration.domain.scenario import directory_tables as people
from services.registration.domain.scenario import programme_tables as meetings
from services.registration.domain.scenario import session_tables
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
from services.registration.domain.scenario.rows import (
    InvitationRule,
    Names,
    Position,
    ScenarioRows,
    unpack_facts,
)
from services.registration.domain.scenario.toml_json import unpack

_RECIPIENTS: Final = "directory.recipients"
# In a partial export, rows of these tables whose references are left out are left out too.
_ABOUT_MEETINGS: Final = ("document", "follow_up")


class FileTable(msgspec.Struct, frozen=True, kw_only=True):
    """One table of the file without its id, and the ids of the rows that it is made of."""

    rows: list[UUID]
    table: Table


def to_tables(
    rows: ScenarioRows, names: Names, groups: Sequence[Sequence[UUID]]
) -> dict[str, list[FileTable]]:
    """Convert rows to tables in the standard notation; `groups` are the rules that share one invitation."""
    return {
        "programme": [
            _one(rows.programme.id, meetings.programme_table(rows.programme, rows.tenant.slug, names))
        ],
        "organisation": [_one(row.id, people.organisation_table(row, names)) for row in rows.organisations],
        "contact": [_one(row.id, people.contact_table(row, names)) for row in rows.contacts],
        "cohort": [_one(row.id, meetings.cohort_table(row)) for row in rows.cohorts],
        "session": [_one(row.id, session_tables.session_table(row, names)) for row in rows.sessions],
        "question": [_one(row.id, question_table(row, names)) for row in rows.questions],
        "audience": [_one(row.id, people.audience_table(row, names)) for row in rows.audiences],
        "invitation": _say_invitations(rows, names, groups),
        "notifications": [_one(rows.programme.id, meetings.notifications_table(rows.cohorts))],
        _RECIPIENTS: _say_recipients(rows, names),
    }


def to_document(rows: ScenarioRows, *, now: datetime, is_part: bool = False) -> Document:
    """Return the programme as a scenario document.

    `is_part`: the rows are a part of the programme (one cohort, or without protected people), so `[expect]`, which counts
    all of them, is left out.
    """
    memory = rows.programme.file or FileProvenance()
    names = name_rows(rows, memory)
    groups = [entry.rows for entry in memory.rows.get("invitation", [])]
    tables: dict[str, Any] = {"schema": VERSION}  # Any: a table, or a list of tables
    for table, found in to_tables(rows, names, groups).items():
        tables[table] = _in_file_order(table, found, memory.rows.get(table, []), names)
    for session in tables["session"]:
        if session.get("status") == "completed" and not session_tables.has_been(session, now):
            session["status"] = "scheduled"
    tables |= unpack_facts(rows.programme.extra, meetings.KEPT)
    if not is_part and memory.expect is not msgspec.UNSET:
        tables["expect"] = unpack(memory.expect)
    document = _arranged(tables, memory, rows)
    _leave_out_dangling(document, is_part=is_part)
    return document


def name_rows(rows: ScenarioRows, memory: FileProvenance) -> dict[UUID, str]:
    """Return a file id for every row: the imported one, else one from its name; for a person from the position.

    A person's name is not used, because an import stores file ids with the programme, which outlives the person's data.
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
        for row_id, source_id, words in found:
            name = before.get(row_id) or unused(source_id or slug_of(words), used)
            used.add(name)
            names[row_id] = name
    return names


def _places(rows: ScenarioRows) -> dict[UUID, str]:
    """Describe each person by role and organisation, such as `rektor Nora kommun`."""
    organisations = {row.id: row.name for row in rows.organisations}
    return {
        row.person_id: f"{row.role or 'person'} {organisations.get(row.organisation_id, '')}"
        for row in reversed(rows.positions)
    }


def unused(name: str, used: Iterable[str | None]) -> str:
    """Return the name, with a number appended if it is used already."""
    found, number = name, 1
    while found in used:
        number += 1
        found = f"{name}-{number}"
    return found


def _one(row: UUID, table: Table) -> FileTable:
    return FileTable(rows=[row], table=table)


def _say_invitations(rows: ScenarioRows, names: Names, groups: Sequence[Sequence[UUID]]) -> list[FileTable]:
    """Return one invitation for each group whose rules still differ only in sessions, and one for every other rule."""
    sessions: dict[UUID, list[UUID]] = {}
    for session in rows.sessions:
        sessions.setdefault(session.cohort_id, []).append(session.id)
    by_id = {rule.id: rule for rule in rows.rules}
    found: dict[UUID, FileTable] = {}
    for group in groups:
        rules = [by_id[rule_id] for rule_id in group if rule_id in by_id]
        if rules and (table := meetings.invitation_table(rules, names, sessions)) is not None:
            found[rules[0].id] = FileTable(rows=list(group), table=table)
            found |= {rule.id: found[rules[0].id] for rule in rules[1:]}
    alone = {rule.id: _alone(rule, names, sessions) for rule in rows.rules if rule.id not in found}
    tables = [found.get(rule.id) or alone[rule.id] for rule in rows.rules]
    return list({tuple(file_table.rows): file_table for file_table in tables}.values())


def _alone(rule: InvitationRule, names: Names, sessions: Mapping[UUID, Sequence[UUID]]) -> FileTable:
    return _one(rule.id, meetings.invitation_table([rule], names, sessions) or {})


def _say_recipients(rows: ScenarioRows, names: Names) -> list[FileTable]:
    """Return one row per position; one for a person without positions."""
    positions: dict[UUID, list[Position | None]] = {}
    for position in rows.positions:
        positions.setdefault(position.person_id, []).append(position)
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
    table: str, tables: list[FileTable], entries: Sequence[FileRow], names: Names
) -> list[Table]:
    """Return the rows of the imported file in its order, then newer rows."""
    left = {tuple(file_table.rows): file_table for file_table in tables}
    first = {file_table.rows[0]: tuple(file_table.rows) for file_table in reversed(tables)}
    rows: list[Table] = []
    for entry in entries:
        found = left.pop(tuple(entry.rows), None)
        # The row ids differ if a person's positions were replaced, or an invitation lost one of its rules.
        found = found or next(
            (left.pop(first[row_id]) for row_id in entry.rows if first.get(row_id) in left), None
        )
        if found is not None:
            rows.append(restore(table, entry, found.table))
    used = {row.get("id") for row in rows}
    for file_table in left.values():
        if table == "notifications":
            rows.append(in_order(table, file_table.table))
            continue
        name = unused(names[file_table.rows[0]], used)
        used.add(name)
        rows.append(in_order(table, {"id": name, **file_table.table}))
    return rows


def _arranged(
    tables: dict[str, Any], memory: FileProvenance, rows: ScenarioRows
) -> Document:  # Any: tables, or lists of them
    """Return the tables in the order of the file, without empty ones that the file does not have."""
    tables["directory"] = {"recipients": tables.pop(_RECIPIENTS)}
    for empty in memory.empty:
        tables.setdefault(empty, {} if empty in ONE else [])
    if not tables["directory"]["recipients"] and _RECIPIENTS not in memory.empty:
        tables["directory"] = {}
    for name in ("programme", "notifications"):
        tables[name] = tables[name][0] if tables[name] else {}
    if not any(row["id"] == rows.tenant.slug for row in tables["organisation"]):
        tables["organisation"].append({"id": rows.tenant.slug, "name": rows.tenant.name})
    order = [*memory.tables, *(name for name in ORDER if name not in memory.tables)]
    return {
        name: tables[name]
        for name in order
        if name in tables
        and (tables[name] or name in memory.empty or (name in ONE and name in memory.tables))
    }


def _leave_out_dangling(document: Document, *, is_part: bool) -> None:
    """Remove references to rows that are not in the document, and rows whose required reference is removed."""
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
                    row[name] = [target_id for target_id in row[name] if target_id in here]
                    dangles = key.required and not row[name]
                elif dangles := row[name] not in here:
                    del row[name]
                if dangles and (key.required or (is_part and table in _ABOUT_MEETINGS)):
                    gone.append(row)
        if gone and table not in ONE:
            document[table] = [row for row in document[table] if not any(row is dropped for dropped in gone)]
