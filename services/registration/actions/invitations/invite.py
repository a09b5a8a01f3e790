"""A coordinator invites: each rule's audience, as it is today, to the sessions that are ahead."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.invitations.invite_buyer import whom_the_buyer_answers_by
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import NotFound, SessionFull
from services.registration.domain.invitation import InvitationRule, Invitee, whom_to_ask
from services.registration.domain.registration import default_calendar
from services.registration.domain.seats import allot
from services.registration.domain.session import Session, is_invitable
from services.registration.store import (
    audience_people,
    cohorts,
    invitation_rules,
    invitations,
    registrations,
    seats,
    sessions,
)
from services.registration.store.outgoing import events
from services.registration.store.registrations import RegistrationRow
from services.registration.store.seats import LockedSessions, SeatRow
from services.registration.store.transaction import transaction
from shared import ids, times
from shared.postgres import Conn, Pool

# People invited in one transaction: the first mails go while the last are still to be invited.
STEP: Final = 500


class InviteResult(msgspec.Struct, frozen=True, kw_only=True):
    """How many were invited now, and how many had been before."""

    invited: int
    already: int


class _Step(msgspec.Struct, frozen=True, kw_only=True):
    """How many were invited in one transaction, how many are left, and how many the rule finds in all."""

    invited: int
    left: int
    found: int


@permitted("invitation.send")
async def invite(
    pool: Pool,
    caller: Caller,
    cohort_id: UUID,
    *,
    invitation_rule_ids: Sequence[UUID] | None,
    committed: Callable[[], None] = lambda: None,
) -> InviteResult:
    """Invite by the rules named (None: all of the cohort); again, only those not yet invited.

    Some hundred people a transaction, each seen anew under the lock: what ends in the middle is gone on with by
    inviting again. A kallelse that cannot seat all who are left without a waiting list is refused, before anybody is
    called. `committed` is called after each transaction.
    """
    invited = already = 0
    for rule_id in await _wanted(pool, caller, cohort_id, invitation_rule_ids):
        of_rule = 0
        while True:
            async with transaction(pool) as conn:
                one = await _by_rule(conn, caller, cohort_id, rule_id)
            committed()
            of_rule += one.invited
            if not one.left:
                break
        invited += of_rule
        already += one.found - of_rule
    return InviteResult(invited=invited, already=already)


async def _wanted(
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


async def _by_rule(conn: Conn, caller: Caller, cohort_id: UUID, rule_id: UUID) -> _Step:
    # All of the cohort's rules are held: two that run at once would not see whom the other asks.
    rules = {rule.id: rule for rule in await invitation_rules.lock_all(conn, caller.organiser_id, cohort_id)}
    if (rule := rules.get(rule_id)) is None:
        raise NotFound("invitation_rule")
    cohort = await cohorts.get(conn, caller.organiser_id, cohort_id)
    require_open(cohort.status)
    ahead = [
        session
        for session in await sessions.list_after(conn, caller.organiser_id, cohort_id=cohort_id)
        if is_invitable(session, caller.now) and (rule.session_ids is None or session.id in rule.session_ids)
    ]
    held: LockedSessions | None = None
    if rule.kind == "kallelse":
        # Before any invitation is written: that would bar those who hold a session and change a person.
        held = await _hold(conn, rule, ahead)
        ahead = (
            [session for session in held.sessions.values() if is_invitable(session, caller.now)]
            if held
            else []
        )
    if not ahead:
        return _Step(invited=0, left=0, found=0)
    today = times.local(caller.now).date()
    reached = await audience_people.match(conn, caller.organiser_id, rule.audience_id, on=today)
    if rule.kind == "utses":
        reached = await whom_the_buyer_answers_by(
            conn, caller, cohort.programme_id, participants=reached, on=today
        )
    covered = await invitations.covered(conn, caller.organiser_id, cohort_id, rule_id)
    people = whom_to_ask(
        reached,
        [session.id for session in ahead],
        {} if rule.kind == "utses" else covered.sessions,
        covered.by_rule,
    )
    asked = [(ids.new(), one) for one in people[:STEP]]
    if held is not None:
        await _require_room(conn, rule, held, people)
    if len(asked) == len(people):  # until then its day may come, and what is left goes by itself
        await invitation_rules.mark_invited(conn, caller.organiser_id, rule_id, now=caller.now)
    await invitations.insert(
        conn, caller.organiser_id, rule_id=rule_id, cohort_id=cohort_id, asked=asked, now=caller.now
    )
    await events.tell_invitations(conn, caller.organiser_id, [invitation_id for invitation_id, _ in asked])
    if held is not None and asked:
        await _call(conn, caller, rule, held, asked)
    return _Step(invited=len(asked), left=len(people) - len(asked), found=len(reached))


async def _hold(conn: Conn, rule: InvitationRule, ahead: Sequence[Session]) -> LockedSessions | None:
    """The sessions that people are to be called to; None if there are none."""
    held = await seats.lock_sessions(
        conn, rule.organiser_id, cohort_id=rule.cohort_id, session_ids=[session.id for session in ahead]
    )
    if held is None:
        return None
    require_open(held.cohort_status)
    return held.with_waiting_list(rule.waiting_list)


async def _require_room(
    conn: Conn, rule: InvitationRule, held: LockedSessions, people: Sequence[Invitee]
) -> None:
    """Raise `SessionFull` unless all who are left get a place wherever they are called."""
    places = {session.id for session in held.sessions.values() if session.choice_group is None}
    wanted = {one.person.person_id: places.intersection(one.session_ids) for one in people}
    called = Counter(session_id for session_ids in wanted.values() for session_id in session_ids)

    def short() -> list[UUID]:
        rooms = {one.session_id: one.room for one in held.counters.values() if not one.has_waiting_list}
        return [
            session_id for session_id, room in rooms.items() if room is not None and room < called[session_id]
        ]

    if not short():
        return
    # Whoever has a seat there already takes no other.
    live = await registrations.list_live(conn, rule.organiser_id, rule.cohort_id, list(wanted))
    seats_of = await registrations.list_seats(conn, rule.organiser_id, list(live.values()))
    called -= Counter(
        seat.session_id
        for person_id, registration_id in live.items()
        for seat in seats_of.get(registration_id, [])
        if seat.status != "withdrawn" and seat.session_id in wanted[person_id]
    )
    for session_id in short():
        raise SessionFull(session_id)


async def _call(
    conn: Conn,
    caller: Caller,
    rule: InvitationRule,
    held: LockedSessions,
    asked: Sequence[tuple[UUID, Invitee]],
) -> None:
    """Give everybody who is called a registration with seats at once, in the order of their names while there is room.

    Of parallel sessions one is to be chosen: nobody is put into one.
    """
    organiser_id, cohort_id = rule.organiser_id, rule.cohort_id
    places = {session.id for session in held.sessions.values() if session.choice_group is None}
    called = [(invitation_id, one) for invitation_id, one in asked if places.intersection(one.session_ids)]
    await registrations.insert(
        conn,
        organiser_id,
        cohort_id,
        [
            RegistrationRow(
                id=ids.new(),
                person_id=one.person.person_id,
                invitation_id=invitation_id,
                role=one.person.role,
                organisation=one.person.organisation,
            )
            for invitation_id, one in called
        ],
        origin="kallelse",
        calendar=default_calendar(held.calendar, dates=held.dates),
        now=caller.now,
    )
    found = await registrations.list_live(
        conn, organiser_id, cohort_id, [one.person.person_id for _, one in called]
    )
    # Whoever withdraws from everything in this very moment is not put back.
    statuses = await registrations.lock(conn, organiser_id, sorted(found.values()))
    live = {person: one for person, one in found.items() if statuses.get(one) != "withdrawn"}
    had = {
        (seat.registration_id, seat.session_id)
        for held_before in (await registrations.list_seats(conn, organiser_id, list(live.values()))).values()
        for seat in held_before
        if seat.status != "withdrawn"
    }
    new = [
        SeatRow(id=ids.new(), registration_id=registration_id, place=allot(held.counters[session_id]))
        for registration_id, session_ids in (
            (live[one.person.person_id], one.session_ids) for _, one in called if one.person.person_id in live
        )
        for session_id in session_ids
        if session_id in places and (registration_id, session_id) not in had
    ]
    await seats.insert(conn, organiser_id, new, now=caller.now)
    await seats.count(conn, organiser_id, list(held.counters.values()))
    await registrations.settle(conn, organiser_id, list(live.values()))
    await events.tell_registrations(conn, organiser_id, list(live.values()))
