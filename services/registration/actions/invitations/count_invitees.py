"""Counts whom the rules of a cohort would invite now, before anybody is invited."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from services.registration.actions.invitations.invite import sessions_ahead
from services.registration.actions.invitations.select_recipients import (
    Recipients,
    know_places,
    select_recipients,
)
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.errors import BuyerHasNoContact
from services.registration.domain.invitation import NO_PLACES, InvitationRule, Invitee
from services.registration.domain.sessions.session import Session
from services.registration.store import added_sessions, cohorts, invitation_rules, invitation_seats
from services.registration.store.transaction import reading
from shared.postgres import Conn, Pool


class RuleCount(msgspec.Struct, frozen=True, kw_only=True):
    """Of one rule: how many people it finds, and whom of them `invite` would mail.

    `has_nobody_to_ask`: the rule asks the buyer, who has no contact. `sessions`: those that can be invited to now.
    """

    rule: InvitationRule
    found: int = 0
    people: frozenset[UUID] = frozenset()
    sessions: int = 0
    has_nobody_to_ask: bool = False

    @property
    def new(self) -> int:
        return len(self.people)


def count_people(counts: Iterable[RuleCount]) -> int:
    """How many people these rules mail together: whoever is mailed by several is one."""
    return len(frozenset[UUID]().union(*(count.people for count in counts)))


class _Reached(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules before have done, by person: `asked` about sessions, and `called` to some of them, with a seat."""

    asked: dict[UUID, frozenset[UUID]]
    called: dict[UUID, frozenset[UUID]]

    def add(self, people: Sequence[Invitee], rule: InvitationRule, ahead: Sequence[Session]) -> None:
        """Note what a rule does; a buyer is asked for others, by each rule."""
        if rule.kind == "utses":
            return
        seated = {session.id for session in ahead if session.choice_group is None}
        for invitee in people:
            person, ids = invitee.person.person_id, frozenset(invitee.session_ids)
            self.asked[person] = self.asked.get(person, frozenset()) | ids
            if rule.kind == "kallelse":
                self.called[person] = self.called.get(person, frozenset()) | ids & seated


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
        before = _Reached(asked={}, called={})
        counts = []
        for rule in rules:
            ahead = await sessions_ahead(conn, caller, rule)
            try:
                recipients = await select_recipients(conn, caller, cohort, rule, ahead)
            except BuyerHasNoContact:
                counts.append(RuleCount(rule=rule, sessions=len(ahead), has_nobody_to_ask=True))
                continue
            count, people = await _count(conn, rule, ahead, recipients, before)
            counts.append(count)
            if rule_ids is None or rule.id in rule_ids:
                before.add(people, rule, ahead)
    return counts


async def _count(
    conn: Conn, rule: InvitationRule, ahead: Sequence[Session], recipients: Recipients, before: _Reached
) -> tuple[RuleCount, list[Invitee]]:
    """Count one rule, and return whom it invites; `before`: what earlier rules do."""
    people = [
        msgspec.structs.replace(invitee, session_ids=left)
        for invitee in recipients.people
        if (left := _left(invitee, rule, before.asked))
    ]
    people = await know_places(conn, rule, people, ahead, called=before.called)
    reached = frozenset(invitee.person.person_id for invitee in people if invitee.is_reached)
    reached |= await _asked_again(conn, rule, ahead, recipients.covered, before.asked)
    return RuleCount(rule=rule, found=len(recipients.found), people=reached, sessions=len(ahead)), people


def _left(invitee: Invitee, rule: InvitationRule, asked: Mapping[UUID, frozenset[UUID]]) -> tuple[UUID, ...]:
    """The sessions of a person that no earlier rule asks them to; a buyer is asked by each rule."""
    before = frozenset[UUID]() if rule.kind == "utses" else asked.get(invitee.person.person_id, frozenset())
    return tuple(session_id for session_id in invitee.session_ids if session_id not in before)


async def _asked_again(
    conn: Conn,
    rule: InvitationRule,
    ahead: Sequence[Session],
    covered: Mapping[UUID, frozenset[UUID]],
    asked: Mapping[UUID, frozenset[UUID]],
) -> frozenset[UUID]:
    """Those who have answered and are asked about sessions that were added since."""
    if rule.kind != "inbjudan" or not ahead:
        return frozenset()
    ids = {session.id for session in ahead}
    answered = await added_sessions.list_answered(conn, rule.organiser_id, rule.id, sorted(ids))
    places = await invitation_seats.places_before(
        conn, rule.organiser_id, rule.cohort_id, [invitation.person_id for invitation in answered]
    )
    again = set()
    for invitation in answered:
        person = invitation.person_id
        held = places.get(person, NO_PLACES)
        known = held.own | held.handed_on | covered.get(person, frozenset()) | asked.get(person, frozenset())
        if ids - known:
            again.add(person)
    return frozenset(again)
