"""`kallelse organiser add`: creates a tenant."""

from services.registration.commands.connection import transaction
from services.registration.domain import form
from services.registration.domain.caller import command
from services.registration.domain.errors import InUse
from services.registration.domain.tenant import ROUTE_WORDS, is_slug
from services.registration.store.access import audit
from services.registration.store.directory import organisers
from services.registration.store.outgoing import events
from shared import ids, times
from shared.refused import Refused


async def add(database_url: str, slug: str, name: str) -> None:
    """Create a tenant and tell notify; refuses a slug that is a route or in use."""
    if slug in ROUTE_WORDS:
        raise Refused(f"{slug} is a part of the service's own addresses: choose another word")
    if not is_slug(slug):
        raise Refused(f"{slug} cannot stand in an address: use a-z, 0-9 and single hyphens, at most 60")
    name = form.tidy(name)
    if not name or len(name) > form.NAME or not form.is_clean(name):
        raise Refused(f"a tenant has a name of at most {form.NAME} characters")
    organiser_id = ids.new()
    async with transaction(database_url) as conn:
        try:
            await organisers.insert(conn, organiser_id, slug=slug, name=name)
        except InUse:
            raise Refused(f"there is a tenant called {slug} already") from None
        caller = command(times.now()).for_organiser(organiser_id)
        await audit.write(
            conn, caller, "organiser.create", ("organiser", organiser_id), after={"slug": slug, "name": name}
        )
        await events.tell_organisers(conn, organiser_id, [organiser_id])
