"""Invites the current audience of each rule to the sessions that are ahead."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.invitations.added_sessions import ask_answered, lock_answered
from services.registration.actions.invitations.seat_called import lock_invited, require_room, seat_called
from services.registration.actions.invitations.select_recipients import know_places, select_recipients
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import NotFound
from services.registration.domain.invitation import InvitationRule, Invitee
from services.registration.domain.options import is_invitable
from services.registration.domain.sessions.session import Session
from services.registration.store import cohorts, invitation_rules, invitations, sessions
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.seats import LockedSessions
from services.registration.store.transaction import forget_plans, transaction
from shared import ids
from shared.postgres import Conn, Pool

# People per transaction: the first mails are sent while later people are still being invited.
STEP: Final = 500
_NOBODY: Final = frozenset[UUID]()


class InviteResult(msgspec.Struct, frozen=True, kw_only=True):
    """Number of people invited now, each once whatever rules reach them, and of the others whom the rules find.

    The others were invited before, or have their places already.
    """

    invited: int
    already: int


class _Step(msgspec.Struct, frozen=True, kw_only=True):
    """Result of one transaction: people invited in it, how many are left, and people found by the rule in all."""

    invited: frozenset[UUID]
    left: int
    found: frozenset[UUID]


@permitted("invitation.send")
async def invite(
    pool: Pool,
    caller: Caller,
    cohort_id: UUID,
    *,
    invitation_rule_ids: Sequence[UUID] | None,
    committed: Callable[[], None] = lambda: None,
    most: int | None = None,
) -> InviteResult:
    """Invite by the named rules (None: all of the cohort).

    People invited before are skipped; those of them who have answered are asked about the sessions that were added since,
    and count as invited. Whoever has registered before is asked about the other sessions only, and not at all without any
    (decision 0072). A kallelse gives them the seats that are lacking, and counts them as invited. A transaction invites some hundred people, selected anew under the lock, so an interrupted run is completed by
    inviting again. Raises before anyone is called if a kallelse without a waiting list lacks seats for all who are
    left. `committed` is called after each transaction. `most`: of each rule only the first, to see in a dry run what they get.
    """
    invited: set[UUID] = set()
    found: set[UUID] = set()
    for rule_id in await _rule_ids(pool, caller, cohort_id, invitation_rule_ids):
        has_begun = False
        while True:
            async with transaction(pool) as conn:
                if has_begun:
                    await forget_plans(conn)  # the tables were perhaps empty before the first step
                step = await _invite_some(conn, caller, cohort_id, rule_id, most=most or STEP)
            committed()
            has_begun = True
            invited |= step.invited
            found |= step.found
            if most or not step.left:
                break
    return InviteResult(invited=len(invited), already=len(found - invited))


async def _rule_ids(
    pool: Pool, caller: Caller, cohort_id: UUID, invitation_rule_ids: Sequence[UUID] | None
) -> list[UUID]:
    async with transaction(pool) as conn:
        cohort = await cohorts.get(conn, caller.organiser_id, cohort_id)
        require_open(cohort.status)
        rules = await invitation_rules.list_after(conn, caller.organiser_id, cohort_id=cohort_id)
    found = [rule.id for rule in rules if invitation_rule_ids is None or rule.id in invitation_rule_ids]
    if invitation_rule_ids is not None and len(found) < len(set(invitation_rule_ids)):
        raise NotFound("invitation_rule")
    return found


async def _invite_some(conn: Conn, caller: Caller, cohort_id: UUID, rule_id: UUID, *, most: int) -> _Step:
    """Invite the next people of a rule, in the connection's transaction."""
    # Locks all rules of the cohort: two concurrent runs would not see each other's invitations.
    rules = {rule.id: rule for rule in await invitation_rules.lock_all(conn, caller.organiser_id, cohort_id)}
    if (rule := rules.get(rule_id)) is None:
        raise NotFound("invitation_rule")
    cohort = await cohorts.get(conn, caller.organiser_id, cohort_id)
    require_open(cohort.status)
    ahead = await sessions_ahead(conn, caller, rule)
    answered = await lock_answered(conn, caller, rule, ahead)  # before sessions, as when somebody answers
    locked: LockedSessions | None = None
    if rule.kind != "utses":
        # Whoever registers meanwhile waits, and then finds the invitation. Locked before invitations are inserted: that
        # would block those who hold a session and change a person.
        locked = await lock_invited(conn, rule, ahead)
        known = locked.sessions.values() if locked else ()
        ahead = [session for session in known if is_invitable(session, caller.now)]
    if not ahead:
        return _Step(invited=_NOBODY, left=0, found=_NOBODY)
    recipients = await select_recipients(conn, caller, cohort, rule, ahead)
    if locked is not None and rule.kind == "kallelse":
        await require_room(conn, rule, locked, recipients.people)
    people = await know_places(conn, rule, recipients.people[:most], ahead)
    invitees = [(ids.new(), invitee) for invitee in people]
    left = len(recipients.people) - len(invitees)
    await _store(conn, caller, rule, invitees, is_last=left == 0)
    if locked is not None and invitees and rule.kind == "kallelse":
        await seat_called(conn, caller, rule, locked, invitees)
    asked = (
        _NOBODY
        if left
        else await ask_answered(conn, caller, rule, ahead, answered=answered, covered=recipients.covered)
    )
    invited = frozenset(invitee.person.person_id for _, invitee in invitees if invitee.is_reached)
    return _Step(invited=invited | asked, left=left, found=recipients.found)


async def sessions_ahead(conn: Conn, caller: Caller, rule: InvitationRule) -> list[Session]:
    """Return the sessions of the rule that people can be invited to now."""
    return [
        session
        for session in await sessions.list_after(conn, caller.organiser_id, cohort_id=rule.cohort_id)
        if is_invitable(session, caller.now) and (rule.session_ids is None or session.id in rule.session_ids)
    ]


async def _store(
    conn: Conn,
    caller: Caller,
    rule: InvitationRule,
    invitees: Sequence[tuple[UUID, Invitee]],
    *,
    is_last: bool,
) -> None:
    """Insert the invitations and tell notify; with the last people, mark the rule as sent."""
    if is_last:  # until then the periodic task may continue the rule on its day
        await invitation_rules.mark_invited(conn, caller.organiser_id, rule.id, now=caller.now)
    await invitations.insert(
        conn,
        caller.organiser_id,
        rule_id=rule.id,
        cohort_id=rule.cohort_id,
        invitees=invitees,
        now=caller.now,
    )
    if invitees:
        await audit.write(
            conn, caller, "invitation.send", ("invitation_rule", rule.id), after={"invited": len(invitees)}
        )
    await events.tell_invitations(conn, caller.organiser_id, [invitation_id for invitation_id, _ in invitees])
