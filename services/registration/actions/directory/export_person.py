"""Hands out all that is stored about a person, as they get it on their own page."""

from typing import Any
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store.access import audit
from services.registration.store.directory import people
from services.registration.store.transaction import transaction
from services.registration.store.views import my_data
from shared.postgres import Pool


@permitted("person.export")
async def export_person(pool: Pool, caller: Caller, person_id: UUID) -> dict[str, Any]:  # Any: JSON
    """Note who asked in the audit log, and return the data. Raises `NotFound`."""
    async with transaction(pool) as conn:
        await people.get(conn, caller.organiser_id, person_id, sees_protected=caller.sees_protected)
        await audit.write(conn, caller, "person.export", ("person", person_id))
        return await my_data.read(conn, caller.organiser_id, person_id)
