"""A session is added to a cohort whose invitations have been sent."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from services.registration.domain.caller import Caller
from services.registration.domain.invitation import NO_PLACES, InvitationRule, InvitationWithAnswer
from services.registration.domain.options import is_invitable
from services.registration.domain.sessions.session import Session
from services.registration.store import added_sessions, invitation_seats
from services.registration.store.outgoing import events
from shared.postgres import Conn

_NOTHING: Final[Mapping[UUID, frozenset[UUID]]] = {}


async def add_to_open_invitations(conn: Conn, caller: Caller, sessions: Sequence[Session]) -> None:
    """Add those of these sessions of one cohort that can be invited to to every unanswered invitation that covers all."""
    ahead = [session for session in sessions if is_invitable(session, caller.now)]
    if not ahead:
        return
    rules = await added_sessions.list_covering_rules(conn, caller.organiser_id, ahead[0].cohort_id)
    await add_by_rules(conn, caller, ahead[0].cohort_id, rules, [session.id for session in ahead])


async def add_by_rules(
    conn: Conn, caller: Caller, cohort_id: UUID, rule_ids: Sequence[UUID], session_ids: Sequence[UUID]
) -> None:
    """Add sessions to the unanswered invitations of these rules of one cohort, and tell notify.

    Nobody is asked about a session in which they have a place, or in which somebody has it from them.
    """
    if not (rule_ids and session_ids):
        return
    lacking = await added_sessions.lock_lacking(conn, caller.organiser_id, rule_ids, session_ids)
    added = await _without_places(conn, caller, cohort_id, lacking, session_ids)
    if added:
        await added_sessions.add_to_open(conn, caller.organiser_id, added)
        await events.tell_invitations(
            conn, caller.organiser_id, [invitation_id for invitation_id, _ in added]
        )


async def _without_places(
    conn: Conn,
    caller: Caller,
    cohort_id: UUID,
    lacking: Sequence[InvitationWithAnswer],
    session_ids: Sequence[UUID],
    *,
    covered: Mapping[UUID, frozenset[UUID]] = _NOTHING,
) -> list[tuple[UUID, list[UUID]]]:
    """Return those of these invitations that get sessions, each with the ones in which the person has no place."""
    places = await invitation_seats.places_before(
        conn, caller.organiser_id, cohort_id, [invitation.person_id for invitation in lacking]
    )
    added = []
    for invitation in lacking:
        held = NO_PLACES if invitation.is_for_others else places.get(invitation.person_id, NO_PLACES)
        known = {
            *invitation.session_ids,
            *held.own,
            *held.handed_on,
            *covered.get(invitation.person_id, ()),
        }
        if new := [session_id for session_id in session_ids if session_id not in known]:
            added.append((invitation.id, new))
    return added


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
) -> frozenset[UUID]:
    """Ask those who have answered about the sessions that were added since and in which they have no place; return who they are.

    `covered` maps a person to the sessions of all their invitations in the cohort.
    """
    added = await _without_places(
        conn, caller, rule.cohort_id, answered, [session.id for session in ahead], covered=covered
    )
    if added:
        await added_sessions.ask_again(conn, caller.organiser_id, added, now=caller.now)
        await events.tell_invitations(
            conn, caller.organiser_id, [invitation_id for invitation_id, _ in added]
        )
    person_of = {invitation.id: invitation.person_id for invitation in answered}
    return frozenset(person_of[invitation_id] for invitation_id, _ in added)
