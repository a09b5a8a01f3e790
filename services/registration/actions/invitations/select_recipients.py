"""Selects the people whom a rule finds today and who are still to be invited."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from services.registration.actions.invitations.invite_buyer import whom_the_buyer_answers_by
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import Cohort
from services.registration.domain.invitation import (
    NO_PLACES,
    InvitationRule,
    Invitee,
    whom_to_ask,
    with_places,
)
from services.registration.domain.sessions.session import Session
from services.registration.store import invitation_seats, invitations
from services.registration.store.directory import audience_people
from shared import times
from shared.postgres import Conn


class Recipients(msgspec.Struct, frozen=True, kw_only=True):
    """`people`: to be invited, in order, each with their sessions. `found`: number of people whom the rule finds.

    `covered`: the sessions that a person is invited to in the cohort, by any rule.
    """

    people: list[Invitee]
    found: int
    covered: dict[UUID, frozenset[UUID]]


async def select_recipients(
    conn: Conn, caller: Caller, cohort: Cohort, rule: InvitationRule, ahead: Sequence[Session]
) -> Recipients:
    """Match the rule's audience with today's directory, without those invited to these sessions before.

    For a rule that asks the buyer (utses), the buyer's contact. Raises `BuyerHasNoContact` if there is none.
    """
    today = times.local(caller.now).date()
    reached = await audience_people.match(conn, caller.organiser_id, rule.audience_id, on=today)
    if rule.kind == "utses":
        reached = await whom_the_buyer_answers_by(
            conn, caller, cohort.programme_id, participants=reached, on=today
        )
    covered = await invitations.covered(conn, caller.organiser_id, cohort.id, rule.id)
    people = whom_to_ask(
        reached,
        [session.id for session in ahead],
        {} if rule.kind == "utses" else covered.sessions,
        covered.by_rule,
    )
    return Recipients(people=people, found=len(reached), covered=covered.sessions)


async def know_places(conn: Conn, rule: InvitationRule, people: Sequence[Invitee]) -> list[Invitee]:
    """Return the people as those who may have registered before; the sessions are locked."""
    ids = [invitee.person.person_id for invitee in people]
    places = await invitation_seats.places_before(conn, rule.organiser_id, rule.cohort_id, ids)
    return [
        with_places(invitee, rule.kind, places.get(invitee.person.person_id, NO_PLACES)) for invitee in people
    ]
