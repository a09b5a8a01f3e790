"""A registered person corrects their own name, role, organisation and address."""

from uuid import UUID

from services.registration.actions.directory.change_details import store_details
from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_names
from services.registration.domain.caller import Caller
from services.registration.domain.registration import Applicant
from services.registration.store import registrations
from services.registration.store.access import audit, personal_links
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("person.change_own_details")
async def change_own_details(pool: Pool, caller: Caller, registration_id: UUID, details: Applicant) -> int:
    """Store the details, and return the generation of the registration's link, which another address may have renewed.

    Raises `InUse("email")` if somebody else has the address.
    """
    async with transaction(pool) as conn:
        registration = await registrations.get(conn, caller.organiser_id, registration_id)
        await personal_links.lock(conn, caller.organiser_id, registration.person_id)
        await store_details(conn, caller, registration.person_id, details)
        await registrations.set_details(
            conn, caller.organiser_id, registration_id, role=details.role, organisation=details.organisation
        )
        before = {
            "name": registration.person_name,
            "email": registration.person_email,
            "role": registration.role,
            "organisation": registration.organisation,
        }
        after = {name: getattr(details, name) for name in before}
        await audit.write(
            conn,
            caller,
            "person.change_own_details",
            ("person", registration.person_id),
            after=changed_names(before, after),
        )
        return (await registrations.get(conn, caller.organiser_id, registration_id)).generation
