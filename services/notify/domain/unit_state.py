"""The newest snapshots of one unit: a registration, an invitation or a notice, that is, a subject that gets mail."""

import zlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from shared import times
from shared.events import (
    Cohort,
    Enquiry,
    Invitation,
    Mode,
    Organiser,
    Person,
    Programme,
    Registration,
    Seat,
    Session,
)
from shared.mailing_events import Mailing, MailingAttachment, MailingRecipient
from shared.notice_events import Opening, StaffLink

# The statuses of an invitation whose mail has not arrived: it is not made, or came back and may be sent again.
UNSENT: Final = frozenset({"queued", "bounced"})
# Subjects of mail to an address outside any registration.
Notice = Enquiry | Opening | StaffLink
EffectiveStatus = Literal["confirmed", "waiting", "offered", "withdrawn", "cancelled"]


class SessionDetails(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a seat holder is told of the session; an update is due when it differs from what was told.

    Times are instants; `on` is set only where the hour is not known, `term` only where no day is. `link_mark` changes
    when the meeting's URL does.
    """

    title: str
    on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    mode: Mode | None = None
    place: str | None = None
    has_join_url: bool = False
    link_mark: str | None = None
    is_tentative: bool = False
    note: str | None = None
    term: str | None = None

    @property
    def is_dated(self) -> bool:
        return self.on is not None or self.starts_at is not None

    @property
    def time(self) -> tuple[date | None, datetime | None, datetime | None]:
        """Date, start and end; a change of any of them resets the attendee's answer."""
        return self.on, self.starts_at, self.ends_at


class ToldSession(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a mail says of a session that no calendar entry keeps."""

    session_id: UUID
    edition: int
    details: SessionDetails
    is_cancelled: bool = False


class SessionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A session with values derived from it, computed once for all its seats.

    `starts` and `ends` are instants, None where no day is known. A session with a day only lasts from midnight to
    midnight; one without an end lasts until the end of its day. `fingerprint` differs between two states of the session.
    `told` is what a mail to an invited person says of it.
    """

    session: Session
    details: SessionDetails
    starts: datetime | None
    ends: datetime | None
    fingerprint: int
    told: ToldSession

    def is_over(self, now: datetime) -> bool:
        return self.ends is not None and self.ends <= now


class UnitState(msgspec.Struct, frozen=True, kw_only=True):
    """The newest snapshots that concern one unit. None, or a session that is missing, has not arrived yet.

    `sessions` may hold more than the unit's own. A `notice` goes to an address instead of a person and needs only the
    organiser. `replayed_at` is set while the unit itself has been received only as a replay (architecture rule 5).
    A `mailing_recipient` has the mailing with its attachments, and what the person had in the cohort when it was sent.
    `others` are the people who gave a seat to this person or got one from them, as far as they are known: mails name them.
    `registrations` are the person's other ones in the cohort that count, as far as they are known: at most one of all is not
    withdrawn, and none waits to be confirmed.
    """

    organiser: Organiser | None = None
    programme: Programme | None = None
    cohort: Cohort | None = None
    person: Person | None = None
    sessions: Mapping[UUID, SessionFacts] = {}
    invitation: Invitation | None = None
    registration: Registration | None = None
    notice: Notice | None = None
    replayed_at: datetime | None = None
    others: Mapping[UUID, Person] = {}
    registrations: tuple[Registration, ...] = ()
    mailing_recipient: MailingRecipient | None = None
    mailing: Mailing | None = None
    attachments: Mapping[UUID, MailingAttachment] = {}


def session_facts(session: Session) -> SessionFacts:
    """Derive the facts that the plan needs of a session."""
    details = SessionDetails(
        title=session.title,
        on=session.on if session.starts_at is None else None,
        starts_at=session.starts_at,
        ends_at=session.ends_at if session.starts_at else None,
        mode=session.mode,
        place=session.place,
        has_join_url=session.has_join_url,
        link_mark=session.link_mark,
        is_tentative=session.status in {"announced", "tentative"},
        note=session.note,
        term=session.term if session.starts_at is None and session.on is None else None,
    )
    starts = ends = None
    if session.starts_at is not None:
        starts = session.starts_at
        ends = session.ends_at or times.end_of_day(times.local(session.starts_at).date())
    elif session.on is not None:
        starts, ends = times.start_of_day(session.on), times.end_of_day(session.on)
    mailed = (
        details,
        session.edition,
        session.status,
        session.change_reason,
        session.cancel_reason,
        session.note,
        *((session.agenda,) if session.agenda else ()),
    )
    told = ToldSession(
        session_id=session.id,
        edition=session.edition,
        details=details,
        is_cancelled=session.status == "cancelled",
    )
    return SessionFacts(
        session=session,
        details=details,
        starts=starts,
        ends=ends,
        fingerprint=fingerprint(mailed),
        told=told,
    )


def fingerprint(values: object) -> int:
    """Return a checksum of values that a mail would state: CRC-32 of their JSON.

    It is only compared with the previous state of the same delivery, so 32 bits miss one change in four billion. It is
    stored: another width would amend every open delivery once, at the upgrade.
    """
    return zlib.crc32(msgspec.json.encode(values))


def effective_status(state: UnitState, seat: Seat) -> EffectiveStatus:
    """Return the seat's status with a cancelled session or cohort, and an open offer, taken into account."""
    if seat.status == "withdrawn":
        return "withdrawn"
    is_cancelled = state.cohort is not None and state.cohort.status == "cancelled"
    if is_cancelled or state.sessions[seat.session_id].session.status == "cancelled":
        return "cancelled"
    return "offered" if seat.status == "waiting" and seat.offered_until is not None else seat.status


def offer_expired(seat: Seat) -> bool:
    """Whether the seat was offered to a person on the waiting list who did not accept in time."""
    return seat.status == "withdrawn" and seat.offered_until is not None and seat.since >= seat.offered_until


def address_edition(state: UnitState) -> int:
    """Return the edition of the person's present address; 1 for a notice, whose address never changes."""
    return state.person.address_edition if state.person is not None else 1


def is_erased(state: UnitState) -> bool:
    """Whether the person has been erased, so that no mail can be planned."""
    return state.person is not None and state.person.erased and state.person.email is None


def is_complete(state: UnitState) -> bool:
    """Whether every snapshot that the unit refers to has arrived; nothing is planned before that."""
    if state.notice is not None:
        return state.organiser is not None
    if state.mailing_recipient is not None:
        return _has_all_of_mailing(state, state.mailing_recipient)
    unit = state.registration or state.invitation
    if unit is None or not (state.organiser and state.programme and state.cohort and state.person):
        return False
    if state.registration is not None:
        is_called = state.registration.origin == "kallelse" and state.registration.invitation_id is not None
        if is_called and state.invitation is None:
            return False
        return all(seat.session_id in state.sessions for seat in state.registration.seats)
    return state.invitation is not None and all(
        session_id in state.sessions for session_id in state.invitation.session_ids
    )


def _has_all_of_mailing(state: UnitState, recipient: MailingRecipient) -> bool:
    mailing, registration, invitation = state.mailing, state.registration, state.invitation
    if not (mailing and state.organiser and state.programme and state.cohort and state.person):
        return False
    if (recipient.registration_id is not None and registration is None) or (
        recipient.invitation_id is not None and invitation is None
    ):
        return False
    session_ids = {seat.session_id for seat in registration.seats} if registration else set()
    session_ids |= set(invitation.session_ids) if invitation else set()
    return session_ids <= state.sessions.keys() and set(mailing.attachment_ids) <= state.attachments.keys()


def shown_name(person: Person) -> str | None:
    """Return the name as mails and calendar entries say it: none of a protected identity, whose calendar others may see."""
    return None if person.protected_identity else person.name
