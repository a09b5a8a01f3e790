"""Rows of `idempotency`: the response to each key, stored in the same transaction as the action."""

from typing import Final, Literal
from uuid import UUID

import msgspec

from shared.postgres import Conn

# Released at the end of the transaction; a concurrent request with the same key is refused and does not wait.
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

# A repeated request gets 410 for the rest of the day, and the action does not run again.
ERASE_PERSON: Final = """
update idempotency set response = $2, status = 410
 where token_id in (select id from api_token where organiser_id = $1) and response is not null
   and exists (select from unnest($3::bytea[]) as n (needle) where position(n.needle in response) > 0)
"""


class StoredResponse(msgspec.Struct, frozen=True):
    """A stored response."""

    status: int
    body: bytes
    location: str | None = None


async def claim(
    conn: Conn, token_id: UUID, key: str, request_hash: bytes
) -> StoredResponse | Literal["new", "running", "another"]:
    """Claim a key: `new`, `running` in another transaction, used for `another` request, or the stored response."""
    if not await conn.fetchval(TRY_LOCK, token_id, key):
        return "running"
    row = await conn.fetchrow(FIND, token_id, key)
    if row is None:
        return "new"
    if row["request_hash"] != request_hash:
        return "another"
    return msgspec.msgpack.decode(row["response"], type=StoredResponse)


async def keep(conn: Conn, token_id: UUID, key: str, request_hash: bytes, answer: StoredResponse) -> None:
    """Store the response, in the transaction of the action."""
    await conn.execute(KEEP, token_id, key, request_hash, answer.status, msgspec.msgpack.encode(answer))


async def forget(conn: Conn) -> None:
    """Delete keys older than 24 hours."""
    await conn.execute(FORGET)
