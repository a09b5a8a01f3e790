"""Somebody else takes over a position: the seats and open invitations that belong to it follow, and history stays.

Seats are handed over as to a substitute, so that nobody in line goes before: the successor is mailed the dates with their entries, and the
predecessor's entries are taken back.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.actions.registrations.substitute import send_substitute
from services.registration.domain.caller import Caller
from services.registration.domain.directory.person import Person, Position
from services.registration.domain.errors import (
    AlreadyRegistered,
    AlreadyWithdrawn,
    FieldsRefused,
    NotFound,
    OneOfEachChoice,
    SessionsOverlap,
)
from services.registration.domain.form import FieldError
from services.registration.domain.invitation import AudienceMember, Invitation, Invitee
from services.registration.domain.registration import Applicant, Registration
from services.registration.domain.sessions.session import is_over
from services.registration.store import invitations, registrations, sessions
from services.registration.store.access import audit
from services.registration.store.directory import organisations, people
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction, whole
from shared import ids, swedish
from shared.postgres import Conn, Pool

_OPEN: Final = frozenset({"queued", "sent", "bounced"})


class PositionHandover(msgspec.Struct, frozen=True, kw_only=True):
    """Which position, and who has it from which day."""

    organisation_id: UUID
    role: str | None
    successor_id: UUID
    starts_on: date


class HandedOverPosition(msgspec.Struct, kw_only=True):
    """What followed the position. `left`: registrations that stay, as the successor has another one that goes against it."""

    successor_id: UUID
    registrations: list[UUID] = []
    invitations: int = 0
    left: list[UUID] = []


@permitted("position.hand_over")
async def hand_over_position(
    pool: Pool, caller: Caller, person_id: UUID, handover: PositionHandover
) -> HandedOverPosition:
    """End the position on the day before, start the successor's, and let seats and open invitations follow.

    Raises `NotFound`, or `FieldsRefused` if the person has no such position or the successor no address.
    """
    outcome = HandedOverPosition(successor_id=handover.successor_id)
    async with whole(pool), transaction(pool) as conn:
        await _hand_over(pool, conn, caller, person_id, handover=handover, outcome=outcome)
    return outcome


async def _hand_over(
    pool: Pool,
    conn: Conn,
    caller: Caller,
    person_id: UUID,
    *,
    handover: PositionHandover,
    outcome: HandedOverPosition,
) -> None:
    organiser_id = caller.organiser_id
    before = await people.get(conn, organiser_id, person_id, sees_protected=caller.sees_protected)
    successor = await _successor(conn, caller, person_id, handover)
    place = (await organisations.get(conn, organiser_id, handover.organisation_id)).name
    is_only = _is_only(before, handover)
    for registration in await registrations.list_after(conn, organiser_id, person_id=person_id):
        if is_only or _belongs(registration, handover.role, place):
            await _hand_over_seats(pool, caller, registration, successor, handover=handover, outcome=outcome)
    for invitation in await invitations.list_after(conn, organiser_id, person_id=person_id):
        if (
            invitation.status in _OPEN
            and invitation.kind == "inbjudan"
            and (is_only or _belongs(invitation, handover.role, place))
        ):
            outcome.invitations += await _hand_over_invitation(conn, caller, invitation, successor.id)
    await _change_positions(conn, caller, person_id, handover)
    await audit.write(
        conn,
        caller,
        "position.hand_over",
        ("person", person_id),
        after={
            "successor_id": handover.successor_id,
            "organisation_id": handover.organisation_id,
            "starts_on": handover.starts_on,
            "registrations": outcome.registrations,
            "invitations": outcome.invitations,
        },
    )


async def _successor(conn: Conn, caller: Caller, person_id: UUID, handover: PositionHandover) -> Person:
    if handover.successor_id == person_id:
        raise FieldsRefused([FieldError("successor_id", "does_not_match")])
    try:
        successor = await people.get(
            conn, caller.organiser_id, handover.successor_id, sees_protected=caller.sees_protected
        )
    except NotFound:
        raise NotFound("successor_id") from None
    if successor.email is None:
        raise FieldsRefused([FieldError("successor_id", "not_an_address")])
    return successor


async def _hand_over_seats(
    pool: Pool,
    caller: Caller,
    registration: Registration,
    successor: Person,
    *,
    handover: PositionHandover,
    outcome: HandedOverPosition,
) -> None:
    """Hand over the seats from the day on; a registration without any is left alone."""
    ahead = await _sessions_from(pool, caller, registration, handover.starts_on)
    if not ahead:
        return
    substitute = Applicant(
        name=successor.name,
        email=successor.email or "",
        organisation=registration.organisation,
        role=registration.role or handover.role,
        language=successor.language,
    )
    try:
        receiver = await send_substitute(
            pool, caller, registration.id, substitute=substitute, session_ids=ahead, is_by_position=True
        )
    except (AlreadyRegistered, AlreadyWithdrawn, OneOfEachChoice, SessionsOverlap):
        outcome.left.append(registration.id)
    else:
        outcome.registrations.append(receiver)


async def _sessions_from(pool: Pool, caller: Caller, registration: Registration, day: date) -> list[UUID]:
    live = [seat.session_id for seat in registration.seats if seat.status != "withdrawn"]
    async with transaction(pool) as conn:
        found = [await sessions.get(conn, caller.organiser_id, session_id) for session_id in live]
    return [
        session.id
        for session in found
        if session.status != "cancelled"
        and not is_over(session, caller.now)
        and (session.on is None or session.on >= day)
    ]


async def _hand_over_invitation(
    conn: Conn, caller: Caller, invitation: Invitation, successor_id: UUID
) -> int:
    """Close an unanswered invitation, whose link opens nothing any more, and invite the successor by the same rule."""
    organiser_id = caller.organiser_id
    closed = await invitations.close(conn, organiser_id, [invitation.id])
    covered = await invitations.covered(
        conn, organiser_id, invitation.cohort_id, invitation.invitation_rule_id
    )
    made: list[UUID] = []
    if successor_id not in covered.by_rule:
        made.append(ids.new())
        invitee = Invitee(
            person=AudienceMember(
                person_id=successor_id, role=invitation.role, organisation=invitation.organisation
            ),
            session_ids=tuple(invitation.session_ids),
        )
        await invitations.insert(
            conn,
            organiser_id,
            rule_id=invitation.invitation_rule_id,
            cohort_id=invitation.cohort_id,
            invitees=[(made[0], invitee)],
            now=caller.now,
        )
    await events.tell_invitations(conn, organiser_id, [*closed, *made])
    return len(made)


async def _change_positions(conn: Conn, caller: Caller, person_id: UUID, handover: PositionHandover) -> None:
    """End the one position and start the other; the people are locked last, in order of id."""
    organiser_id = caller.organiser_id
    locked = {
        each: await people.lock(conn, organiser_id, each)
        for each in sorted([person_id, handover.successor_id])
    }
    before, successor = locked[person_id], locked[handover.successor_id]
    ending = _position(before, handover)
    last_day = handover.starts_on - timedelta(days=1)
    ended = msgspec.structs.replace(ending, until_on=max(last_day, ending.from_on or last_day))
    started = msgspec.structs.replace(ending, from_on=handover.starts_on, until_on=None)
    positions = tuple(ended if each is ending else each for each in before.positions)
    # The versions rise, so that a form that was opened before does not bring the old positions back.
    await people.update(conn, before)
    await people.set_positions(conn, msgspec.structs.replace(before, positions=positions))
    if not any(_is_of(each, handover) and each.until_on is None for each in successor.positions):
        await people.update(conn, successor)
        await people.set_positions(
            conn, msgspec.structs.replace(successor, positions=(*successor.positions, started))
        )


def _position(person: Person, handover: PositionHandover) -> Position:
    found = [each for each in person.positions if _is_of(each, handover)]
    if not found:
        raise FieldsRefused([FieldError("organisation_id", "does_not_match")])
    return next((each for each in found if each.until_on is None), found[-1])


def _is_of(position: Position, handover: PositionHandover) -> bool:
    return position.organisation_id == handover.organisation_id and (
        handover.role is None or _same(position.role, handover.role)
    )


def _is_only(person: Person, handover: PositionHandover) -> bool:
    """Whether the person has no other position that lasts, so that all they are registered for is for this one."""
    _position(person, handover)
    lasting: Sequence[Position] = [
        each for each in person.positions if each.until_on is None or each.until_on >= handover.starts_on
    ]
    return all(_is_of(each, handover) for each in lasting)


def _belongs(unit: Registration | Invitation, role: str | None, organisation: str) -> bool:
    """Whether a registration or an invitation says that it is for this position."""
    return _same(unit.organisation, organisation) and (role is None or _same(unit.role, role))


def _same(one: str | None, other: str | None) -> bool:
    return swedish.search_key(one or "") == swedish.search_key(other or "")
