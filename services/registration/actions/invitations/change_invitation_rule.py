"""Changes an invitation rule; invitations that were sent by it get the new last day."""

from uuid import UUID

import msgspec

from services.registration.actions.invitations.added_sessions import add_by_rules
from services.registration.actions.invitations.create_invitation_rule import require_sessions
from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_fields
from services.registration.domain.caller import Caller
from services.registration.domain.errors import FieldsRefused, VersionConflict
from services.registration.domain.form import FieldError
from services.registration.domain.invitation import InvitationRule, InvitationRuleChanges
from services.registration.domain.options import is_invitable
from services.registration.store import invitation_rules, invitations, sessions
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import times
from shared.postgres import Conn, Pool


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

    Unanswered ones are also to the sessions that the rule names now. Their recipients, other sessions and kind stay, because each invitation stores its own: one that can be declined must not
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
        await _add_sessions(conn, caller, rule, changed)
        if (rule.respond_by, rule.substitutes_allowed) != (changed.respond_by, changed.substitutes_allowed):
            is_answerable = changed.respond_by is None or times.end_of_day(changed.respond_by) > caller.now
            again = await invitations.rule_changed(
                conn, caller.organiser_id, rule_id, is_answerable=is_answerable
            )
            await events.tell_invitations(conn, caller.organiser_id, again)


async def _add_sessions(conn: Conn, caller: Caller, before: InvitationRule, after: InvitationRule) -> None:
    """Add the sessions that the rule did not name before, and that can be invited to, to its unanswered invitations."""
    if before.session_ids == after.session_ids or after.invited_at is None:
        return
    found = await sessions.list_after(conn, caller.organiser_id, cohort_id=after.cohort_id)
    new = [
        session.id
        for session in found
        if is_invitable(session, caller.now)
        and (after.session_ids is None or session.id in after.session_ids)
        and before.session_ids is not None
        and session.id not in before.session_ids
    ]
    await add_by_rules(conn, caller, after.cohort_id, [after.id], new)
