"""Writes many people, positions and organisations, each kind in one statement."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from services.registration.domain.directory.people_import.directory import (
    StoredOrganisation,
    StoredPerson,
    StoredPosition,
)
from services.registration.domain.directory.people_import.plan import NewPersonPlan
from services.registration.domain.form import address_key
from shared import swedish
from shared.postgres import Conn

INSERT_ORGANISATIONS: Final = """
insert into organisation (organiser_id, id, name, name_sort, name_search, type, municipality_code, county_code, parent_id)
select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::uuid[])
"""

INSERT_PEOPLE: Final = """
insert into person (organiser_id, id, name, name_sort, name_search, email, email_key, phone, language, protected_identity)
select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::boolean[])
on conflict on constraint person_email_key do nothing
returning id
"""

UPDATE_PEOPLE: Final = """
update person p
   set name = n.name, name_sort = n.name_sort, name_search = n.name_search, phone = n.phone, language = n.language,
       protected_identity = n.protected_identity, version = p.version + 1
  from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[])
    as n (id, name, name_sort, name_search, phone, language, protected_identity)
 where p.organiser_id = $1 and p.id = n.id
"""

INSERT_POSITIONS: Final = """
insert into position (organiser_id, person_id, id, organisation_id, role, group_name, from_on, until_on)
select $1, * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::date[], $8::date[])
"""

UPDATE_POSITIONS: Final = """
update position q
   set role = n.role, group_name = n.group_name, from_on = n.from_on, until_on = n.until_on
  from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::date[])
    as n (person_id, id, role, group_name, from_on, until_on)
 where q.organiser_id = $1 and q.id = n.id and q.person_id = n.person_id
"""

DELETE_POSITIONS: Final = (
    "delete from position where organiser_id = $1 and person_id = any($2::uuid[]) and id = any($3::uuid[])"
)

# Nothing depends on whom nobody invited, registered or erased; the positions go with the person.
DELETE_PEOPLE: Final = """
delete from person p
 where p.organiser_id = $1 and p.id = any($2::uuid[])
   and not exists (select from invitation i where i.organiser_id = p.organiser_id and i.person_id = p.id)
   and not exists (select from registration r where r.organiser_id = p.organiser_id and r.person_id = p.id)
   and not exists (select from erasure e where e.organiser_id = p.organiser_id and e.person_id = p.id)
returning id
"""

OWN_POSITION: Final = ("role", "group", "from_on", "until_on")


async def insert_organisations(
    conn: Conn, organiser_id: UUID, organisations: Sequence[StoredOrganisation]
) -> None:
    """Add organisations; the one above may be among them."""
    if organisations:
        await conn.execute(
            INSERT_ORGANISATIONS,
            organiser_id,
            [one.id for one in organisations],
            [one.name for one in organisations],
            [swedish.sort_key(one.name) for one in organisations],
            [swedish.search_key(one.name) for one in organisations],
            [one.type for one in organisations],
            [one.municipality_code for one in organisations],
            [one.county_code for one in organisations],
            [one.parent_id for one in organisations],
        )


async def insert_people(conn: Conn, organiser_id: UUID, people: Sequence[NewPersonPlan]) -> bool:
    """Add people with their positions; False if one of their addresses has been taken meanwhile."""
    ordered = sorted(people, key=lambda person: address_key(person.email))
    added = await conn.fetch(
        INSERT_PEOPLE,
        organiser_id,
        [person.id for person in ordered],
        [person.name for person in ordered],
        [swedish.sort_key(person.name) for person in ordered],
        [swedish.search_key(person.name) for person in ordered],
        [person.email for person in ordered],
        [address_key(person.email) for person in ordered],
        [person.phone for person in ordered],
        [person.language for person in ordered],
        [person.protected_identity for person in ordered],
    )
    if len(added) < len(people):
        return False
    await insert_positions(conn, organiser_id, {person.id: person.positions for person in people})
    return True


async def update_people(conn: Conn, organiser_id: UUID, people: Sequence[StoredPerson]) -> None:
    """Store name, telephone, language and protection of people, and raise their versions."""
    await conn.execute(
        UPDATE_PEOPLE,
        organiser_id,
        [person.id for person in people],
        [person.name for person in people],
        [swedish.sort_key(person.name) for person in people],
        [swedish.search_key(person.name) for person in people],
        [person.phone for person in people],
        [person.language for person in people],
        [person.protected_identity for person in people],
    )


async def insert_positions(
    conn: Conn, organiser_id: UUID, positions: dict[UUID, Sequence[StoredPosition]]
) -> None:
    """Add positions, by the id of the person."""
    pairs = [(person_id, position) for person_id, own in positions.items() for position in own]
    await conn.execute(
        INSERT_POSITIONS,
        organiser_id,
        [person_id for person_id, _ in pairs],
        [position.id for _, position in pairs],
        [position.organisation_id for _, position in pairs],
        *_columns(pairs),
    )


async def update_positions(
    conn: Conn, organiser_id: UUID, positions: dict[UUID, Sequence[StoredPosition]]
) -> None:
    """Store role, group and days of positions, by the id of the person."""
    pairs = [(person_id, position) for person_id, own in positions.items() for position in own]
    await conn.execute(
        UPDATE_POSITIONS,
        organiser_id,
        [person_id for person_id, _ in pairs],
        [position.id for _, position in pairs],
        *_columns(pairs),
    )


async def delete_positions(
    conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID], ids: Sequence[UUID]
) -> None:
    """Remove positions of these people."""
    await conn.execute(DELETE_POSITIONS, organiser_id, person_ids, ids)


async def delete_people(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> set[UUID]:
    """Delete those of these people on whom nothing depends, and return their ids."""
    return {row["id"] for row in await conn.fetch(DELETE_PEOPLE, organiser_id, person_ids)}


def _columns(pairs: Sequence[tuple[UUID, StoredPosition]]) -> list[list[Any]]:  # Any: texts or days
    return [[getattr(position, name) for _, position in pairs] for name in OWN_POSITION]
