"""Creates an invitation rule: whom to invite, to which sessions, until when."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import new_fields
from services.registration.domain.caller import Caller
from services.registration.domain.errors import SessionOfAnotherCohort
from services.registration.domain.invitation import InvitationRule, NewInvitationRule
from services.registration.store import cohorts, invitation_rules, sessions
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


@permitted("invitation_rule.create")
async def create(pool: Pool, caller: Caller, new: NewInvitationRule, *, rule_id: UUID | None = None) -> UUID:
    """Store a rule and return its id; it invites no one yet. Its sessions must belong to its cohort."""
    rule = InvitationRule(
        organiser_id=caller.organiser_id, id=rule_id or ids.new(), **msgspec.structs.asdict(new)
    )
    async with transaction(pool) as conn:
        await cohorts.get(conn, caller.organiser_id, rule.cohort_id)
        await require_sessions(conn, rule)
        await invitation_rules.insert(conn, rule)
        await audit.write(
            conn, caller, "invitation_rule.create", ("invitation_rule", rule.id), after=new_fields(rule)
        )
    return rule.id


async def require_sessions(conn: Conn, rule: InvitationRule) -> None:
    """Raise an error unless the sessions belong to the rule's cohort: the column is an array without a foreign key."""
    if rule.session_ids is None:
        return
    known = {
        session.id for session in await sessions.list_after(conn, rule.organiser_id, cohort_id=rule.cohort_id)
    }
    if strangers := [session_id for session_id in rule.session_ids if session_id not in known]:
        raise SessionOfAnotherCohort(strangers[0])
