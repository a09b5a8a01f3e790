"""Notes in the audit log who was shown people with a protected identity."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("person.reveal")
async def note_revealed(pool: Pool, caller: Caller, person_ids: Sequence[UUID]) -> None:
    """Write a row for each person, before they are shown: no row, no name."""
    async with transaction(pool) as conn:
        for person_id in person_ids:
            await audit.write(conn, caller, "person.reveal", ("person", person_id))
