"""A field that takes the name of an organisation: there may be thousands, too many to choose from a list."""

from uuid import UUID

from services.registration.store.transaction import reading
from services.registration.store.views.staff import organisation_names
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.route import StaffRequest


async def read_organisation(request: StaffRequest, reader: FormReader, field: str) -> UUID | None:
    """Return the organisation that was named; an error at the field if there is none of that name."""
    name = reader.line(field)
    if name is None:
        return None
    async with reading(request.pool) as conn:
        found = await organisation_names.find(conn, request.caller.organiser_id, name)
    if found is None:
        reader.error(field, "not_a_choice")
    return found
