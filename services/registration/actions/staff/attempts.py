"""Attempts at a password are counted, so that nobody tries too often."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import msgspec

from services.registration.store.access import staff_sessions
from services.registration.store.transaction import transaction
from shared.postgres import PASSING, Conn, Pool


class WrongPassword(Exception):
    """No staff member has this address and password."""


class TooManyAttempts(Exception):
    """It failed too often within the hour for this address or this network."""


class PasswordAttempt(msgspec.Struct, frozen=True):
    """One attempt that is counted; `who`: hashes of what it is counted for."""

    who: list[bytes]
    now: datetime

    async def take_back(self, conn: Conn) -> None:
        """Count it no more, in the transaction that does what the password was asked for."""
        await staff_sessions.take_back_attempt(conn, self.who, now=self.now)


@asynccontextmanager
async def counted_attempt(
    limits: Mapping[bytes, int], pool: Pool, *, now: datetime
) -> AsyncIterator[PasswordAttempt]:
    """Count an attempt before the block, so that many at once are not all let through; the block takes it back if it succeeds.

    It stays counted after `WrongPassword` alone: any other error is none of the person's, who tries again until we can.
    `limits`: how many may fail within an hour, by a hash of what is counted; beyond them `TooManyAttempts` is raised.
    """
    attempt = PasswordAttempt(list(limits), now)
    async with transaction(pool) as conn:
        counted = await staff_sessions.count_attempt(conn, attempt.who, now=now)
        if any(counted[who] > most for who, most in limits.items()):
            raise TooManyAttempts  # rolls back: this one is not counted
    try:
        yield attempt
    except WrongPassword:
        raise
    except Exception:
        with suppress(*PASSING):
            async with transaction(pool) as conn:
                await attempt.take_back(conn)
        raise
