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
from shared.events import Language
from shared.postgres import Conn

INVITE: Final = """
insert into staff (organiser_id, id, email, email_key, role, link_hash, link_until)
values ($1, $2, $3, $4, $5, $6, clock_timestamp() + interval '7 days')
on conflict on constraint staff_email_key do update
   set role = excluded.role, link_hash = excluded.link_hash, link_until = excluded.link_until, ended_at = null
returning id
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
select organiser_id, id, email, role, name, language, password_hash is not null as has_password, ended_at from staff
"""

LIST: Final = f"{_shown} where organiser_id = $1 and ended_at is null order by email_key, id"

GET: Final = f"{_shown} where organiser_id = $1 and id = $2"

LOCK: Final = f"{_shown} where organiser_id = $1 and ended_at is null order by id for no key update"

BY_LINK: Final = f"{_shown} where link_hash = $1 and link_until > $2 and ended_at is null"

USE_LINK: Final = """
update staff set password_hash = $3, link_hash = null, link_until = null
 where organiser_id = $1 and id = $2 and ended_at is null
"""

REHASH: Final = "update staff set password_hash = $3 where organiser_id = $1 and id = $2"

CHANGE_ROLE: Final = "update staff set role = $3 where organiser_id = $1 and id = $2"

STOP: Final = """
update staff set ended_at = $3, password_hash = null, link_hash = null, link_until = null where organiser_id = $1 and id = $2
"""

CHANGE_OWN: Final = "update staff set name = $3, language = $4 where organiser_id = $1 and id = $2"


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """A staff member who can sign in, with the hash of their password."""

    organiser_id: UUID
    id: UUID
    role: Role
    password_hash: str


async def invite(
    conn: Conn, organiser_id: UUID, staff_id: UUID, *, email: str, role: Role, link_hash: bytes
) -> UUID:
    """Store a new link for choosing a password, valid once for seven days, and invalidate earlier ones. Returns the staff id."""
    found: UUID = await conn.fetchval(
        INVITE, organiser_id, staff_id, email, address_key(email), role, link_hash
    )
    return found


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


async def get_by_link(conn: Conn, link_hash: bytes, *, now: datetime) -> StaffMember | None:
    """Return whose password this link sets; None if it was used or is too old."""
    found = _members(await conn.fetch(BY_LINK, link_hash, now))
    return found[0] if found else None


async def use_link(conn: Conn, organiser_id: UUID, staff_id: UUID, password_hash: str) -> None:
    """Set the password that was chosen, after which the link is dead."""
    await conn.execute(USE_LINK, organiser_id, staff_id, password_hash)


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
