"""The part of the directory that a list of people concerns, read and locked for an import."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.directory.people_import.directory import (
    Directory,
    StoredOrganisation,
    StoredPerson,
    StoredPosition,
)
from services.registration.store.directory import merged_people
from shared.postgres import Conn

# One import of a tenant after the other: two of the same list would find each other's people missing.
LOCK_IMPORTS: Final = "select pg_advisory_xact_lock(hashtextextended('people import ' || $1::uuid::text, 0))"

_columns: Final = """
select p.id, p.name, coalesce(p.email_key, p.shared_key) as key, p.shared_key is not null as address_is_shared, p.phone,
       p.language, p.protected_identity
  from person p
"""

FIND_PEOPLE: Final = f"""
{_columns}
 where p.organiser_id = $1 and (p.email_key = any($2::text[]) or p.shared_key = any($2::text[]) or p.id = any($3::uuid[]))
 order by p.id
"""

LOCK_PEOPLE: Final = f"{FIND_PEOPLE} for no key update of p"

# Who is being erased is nobody to be compared with.
FIND_NAMESAKES: Final = f"""
{_columns}
 where p.organiser_id = $1
   and p.name_search = any($2::text[])
   and not exists (select from erasure e where e.organiser_id = p.organiser_id and e.person_id = p.id)
   and not exists (select from merged_person m where m.organiser_id = p.organiser_id and m.person_id = p.id)
 order by p.id
"""

POSITIONS: Final = """
select q.person_id, q.id, q.organisation_id, q.role, q.group_name as "group", q.from_on, q.until_on
  from position q
 where q.organiser_id = $1 and q.person_id = any($2::uuid[])
 order by q.person_id, q.id
"""

ORGANISATIONS: Final = """
select id, name, type, parent_id, municipality_code, county_code from organisation where organiser_id = $1 order by id
"""


class DirectoryRows(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the directory as rows: two that are equal lead to the same plan. `aliases`: addresses of merged entries."""

    people: list[StoredPerson]
    organisations: list[StoredOrganisation]
    aliases: dict[str, UUID]

    def directory(self) -> Directory:
        """The rows to look people and organisations up in."""
        return Directory(self.people, self.organisations, aliases=self.aliases)


async def lock_imports(conn: Conn, organiser_id: UUID) -> None:
    """Wait for another import of this tenant, until the transaction ends."""
    await conn.execute(LOCK_IMPORTS, organiser_id)


async def read(
    conn: Conn, organiser_id: UUID, *, keys: Sequence[str], names: Sequence[str], is_stored: bool
) -> DirectoryRows:
    """The people who have these addresses or names (in the form of searches), and every organisation; the former are locked if it is to be stored."""
    aliases = await merged_people.find_aliases(conn, organiser_id, keys)
    while True:
        people = await find(
            conn, organiser_id, keys=keys, person_ids=sorted(set(aliases.values())), is_locked=is_stored
        )
        # Whoever was merged while their row was waited for has given the address away: it names another entry now.
        since = await merged_people.find_aliases(conn, organiser_id, keys)
        if since == aliases:
            break
        aliases = since
    known = {person.id for person in people}
    namesakes = await conn.fetch(FIND_NAMESAKES, organiser_id, list(names))
    others = [msgspec.convert(dict(row), StoredPerson) for row in namesakes if row["id"] not in known]
    organisations = await conn.fetch(ORGANISATIONS, organiser_id)
    return DirectoryRows(
        people=[*people, *others],
        organisations=[msgspec.convert(dict(row), StoredOrganisation) for row in organisations],
        aliases=aliases,
    )


async def find(
    conn: Conn,
    organiser_id: UUID,
    *,
    keys: Sequence[str] = (),
    person_ids: Sequence[UUID] = (),
    is_locked: bool,
) -> list[StoredPerson]:
    """People by address or by id, with their positions."""
    rows = await conn.fetch(
        LOCK_PEOPLE if is_locked else FIND_PEOPLE, organiser_id, list(keys), list(person_ids)
    )
    positions: dict[UUID, list[StoredPosition]] = {}
    for row in await conn.fetch(POSITIONS, organiser_id, [row["id"] for row in rows]):
        positions.setdefault(row["person_id"], []).append(_position(row))
    return [msgspec.convert({**row, "positions": positions.get(row["id"], [])}, StoredPerson) for row in rows]


def _position(row: asyncpg.Record) -> StoredPosition:
    return msgspec.convert({key: value for key, value in row.items() if key != "person_id"}, StoredPosition)
