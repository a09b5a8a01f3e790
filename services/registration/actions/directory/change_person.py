"""Creates, changes and deletes a person, and tells notify."""

from uuid import UUID

import msgspec

from services.registration.actions.directory.store_person import store_person
from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_fields, new_fields
from services.registration.domain.caller import Caller
from services.registration.domain.directory.person import NewPerson, Person, PersonChanges
from services.registration.domain.errors import AlreadyMade, InUse, VersionConflict
from services.registration.store.access import audit, personal_links
from services.registration.store.directory import people
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


@permitted("person.create")
async def create(pool: Pool, caller: Caller, new: NewPerson, *, person_id: UUID | None = None) -> UUID:
    """Create a person with positions and return their id. Raises `InUse` with the person who has the address.

    With a `person_id` that has been used raises `AlreadyMade`.
    """
    person = Person(
        organiser_id=caller.organiser_id, id=person_id or ids.new(), **msgspec.structs.asdict(new)
    )
    async with transaction(pool) as conn:
        if not await people.insert(conn, person):
            in_use = await _in_use(conn, person)
            raise AlreadyMade if in_use.person_id == person_id else in_use
        await people.set_positions(conn, person)
        await audit.write(conn, caller, "person.create", ("person", person.id), after=new_fields(new))
        await events.tell_people(conn, caller.organiser_id, [person.id])
    return person.id


@permitted("person.change")
async def change(
    pool: Pool, caller: Caller, person_id: UUID, changes: PersonChanges, *, version: int | None
) -> None:
    """Store the changed fields; `positions`, if given, replace all of the person's positions.

    With another e-mail address, the person's mails and calendar entries go there.
    """
    async with transaction(pool) as conn:
        if "email" in changes.fields:
            await personal_links.lock(conn, caller.organiser_id, person_id)
        current = await people.lock(conn, caller.organiser_id, person_id)
        if version is not None and version != current.version:
            raise VersionConflict(person_id)
        changed = changes.apply(current)
        if not await store_person(conn, caller, current, changed):
            raise await _in_use(conn, changed)
        if "positions" in changes.fields:
            await people.set_positions(conn, changed)
        before, after = changed_fields(current, changed)
        await audit.write(conn, caller, "person.change", ("person", person_id), before=before, after=after)


@permitted("person.delete")
async def delete(pool: Pool, caller: Caller, person_id: UUID) -> None:
    """Delete a person who was never invited or registered."""
    async with transaction(pool) as conn:
        await people.delete(conn, caller.organiser_id, person_id)
        await audit.scrub(conn, caller.organiser_id, [person_id])
        await audit.write(conn, caller, "person.delete", ("person", person_id))


async def _in_use(conn: Conn, person: Person) -> InUse:
    return InUse("email", person_id=await people.find_by_email(conn, person.organiser_id, person.email or ""))
