"""Rows of `api_token`: only a hash is kept, so a token is read once, when it is made."""

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.caller import Role
from services.registration.store.transaction import reading
from shared.postgres import Conn, Pool

FIND: Final = """
select id, organiser_id, role from api_token where token_hash = $1 and revoked_at is null
"""

INSERT: Final = """
insert into api_token (organiser_id, id, name, role, token_hash) values ($1, $2, $3, $4, $5)
"""

# Recognised by those who search texts for lost secrets.
_PREFIX: Final = "kallelse_"
_KNOWN_SECONDS: Final = 1.0
_MOST_KNOWN: Final = 1000


class TokenHolder(msgspec.Struct, frozen=True, kw_only=True):
    """A valid token: its id, its organiser and its role. The web makes a `Caller` of it for each request."""

    id: UUID
    organiser_id: UUID
    role: Role


class TokenCache:
    """Remembers valid tokens for one second, so that they are not looked up again; a revoked token works as long."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._known: dict[bytes, tuple[float, TokenHolder]] = {}

    async def find(self, pool: Pool, token: str) -> TokenHolder | None:
        """Who has this token; `None` if nobody has, or no longer. Only the hash is remembered, and no refusal is."""
        token_hash, now = hash_of(token), self.clock()
        until, holder = self._known.get(token_hash, (now, None))
        if holder is not None and now < until:
            return holder
        async with reading(pool) as conn:
            found = await _find(conn, token_hash)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        if found is None:
            self._known.pop(token_hash, None)
        else:
            self._known[token_hash] = (now + _KNOWN_SECONDS, found)
        return found


def new() -> str:
    """Make a token: 256 random bits."""
    return _PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """What is kept of a token. It is random, so one round is enough."""
    return hashlib.sha256(token.encode()).digest()


async def _find(conn: Conn, token_hash: bytes) -> TokenHolder | None:
    row = await conn.fetchrow(FIND, token_hash)
    return msgspec.convert(dict(row), TokenHolder) if row else None


async def insert(
    conn: Conn, organiser_id: UUID, token_id: UUID, *, name: str, role: Role, token: str
) -> None:
    """Keep the hash of a new token."""
    await conn.execute(INSERT, organiser_id, token_id, name, role, hash_of(token))
