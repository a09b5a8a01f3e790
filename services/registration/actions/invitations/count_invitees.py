"""Counts whom the rules of a cohort would invite now, before anybody is invited."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from services.registration.actions.invitations.invite import sessions_ahead
from services.registration.actions.invitations.select_recipients import select_recipients
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import Cohort
from services.registration.domain.errors import BuyerHasNoContact
from services.registration.domain.invitation import InvitationRule
from services.registration.store import added_sessions, cohorts, invitation_rules
from services.registration.store.transaction import reading
from shared.postgres import Conn, Pool


class RuleCount(msgspec.Struct, frozen=True, kw_only=True):
    """Of one rule: how many people it finds, and how many of them `invite` would mail.

    `has_nobody_to_ask`: the rule asks the buyer, who has no contact. `sessions`: those that can be invited to now.
    """

    rule: InvitationRule
    found: int = 0
    new: int = 0
    sessions: int = 0
    has_nobody_to_ask: bool = False


@permitted("invitation.send")
async def count_invitees(
    pool: Pool, caller: Caller, cohort_id: UUID, *, rule_ids: Collection[UUID] | None = None
) -> list[RuleCount]:
    """Count for each rule of the cohort, in the order in which they invite: whom an earlier one reaches, a later one skips.

    `rule_ids`: as if only these invited; the others are counted as if none had invited before them.
    """
    async with reading(pool) as conn:
        cohort = await cohorts.get(conn, caller.organiser_id, cohort_id)
        rules = await invitation_rules.list_after(conn, caller.organiser_id, cohort_id=cohort_id)
        asked: dict[UUID, frozenset[UUID]] = {}
        counts = []
        for rule in rules:
            count, reached = await _count(conn, caller, cohort, rule, asked)
            counts.append(count)
            if rule_ids is None or rule.id in rule_ids:
                asked |= {person: asked.get(person, frozenset()) | ids for person, ids in reached.items()}
    return counts


async def _count(
    conn: Conn, caller: Caller, cohort: Cohort, rule: InvitationRule, asked: dict[UUID, frozenset[UUID]]
) -> tuple[RuleCount, dict[UUID, frozenset[UUID]]]:
    """Count one rule; `asked` are the sessions that earlier rules invite each person to."""
    ahead = await sessions_ahead(conn, caller, rule)
    try:
        recipients = await select_recipients(conn, caller, cohort, rule, ahead)
    except BuyerHasNoContact:
        return RuleCount(rule=rule, sessions=len(ahead), has_nobody_to_ask=True), {}
    reached: dict[UUID, frozenset[UUID]] = {}
    new = 0
    for invitee in recipients.people:
        person = invitee.person.person_id
        before = frozenset() if rule.kind == "utses" else asked.get(person, frozenset())
        if left := frozenset(invitee.session_ids) - before:
            new += 1
            if rule.kind != "utses":
                reached[person] = left
    if rule.kind == "inbjudan" and ahead:
        ids = [session.id for session in ahead]
        for invitation in await added_sessions.list_answered(conn, caller.organiser_id, rule.id, ids):
            covered = recipients.covered.get(invitation.person_id, frozenset())
            new += bool(set(ids) - covered - asked.get(invitation.person_id, frozenset()))
    return RuleCount(rule=rule, found=recipients.found, new=new, sessions=len(ahead)), reached
