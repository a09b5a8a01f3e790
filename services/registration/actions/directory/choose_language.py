"""A registered person chooses the language of their pages and mails."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store.access import audit
from services.registration.store.directory import people
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.language import Language
from shared.postgres import Pool


@permitted("person.choose_language")
async def choose_language(pool: Pool, caller: Caller, person_id: UUID, language: Language) -> None:
    """Store the language and tell notify; does nothing if it is unchanged."""
    async with transaction(pool) as conn:
        if await people.choose_language(conn, caller.organiser_id, person_id, language):
            await audit.write(
                conn, caller, "person.choose_language", ("person", person_id), after={"language": language}
            )
            await events.tell_people(conn, caller.organiser_id, [person_id])
