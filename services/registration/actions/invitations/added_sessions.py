"""A session is added to a cohort whose invitations have been sent."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.registration.domain.caller import Caller
from services.registration.domain.invitation import InvitationRule
from services.registration.domain.options import is_invitable
from services.registration.domain.session import Session
from services.registration.store import added_sessions
from services.registration.store.outgoing import events
from shared.postgres import Conn


async def add_to_open_invitations(conn: Conn, caller: Caller, sessions: Sequence[Session]) -> None:
    """Add those of these sessions of one cohort that can be invited to to every unanswered invitation that covers all."""
    ahead = [session for session in sessions if is_invitable(session, caller.now)]
    if not ahead:
        return
    rules = await added_sessions.list_covering_rules(conn, caller.organiser_id, ahead[0].cohort_id)
    await add_by_rules(conn, caller, rules, [session.id for session in ahead])


async def add_by_rules(
    conn: Conn, caller: Caller, rule_ids: Sequence[UUID], session_ids: Sequence[UUID]
) -> None:
    """Add sessions to the unanswered invitations of these rules, and tell notify."""
    if rule_ids and session_ids:
        changed = await added_sessions.add_to_open(conn, caller.organiser_id, rule_ids, session_ids)
        await events.tell_invitations(conn, caller.organiser_id, changed)


async def ask_answered(
    conn: Conn,
    caller: Caller,
    rule: InvitationRule,
    ahead: Sequence[Session],
    covered: Mapping[UUID, frozenset[UUID]],
) -> int:
    """Ask everybody who answered an invitation of the rule about the sessions that were added since; return how many.

    `covered` maps a person to the sessions of all their invitations in the cohort.
    """
    if rule.kind != "inbjudan" or not ahead:
        return 0
    session_ids = [session.id for session in ahead]
    answered = await added_sessions.lock_answered(conn, caller.organiser_id, rule.id, session_ids)
    added = [
        (invitation.id, new)
        for invitation in answered
        if (new := [one for one in session_ids if one not in covered.get(invitation.person_id, frozenset())])
    ]
    if added:
        await added_sessions.ask_again(conn, caller.organiser_id, added, now=caller.now)
        await events.tell_invitations(
            conn, caller.organiser_id, [invitation_id for invitation_id, _ in added]
        )
    return len(added)
