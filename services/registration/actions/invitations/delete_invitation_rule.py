"""Deletes an invitation rule without invitations."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store import invitation_rules
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("invitation_rule.delete")
async def delete(pool: Pool, caller: Caller, rule_id: UUID) -> None:
    """Delete the rule. Raises `DependedUpon` if people have been invited by it."""
    async with transaction(pool) as conn:
        await invitation_rules.delete(conn, caller.organiser_id, rule_id)
        await audit.write(conn, caller, "invitation_rule.delete", ("invitation_rule", rule_id))
