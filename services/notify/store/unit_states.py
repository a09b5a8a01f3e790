"""Loads the states of many units of one tenant in three statements; snapshots that units share are loaded once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.unit_state import SessionFacts, UnitState, session_facts
from services.notify.store import snapshots
from services.notify.store.snapshots import StoredSnapshot
from shared.events import (
    Cohort,
    Enquiry,
    Invitation,
    Organiser,
    Person,
    Programme,
    Registration,
    Session,
    ToNotify,
)
from shared.mailing_events import Mailing, MailingAttachment, MailingRecipient
from shared.notice_events import Opening, StaffLink
from shared.postgres import Conn

_UNIT_KINDS: Final = ("registration", "invitation", "enquiry", "opening", "mailing_recipient", "staff_link")


class SharedSnapshots:
    """Snapshots that many units of one tenant share, kept for one transaction; `load` fills it."""

    def __init__(self, organiser_id: UUID) -> None:
        """Start empty."""
        self.organiser_id = organiser_id
        self.organiser: Organiser | None = None
        self.programmes: dict[UUID, Programme] = {}
        self.cohorts: dict[UUID, Cohort] = {}
        self.sessions: dict[UUID, SessionFacts] = {}
        self.mailings: dict[UUID, Mailing] = {}
        self.attachments: dict[UUID, MailingAttachment] = {}

    def ids(self) -> set[UUID]:
        """Return the ids of everything that is loaded."""
        ids = {self.organiser_id} if self.organiser is not None else set()
        return ids.union(self.cohorts, self.sessions, self.mailings, self.attachments)


class _OwnSnapshots(msgspec.Struct):
    """Snapshots that belong to single units, by id: their people, and the invitations and registrations they refer to.

    `of_people` are all registrations of these people, by person and cohort.
    """

    people: dict[UUID, Person] = {}
    invitations: dict[UUID, Invitation] = {}
    registrations: dict[UUID, Registration] = {}
    of_people: dict[tuple[UUID, UUID], list[Registration]] = {}


async def load(conn: Conn, shared: SharedSnapshots, unit_ids: Sequence[UUID]) -> dict[UUID, UnitState]:
    """Load the states of these units, some hundreds at a time. An unknown unit is missing in the result."""
    units = await snapshots.find_units(conn, shared.organiser_id, _UNIT_KINDS, unit_ids)
    own = _OwnSnapshots()
    await _load_related(conn, shared, own, [found.event for found in units.values()])
    mailed = [found.event for found in units.values() if isinstance(found.event, MailingRecipient)]
    if mailed:  # what their registrations, invitations and mailings refer to
        await _load_related(conn, shared, own, _of_mailings(mailed, shared, own))
    await _load_registrations(conn, shared.organiser_id, [unit.event for unit in units.values()], own)
    await _load_programmes(conn, shared)
    return {unit_id: _unit_state(unit, shared, own) for unit_id, unit in units.items()}


async def _load_related(
    conn: Conn, shared: SharedSnapshots, own: _OwnSnapshots, units: Sequence[ToNotify]
) -> None:
    """Load what the units refer to and `shared` lacks: what is shared goes into it, the rest into `own`."""
    known = shared.ids()
    missing = [related for related in _related(shared.organiser_id, units) if related[1] not in known]
    for snapshot_id, found in (await snapshots.find(conn, shared.organiser_id, missing)).items():
        match found.event:
            case Session() as session:
                shared.sessions[snapshot_id] = session_facts(session)
            case Cohort() as cohort:
                shared.cohorts[snapshot_id] = cohort
            case Organiser() as organiser:
                shared.organiser = organiser
            case Person() as person:
                own.people[snapshot_id] = person
            case Invitation() as invitation:
                own.invitations[snapshot_id] = invitation
            case Registration() as registration:
                own.registrations[snapshot_id] = registration
            case Mailing() as mailing:
                shared.mailings[snapshot_id] = mailing
            case MailingAttachment() as attachment:
                shared.attachments[snapshot_id] = attachment


async def _load_registrations(
    conn: Conn, organiser_id: UUID, events: Sequence[ToNotify], own: _OwnSnapshots
) -> None:
    units = [event for event in events if isinstance(event, Registration | Invitation)]
    others = await snapshots.registrations_of_people(conn, organiser_id, units)
    found = {event.id: event for event in (*units, *others) if isinstance(event, Registration)}
    for registration in found.values():
        key = registration.person_id, registration.cohort_id
        own.of_people.setdefault(key, []).append(registration)


def _of_mailings(
    mailed: Sequence[MailingRecipient], shared: SharedSnapshots, own: _OwnSnapshots
) -> list[ToNotify]:
    """Return the loaded snapshots that recipients of mailings refer to, and that refer to others themselves."""
    found: list[ToNotify] = [*own.registrations.values(), *own.invitations.values()]
    return found + [
        mailing for mailing in shared.mailings.values() if any(mailing.id == one.mailing_id for one in mailed)
    ]


def _related(organiser_id: UUID, units: Sequence[ToNotify]) -> set[tuple[str, UUID]]:
    """Return kind and id of every snapshot that the units refer to directly."""
    related = {("organiser", organiser_id)}
    for unit in units:
        if isinstance(unit, MailingRecipient):
            related |= {("mailing", unit.mailing_id), ("person", unit.person_id), ("cohort", unit.cohort_id)}
            if unit.registration_id is not None:
                related.add(("registration", unit.registration_id))
            if unit.invitation_id is not None:
                related.add(("invitation", unit.invitation_id))
        elif isinstance(unit, Mailing):
            related.update(("mailing_attachment", file_id) for file_id in unit.attachment_ids)
        if isinstance(unit, Registration):
            related.update(("session", seat.session_id) for seat in unit.seats)
            if unit.invitation_id is not None:
                related.add(("invitation", unit.invitation_id))
        elif isinstance(unit, Invitation):
            related.update(("session", session_id) for session_id in unit.session_ids)
        if isinstance(unit, Registration | Invitation):
            related |= {("person", unit.person_id), ("cohort", unit.cohort_id)}
            related.update(("person", other_id) for other_id in _other_ids(unit))
    return related


def _other_ids(unit: Registration | Invitation) -> set[UUID]:
    """Return the people who gave a seat to the unit's person, or got one from them."""
    if isinstance(unit, Invitation):
        return {unit.substitute_person_id} if unit.substitute_person_id is not None else set()
    ids = {
        person_id
        for seat in unit.seats
        for person_id in (seat.handed_from_person_id, seat.handed_to_person_id)
    }
    return {person_id for person_id in ids if person_id is not None}


async def _load_programmes(conn: Conn, shared: SharedSnapshots) -> None:
    missing = {cohort.programme_id for cohort in shared.cohorts.values()} - shared.programmes.keys()
    if missing:
        related = [("programme", programme_id) for programme_id in missing]
        for programme_id, found in (await snapshots.find(conn, shared.organiser_id, related)).items():
            if isinstance(found.event, Programme):
                shared.programmes[programme_id] = found.event


def _unit_state(found: StoredSnapshot, shared: SharedSnapshots, own: _OwnSnapshots) -> UnitState:
    unit = found.event
    if isinstance(unit, Enquiry | Opening | StaffLink):
        return UnitState(organiser=shared.organiser, notice=unit, replayed_at=found.replayed_at)
    if isinstance(unit, MailingRecipient):
        return _mailing_state(unit, found.replayed_at, shared, own)
    if not isinstance(unit, Registration | Invitation):
        raise TypeError("a unit is a registration, an invitation or a notice")
    cohort = shared.cohorts.get(unit.cohort_id)
    registration = invitation = None
    if isinstance(unit, Invitation):
        invitation = unit
    else:
        registration = unit
        invitation = own.invitations.get(unit.invitation_id) if unit.invitation_id else None
    return UnitState(
        organiser=shared.organiser,
        programme=shared.programmes.get(cohort.programme_id) if cohort else None,
        cohort=cohort,
        person=own.people.get(unit.person_id),
        sessions=shared.sessions,
        invitation=invitation,
        registration=registration,
        replayed_at=found.replayed_at,
        registrations=tuple(
            one
            for one in own.of_people.get((unit.person_id, unit.cohort_id), ())
            if one.id != unit.id and one.confirm_until is None
        ),
        others={other_id: own.people[other_id] for other_id in _other_ids(unit) if other_id in own.people},
    )


def _mailing_state(
    unit: MailingRecipient, replayed_at: datetime | None, shared: SharedSnapshots, own: _OwnSnapshots
) -> UnitState:
    cohort = shared.cohorts.get(unit.cohort_id)
    return UnitState(
        organiser=shared.organiser,
        programme=shared.programmes.get(cohort.programme_id) if cohort else None,
        cohort=cohort,
        person=own.people.get(unit.person_id),
        sessions=shared.sessions,
        invitation=own.invitations.get(unit.invitation_id) if unit.invitation_id else None,
        registration=own.registrations.get(unit.registration_id) if unit.registration_id else None,
        replayed_at=replayed_at,
        mailing_recipient=unit,
        mailing=shared.mailings.get(unit.mailing_id),
        attachments=shared.attachments,
    )
