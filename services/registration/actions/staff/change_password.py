"""A staff member changes their own password, which ends every session but the one that they are in."""

import secrets
from collections.abc import Mapping
from uuid import UUID

from services.registration.actions.directory.passwords import Passwords
from services.registration.actions.permitted import permitted
from services.registration.actions.staff.attempts import WrongPassword, counted_attempt
from services.registration.domain.caller import Actor, Caller
from services.registration.domain.errors import NotFound
from services.registration.store.access import audit, staff, staff_sessions, tokens
from services.registration.store.access.staff import Login
from services.registration.store.transaction import reading, transaction
from shared.postgres import Conn, Pool


@permitted("staff.change_password")
async def change_password(
    pool: Pool,
    caller: Caller,
    passwords: Passwords,
    staff_id: UUID,
    *,
    old: str,
    new: str,
    limits: Mapping[bytes, int],
) -> str:
    """Set the password wherever it was the old one; return the cookie of a new session, after all others have ended.

    `limits`: as in `sign_in`. Raises `NotFound` for somebody else's row, `WrongPassword` and `TooManyAttempts`.
    """
    if staff_id != caller.actor.id:
        raise NotFound("staff")
    async with reading(pool) as conn:
        member = await staff.get(conn, caller.organiser_id, staff_id)
        logins = await staff.logins(conn, member.email)
    async with counted_attempt(limits, pool, now=caller.now) as attempt:
        right = [login for login in logins if (await passwords.verify(login.password_hash, old)).is_right]
        if staff_id not in {login.id for login in right}:
            raise WrongPassword
        password_hash = await passwords.hash(new)
        async with transaction(pool) as conn:
            await attempt.take_back(conn)
            return await _set(conn, caller, right, password_hash)


async def _set(conn: Conn, caller: Caller, logins: list[Login], password_hash: str) -> str:
    cookie = secrets.token_urlsafe(32)
    for login in logins:
        await staff.rehash(conn, login.organiser_id, login.id, password_hash)
        await staff_sessions.end_all(conn, login.organiser_id, login.id)
        own = Caller(
            actor=Actor(kind="staff", id=login.id, role=login.role),
            now=caller.now,
            organiser_id=login.organiser_id,
            correlation_id=caller.correlation_id,
        )
        await audit.write(conn, own, "staff.change_password", ("staff", login.id))
    await staff_sessions.start(conn, [login.id for login in logins], tokens.hash_of(cookie), now=caller.now)
    return cookie
