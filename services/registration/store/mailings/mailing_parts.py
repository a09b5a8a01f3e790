"""Rows of `mailing_recipient` and `mailing_attachment`: who was mailed, and the files that go along."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from services.registration.domain.errors import InUse, NotFound
from services.registration.domain.mailings.attachment import Attachment
from services.registration.domain.mailings.mailing import SelectedPerson
from shared.postgres import Conn

INSERT_RECIPIENTS: Final = """
insert into mailing_recipient (organiser_id, id, mailing_id, person_id, registration_id, invitation_id)
select $1, r.id, $2, r.person_id, r.registration_id, r.invitation_id
  from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[]) as r (id, person_id, registration_id, invitation_id)
"""

LIST_ATTACHMENTS: Final = """
select mailing_id, id, name, media_type, octet_length(content) as size
  from mailing_attachment where organiser_id = $1 and mailing_id = any($2::uuid[]) order by mailing_id, id
"""

INSERT_ATTACHMENT: Final = """
insert into mailing_attachment (organiser_id, id, mailing_id, name, media_type, content) values ($1, $2, $3, $4, $5, $6)
"""

DELETE_ATTACHMENT: Final = """
delete from mailing_attachment where organiser_id = $1 and mailing_id = $2 and id = $3 returning id
"""


class StoredAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a mailing without its content; `size` in bytes."""

    mailing_id: UUID
    id: UUID
    name: str
    media_type: str
    size: int


async def insert_recipients(
    conn: Conn, organiser_id: UUID, mailing_id: UUID, recipients: Sequence[tuple[UUID, SelectedPerson]]
) -> None:
    """Store who is mailed, given as pairs of id and recipient, in one statement."""
    await conn.execute(
        INSERT_RECIPIENTS,
        organiser_id,
        mailing_id,
        [recipient_id for recipient_id, _ in recipients],
        [recipient.person_id for _, recipient in recipients],
        [recipient.registration_id for _, recipient in recipients],
        [recipient.invitation_id for _, recipient in recipients],
    )


async def list_attachments(
    conn: Conn, organiser_id: UUID, mailing_ids: Sequence[UUID]
) -> dict[UUID, list[StoredAttachment]]:
    """Return the files of each of these mailings."""
    found: dict[UUID, list[StoredAttachment]] = {}
    for row in await conn.fetch(LIST_ATTACHMENTS, organiser_id, mailing_ids):
        found.setdefault(row["mailing_id"], []).append(StoredAttachment(**row))
    return found


async def insert_attachment(
    conn: Conn, organiser_id: UUID, mailing_id: UUID, attachment_id: UUID, new: Attachment
) -> None:
    """Store a file; raises `InUse` where the mailing has one of this name."""
    try:
        await conn.execute(
            INSERT_ATTACHMENT, organiser_id, attachment_id, mailing_id, new.name, new.media_type, new.content
        )
    except asyncpg.UniqueViolationError as error:
        raise InUse("name") from error


async def delete_attachment(conn: Conn, organiser_id: UUID, mailing_id: UUID, attachment_id: UUID) -> None:
    """Delete a file; raises `NotFound`."""
    if await conn.fetchval(DELETE_ATTACHMENT, organiser_id, mailing_id, attachment_id) is None:
        raise NotFound("mailing_attachment")
