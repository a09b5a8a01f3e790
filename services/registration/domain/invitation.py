"""Invitations: whom a rule invites, and until when each person can answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Literal, TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from services.registration.domain.errors import AnswerTooLate
from services.registration.domain.options import has_closed
from services.registration.domain.sessions.session import Session, is_over
from shared.events import InvitationKind, InvitationStatus
from shared.language import Language

Answer = Literal["yes", "no", "substitute"]


class NewInvitationRule(msgspec.Struct, frozen=True, kw_only=True):
    """The editable fields of an invitation rule: the audience, the sessions and the last day to answer.

    `session_ids` None: all sessions of the cohort, also those added later.
    """

    cohort_id: UUID
    audience_id: UUID
    session_ids: list[UUID] | None = None
    kind: InvitationKind = "inbjudan"
    invited_by_id: UUID | None = None
    opens_on: date | None = None
    respond_by: date | None = None
    substitutes_allowed: bool | None = None
    waiting_list: bool | None = None


class InvitationRule(NewInvitationRule, frozen=True, kw_only=True):
    """A rule as stored. `invited_at` is when its first invitations were sent."""

    organiser_id: UUID
    id: UUID
    invited_at: datetime | None = None
    version: int = 1


InvitationRuleChanges: TypeAlias = Changes[InvitationRule]


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation with its person and the current fields of its rule."""

    organiser_id: UUID
    id: UUID
    invitation_rule_id: UUID
    cohort_id: UUID
    person_id: UUID
    person_name: str
    person_email: str | None
    person_language: Language
    person_protected: bool
    session_ids: list[UUID]
    status: InvitationStatus
    invited_at: datetime
    answered_at: datetime | None
    message: str | None
    role: str | None
    organisation: str | None
    generation: int
    version: int
    kind: InvitationKind
    respond_by: date | None
    substitutes_allowed: bool
    waiting_list: bool | None
    covers_all: bool = False  # the rule covers all sessions of the cohort, later ones too


class InvitationWithAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation, with the sessions that it is about; `is_for_others`: others than the person come by it."""

    id: UUID
    person_id: UUID
    session_ids: list[UUID]
    is_for_others: bool = False


class AudienceMember(msgspec.Struct, frozen=True, kw_only=True):
    """A person whom an audience matches, with the role and organisation of the matching position."""

    person_id: UUID
    role: str | None
    organisation: str | None


class Invitee(msgspec.Struct, frozen=True, kw_only=True):
    """A person and the sessions that they have no invitation to yet. `status`: that of the invitation when it is made.

    `is_reached`: a mail follows, that of the invitation, or about the seats that a kallelse gives beside earlier ones.
    """

    person: AudienceMember
    session_ids: tuple[UUID, ...]
    status: InvitationStatus = "queued"
    is_reached: bool = True


class PlacesBefore(msgspec.Struct, frozen=True, kw_only=True):
    """The sessions of a cohort in which a person has a seat or waits, and those where somebody has it from them."""

    own: frozenset[UUID] = frozenset()
    handed_on: frozenset[UUID] = frozenset()


NO_PLACES: Final = PlacesBefore()


def whom_to_ask(
    reached: Iterable[AudienceMember],
    session_ids: Sequence[UUID],
    covered: Mapping[UUID, frozenset[UUID]],
    invited_by_rule: frozenset[UUID],
) -> list[Invitee]:
    """Return each person with the sessions that they have no invitation to yet, in input order; without any, a person is skipped.

    `covered` maps a person to the sessions of their other invitations in the cohort.
    """
    invitees = []
    for person in reached:
        if person.person_id in invited_by_rule:
            continue
        before = covered.get(person.person_id, frozenset())
        new = tuple(session_id for session_id in session_ids if session_id not in before)
        if new:
            invitees.append(Invitee(person=person, session_ids=new))
    return invitees


def with_places(
    invitee: Invitee,
    kind: InvitationKind,
    places: PlacesBefore,
    *,
    parallel: frozenset[UUID] = frozenset(),
) -> Invitee:
    """Return the invitee as somebody who has registered before: asked about the other sessions only.

    Without any other, nobody is asked: the invitation is answered by the places. A kallelse gives the seats that are
    lacking; whoever is registered is told of them as of any seat, and the invitation waits for no mail of its own.
    `parallel`: sessions of which a person chooses one, where a kallelse gives no seat.
    """
    if kind == "kallelse":
        if not places.own:
            return invitee
        given = set(invitee.session_ids) - places.own - parallel
        return msgspec.structs.replace(invitee, status="accepted", is_reached=bool(given))
    lacking = tuple(one for one in invitee.session_ids if one not in places.own | places.handed_on)
    if kind == "utses" or len(lacking) == len(invitee.session_ids):
        return invitee
    if lacking:
        return msgspec.structs.replace(invitee, session_ids=lacking)
    is_own = not places.own.isdisjoint(invitee.session_ids)
    return msgspec.structs.replace(invitee, status="accepted" if is_own else "substituted", is_reached=False)


def answerable(
    invitation: Invitation, sessions: Iterable[Session], now: datetime, *, may_be_late: bool = False
) -> list[Session]:
    """Return the sessions that can still be answered for; raises `AnswerTooLate` if there are none.

    An inbjudan or a buyer's nomination is open to the end of its last day, Swedish time, and each session until it is over.
    The last day binds neither a kallelse nor the organiser who answers for somebody (`may_be_late`).
    """
    if has_closed(invitation.kind, invitation.respond_by, now) and not may_be_late:
        raise AnswerTooLate
    left = [session for session in sessions if not is_over(session, now)]
    if not left:
        raise AnswerTooLate
    return left


def status_after(answer: Answer) -> InvitationStatus:
    if answer == "yes":
        return "accepted"
    return "declined" if answer == "no" else "substituted"


class InvitationSeats(msgspec.Struct, frozen=True, kw_only=True):
    """Whose seats and waits are left by an invitation: the invited person's own, and those of substitutes.

    `own` and `substitute` count sessions that are cancelled or over too, the others only those ahead.
    """

    id: UUID
    kind: InvitationKind
    status: InvitationStatus
    own: bool
    own_ahead: bool
    substitute: bool
    substitute_ahead: bool


def status_by_seats(
    seats: InvitationSeats, *, without_seats: Literal["declined", "sent"] = "declined"
) -> InvitationStatus:
    """Return the status of an invitation as its seats are now.

    Whoever has a seat has answered; a kallelse gave the seats itself and stays as it was. The person's own seat counts
    before a substitute's. With a substitute who has given up everything, the person has still not answered.
    """
    was_called = seats.kind == "kallelse" and seats.status in {"queued", "sent", "bounced"}
    if seats.own_ahead:
        return seats.status if was_called else "accepted"
    if seats.substitute_ahead:
        return "substituted"
    if seats.substitute:
        return seats.status
    if seats.own:
        return "accepted" if seats.status == "substituted" else seats.status
    if seats.status == "substituted":
        return "sent"
    return without_seats if was_called or seats.status == "accepted" else seats.status


def buyers_contact(
    there: Sequence[AudienceMember], *, participants: Sequence[AudienceMember]
) -> AudienceMember | None:
    """Return the buyer's member with the role `beställare`, else the first who is no participant, else None."""
    taking_part = {member.person_id for member in participants}
    ordering = [member for member in there if member.role == "beställare"]
    others = [member for member in there if member.person_id not in taking_part]
    return next(iter(ordering or others), None)
