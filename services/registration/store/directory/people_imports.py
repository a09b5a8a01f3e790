"""Rows of `people_import`, of what each import added and changed, and of `column_mapping`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.caller import ActorKind, Caller
from services.registration.domain.directory.people_import.columns import Columns
from services.registration.domain.directory.people_import.directory import StoredPerson
from services.registration.domain.directory.people_import.plan import ImportPlan
from services.registration.store.rows import get_row
from shared.postgres import Conn

INSERT: Final = """
insert into people_import (organiser_id, id, at, actor_kind, actor_id, file_name, sheet, mapping, counts)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

INSERT_PEOPLE: Final = """
insert into people_import_person (organiser_id, import_id, person_id, before, after)
select $1, $2, * from unnest($3::uuid[], $4::jsonb[], $5::jsonb[])
"""

INSERT_ORGANISATIONS: Final = """
insert into people_import_organisation (organiser_id, import_id, organisation_id) select $1, $2, unnest($3::uuid[])
"""

_shown: Final = """
select i.id, i.at, i.actor_kind, i.actor_id, coalesce(t.name, s.name, s.email) as actor_name, i.file_name, i.sheet, i.mapping, i.counts, i.undone_at, i.undone,
       i.undone_at is null
         and (exists (select from people_import_person p where p.organiser_id = i.organiser_id and p.import_id = i.id)
              or exists (select from people_import_organisation o where o.organiser_id = i.organiser_id and o.import_id = i.id)
             ) as can_be_undone
  from people_import i
  left join api_token t on t.organiser_id = i.organiser_id and t.id = i.actor_id
  left join staff s on s.organiser_id = i.organiser_id and s.id = i.actor_id
"""

LIST: Final = f"{_shown} where i.organiser_id = $1 and i.id < $2 order by i.id desc limit $3"

FIND: Final = f"{_shown} where i.organiser_id = $1 and i.id = $2"

LOCK: Final = "select undone_at is not null as is_undone from people_import where organiser_id = $1 and id = $2 for update"

PEOPLE: Final = """
select person_id, before, after from people_import_person where organiser_id = $1 and import_id = $2 order by person_id
"""

# An organisation stays if people, audiences, contacts, sessions or other organisations came to depend on it.
DELETE_ORGANISATIONS: Final = """
delete from organisation o
 where o.organiser_id = $1
   and o.id = any($2::uuid[])
   and o.version = 1
   and not exists (select from position q where q.organiser_id = $1 and q.organisation_id = o.id)
   and not exists (select from organisation c where c.organiser_id = $1 and c.parent_id = o.id)
   and not exists (select from contact k where k.organiser_id = $1 and k.organisation_id = o.id)
   and not exists (select from audience a where a.organiser_id = $1 and o.id = any(a.organisation_ids || a.excluded_organisation_ids))
   and not exists (select from session s where s.organiser_id = $1 and o.id in (s.organisation_id, s.host_id, s.booked_by_id))
   and not exists (select from programme p where p.organiser_id = $1 and p.commissioner_id = o.id)
   and not exists (select from invitation_rule r where r.organiser_id = $1 and r.invited_by_id = o.id)
returning o.id
"""

# Whoever comes to depend on one meanwhile has it locked, and is seen by the statement that deletes.
LOCK_ORGANISATIONS: Final = """
select from organisation where organiser_id = $1 and id = any($2::uuid[]) order by id for update
"""

LIST_ORGANISATIONS: Final = """
select organisation_id from people_import_organisation where organiser_id = $1 and import_id = $2 order by organisation_id
"""

UNDO: Final = """
update people_import set undone_at = $3, undone = $4 where organiser_id = $1 and id = $2
"""

FORGET_PEOPLE: Final = """
delete from people_import_person p using people_import i
 where i.organiser_id = p.organiser_id and i.id = p.import_id and i.at < $1
"""

FORGET_ORGANISATIONS: Final = """
delete from people_import_organisation o using people_import i
 where i.organiser_id = o.organiser_id and i.id = o.import_id and i.at < $1
"""

ERASE_PERSON: Final = "delete from people_import_person where organiser_id = $1 and person_id = $2"

FIND_MAPPING: Final = "select mapping from column_mapping where organiser_id = $1 and signature = $2"

KEEP_MAPPING: Final = """
insert into column_mapping (organiser_id, signature, mapping, used_at) values ($1, $2, $3, $4)
on conflict on constraint column_mapping_pkey do update set mapping = excluded.mapping, used_at = excluded.used_at
"""

FORGET_MAPPINGS: Final = "delete from column_mapping where used_at < $1"


class PeopleImportRow(msgspec.Struct, frozen=True, kw_only=True):
    """One import as stored. `can_be_undone`: it has not been, and what it changed is still known."""

    id: UUID
    at: datetime
    actor_kind: ActorKind
    actor_id: UUID | None
    actor_name: str | None
    file_name: str | None
    sheet: str | None
    mapping: dict[str, str]
    counts: dict[str, int]
    undone_at: datetime | None
    undone: dict[str, int] | None
    can_be_undone: bool


class ImportedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person before and after an import; `before` is None for one who was added."""

    person_id: UUID
    before: StoredPerson | None
    after: StoredPerson


async def insert(
    conn: Conn,
    caller: Caller,
    import_id: UUID,
    plan: ImportPlan,
    added: Sequence[StoredPerson],
    *,
    columns: Columns,
    counts: Mapping[str, int],
    file_name: str | None,
    sheet: str | None,
) -> None:
    """Note an import with everything that it added and changed."""
    organiser_id = caller.organiser_id
    await conn.execute(
        INSERT,
        organiser_id,
        import_id,
        caller.now,
        caller.actor.kind,
        caller.actor.id,
        file_name,
        sheet,
        columns.mapping,
        dict(counts),
    )
    pairs: list[tuple[StoredPerson | None, StoredPerson]] = [
        *((None, person) for person in added),
        *((change.before, change.after) for change in plan.changed),
    ]
    await conn.execute(
        INSERT_PEOPLE,
        organiser_id,
        import_id,
        [after.id for _, after in pairs],
        [None if before is None else _json(before) for before, _ in pairs],
        [_json(after) for _, after in pairs],
    )
    await conn.execute(INSERT_ORGANISATIONS, organiser_id, import_id, [one.id for one in plan.organisations])


async def list_before(conn: Conn, organiser_id: UUID, *, before: UUID, limit: int) -> list[PeopleImportRow]:
    """Return a page of imports, the newest first: those with ids below `before`."""
    return [_import(row) for row in await conn.fetch(LIST, organiser_id, before, limit)]


async def get(conn: Conn, organiser_id: UUID, import_id: UUID) -> PeopleImportRow:
    """Return one import; raises `NotFound`."""
    return _import(await get_row(conn, "people_import", FIND, organiser_id, import_id))


async def lock(conn: Conn, organiser_id: UUID, import_id: UUID) -> bool:
    """Lock an import, and return whether it has been undone; raises `NotFound`."""
    row = await get_row(conn, "people_import", LOCK, organiser_id, import_id)
    return bool(row["is_undone"])


async def list_people(conn: Conn, organiser_id: UUID, import_id: UUID) -> list[ImportedPerson]:
    """Everybody whom an import added or changed."""
    rows = await conn.fetch(PEOPLE, organiser_id, import_id)
    return [msgspec.convert(dict(row), ImportedPerson) for row in rows]


async def list_organisations(conn: Conn, organiser_id: UUID, import_id: UUID) -> list[UUID]:
    """The organisations that an import added and that are still there."""
    return [row["organisation_id"] for row in await conn.fetch(LIST_ORGANISATIONS, organiser_id, import_id)]


async def delete_organisations(conn: Conn, organiser_id: UUID, organisation_ids: Sequence[UUID]) -> set[UUID]:
    """Delete those of these organisations on which nothing depends, and return their ids; those at the bottom first."""
    await conn.execute(LOCK_ORGANISATIONS, organiser_id, organisation_ids)
    deleted: set[UUID] = set()
    while rows := await conn.fetch(DELETE_ORGANISATIONS, organiser_id, organisation_ids):
        deleted |= {row["id"] for row in rows}
    return deleted


async def note_undone(
    conn: Conn, organiser_id: UUID, import_id: UUID, counts: Mapping[str, int], *, now: datetime
) -> None:
    """Note that an import has been undone."""
    await conn.execute(UNDO, organiser_id, import_id, now, dict(counts))


async def find_mapping(conn: Conn, organiser_id: UUID, signature: str) -> dict[str, str] | None:
    """The mapping that was used last for these headings."""
    found: dict[str, str] | None = await conn.fetchval(FIND_MAPPING, organiser_id, signature)
    return found


async def keep_mapping(conn: Conn, organiser_id: UUID, columns: Columns, *, now: datetime) -> None:
    """Remember a mapping for the next sheet with these headings."""
    await conn.execute(KEEP_MAPPING, organiser_id, columns.signature, columns.mapping, now)


async def forget(conn: Conn, *, imported_before: datetime, used_before: datetime) -> None:
    """Delete what an import can be undone by when it is too old, and mappings that nobody uses."""
    await conn.execute(FORGET_PEOPLE, imported_before)
    await conn.execute(FORGET_ORGANISATIONS, imported_before)
    await conn.execute(FORGET_MAPPINGS, used_before)


async def forget_person(conn: Conn, organiser_id: UUID, person_id: UUID) -> None:
    """Delete what imports say of a person."""
    await conn.execute(ERASE_PERSON, organiser_id, person_id)


def _import(row: asyncpg.Record) -> PeopleImportRow:
    return msgspec.convert(dict(row), PeopleImportRow)


def _json(person: StoredPerson) -> Any:  # Any: JSON
    return msgspec.to_builtins(person)
