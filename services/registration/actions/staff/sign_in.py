"""A person signs in with e-mail address and password, and out again."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.registration.actions.directory.passwords import Passwords
from services.registration.actions.permitted import permitted
from services.registration.actions.staff.attempts import WrongPassword, counted_attempt
from services.registration.domain.caller import Actor, Caller, Initiator
from services.registration.store.access import audit, staff, staff_sessions, tokens
from services.registration.store.transaction import reading, transaction
from shared.postgres import Conn, Pool

# Compared with when nobody has the address, so that an answer takes as long as for somebody who exists.
_NO_HASH: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
_NOBODY: Final = staff.Login(organiser_id=UUID(int=0), id=UUID(int=0), role="viewer", password_hash=_NO_HASH)
_ATTEMPTS: Final = timedelta(days=1)


class NotStaff(Exception):
    """Nobody of staff has this address."""


@permitted("staff.sign_in")
async def sign_in(
    pool: Pool,
    initiator: Initiator,
    passwords: Passwords,
    *,
    email: str,
    password: str,
    limits: Mapping[bytes, int],
    earlier: str | None = None,
) -> str:
    """Start a session and return its cookie, of which only the hash is stored; the browser's `earlier` one ends.

    It is valid at each organiser where the person has this address and this password. `limits`: how many attempts may fail
    within an hour, by a hash of what is counted. Raises `WrongPassword` or `TooManyAttempts`.
    """
    async with counted_attempt(limits, pool, now=initiator.now) as attempt:
        async with reading(pool) as conn:
            found = await staff.logins(conn, email)
        right: list[staff.Login] = []
        new_hashes: dict[UUID, str] = {}
        for login in found or [_NOBODY]:
            verified = await passwords.verify(login.password_hash, password)
            if verified.is_right:
                right.append(login)
            if verified.new_hash is not None:
                new_hashes[login.id] = verified.new_hash
        if not right:
            raise WrongPassword
        async with transaction(pool) as conn:
            await attempt.take_back(conn)
            await _end_earlier(conn, earlier)
            return await _start(conn, initiator, right, new_hashes)


async def _start(
    conn: Conn, initiator: Initiator, right: list[staff.Login], new_hashes: Mapping[UUID, str]
) -> str:
    cookie = secrets.token_urlsafe(32)
    await staff_sessions.start(conn, [login.id for login in right], tokens.hash_of(cookie), now=initiator.now)
    for login in right:
        if login.id in new_hashes:
            await staff.rehash(conn, login.organiser_id, login.id, new_hashes[login.id])
        caller = Caller(
            actor=Actor(kind="staff", id=login.id, role=login.role),
            now=initiator.now,
            organiser_id=login.organiser_id,
            correlation_id=initiator.correlation_id,
        )
        await audit.write(conn, caller, "staff.sign_in", ("staff", login.id))
    return cookie


async def _end_earlier(conn: Conn, cookie: str | None) -> None:
    """End the session that the browser had: nobody knows its cookie any more who should."""
    if cookie is not None:
        await staff_sessions.end(conn, tokens.hash_of(cookie))


@permitted("staff.sign_in")
async def sign_in_by_address(
    pool: Pool, initiator: Initiator, *, email: str, earlier: str | None = None
) -> str:
    """Start a session for whom a provider has vouched for this address, and return its cookie; the browser's `earlier` one ends.

    It is valid at each organiser where the address is staff's, with or without a password. Raises `NotStaff`.
    """
    async with transaction(pool) as conn:
        members = await staff.list_by_address(conn, email)
        if not members:
            raise NotStaff
        await _end_earlier(conn, earlier)
        cookie = secrets.token_urlsafe(32)
        await staff_sessions.start(
            conn, [member.id for member in members], tokens.hash_of(cookie), now=initiator.now
        )
        for member in members:
            caller = Caller(
                actor=Actor(kind="staff", id=member.id, role=member.role),
                now=initiator.now,
                organiser_id=member.organiser_id,
                correlation_id=initiator.correlation_id,
            )
            await audit.write(conn, caller, "staff.sign_in", ("staff", member.id), after={"by": "oidc"})
    return cookie


@permitted("staff.sign_out")
async def sign_out(pool: Pool, initiator: Initiator, cookie: str, *, everywhere: bool = False) -> None:
    """End the session of a cookie; `everywhere`: and every other session of the same person."""
    async with transaction(pool) as conn:
        token_hash = tokens.hash_of(cookie)
        if everywhere:
            for signed_in in await staff_sessions.list_all(conn, token_hash, now=initiator.now):
                await staff_sessions.end_all(conn, signed_in.organiser_id, signed_in.staff_id)
        await staff_sessions.end(conn, token_hash)


@permitted("upkeep.purge")
async def forget_sessions(pool: Pool, initiator: Initiator) -> None:
    """Delete sessions that have ended, and yesterday's failed attempts."""
    async with transaction(pool) as conn:
        await staff_sessions.forget(conn, now=initiator.now, attempts_before=initiator.now - _ATTEMPTS)
