"""Counts whom a scheduled sending would reach, were it sent now."""

from uuid import UUID

from services.registration.actions.invitations.count_invitees import count_invitees
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store import cohorts, invitation_reminders
from services.registration.store.transaction import reading
from shared import times
from shared.postgres import Pool


@permitted("scheduled_sending.create")
async def foresee(pool: Pool, caller: Caller, cohort_id: UUID, rule_id: UUID | None) -> int:
    """Count the people whom this rule would invite, or without one the silent. Raises `NotFound` for the cohort."""
    if rule_id is not None:
        counts = await count_invitees(pool, caller, cohort_id, rule_ids=[rule_id])
        return sum(count.new for count in counts if count.rule.id == rule_id)
    async with reading(pool) as conn:
        await cohorts.get(conn, caller.organiser_id, cohort_id)
        today = times.local(caller.now).date()
        return await invitation_reminders.count_silent(
            conn, caller.organiser_id, cohort_id, now=caller.now, today=today
        )
