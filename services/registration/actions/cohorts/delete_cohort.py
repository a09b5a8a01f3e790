"""Deletes a cohort that nothing depends on."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store import cohorts
from services.registration.store.access import audit
from services.registration.store.mailings import letter_texts
from services.registration.store.transaction import transaction
from services.registration.store.webhooks import messages
from shared.postgres import Pool


@permitted("cohort.delete")
async def delete(pool: Pool, caller: Caller, cohort_id: UUID) -> None:
    """Delete the cohort. Raises `DependedUpon` if it has sessions, rules or people.

    Notify keeps its copy, which no one belongs to.
    """
    async with transaction(pool) as conn:
        await letter_texts.delete_of(conn, caller.organiser_id, cohort_id)
        await cohorts.delete(conn, caller.organiser_id, cohort_id)
        await audit.write(conn, caller, "cohort.delete", ("cohort", cohort_id))
        await messages.tell(conn, caller.organiser_id, "cohort.changed", [cohort_id])
