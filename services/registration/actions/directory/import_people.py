"""Reads a list of people from a sheet, says what it changes, and stores it: all of it in one transaction."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_fields, new_fields
from services.registration.domain.caller import Caller
from services.registration.domain.directory.people_import.choices import ImportChoices
from services.registration.domain.directory.people_import.columns import Columns, find_columns, find_headings
from services.registration.domain.directory.people_import.directory import StoredPerson
from services.registration.domain.directory.people_import.plan import (
    ImportPlan,
    NewPersonPlan,
    plan_import,
)
from services.registration.domain.directory.people_import.rows import (
    ReadRows,
    RowIssue,
    name_variants,
    read_rows,
)
from services.registration.domain.directory.person import MASKED_NAMES
from services.registration.domain.directory.sheet.content import SheetContent, SheetNote
from services.registration.domain.form import address_key
from services.registration.sheet_process import read_apart
from services.registration.store.access import audit
from services.registration.store.access.audit import NewAuditEntry
from services.registration.store.directory import bulk_people, import_directory, kept_sheets, people_imports
from services.registration.store.directory.import_directory import DirectoryRows
from services.registration.store.outgoing import events
from services.registration.store.transaction import reading, transaction
from shared import ids
from shared.postgres import Conn, Pool

_TRIES: Final = 3

MappingSource = Literal["given", "remembered", "headings"]
# What is done with a list, in this order; somebody who waits is told of each.
ImportStep = Literal["reading", "comparing", "storing", "logging"]


class _AddressTaken(Exception):
    """An address was given to somebody while the list was stored."""


class ImportRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A file, and what to do with it.

    `mapping`: fields to headings, or letters; it is remembered for the same headings. `is_whole`: with an error, store nothing.
    `sheet_id`: the list that was kept while it was looked over; it is stored once. `content`: what was read from it then,
    which is not read again unless another sheet of it is asked for.
    """

    data: bytes
    content: SheetContent | None = None
    sheet: str | None = None
    file_name: str | None = None
    sheet_id: UUID | None = None
    mapping: Mapping[str, str] | None = None
    is_dry_run: bool = False
    is_whole: bool = False
    choices: ImportChoices = ImportChoices()
    note_step: Callable[[ImportStep], None] = lambda _: None


class ImportOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, or what would be. `import_id` is None where nothing was stored."""

    import_id: UUID | None
    plan: ImportPlan
    errors: list[RowIssue]
    rows: int
    sheet: str | None
    columns: Columns
    mapping_source: MappingSource
    sheet_notes: tuple[SheetNote, ...]
    notes: Counter[str]

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.plan.new),
            "changed": len(self.plan.changed),
            "unchanged": self.plan.unchanged,
            "errors": len(self.errors),
            "doubtful": len(self.plan.doubtful),
            "organisations": len(self.plan.organisations),
        }


class _Read(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet as it was read, before it is compared with the directory."""

    content: SheetContent
    columns: Columns
    mapping_source: MappingSource
    rows: ReadRows


class PreparedImport(msgspec.Struct, frozen=True, kw_only=True):
    """A list that was read and compared, with the rows that it was compared with: what takes long, before any transaction."""

    request: ImportRequest
    read: _Read
    directory: DirectoryRows
    plan: ImportPlan


@permitted("person.import")
async def import_people(pool: Pool, caller: Caller, request: ImportRequest) -> ImportOutcome:
    """Store the rows without errors, and tell notify. Raises `SheetRefused`, `NoEmailColumn` or `MappingRefused`.

    A dry run reads and compares in the same way, and stores nothing.
    """
    return await store_import(pool, caller, await prepare_import(pool, caller, request))


@permitted("person.import")
async def prepare_import(pool: Pool, caller: Caller, request: ImportRequest) -> PreparedImport:
    """Read a list and compare it with the directory, in another process and in a thread. Raises as `import_people`."""
    request.note_step("reading")
    read = await _read(pool, caller, request)
    request.note_step("comparing")
    async with reading(pool) as conn:
        rows = await _directory(conn, caller, read, is_stored=False)
    plan = await asyncio.to_thread(_plan, request, read, rows)
    return PreparedImport(request=request, read=read, directory=rows, plan=plan)


@permitted("person.import")
async def store_import(pool: Pool, caller: Caller, prepared: PreparedImport) -> ImportOutcome:
    """Store what was prepared, unless it is a dry run; if the directory has changed since, it is compared anew.

    A kept list that was stored meanwhile is not stored again: the outcome names that import.
    """
    if prepared.request.is_dry_run:
        return _outcome(prepared.read, prepared.plan, None)
    for left in reversed(range(_TRIES)):
        try:
            async with transaction(pool) as conn:
                return await _store(conn, caller, prepared)
        except _AddressTaken:
            if not left:
                raise
    raise AssertionError  # the loop returns or raises


async def _read(pool: Pool, caller: Caller, request: ImportRequest) -> _Read:
    content = request.content
    if content is None or request.sheet is not None:
        content = await read_apart(request.data, request.sheet)
    mapping, source = request.mapping, "given" if request.mapping else "headings"
    if not request.mapping and (signature := find_headings(content).signature):
        async with reading(pool) as conn:
            mapping = await people_imports.find_mapping(conn, caller.organiser_id, signature)
        source = "remembered" if mapping else "headings"
    columns = find_columns(content, mapping)
    rows = await asyncio.to_thread(read_rows, content, columns)
    return _Read(
        content=content,
        columns=columns,
        mapping_source=msgspec.convert(source, MappingSource),
        rows=rows,
    )


async def _directory(conn: Conn, caller: Caller, read: _Read, *, is_stored: bool) -> DirectoryRows:
    names = {variant for row in read.rows.rows if row.name for variant in name_variants(row.name)}
    return await import_directory.read(
        conn,
        caller.organiser_id,
        keys=sorted({row.key for row in read.rows.rows}),
        names=sorted(names),
        is_stored=is_stored,
    )


def _plan(request: ImportRequest, read: _Read, rows: DirectoryRows) -> ImportPlan:
    return plan_import(
        read.rows.rows,
        read.columns,
        rows.directory(),
        request.choices,
        masked_names=MASKED_NAMES,
        make_id=ids.new,
    )


async def _store(conn: Conn, caller: Caller, prepared: PreparedImport) -> ImportOutcome:
    request, read = prepared.request, prepared.read
    if request.sheet_id and (stored := await kept_sheets.lock(conn, caller, request.sheet_id)):
        return _outcome(read, prepared.plan, stored)
    await import_directory.lock_imports(conn, caller.organiser_id)
    rows = await _directory(conn, caller, read, is_stored=True)
    # Seldom, and not in a thread: nothing but the database is waited for in a transaction.
    plan = prepared.plan if rows == prepared.directory else _plan(request, read, rows)
    outcome = _outcome(read, plan, ids.new())
    if request.is_whole and outcome.errors:
        return msgspec.structs.replace(outcome, import_id=None)
    organiser_id = caller.organiser_id
    request.note_step("storing")
    await bulk_people.insert_organisations(conn, organiser_id, plan.organisations)
    if not await bulk_people.insert_people(conn, organiser_id, plan.new):
        raise _AddressTaken
    await bulk_people.update_people(conn, organiser_id, [change.after for change in plan.changed])
    await bulk_people.insert_positions(
        conn, organiser_id, {change.after.id: change.added for change in plan.changed}
    )
    await bulk_people.update_positions(
        conn, organiser_id, {change.after.id: change.changed for change in plan.changed}
    )
    request.note_step("logging")
    await _note(conn, caller, request, outcome)
    if request.sheet_id and outcome.import_id:
        await kept_sheets.note_stored(conn, caller, request.sheet_id, outcome.import_id)
    touched = sorted([*(person.id for person in plan.new), *(change.after.id for change in plan.changed)])
    await events.tell_people(conn, organiser_id, touched)
    return outcome


async def _note(conn: Conn, caller: Caller, request: ImportRequest, outcome: ImportOutcome) -> None:
    """Note the import for undoing it, each person in the audit log, and a mapping that was given."""
    import_id, plan = outcome.import_id or ids.new(), outcome.plan
    await people_imports.insert(
        conn,
        caller,
        import_id,
        plan,
        [_as_stored(person) for person in plan.new],
        columns=outcome.columns,
        counts=outcome.counts,
        file_name=request.file_name,
        sheet=outcome.sheet,
    )
    if outcome.mapping_source != "headings" and outcome.columns.row_number:
        await people_imports.keep_mapping(conn, caller.organiser_id, outcome.columns, now=caller.now)
    entries = [
        NewAuditEntry(
            action="person.import",
            subject=("people_import", import_id),
            after={"file_name": request.file_name, **outcome.counts},
        ),
        *(
            NewAuditEntry(
                action="organisation.create", subject=("organisation", one.id), after=new_fields(one)
            )
            for one in plan.organisations
        ),
        *(
            NewAuditEntry(action="person.create", subject=("person", person.id), after=_audited(person))
            for person in plan.new
        ),
    ]
    for change in plan.changed:
        before, after = changed_fields(change.before, change.after)
        entries.append(
            NewAuditEntry(
                action="person.change", subject=("person", change.after.id), before=before, after=after
            )
        )
    await audit.write_many(conn, caller, entries)


def _outcome(read: _Read, plan: ImportPlan, import_id: UUID | None) -> ImportOutcome:
    return ImportOutcome(
        import_id=import_id,
        plan=plan,
        errors=sorted([*read.rows.errors, *plan.errors], key=lambda error: (error.row, error.cell)),
        rows=read.rows.read,
        sheet=read.content.name,
        columns=read.columns,
        mapping_source=read.mapping_source,
        sheet_notes=read.content.notes,
        notes=read.rows.notes + plan.notes,
    )


def _as_stored(person: NewPersonPlan) -> StoredPerson:
    return StoredPerson(
        id=person.id,
        name=person.name,
        key=address_key(person.email),
        phone=person.phone,
        language=person.language,
        protected_identity=person.protected_identity,
        positions=person.positions,
    )


def _audited(person: NewPersonPlan) -> dict[str, object]:
    return {name: value for name, value in new_fields(person).items() if name != "row"}
