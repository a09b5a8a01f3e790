"""Somebody corrects what we know of them."""

from uuid import UUID

from services.registration.domain.caller import Caller
from services.registration.domain.errors import InUse
from services.registration.domain.registration import Applicant
from services.registration.store import people
from services.registration.store.outgoing import events
from shared.postgres import Conn


async def store_details(conn: Conn, caller: Caller, person_id: UUID, details: Applicant) -> None:
    """Store name, address and language as the person writes them, and tell notify if anything is otherwise."""
    known = await people.lock(conn, caller.organiser_id, person_id)
    said = {"name": details.name, "email": details.email, "language": details.language}
    if all(known[field] == value for field, value in said.items()):
        return
    if not await people.update(conn, caller.organiser_id, person_id, known | said):
        raise InUse("email")
    await events.tell_people(conn, caller.organiser_id, [person_id])
