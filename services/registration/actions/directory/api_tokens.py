"""Creates and revokes API tokens."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.api_token import NewApiToken
from services.registration.domain.audit import new_fields
from services.registration.domain.caller import Caller
from services.registration.store.access import audit, tokens
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


@permitted("token.create")
async def create(pool: Pool, caller: Caller, new: NewApiToken) -> tuple[UUID, str]:
    """Create a token; return its id, and the token itself, of which only the hash is stored."""
    async with transaction(pool) as conn:
        return await issue(conn, caller, new)


@permitted("token.revoke")
async def revoke(pool: Pool, caller: Caller, token_id: UUID) -> None:
    """Revoke a token; does nothing if it is revoked. Raises `NotFound`."""
    async with transaction(pool) as conn:
        await invalidate(conn, caller, token_id)


async def issue(conn: Conn, caller: Caller, new: NewApiToken) -> tuple[UUID, str]:
    """Store a new token in the caller's transaction."""
    token_id, token = ids.new(), tokens.new()
    await tokens.insert(conn, caller.organiser_id, token_id, new, token)
    await audit.write(conn, caller, "token.create", ("token", token_id), after=new_fields(new))
    return token_id, token


async def invalidate(conn: Conn, caller: Caller, token_id: UUID) -> None:
    """Revoke a token in the caller's transaction. Raises `NotFound`."""
    if await tokens.revoke(conn, caller.organiser_id, token_id, caller.now):
        await audit.write(conn, caller, "token.revoke", ("token", token_id))
    else:
        await tokens.get(conn, caller.organiser_id, token_id)
