"""`kallelse token create`: creates an API token."""

from uuid import UUID

from services.registration.commands.connection import transaction
from services.registration.domain.caller import Role, command
from services.registration.domain.errors import NotFound
from services.registration.store import audit, organisers, tokens
from shared import ids, times
from shared.postgres import Conn
from shared.refused import Refused


async def create(database_url: str, organiser: str, name: str, role: str) -> str:
    """Create a token for a tenant and return it; only its hash is stored."""
    made = tokens.new()
    async with transaction(database_url) as conn:
        organiser_id = await tenant(conn, organiser)
        token_id, caller = ids.new(), command(times.now()).for_organiser(organiser_id)
        await tokens.insert(conn, organiser_id, token_id, name=name, role=role_called(role), token=made)
        await audit.write(
            conn, caller, "token.create", ("token", token_id), after={"name": name, "role": role}
        )
    return made


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
