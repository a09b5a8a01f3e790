"""Creates, changes and deletes a contact; notify gets it with the programmes that it answers for."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_names
from services.registration.domain.caller import Caller
from services.registration.domain.directory.contact import Contact, ContactChanges, NewContact
from services.registration.domain.errors import VersionConflict
from services.registration.store.access import audit
from services.registration.store.directory import contacts
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("contact.create")
async def create(pool: Pool, caller: Caller, new: NewContact) -> UUID:
    """Create a contact and return its id."""
    contact = Contact(organiser_id=caller.organiser_id, id=ids.new(), **msgspec.structs.asdict(new))
    async with transaction(pool) as conn:
        await contacts.insert(conn, contact)
        await audit.write(conn, caller, "contact.create", ("contact", contact.id))
    return contact.id


@permitted("contact.change")
async def change(
    pool: Pool, caller: Caller, contact_id: UUID, changes: ContactChanges, *, version: int | None
) -> None:
    """Store the changed fields."""
    async with transaction(pool) as conn:
        current = await contacts.lock(conn, caller.organiser_id, contact_id)
        if version is not None and version != current.version:
            raise VersionConflict(contact_id)
        changed = changes.apply(current)
        concerned = await contacts.update(conn, changed)
        # Erasure does not reach contacts in the audit log, so it holds the names of changed fields, not their values.
        await audit.write(
            conn,
            caller,
            "contact.change",
            ("contact", contact_id),
            after=changed_names(msgspec.structs.asdict(current), msgspec.structs.asdict(changed)),
        )
        await events.tell_programmes(conn, caller.organiser_id, concerned)


@permitted("contact.delete")
async def delete(pool: Pool, caller: Caller, contact_id: UUID) -> None:
    """Delete a contact that no programme uses."""
    async with transaction(pool) as conn:
        await contacts.delete(conn, caller.organiser_id, contact_id)
        await audit.write(conn, caller, "contact.delete", ("contact", contact_id))
