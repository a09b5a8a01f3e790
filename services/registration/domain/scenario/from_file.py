"""Converts a checked scenario to rows, and records the file's own notation (provenance.py)."""

from collections.abc import Callable, Mapping
from uuid import UUID

import msgspec

from services.registration.domain.cohort import slug_of
from services.registration.domain.scenario import directory_tables as people
from services.registration.domain.scenario import programme_tables as meetings
from services.registration.domain.scenario import session_tables
from services.registration.domain.scenario.format import Document, Table, rows_of
from services.registration.domain.scenario.matching import KnownRows, match
from services.registration.domain.scenario.provenance import FileProvenance, FileRow, remember
from services.registration.domain.scenario.question_tables import question_rows
from services.registration.domain.scenario.rows import (
    Cohort,
    Ids,
    InvitationRule,
    Person,
    Position,
    ScenarioRows,
    Session,
    Tenant,
)
from services.registration.domain.scenario.to_file import to_tables
from services.registration.domain.scenario.toml_json import pack
from shared.language import Language


def tenant_row(document: Document, new_id: UUID) -> Tenant:
    """Return the tenant that `programme.organiser` refers to."""
    slug = document["programme"]["organiser"]
    row = next(
        organisation for organisation in rows_of(document, "organisation") if organisation["id"] == slug
    )
    return Tenant(id=new_id, slug=slug, name=row["name"], short_name=row.get("short_name"))


def read_rows(
    document: Document, tenant: Tenant, known: KnownRows, new_id: Callable[[], UUID]
) -> ScenarioRows:
    """Return all rows of a document; `known` are the tenant's existing rows, whose ids are reused."""
    ids = match(document, known, new_id)
    recipients = rows_of(document, "directory.recipients")
    positions = _positions(recipients, ids, known, new_id)
    sessions = rows_of(document, "session")
    cohort_of = {row["id"]: row["cohort"] for row in sessions}
    rows = ScenarioRows(
        tenant=tenant,
        programme=meetings.programme_row(document, ids),
        organisations=[people.organisation_row(row, ids) for row in rows_of(document, "organisation")],
        contacts=[people.contact_row(row, ids) for row in rows_of(document, "contact")],
        people=_people(document, recipients, ids),
        positions=list({position.id: position for position in positions.values() if position}.values()),
        audiences=[people.audience_row(row, ids) for row in rows_of(document, "audience")],
        cohorts=_cohorts(document, ids, known),
        sessions=_sessions(document, ids),
        questions=question_rows(document, ids),
        rules=[
            rule
            for row in rows_of(document, "invitation")
            for rule in meetings.rule_rows(row, ids, cohort_of, new_id)
        ],
    )
    return _settled(rows, _memory(document, rows, ids, positions), known)


def _positions(
    recipients: list[Table], ids: Ids, known: KnownRows, new_id: Callable[[], UUID]
) -> dict[str, Position | None]:
    """Return each recipient's position by the file's id: the person's existing one, or a new one."""
    made = {position.what(): position for position in known.positions}
    found: dict[str, Position | None] = {}
    for row in recipients:
        position = people.position_row(row, ids, new_id())
        found[row["id"]] = made.setdefault(position.what(), position) if position else None
    return found


def _people(document: Document, recipients: list[Table], ids: Ids) -> list[Person]:
    language: Language = "en" if document["programme"].get("language") == "en" else "sv"
    found: dict[UUID, Person] = {}
    for row in recipients:
        person = people.person_row(row, ids, language)
        before = found.setdefault(person.id, person)
        if person.protected_identity and not before.protected_identity:
            found[person.id] = msgspec.structs.replace(before, protected_identity=True)
    return list(found.values())


def _cohorts(document: Document, ids: Ids, known: KnownRows) -> list[Cohort]:
    taken = set(known.cohort_slugs)
    found = []
    for row in rows_of(document, "cohort"):
        slug = base = slug_of(row["id"])
        number = 1
        while slug in taken:
            number += 1
            slug = f"{base[:50].rstrip('-')}-{number}"
        taken.add(slug)
        cohort = meetings.cohort_row(
            row,
            ids,
            programme_id=ids["programme", document["programme"]["id"]],
            slug=slug,
            notifications=document.get("notifications", {}),
        )
        found.append(cohort)
    return found


def _sessions(document: Document, ids: Ids) -> list[Session]:
    sessions = rows_of(document, "session")
    booked_by: dict[str, str | None] = {row["id"]: row["id"] for row in rows_of(document, "organisation")}
    booked_by |= {row["id"]: row.get("organisation") for row in rows_of(document, "staff")}
    replaces: dict[str, str] = {}
    for row in sessions:
        if "replaced_by" in row:
            replaces.setdefault(row["replaced_by"], row["id"])
    return session_tables.cancelled_with_whole(
        [session_tables.session_row(row, ids, booked_by=booked_by, replaces=replaces) for row in sessions]
    )


def _memory(
    document: Document, rows: ScenarioRows, ids: Ids, positions: Mapping[str, Position | None]
) -> FileProvenance:
    exported = to_tables(rows, {row_id: name for (_, name), row_id in ids.items()}, _groups(rows.rules))
    entries: dict[str, list[FileRow]] = {}
    for table, found in exported.items():
        by_rows = {tuple(table_of_rows.rows): table_of_rows.table for table_of_rows in found}
        # Without [notifications], an import changes no notification settings, and the export has no such table.
        for row in rows_of(document, table) or ([{}] if table == "notifications" else []):
            became = _became(table, row, rows, ids, positions)
            entries.setdefault(table, []).append(remember(table, became, row, by_rows[tuple(became)]))
    empty = [name for name, found in document.items() if found in ([], {})]
    if document.get("directory", {}).get("recipients") == []:
        empty.append("directory.recipients")
    expect = pack(document["expect"]) if "expect" in document else msgspec.UNSET
    return FileProvenance(tables=list(document), empty=empty, rows=entries, expect=expect)


def _became(
    table: str, row: Table, rows: ScenarioRows, ids: Ids, positions: Mapping[str, Position | None]
) -> list[UUID]:
    """Return the ids of the rows that a row of the file was converted to."""
    if table == "notifications":
        return [rows.programme.id]
    if table == "invitation":
        return [rule.id for rule in rows.rules if rule.source_id == row["id"]]
    position = positions[row["id"]] if table == "directory.recipients" else None
    return [ids[table, row["id"]], *([position.id] if position else [])]


def _groups(rules: list[InvitationRule]) -> list[list[UUID]]:
    groups: dict[str | None, list[UUID]] = {}
    for rule in rules:
        groups.setdefault(rule.source_id, []).append(rule.id)
    return list(groups.values())


def _settled(rows: ScenarioRows, memory: FileProvenance, known: KnownRows) -> ScenarioRows:
    """Add the provenance to the programme, and drop file ids (`source_id`) that belong to other rows of the tenant."""
    contacts = {row.source_id: row.id for row in known.contacts}
    people = {row.source_id: row.id for row in known.people}
    replace = msgspec.structs.replace
    return replace(
        rows,
        programme=replace(rows.programme, file=memory),
        contacts=[
            replace(row, source_id=None) if contacts.get(row.source_id, row.id) != row.id else row
            for row in rows.contacts
        ],
        people=[
            replace(row, source_id=None) if people.get(row.source_id, row.id) != row.id else row
            for row in rows.people
        ],
    )
