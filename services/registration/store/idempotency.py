"""Rows of `idempotency`: what was answered to a key, kept in the transaction of what was done."""

from typing import Final, Literal
from uuid import UUID

import msgspec

from shared.postgres import Conn

# The lock is released with the transaction; a second request meanwhile is refused and does not wait.
TRY_LOCK: Final = "select pg_try_advisory_xact_lock(hashtextextended($1::uuid::text || ' ' || $2::text, 0))"

FIND: Final = """
select request_hash, status, response
  from idempotency
 where token_id = $1 and key = $2 and created_at > now() - interval '24 hours'
"""

KEEP: Final = """
insert into idempotency (token_id, key, request_hash, status, response) values ($1, $2, $3, $4, $5)
on conflict (token_id, key) do update
   set request_hash = excluded.request_hash, status = excluded.status, response = excluded.response, created_at = now()
"""

FORGET: Final = "delete from idempotency where created_at < now() - interval '24 hours'"

# Asked again within the day, they say that it is no more: what was done is not done over.
ERASE_PERSON: Final = """
update idempotency set response = $2, status = 410
 where token_id in (select id from api_token where organiser_id = $1) and response is not null
   and exists (select from unnest($3::bytea[]) as n (needle) where position(n.needle in response) > 0)
"""


class StoredResponse(msgspec.Struct, frozen=True):
    """An answer as it was given."""

    status: int
    body: bytes
    location: str | None = None


async def claim(
    conn: Conn, token_id: UUID, key: str, request_hash: bytes
) -> StoredResponse | Literal["new", "running", "another"]:
    """Begin a request with a key: it is new, runs elsewhere, was another request, or has this answer."""
    if not await conn.fetchval(TRY_LOCK, token_id, key):
        return "running"
    row = await conn.fetchrow(FIND, token_id, key)
    if row is None:
        return "new"
    if row["request_hash"] != request_hash:
        return "another"
    return msgspec.msgpack.decode(row["response"], type=StoredResponse)


async def keep(conn: Conn, token_id: UUID, key: str, request_hash: bytes, answer: StoredResponse) -> None:
    """Keep the answer; it is there if and only if what was done is."""
    await conn.execute(KEEP, token_id, key, request_hash, answer.status, msgspec.msgpack.encode(answer))


async def forget(conn: Conn) -> None:
    """Drop the keys of yesterday."""
    await conn.execute(FORGET)
