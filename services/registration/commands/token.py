"""`kallelse token …`: creates, lists and revokes API tokens."""

from datetime import datetime
from uuid import UUID

from services.registration.actions.directory import api_tokens
from services.registration.commands.connection import transaction
from services.registration.domain.api_token import ApiToken, NewApiToken
from services.registration.domain.caller import Role, command
from services.registration.domain.errors import NotFound
from services.registration.store.access import tokens
from services.registration.store.directory import organisers
from shared import times
from shared.postgres import Conn
from shared.refused import Refused


async def create(
    database_url: str, organiser: str, name: str, role: str, *, expires_at: datetime | None = None
) -> str:
    """Create a token for a tenant and return it; only its hash is stored."""
    now = times.now()
    if expires_at is not None and expires_at <= now:
        raise Refused("the token would have expired before it was made")
    new = NewApiToken(name=name, role=role_called(role), expires_at=expires_at)
    async with transaction(database_url) as conn:
        caller = command(now).for_organiser(await tenant(conn, organiser))
        _, made = await api_tokens.issue(conn, caller, new)
    return made


async def list_all(database_url: str, organiser: str | None) -> list[tuple[str, ApiToken]]:
    """Return the slug of the tenant and each of its tokens, revoked ones too; of all tenants if none is named."""
    async with transaction(database_url) as conn:
        if organiser is not None:
            await tenant(conn, organiser)
        return await tokens.list_with_slug(conn, organiser)


async def revoke(database_url: str, id_or_name: str, organiser: str | None) -> ApiToken:
    """Revoke a valid token and return it. Raises `Refused` if none has this id or name, or several have the name."""
    now = times.now()
    listed = [token for _, token in await list_all(database_url, organiser) if token.is_valid(now)]
    found = [token for token in listed if id_or_name in (str(token.id), token.name)]
    if not found:
        raise Refused(f"no valid token has the id or the name {id_or_name}; `kallelse token list` shows them")
    if len(found) > 1:
        ids = ", ".join(str(token.id) for token in found)
        raise Refused(f"{len(found)} tokens are called {id_or_name}; name one by its id: {ids}")
    token = found[0]
    async with transaction(database_url) as conn:
        await api_tokens.invalidate(conn, command(now).for_organiser(token.organiser_id), token.id)
    return token


async def tenant(conn: Conn, slug: str) -> UUID:
    """Return the id of the tenant with this slug."""
    try:
        return await organisers.get_by_slug(conn, slug)
    except NotFound:
        raise Refused(f"there is no tenant called {slug}") from None


def role_called(word: str) -> Role:
    """Parse a role."""
    match word:
        case "admin" | "coordinator" | "viewer":
            return word
        case _:
            raise Refused(f"{word} is no role: admin, coordinator or viewer")
