"""Rows of `api_token`: only a hash is stored, so a token can be read only when it is created."""

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

# A fixed prefix lets secret scanners recognise leaked tokens.
_PREFIX: Final = "kallelse_"
_KNOWN_SECONDS: Final = 1.0
_MOST_KNOWN: Final = 1000


class TokenHolder(msgspec.Struct, frozen=True, kw_only=True):
    """A valid token: its id, its organiser and its role. The web layer makes a `Caller` of it for each request."""

    id: UUID
    organiser_id: UUID
    role: Role


class TokenCache:
    """Caches valid tokens for one second; a revoked token keeps working for as long."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._known: dict[bytes, tuple[float, TokenHolder]] = {}

    async def find(self, pool: Pool, token: str) -> TokenHolder | None:
        """Return the holder of a token; None if it is unknown or revoked. Caches by hash; unknown tokens are not cached."""
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
    """Return a new token of 256 random bits."""
    return _PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """Return the stored hash of a token. One round is enough, because a token is random."""
    return hashlib.sha256(token.encode()).digest()


async def _find(conn: Conn, token_hash: bytes) -> TokenHolder | None:
    row = await conn.fetchrow(FIND, token_hash)
    return msgspec.convert(dict(row), TokenHolder) if row else None


async def insert(
    conn: Conn, organiser_id: UUID, token_id: UUID, *, name: str, role: Role, token: str
) -> None:
    """Store the hash of a new token."""
    await conn.execute(INSERT, organiser_id, token_id, name, role, hash_of(token))
