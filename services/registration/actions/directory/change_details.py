"""A person corrects their own details."""

from uuid import UUID

import msgspec

from services.registration.actions.directory.store_person import store_person
from services.registration.domain.audit import changed_names
from services.registration.domain.caller import Caller
from services.registration.domain.errors import InUse
from services.registration.domain.registration import Applicant
from services.registration.store.access import audit
from services.registration.store.directory import people
from shared.postgres import Conn


async def store_details(conn: Conn, caller: Caller, person_id: UUID, details: Applicant) -> None:
    """Store name, address and language, and tell notify if any of them has changed."""
    known = await people.lock(conn, caller.organiser_id, person_id)
    changed = msgspec.structs.replace(
        known, name=details.name, email=details.email, language=details.language
    )
    if changed == known:
        return
    if not await store_person(conn, caller, known, changed):
        raise InUse("email")
    await audit.write(
        conn,
        caller,
        "person.change",
        ("person", person_id),
        after=changed_names(msgspec.structs.asdict(known), msgspec.structs.asdict(changed)),
    )
