"""Rows of `api_token`: only a hash is kept, so a token is read once, when it is made."""

import hashlib
import secrets
from typing import Final, Literal
from uuid import UUID

import msgspec

from shared.postgres import Conn

Role = Literal["admin", "coordinator", "viewer"]

FIND: Final = """
select id, organiser_id, role from api_token where token_hash = $1 and revoked_at is null
"""

INSERT: Final = """
insert into api_token (organiser_id, id, name, role, token_hash) values ($1, $2, $3, $4, $5)
"""

# Recognised by those who search texts for lost secrets.
_PREFIX: Final = "kallelse_"


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: the token, its tenant and what it may."""

    id: UUID
    organiser_id: UUID
    role: Role

    @property
    def sees_protected(self) -> bool:
        """People with protected identity appear in nothing that a viewer can reach."""
        return self.role != "viewer"


def new() -> str:
    """Make a token: 256 random bits."""
    return _PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """What is kept of a token. It is random, so one round is enough."""
    return hashlib.sha256(token.encode()).digest()


async def find(conn: Conn, token: str) -> Caller | None:
    """Who has this token; `None` if nobody has, or no longer."""
    row = await conn.fetchrow(FIND, hash_of(token))
    return msgspec.convert(dict(row), Caller) if row else None


async def insert(
    conn: Conn, organiser_id: UUID, token_id: UUID, *, name: str, role: Role, token: str
) -> None:
    """Keep the hash of a new token."""
    await conn.execute(INSERT, organiser_id, token_id, name, role, hash_of(token))
