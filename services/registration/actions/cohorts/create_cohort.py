"""A coordinator makes a cohort: a draft, until it is published."""

from uuid import UUID

import msgspec

from services.registration.domain import cohort as rules
from services.registration.store import cohorts
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


async def create(pool: Pool, organiser_id: UUID, new: rules.NewCohort) -> UUID:
    """Store a draft and tell notify; `InUse("slug")` where an address was asked for that another cohort has."""
    async with transaction(pool) as conn:
        slug = new.slug or await cohorts.free_slug(conn, organiser_id, rules.slug_of(new.name))
        fields = msgspec.structs.asdict(new) | {"slug": slug}
        cohort = rules.Cohort(organiser_id=organiser_id, id=ids.new(), **fields)
        await cohorts.insert(conn, cohort)
        await events.tell_cohorts(conn, organiser_id, [cohort.id])
    return cohort.id
