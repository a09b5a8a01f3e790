"""Rows of `staff`: who may sign in for a tenant."""

from typing import Final
from uuid import UUID

from services.registration.domain.caller import Role
from services.registration.domain.form import address_key
from shared.postgres import Conn

INVITE: Final = """
insert into staff (organiser_id, id, email, email_key, role, link_hash, link_until)
values ($1, $2, $3, $4, $5, $6, clock_timestamp() + interval '7 days')
on conflict on constraint staff_email_key do update
   set role = excluded.role, link_hash = excluded.link_hash, link_until = excluded.link_until
returning id
"""

LET_IN: Final = """
insert into staff (organiser_id, id, email, email_key, role, password_hash)
values ($1, $2, $3, $4, $5, $6)
on conflict on constraint staff_email_key do update
   set role = excluded.role, password_hash = excluded.password_hash, link_hash = null, link_until = null
returning id
"""


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
