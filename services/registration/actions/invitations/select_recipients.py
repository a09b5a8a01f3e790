"""Selects the people whom a rule finds today and who are still to be invited."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.invitations.invite_buyer import whom_the_buyer_answers_by
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import Cohort
from services.registration.domain.invitation import (
    NO_PLACES,
    InvitationRule,
    Invitee,
    PlacesBefore,
    whom_to_ask,
    with_places,
)
from services.registration.domain.sessions.session import Session
from services.registration.store import invitation_seats, invitations
from services.registration.store.directory import audience_people
from shared import times
from shared.postgres import Conn

_NOBODY: Final[Mapping[UUID, frozenset[UUID]]] = {}


class Recipients(msgspec.Struct, frozen=True, kw_only=True):
    """`people`: to be invited, in order, each with their sessions. `found`: the people whom the rule finds.

    `covered`: the sessions that a person is invited to in the cohort, by any rule.
    """

    people: list[Invitee]
    found: frozenset[UUID]
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
    found = frozenset(member.person_id for member in reached)
    return Recipients(people=people, found=found, covered=covered.sessions)


async def know_places(
    conn: Conn,
    rule: InvitationRule,
    people: Sequence[Invitee],
    ahead: Sequence[Session],
    *,
    called: Mapping[UUID, frozenset[UUID]] = _NOBODY,
) -> list[Invitee]:
    """Return the people as those who may have registered before; whoever invites has locked the sessions.

    `called`: the sessions in which each gets a seat by earlier rules of the same run, where that is only counted.
    """
    ids = [invitee.person.person_id for invitee in people]
    places = await invitation_seats.places_before(conn, rule.organiser_id, rule.cohort_id, ids)
    parallel = frozenset(session.id for session in ahead if session.choice_group is not None)

    def known(person_id: UUID) -> PlacesBefore:
        before = places.get(person_id, NO_PLACES)
        return msgspec.structs.replace(before, own=before.own | called.get(person_id, frozenset()))

    return [
        with_places(invitee, rule.kind, known(invitee.person.person_id), parallel=parallel)
        for invitee in people
    ]
