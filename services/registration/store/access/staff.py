"""Rows of `staff`: who may sign in for a tenant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.caller import Role
from services.registration.domain.errors import NotFound
from services.registration.domain.form import address_key
from services.registration.domain.staff import StaffMember
from services.registration.store.access.generations import following, next_generation
from shared.language import Language
from shared.links import LinkSubject
from shared.notice_events import StaffLinkReason
from shared.postgres import Conn

INVITE: Final = """
insert into staff (organiser_id, id, email, email_key, role, name)
values ($1, $2, $3, $4, $5, $6)
on conflict on constraint staff_email_key do update
   set role = excluded.role, name = coalesce(excluded.name, staff.name), ended_at = null
returning id
"""

# A new link ends the one before: of a mailed one only the generation is stored, of a printed one the hash.
NEW_LINK: Final = f"""
update staff
   set link_until = $3, link_reason = $4, link_hash = $5, generation = {next_generation}, version = version + 1
 where organiser_id = $1 and id = $2 and ended_at is null
"""

LET_IN: Final = """
insert into staff (organiser_id, id, email, email_key, role, password_hash)
values ($1, $2, $3, $4, $5, $6)
on conflict on constraint staff_email_key do update
   set role = excluded.role, password_hash = excluded.password_hash, link_hash = null, link_until = null, ended_at = null
returning id
"""

# Signing in begins without a tenant: the person may be staff of several.
LOGINS: Final = """
select organiser_id, id, role, password_hash from staff
 where email_key = $1 and ended_at is null and password_hash is not null
 order by id
"""

_shown: Final = """
select organiser_id, id, email, role, name, language, password_hash is not null as has_password, ended_at,
       generation, link_until, link_reason
  from staff
"""

LIST: Final = f"{_shown} where organiser_id = $1 and ended_at is null order by email_key, id"

GET: Final = f"{_shown} where organiser_id = $1 and id = $2"

LOCK: Final = f"{_shown} where organiser_id = $1 and ended_at is null order by id for no key update"

BY_PRINTED_LINK: Final = f"{_shown} where link_hash = $1 and link_until > $2 and ended_at is null"

BY_MAILED_LINK: Final = f"""{_shown}
 where id = $1 and generation = $2 and link_hash is null and link_until > $3 and ended_at is null
"""

BY_ADDRESS: Final = f"{_shown} where email_key = $1 and ended_at is null order by password_hash is null, id"

# Of two who use the same link at once, the second finds another generation.
USE_LINK: Final = f"""
update staff
   set password_hash = $3, link_hash = null, link_until = null, link_reason = null, generation = {next_generation},
       version = version + 1
 where organiser_id = $1 and id = $2 and generation = coalesce($4, generation) and ended_at is null
"""

REHASH: Final = "update staff set password_hash = $3 where organiser_id = $1 and id = $2"

# Whoever ended before this time; the log of what they did is gone by then too.
FORGET: Final = "delete from staff where ended_at < $1"

CHANGE_ROLE: Final = "update staff set role = $3 where organiser_id = $1 and id = $2"

STOP: Final = f"""
update staff
   set ended_at = $3, password_hash = null, link_hash = null, link_until = null, link_reason = null,
       generation = {next_generation}, version = version + 1,
       feed_generation = {following("feed_generation")}, has_feed = false
 where organiser_id = $1 and id = $2
"""

CHANGE_OWN: Final = "update staff set name = $3, language = $4 where organiser_id = $1 and id = $2"


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """A staff member who can sign in, with the hash of their password."""

    organiser_id: UUID
    id: UUID
    role: Role
    password_hash: str


async def invite(
    conn: Conn, organiser_id: UUID, staff_id: UUID, *, email: str, role: Role, name: str | None = None
) -> UUID:
    """Store who is let in, with this role; returns the staff id."""
    found: UUID = await conn.fetchval(INVITE, organiser_id, staff_id, email, address_key(email), role, name)
    return found


async def new_link(
    conn: Conn,
    organiser_id: UUID,
    staff_id: UUID,
    *,
    until: datetime,
    reason: StaffLinkReason | None,
    link_hash: bytes | None = None,
) -> None:
    """Store that there is a new link for choosing a password: mailed for this reason, or printed (its hash). Earlier ones end."""
    await conn.execute(NEW_LINK, organiser_id, staff_id, until, reason, link_hash)


async def set_password(
    conn: Conn, organiser_id: UUID, staff_id: UUID, *, email: str, role: Role, password_hash: str
) -> UUID:
    """Set the password and role of a staff member, added if new. Returns the staff id."""
    found: UUID = await conn.fetchval(
        LET_IN, organiser_id, staff_id, email, address_key(email), role, password_hash
    )
    return found


async def logins(conn: Conn, email: str) -> list[Login]:
    """Return the staff members with this address, of whatever organiser, who have a password."""
    rows = await conn.fetch(LOGINS, address_key(email))
    return [msgspec.convert(dict(row), Login) for row in rows]


async def list_all(conn: Conn, organiser_id: UUID) -> list[StaffMember]:
    """Return who is staff now, by address."""
    return _members(await conn.fetch(LIST, organiser_id))


async def lock_all(conn: Conn, organiser_id: UUID) -> dict[UUID, StaffMember]:
    """Lock who is staff now, so that the last admin cannot be taken away twice at once."""
    return {member.id: member for member in _members(await conn.fetch(LOCK, organiser_id))}


async def get(conn: Conn, organiser_id: UUID, staff_id: UUID) -> StaffMember:
    """Return a staff member, also one who has ended; raises `NotFound`."""
    found = _members(await conn.fetch(GET, organiser_id, staff_id))
    if not found:
        raise NotFound("staff")
    return found[0]


async def get_by_printed_link(conn: Conn, link_hash: bytes, *, now: datetime) -> StaffMember | None:
    """Return whose password this link sets; None if it was used or is too old."""
    found = _members(await conn.fetch(BY_PRINTED_LINK, link_hash, now))
    return found[0] if found else None


async def get_by_mailed_link(conn: Conn, subject: LinkSubject, *, now: datetime) -> StaffMember | None:
    """Return whose password this link sets; None if it was used, replaced or is too old."""
    found = _members(await conn.fetch(BY_MAILED_LINK, subject.id, subject.generation, now))
    return found[0] if found else None


async def list_by_address(conn: Conn, email: str) -> list[StaffMember]:
    """Return who has this address, of whatever organiser; first those with a password."""
    return _members(await conn.fetch(BY_ADDRESS, address_key(email)))


async def use_link(
    conn: Conn, organiser_id: UUID, staff_id: UUID, password_hash: str, *, generation: int | None = None
) -> None:
    """Set the password that was chosen, after which the link is dead.

    `generation`: of whoever's link it is. Raises `NotFound` if it is another one by now.
    """
    done = await conn.execute(USE_LINK, organiser_id, staff_id, password_hash, generation)
    if done != "UPDATE 1":
        raise NotFound("link")


async def rehash(conn: Conn, organiser_id: UUID, staff_id: UUID, password_hash: str) -> None:
    """Store another hash of the same password, or of a new one."""
    await conn.execute(REHASH, organiser_id, staff_id, password_hash)


async def change_role(conn: Conn, organiser_id: UUID, staff_id: UUID, role: Role) -> None:
    await conn.execute(CHANGE_ROLE, organiser_id, staff_id, role)


async def stop(conn: Conn, organiser_id: UUID, staff_id: UUID, *, now: datetime) -> None:
    """Let a staff member sign in no more; the row stays, since the audit log names it."""
    await conn.execute(STOP, organiser_id, staff_id, now)


async def change_own(
    conn: Conn, organiser_id: UUID, staff_id: UUID, *, name: str | None, language: Language | None
) -> None:
    """Store what a staff member is called, and the language of their pages."""
    await conn.execute(CHANGE_OWN, organiser_id, staff_id, name, language)


def _members(rows: Sequence[asyncpg.Record]) -> list[StaffMember]:
    return [msgspec.convert(dict(row), StaffMember) for row in rows]


async def forget(conn: Conn, *, before: datetime) -> None:
    """Delete those who stopped being staff before this time."""
    await conn.execute(FORGET, before)
