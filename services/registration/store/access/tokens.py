"""Rows of `api_token`: only a hash is stored, so a token can be read only when it is created."""

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.api_token import ApiToken, NewApiToken
from services.registration.domain.caller import Role
from services.registration.store.rows import get_row
from services.registration.store.transaction import reading
from shared.postgres import Conn, Pool

FIND: Final = """
select id, organiser_id, role,
       last_used_at is null or last_used_at < clock_timestamp() - interval '1 hour' as is_use_to_note
  from api_token
 where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())
"""

# At most once an hour for each token, so that a busy one does not write a row for each request.
NOTE_USE: Final = """
update api_token set last_used_at = clock_timestamp()
 where organiser_id = $1 and id = $2 and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 hour')
"""

_shown: Final = """
select organiser_id, id, name, role, created_at, expires_at, last_used_at, revoked_at from api_token
"""

LIST: Final = f"{_shown} where organiser_id = $1 and id > $2 order by id limit $3"

LIST_WITH_SLUG: Final = """
select o.slug, t.organiser_id, t.id, t.name, t.role, t.created_at, t.expires_at, t.last_used_at, t.revoked_at
  from api_token t
  join organiser o on o.id = t.organiser_id
 where $1::text is null or o.slug = $1
 order by o.slug, t.id
"""

GET: Final = f"{_shown} where organiser_id = $1 and id = $2"

INSERT: Final = """
insert into api_token (organiser_id, id, name, role, token_hash, expires_at) values ($1, $2, $3, $4, $5, $6)
"""

REVOKE: Final = """
update api_token set revoked_at = $3 where organiser_id = $1 and id = $2 and revoked_at is null returning true
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
    """Caches valid tokens for one second; a revoked or expired token keeps working for as long."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._known: dict[bytes, tuple[float, TokenHolder]] = {}

    async def find(self, pool: Pool, token: str) -> TokenHolder | None:
        """Return the holder of a token; None if it is unknown, revoked or expired. Caches by hash; unknown tokens are not cached."""
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
    if row is None:
        return None
    holder = TokenHolder(id=row["id"], organiser_id=row["organiser_id"], role=row["role"])
    if row["is_use_to_note"]:
        await _note_use(conn, holder)
    return holder


async def _note_use(conn: Conn, holder: TokenHolder) -> None:
    """Note that a token was used, if the database takes it: requests that only read go on while it takes no writes."""
    try:
        async with conn.transaction():
            await conn.execute(NOTE_USE, holder.organiser_id, holder.id)
    except asyncpg.PostgresError:
        logging.getLogger(__name__).warning("token.use_not_noted", extra={"token_id": str(holder.id)})


async def list_after(conn: Conn, organiser_id: UUID, *, after: UUID, limit: int) -> list[ApiToken]:
    """Return a page of tokens by id, the revoked and expired ones too."""
    return [ApiToken(**row) for row in await conn.fetch(LIST, organiser_id, after, limit)]


async def list_with_slug(conn: Conn, slug: str | None) -> list[tuple[str, ApiToken]]:
    """Return every token of one tenant, or of all, with the tenant's slug."""
    rows = [dict(row) for row in await conn.fetch(LIST_WITH_SLUG, slug)]
    return [(row.pop("slug"), ApiToken(**row)) for row in rows]


async def get(conn: Conn, organiser_id: UUID, token_id: UUID) -> ApiToken:
    """Return a token; raises `NotFound`."""
    return ApiToken(**await get_row(conn, "token", GET, organiser_id, token_id))


async def insert(conn: Conn, organiser_id: UUID, token_id: UUID, new: NewApiToken, token: str) -> None:
    """Store the hash of a new token."""
    await conn.execute(INSERT, organiser_id, token_id, new.name, new.role, hash_of(token), new.expires_at)


async def revoke(conn: Conn, organiser_id: UUID, token_id: UUID, now: datetime) -> bool:
    """Revoke a token; False if it was revoked before or does not exist."""
    return await conn.fetchval(REVOKE, organiser_id, token_id, now) is not None
