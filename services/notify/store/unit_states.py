"""The newest snapshots of many units, put together in a few statements; what units share is fetched once."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.notify.domain.unit_state import SessionFacts, UnitState, session_facts
from services.notify.store import snapshots
from services.notify.store.snapshots import StoredSnapshot
from shared.events import (
    Cohort,
    Enquiry,
    Invitation,
    Opening,
    Organiser,
    Person,
    Programme,
    Registration,
    Session,
)
from shared.postgres import Conn

_UNITS: Final = ("registration", "invitation", "enquiry", "opening")


class SharedSnapshots:
    """What many units of one tenant have in common, kept for as long as one transaction needs it."""

    def __init__(self, organiser_id: UUID) -> None:
        """Start empty; `load` fills it."""
        self.organiser_id = organiser_id
        self.things: dict[UUID, Organiser | Programme | Cohort] = {}
        self.sessions: dict[UUID, SessionFacts] = {}


async def load(conn: Conn, shared: SharedSnapshots, unit_ids: Sequence[UUID]) -> dict[UUID, UnitState]:
    """Put the worlds of these units together, some hundreds at a time. An unknown unit is not there."""
    kinds = [(kind, one) for one in unit_ids for kind in _UNITS]
    units = await snapshots.find(conn, shared.organiser_id, kinds)
    people = await _people_and_common(conn, shared, list(units.values()))
    return {unit_id: _unit_state(found, shared, people) for unit_id, found in units.items()}


async def _people_and_common(
    conn: Conn, shared: SharedSnapshots, units: list[StoredSnapshot]
) -> dict[UUID, StoredSnapshot]:
    wanted: set[tuple[str, UUID]] = set()
    for found in units:
        unit = found.event
        if isinstance(unit, Registration):
            wanted.update(("session", seat.session_id) for seat in unit.seats)
            if unit.invitation_id is not None:
                wanted.add(("invitation", unit.invitation_id))
        elif isinstance(unit, Invitation):
            wanted.update(("session", one) for one in unit.session_ids)
        if isinstance(unit, Registration | Invitation):
            wanted |= {("person", unit.person_id), ("cohort", unit.cohort_id)}
    wanted.add(("organiser", shared.organiser_id))
    missing = [one for one in wanted if one[1] not in shared.things and one[1] not in shared.sessions]
    found_now = await snapshots.find(conn, shared.organiser_id, missing)
    people: dict[UUID, StoredSnapshot] = {}
    for key, found in found_now.items():
        if isinstance(found.event, Session):
            shared.sessions[key] = session_facts(found.event)
        elif isinstance(found.event, Organiser | Cohort):
            shared.things[key] = found.event
        else:
            people[key] = found
    await _programmes(conn, shared)
    return people


async def _programmes(conn: Conn, shared: SharedSnapshots) -> None:
    wanted = {one.programme_id for one in shared.things.values() if isinstance(one, Cohort)}
    if missing := [("programme", one) for one in wanted if one not in shared.things]:
        for key, found in (await snapshots.find(conn, shared.organiser_id, missing)).items():
            if isinstance(found.event, Programme):
                shared.things[key] = found.event


def _unit_state(
    found: StoredSnapshot, shared: SharedSnapshots, people: dict[UUID, StoredSnapshot]
) -> UnitState:
    unit = found.event
    organiser = shared.things.get(shared.organiser_id)
    if isinstance(unit, Enquiry | Opening):
        return UnitState(
            organiser=organiser if isinstance(organiser, Organiser) else None,
            notice=unit,
            replayed_at=found.replayed_at,
        )
    if not isinstance(unit, Registration | Invitation):
        raise TypeError("a unit is a registration, an invitation or a notice")
    cohort = shared.things.get(unit.cohort_id)
    programme = shared.things.get(cohort.programme_id) if isinstance(cohort, Cohort) else None
    person = people.get(unit.person_id)
    registration = unit if isinstance(unit, Registration) else None
    invitation: object = unit
    if registration is not None:
        asked = people.get(registration.invitation_id) if registration.invitation_id else None
        invitation = asked.event if asked else None
    return UnitState(
        organiser=organiser if isinstance(organiser, Organiser) else None,
        programme=programme if isinstance(programme, Programme) else None,
        cohort=cohort if isinstance(cohort, Cohort) else None,
        person=person.event if person and isinstance(person.event, Person) else None,
        sessions=shared.sessions,
        invitation=invitation if isinstance(invitation, Invitation) else None,
        registration=registration,
        replayed_at=found.replayed_at,
    )
