"""Creates a cohort, as a draft until it is published."""

from uuid import UUID

import msgspec

from services.registration.actions.cohorts.change_cohort import require_sessions
from services.registration.actions.permitted import permitted
from services.registration.domain import cohort as rules
from services.registration.domain.audit import new_fields
from services.registration.domain.caller import Caller
from services.registration.store import cohorts
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("cohort.create")
async def create(pool: Pool, caller: Caller, new: rules.NewCohort, *, cohort_id: UUID | None = None) -> UUID:
    """Create a draft, tell notify, and return its id: the given one, or a new one. Raises `InUse("slug")` if another cohort has the slug."""
    async with transaction(pool) as conn:
        slug = new.slug or await cohorts.free_slug(conn, caller.organiser_id, rules.slug_of(new.name))
        fields = msgspec.structs.asdict(new) | {"slug": slug}
        cohort = rules.Cohort(organiser_id=caller.organiser_id, id=cohort_id or ids.new(), **fields)
        await cohorts.insert(conn, cohort)
        await require_sessions(conn, cohort)
        await audit.write(conn, caller, "cohort.create", ("cohort", cohort.id), after=new_fields(cohort))
        await events.tell_cohorts(conn, caller.organiser_id, [cohort.id])
    return cohort.id
