"""A visitor sends an enquiry to the organiser, and a coordinator answers it."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.audit import changed_names
from services.registration.domain.caller import Caller
from services.registration.domain.enquiry import Enquiry, EnquiryStatus, NewEnquiry
from services.registration.domain.errors import AlreadyAnswered, VersionConflict
from services.registration.store import enquiries
from services.registration.store.access import audit
from services.registration.store.outgoing import public_events
from services.registration.store.transaction import transaction
from services.registration.store.views import public
from shared import ids
from shared.postgres import Pool


@permitted("enquiry.create")
async def enquire(pool: Pool, caller: Caller, new: NewEnquiry) -> UUID:
    """Store an enquiry, tell notify who receives it, and return its id."""
    enquiry_id = ids.new()
    async with transaction(pool) as conn:
        to = await public.find_reader(conn, caller.organiser_id)
        await enquiries.insert(conn, caller.organiser_id, enquiry_id, new, to=to, now=caller.now)
        await audit.write(conn, caller, "enquiry.create", ("enquiry", enquiry_id))
        await public_events.tell_enquiry(conn, caller.organiser_id, enquiry_id)
    return enquiry_id


@permitted("enquiry.answer")
async def answer(pool: Pool, caller: Caller, enquiry_id: UUID, *, answer: str) -> None:
    """Mail an answer to the enquirer. Raises `AlreadyAnswered` if an answer has been mailed from here."""
    async with transaction(pool) as conn:
        it = await enquiries.lock(conn, caller.organiser_id, enquiry_id)
        if it.answer is not None:
            raise AlreadyAnswered
        it = msgspec.structs.replace(it, status="answered", answer=answer, answered_at=caller.now)
        await enquiries.update(conn, it)
        await audit.write(
            conn, caller, "enquiry.answer", ("enquiry", enquiry_id), after={"status": it.status}
        )
        await public_events.tell_enquiry(conn, caller.organiser_id, enquiry_id)


@permitted("enquiry.change")
async def note(
    pool: Pool,
    caller: Caller,
    enquiry_id: UUID,
    *,
    status: EnquiryStatus | msgspec.UnsetType,
    note: str | msgspec.UnsetType | None,
    version: int | None,
) -> None:
    """Mark the enquiry as answered by other means, or store a note; no mail is sent."""
    async with transaction(pool) as conn:
        it = await enquiries.lock(conn, caller.organiser_id, enquiry_id)
        if version is not None and version != it.version:
            raise VersionConflict(enquiry_id)
        noted = _noted(it, status, note, caller.now)
        await enquiries.update(conn, noted)
        # The note concerns a person and is erased with the enquiry, so the audit log says only that it was changed.
        await audit.write(
            conn,
            caller,
            "enquiry.change",
            ("enquiry", enquiry_id),
            before={"status": it.status},
            after={"status": noted.status, **changed_names({"note": it.note}, {"note": noted.note})},
        )


def _noted(
    it: Enquiry,
    status: EnquiryStatus | msgspec.UnsetType,
    note: str | msgspec.UnsetType | None,
    now: datetime,
) -> Enquiry:
    if note is not msgspec.UNSET:
        it = msgspec.structs.replace(it, note=note)
    if status is msgspec.UNSET or status == it.status:
        return it
    return msgspec.structs.replace(it, status=status, answered_at=now if status == "answered" else None)
