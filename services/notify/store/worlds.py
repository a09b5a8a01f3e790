"""The newest snapshots of many units, put together in a few statements; what units share is fetched once."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.notify.domain.world import Occasion, World, occasion
from services.notify.store import snapshots
from services.notify.store.snapshots import Found
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


class Common:
    """What many units of one tenant have in common, kept for as long as one transaction needs it."""

    def __init__(self, organiser_id: UUID) -> None:
        """Start empty; `load` fills it."""
        self.organiser_id = organiser_id
        self.things: dict[UUID, Organiser | Programme | Cohort] = {}
        self.occasions: dict[UUID, Occasion] = {}


async def load(conn: Conn, common: Common, unit_ids: Sequence[UUID]) -> dict[UUID, World]:
    """Put the worlds of these units together, some hundreds at a time. An unknown unit is not there."""
    kinds = [(kind, one) for one in unit_ids for kind in _UNITS]
    units = await snapshots.find(conn, common.organiser_id, kinds)
    people = await _people_and_common(conn, common, list(units.values()))
    return {unit_id: _world(found, common, people) for unit_id, found in units.items()}


async def _people_and_common(conn: Conn, common: Common, units: list[Found]) -> dict[UUID, Found]:
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
    wanted.add(("organiser", common.organiser_id))
    missing = [one for one in wanted if one[1] not in common.things and one[1] not in common.occasions]
    found_now = await snapshots.find(conn, common.organiser_id, missing)
    people: dict[UUID, Found] = {}
    for key, found in found_now.items():
        if isinstance(found.event, Session):
            common.occasions[key] = occasion(found.event)
        elif isinstance(found.event, Organiser | Cohort):
            common.things[key] = found.event
        else:
            people[key] = found
    await _programmes(conn, common)
    return people


async def _programmes(conn: Conn, common: Common) -> None:
    wanted = {one.programme_id for one in common.things.values() if isinstance(one, Cohort)}
    if missing := [("programme", one) for one in wanted if one not in common.things]:
        for key, found in (await snapshots.find(conn, common.organiser_id, missing)).items():
            if isinstance(found.event, Programme):
                common.things[key] = found.event


def _world(found: Found, common: Common, people: dict[UUID, Found]) -> World:
    unit = found.event
    organiser = common.things.get(common.organiser_id)
    if isinstance(unit, Enquiry | Opening):
        return World(
            organiser=organiser if isinstance(organiser, Organiser) else None,
            notice=unit,
            replayed_at=found.replayed_at,
        )
    if not isinstance(unit, Registration | Invitation):
        raise TypeError("a unit is a registration, an invitation or a notice")
    cohort = common.things.get(unit.cohort_id)
    programme = common.things.get(cohort.programme_id) if isinstance(cohort, Cohort) else None
    person = people.get(unit.person_id)
    registration = unit if isinstance(unit, Registration) else None
    invitation: object = unit
    if registration is not None:
        asked = people.get(registration.invitation_id) if registration.invitation_id else None
        invitation = asked.event if asked else None
    return World(
        organiser=organiser if isinstance(organiser, Organiser) else None,
        programme=programme if isinstance(programme, Programme) else None,
        cohort=cohort if isinstance(cohort, Cohort) else None,
        person=person.event if person and isinstance(person.event, Person) else None,
        occasions=common.occasions,
        invitation=invitation if isinstance(invitation, Invitation) else None,
        registration=registration,
        replayed_at=found.replayed_at,
    )
