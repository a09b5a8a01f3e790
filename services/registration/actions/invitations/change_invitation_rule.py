"""Changes an invitation rule; invitations that were sent by it get the new last day."""

from uuid import UUID

import msgspec

from services.registration.actions.invitations.create_invitation_rule import require_sessions
from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_fields
from services.registration.domain.caller import Caller
from services.registration.domain.errors import FieldsRefused, VersionConflict
from services.registration.domain.form import FieldError
from services.registration.domain.invitation import InvitationRuleChanges
from services.registration.store import audit, invitation_rules, invitations
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import times
from shared.postgres import Pool


@permitted("invitation_rule.change")
async def change(
    pool: Pool,
    caller: Caller,
    rule_id: UUID,
    changes: InvitationRuleChanges,
    *,
    version: int | None,
) -> None:
    """Store the changed fields; invitations of the rule get a new version, and a later last day reopens expired ones.

    Their recipients, sessions and kind stay, because each invitation stores its own: one that can be declined must not
    become a call that gives seats after it has been read.
    """
    async with transaction(pool) as conn:
        rule = await invitation_rules.lock(conn, caller.organiser_id, rule_id)
        if version is not None and version != rule.version:
            raise VersionConflict(rule_id)
        changed = changes.apply(rule)
        if changed == rule:
            return
        if changed.kind != rule.kind and rule.invited_at is not None:
            raise FieldsRefused([FieldError("kind", "not_a_choice")])
        await require_sessions(conn, changed)
        await invitation_rules.update(conn, msgspec.structs.replace(changed, version=rule.version + 1))
        before, after = changed_fields(rule, changed)
        await audit.write(
            conn, caller, "invitation_rule.change", ("invitation_rule", rule_id), before=before, after=after
        )
        if (rule.respond_by, rule.substitutes_allowed) != (changed.respond_by, changed.substitutes_allowed):
            is_answerable = changed.respond_by is None or times.end_of_day(changed.respond_by) > caller.now
            again = await invitations.rule_changed(
                conn, caller.organiser_id, rule_id, is_answerable=is_answerable
            )
            await events.tell_invitations(conn, caller.organiser_id, again)
