"""Adds a file to a mailing that has not been sent, or takes one away."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.mailings.attachment import read_attachment, require_room
from services.registration.domain.mailings.mailing import require_open
from services.registration.store.access import audit
from services.registration.store.mailings import mailing_parts, mailings
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("mailing.attach")
async def attach(pool: Pool, caller: Caller, mailing_id: UUID, *, name: str, content: bytes) -> UUID:
    """Add a file and return its id. Raises `FieldsRefused` for one that cannot be sent, `MailingNotOpen`, and `InUse`."""
    async with transaction(pool) as conn:
        require_open(await mailings.lock(conn, caller.organiser_id, mailing_id))
        stored = (await mailing_parts.list_attachments(conn, caller.organiser_id, [mailing_id])).get(
            mailing_id, []
        )
        new = read_attachment(name, content)
        require_room([*(each.size for each in stored), len(content)])
        attachment_id = ids.new()
        await mailing_parts.insert_attachment(conn, caller.organiser_id, mailing_id, attachment_id, new)
        await mailings.touch(conn, caller.organiser_id, mailing_id)
        await audit.write(
            conn, caller, "mailing.attach", ("mailing", mailing_id), after={"media_type": new.media_type}
        )
    return attachment_id


@permitted("mailing.detach")
async def detach(pool: Pool, caller: Caller, mailing_id: UUID, attachment_id: UUID) -> None:
    """Take a file away. Raises `MailingNotOpen` and `NotFound`."""
    async with transaction(pool) as conn:
        require_open(await mailings.lock(conn, caller.organiser_id, mailing_id))
        await mailing_parts.delete_attachment(conn, caller.organiser_id, mailing_id, attachment_id)
        await mailings.touch(conn, caller.organiser_id, mailing_id)
        await audit.write(conn, caller, "mailing.detach", ("mailing", mailing_id))
