"""Rows of `person` and `position`."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.directory.person import Person, Position
from services.registration.domain.errors import AlreadyMade, DependedUpon, NotFound
from services.registration.domain.form import address_key
from services.registration.domain.registration import Applicant
from services.registration.store.access.generations import following
from services.registration.store.directory.organisations import like
from services.registration.store.rows import get_row
from shared import ids, swedish
from shared.postgres import Conn

_shown: Final = """
select p.organiser_id, p.id, p.name, p.email, p.phone, p.language, p.protected_identity, p.version, p.name_sort,
       coalesce((select jsonb_agg(jsonb_build_object('organisation_id', q.organisation_id, 'role', q.role,
                                                     'group', q.group_name, 'from_on', q.from_on, 'until_on', q.until_on)
                                  order by q.id)
                   from position q
                  where q.organiser_id = p.organiser_id and q.person_id = p.id), '[]') as positions
  from person p
"""

# A cursor after a person with a protected identity holds only their id.
LIST: Final = f"""{_shown}
 where p.organiser_id = $1
   and (p.name_sort, p.id)
       > (coalesce((select s.name_sort from person s where s.organiser_id = $1 and s.id = $3 and $2 = ''), $2)::text, $3::uuid)
   and ($5::boolean or not p.protected_identity)
   and not exists (select from merged_person m where m.organiser_id = p.organiser_id and m.person_id = p.id)
   and ($6::text is null or p.name_search like '%' || $6 || '%' or p.email_key like '%' || $7 || '%')
   and ($8::text is null or p.email_key = $8)
   and ($9::uuid is null or p.id = any(array(select q.person_id from position q
                                              where q.organiser_id = $1 and q.organisation_id = $9)))
 order by p.name_sort, p.id
 limit $4
"""

FIND: Final = f"""{_shown}
 where p.organiser_id = $1 and p.id = $2 and ($3::boolean or not p.protected_identity)
"""

FIND_MANY: Final = f"""{_shown}
 where p.organiser_id = $1 and p.id = any($2::uuid[]) and ($3::boolean or not p.protected_identity)
 order by p.name_sort, p.id
"""

LOCK: Final = "select id from person where organiser_id = $1 and id = $2 for no key update"

# A statement of its own: one that has waited for the lock sees positions, erasures and merges as they were when it began.
FIND_LOCKED: Final = f"""{_shown}
 where p.organiser_id = $1 and p.id = $2
   and not exists (select from erasure e where e.organiser_id = p.organiser_id and e.person_id = p.id)
   and not exists (select from merged_person m where m.organiser_id = p.organiser_id and m.person_id = p.id)
"""

FIND_BY_EMAIL: Final = "select id from person where organiser_id = $1 and email_key = $2"

# Locked until the transaction ends, so that the person is not erased meanwhile.
LOCK_BY_EMAIL: Final = f"{FIND_BY_EMAIL} for share"

ARE_COLLEAGUES: Final = """
select exists (select from position a
                 join position b on b.organiser_id = a.organiser_id and b.organisation_id = a.organisation_id
                where a.organiser_id = $1 and a.person_id = $2 and b.person_id = $3)
"""

# Locked until the transaction ends, so that nobody is erased or merged meanwhile.
HOLD: Final = "select id from person where organiser_id = $1 and id = any($2::uuid[]) order by id for share"

ARE_GONE: Final = """
select exists (select from erasure where organiser_id = $1 and person_id = any($2::uuid[]))
    or exists (select from merged_person where organiser_id = $1 and person_id = any($2::uuid[]))
"""

# The address is unique: a concurrent insert of the same address waits, and then finds the first person.
INSERT: Final = """
insert into person (organiser_id, id, name, name_sort, name_search, email, email_key, language, protected_identity, phone)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict on constraint person_email_key do nothing
returning id
"""

# A shared address stays shared until the person gets another one. Another spelling of an address is the same address.
UPDATE: Final = """
update person
   set name = $3, name_sort = $4, name_search = $5, email = $6,
       email_key = case when shared_key is not null and email is not distinct from $6 then null else $7 end,
       shared_key = case when email is not distinct from $6 then shared_key end, language = $8,
       address_edition = address_edition + case when coalesce(email_key, shared_key) is distinct from $7 then 1 else 0 end,
       address_erased = address_erased and $6 is null, protected_identity = $9, phone = $10,
       version = version + 1
 where organiser_id = $1 and id = $2
"""

CHOOSE_LANGUAGE: Final = """
update person set language = $3, language_chosen = true, version = version + 1
 where organiser_id = $1 and id = $2 and (language <> $3 or not language_chosen)
returning id
"""

DELETE: Final = "delete from person where organiser_id = $1 and id = $2 returning id"

CLEAR_POSITIONS: Final = "delete from position where organiser_id = $1 and person_id = $2"

ADD_POSITIONS: Final = """
insert into position (organiser_id, person_id, id, organisation_id, role, group_name, from_on, until_on)
select $1, $2, * from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::date[], $8::date[])
"""

# Keeps the name and the address for the last mails, but removes the keys by which the person is found.
HIDE_PERSON: Final = f"""
update person
   set name_sort = $3, name_search = $4, email_key = null, shared_key = null, source_id = null, phone = null, extra = '{{}}',
       feed_generation = {following("feed_generation")}, version = version + 1
 where organiser_id = $1 and id = $2
"""

ERASE_PERSON: Final = """
update person
   set name = $3, name_sort = $4, name_search = $5, email = null, email_key = null, shared_key = null, source_id = null,
       phone = null, extra = '{}', version = version + 1
 where organiser_id = $1 and id = $2
"""


async def list_after(
    conn: Conn,
    organiser_id: UUID,
    *,
    sort: str,
    after: UUID,
    limit: int,
    sees_protected: bool,
    search: str | None = None,
    email: str | None = None,
    organisation_id: UUID | None = None,
) -> list[Person]:
    """Return a page of people in Swedish order; `search` matches names and addresses."""
    rows = await conn.fetch(
        LIST,
        organiser_id,
        sort,
        after,
        limit,
        sees_protected,
        like(search) if search else None,
        _literally(search.strip().casefold()) if search else None,
        address_key(email) if email else None,
        organisation_id,
    )
    return [_person(row) for row in rows]


async def list_by_id(
    conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID], *, sees_protected: bool
) -> list[Person]:
    """Return people by id, in Swedish order."""
    return [_person(row) for row in await conn.fetch(FIND_MANY, organiser_id, person_ids, sees_protected)]


async def get(conn: Conn, organiser_id: UUID, person_id: UUID, *, sees_protected: bool = True) -> Person:
    """Return a person with positions; raises `NotFound`, also for a protected identity unless `sees_protected`."""
    return _person(await get_row(conn, "person", FIND, organiser_id, person_id, sees_protected))


async def lock(conn: Conn, organiser_id: UUID, person_id: UUID) -> Person:
    """Lock and return a person; raises `NotFound` also for one who is being erased or was merged into another entry."""
    await conn.execute(LOCK, organiser_id, person_id)
    return _person(await get_row(conn, "person", FIND_LOCKED, organiser_id, person_id))


async def hold(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID]) -> None:
    """Lock people who get something; raises `NotFound` if one of them is being erased or was merged into another entry."""
    await conn.execute(HOLD, organiser_id, person_ids)
    if await conn.fetchval(ARE_GONE, organiser_id, person_ids):
        raise NotFound("person")


async def find_by_email(conn: Conn, organiser_id: UUID, email: str) -> UUID | None:
    """Return the id of the person with this address, ignoring case."""
    found: UUID | None = await conn.fetchval(FIND_BY_EMAIL, organiser_id, address_key(email))
    return found


async def are_colleagues(conn: Conn, organiser_id: UUID, person_id: UUID, other_id: UUID) -> bool:
    """Whether two people have positions at the same organisation."""
    return bool(await conn.fetchval(ARE_COLLEAGUES, organiser_id, person_id, other_id))


async def insert(conn: Conn, person: Person) -> bool:
    """Add a person without positions; False if another person has the address. Raises `AlreadyMade` for an id that is used."""
    try:
        return await conn.fetchval(INSERT, *_values(person)) is not None
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "person_pkey":
            raise AlreadyMade from error
        raise


async def find_or_make(conn: Conn, organiser_id: UUID, applicant: Applicant) -> tuple[UUID, bool]:
    """Find and lock a person by address, or add one; return the id, and whether it is new. A known person keeps their name."""
    person = Person(
        organiser_id=organiser_id,
        id=ids.new(),
        name=applicant.name,
        email=applicant.email,
        language=applicant.language,
    )
    key = address_key(applicant.email)
    while not await insert(conn, person):
        found: UUID | None = await conn.fetchval(LOCK_BY_EMAIL, organiser_id, key)
        if found is not None:
            return found, False
        # The person with the address was erased, or got another address, since the insert: try again.
    return person.id, True


async def update(conn: Conn, person: Person) -> bool:
    """Store a changed person without positions and raise the version; False if another person has the address."""
    try:
        async with conn.transaction():
            await conn.execute(UPDATE, *_values(person))
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name in {"person_email_key", "person_shared_key"}:
            return False
        raise
    return True


async def choose_language(conn: Conn, organiser_id: UUID, person_id: UUID, language: str) -> bool:
    """Store a person's choice of language; False if nothing changed."""
    return await conn.fetchval(CHOOSE_LANGUAGE, organiser_id, person_id, language) is not None


async def delete(conn: Conn, organiser_id: UUID, person_id: UUID) -> None:
    """Delete a person; raises `DependedUpon` if they were ever invited or registered."""
    try:
        found = await conn.fetchval(DELETE, organiser_id, person_id)
    except asyncpg.ForeignKeyViolationError as error:
        raise DependedUpon from error
    if found is None:
        raise NotFound("person")


async def set_positions(conn: Conn, person: Person) -> None:
    """Replace a person's stored positions; raises `NotFound` if an organisation does not exist."""
    await conn.execute(CLEAR_POSITIONS, person.organiser_id, person.id)
    positions = person.positions
    if not positions:
        return
    try:
        await conn.execute(
            ADD_POSITIONS,
            person.organiser_id,
            person.id,
            sorted(ids.new() for _ in positions),  # sorted: positions are read by id
            *([getattr(position, name) for position in positions] for name in Position.__struct_fields__),
        )
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound("organisation_id") from error


def _person(row: asyncpg.Record) -> Person:
    return msgspec.convert(dict(row), Person)


def _values(person: Person) -> list[object]:
    """Return the column values in the order of the statements."""
    return [
        person.organiser_id,
        person.id,
        person.name,
        swedish.sort_key(person.name),
        swedish.search_key(person.name),
        person.email,
        address_key(person.email) if person.email else None,
        person.language,
        person.protected_identity,
        person.phone,
    ]


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
