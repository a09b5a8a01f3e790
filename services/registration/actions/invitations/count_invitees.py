"""Counts whom the rules of a cohort would invite now, before anybody is invited."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec

from services.registration.actions.invitations.invite import sessions_ahead
from services.registration.actions.invitations.select_recipients import know_places, select_recipients
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import Cohort
from services.registration.domain.errors import BuyerHasNoContact
from services.registration.domain.invitation import NO_PLACES, InvitationRule, Invitee
from services.registration.domain.sessions.session import Session
from services.registration.store import added_sessions, cohorts, invitation_rules, invitation_seats
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
    people = [
        msgspec.structs.replace(invitee, session_ids=left)
        for invitee in recipients.people
        if (left := _left(invitee, rule, asked))
    ]
    new = sum(invitee.status == "queued" for invitee in await know_places(conn, rule, people))
    new += await _count_answered(conn, rule, ahead, recipients.covered, asked)
    reached = (
        {}
        if rule.kind == "utses"
        else {invitee.person.person_id: frozenset(invitee.session_ids) for invitee in people}
    )
    return RuleCount(rule=rule, found=recipients.found, new=new, sessions=len(ahead)), reached


def _left(invitee: Invitee, rule: InvitationRule, asked: Mapping[UUID, frozenset[UUID]]) -> tuple[UUID, ...]:
    """The sessions of a person that no earlier rule asks them to; a buyer is asked by each rule."""
    before = frozenset[UUID]() if rule.kind == "utses" else asked.get(invitee.person.person_id, frozenset())
    return tuple(session_id for session_id in invitee.session_ids if session_id not in before)


async def _count_answered(
    conn: Conn,
    rule: InvitationRule,
    ahead: Sequence[Session],
    covered: Mapping[UUID, frozenset[UUID]],
    asked: Mapping[UUID, frozenset[UUID]],
) -> int:
    """Count those who have answered and are asked about sessions that were added since."""
    if rule.kind != "inbjudan" or not ahead:
        return 0
    ids = {session.id for session in ahead}
    answered = await added_sessions.list_answered(conn, rule.organiser_id, rule.id, sorted(ids))
    places = await invitation_seats.places_before(
        conn, rule.organiser_id, rule.cohort_id, [invitation.person_id for invitation in answered]
    )
    count = 0
    for invitation in answered:
        person = invitation.person_id
        held = places.get(person, NO_PLACES)
        known = held.own | held.handed_on | covered.get(person, frozenset()) | asked.get(person, frozenset())
        count += bool(ids - known)
    return count
