"""A session is added to a cohort whose invitations have been sent."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.registration.domain.caller import Caller
from services.registration.domain.invitation import NO_PLACES, InvitationRule, InvitationWithAnswer
from services.registration.domain.options import is_invitable
from services.registration.domain.session import Session
from services.registration.store import added_sessions, invitation_seats
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


async def lock_answered(
    conn: Conn, caller: Caller, rule: InvitationRule, ahead: Sequence[Session]
) -> list[InvitationWithAnswer]:
    """Lock and return the invitations of the rule that were answered and lack one of these sessions."""
    if rule.kind != "inbjudan" or not ahead:
        return []
    session_ids = [session.id for session in ahead]
    return await added_sessions.lock_answered(conn, caller.organiser_id, rule.id, session_ids)


async def ask_answered(
    conn: Conn,
    caller: Caller,
    rule: InvitationRule,
    ahead: Sequence[Session],
    *,
    answered: Sequence[InvitationWithAnswer],
    covered: Mapping[UUID, frozenset[UUID]],
) -> int:
    """Ask those who have answered about the sessions that were added since and in which they have no place; return how many.

    `covered` maps a person to the sessions of all their invitations in the cohort.
    """
    places = await invitation_seats.places_before(
        conn, caller.organiser_id, rule.cohort_id, [invitation.person_id for invitation in answered]
    )
    added = []
    for invitation in answered:
        held = places.get(invitation.person_id, NO_PLACES)
        known = held.own | held.handed_on | covered.get(invitation.person_id, frozenset())
        if new := [session.id for session in ahead if session.id not in known]:
            added.append((invitation.id, new))
    if added:
        await added_sessions.ask_again(conn, caller.organiser_id, added, now=caller.now)
        await events.tell_invitations(
            conn, caller.organiser_id, [invitation_id for invitation_id, _ in added]
        )
    return len(added)
