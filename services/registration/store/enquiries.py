"""Rows of `enquiry`: requests that the organiser arranges something."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.registration.domain.enquiry import Enquiry, NewEnquiry
from services.registration.domain.errors import NotFound
from services.registration.store.views.public import PublicContact
from shared.postgres import Conn

_COLUMNS: Final = """
       organiser_id, id, status, subject, audience, people, people_words, wanted_when, organisation, name, email, reference,
       message, language, note, answer, answered_at, asked_at, version, is_letter, attachments, person_id, session_id"""

LIST: Final = f"""
select{_COLUMNS}
  from enquiry
 where organiser_id = $1 and ($2::text is null or status = $2) and id > $3
 order by id limit $4
"""

FIND: Final = f"select{_COLUMNS} from enquiry where organiser_id = $1 and id = $2"

LOCK: Final = f"{FIND} for no key update"

INSERT: Final = """
insert into enquiry (organiser_id, id, subject, audience, people, wanted_when, organisation, name, email, reference, message,
                     language, contact, asked_at, people_words, is_letter, attachments, person_id, session_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
        (select p.id from person p where p.organiser_id = $1 and p.id = $18),
        (select s.id from session s where s.organiser_id = $1 and s.id = $19))
on conflict (id) do nothing
returning id
"""

UPDATE: Final = """
update enquiry
   set status = $3, note = $4, answer = $5, answered_at = $6, version = version + 1
 where organiser_id = $1 and id = $2
"""

ERASE_PERSON: Final = """
update enquiry
   set name = $3, email = '', subject = '', organisation = '', audience = null, people = null, people_words = null,
       wanted_when = null, reference = null, message = null, note = null, answer = null, attachments = '{}',
       version = version + 1
 where organiser_id = $1 and (lower(email) = $2 or person_id = $4)
"""


async def list_after(
    conn: Conn, organiser_id: UUID, *, status: str | None, after: UUID, limit: int
) -> list[dict[str, Any]]:  # Any: rows
    """Return a page of enquiries in order of arrival."""
    return [dict(row) for row in await conn.fetch(LIST, organiser_id, status, after, limit)]


async def get(conn: Conn, organiser_id: UUID, enquiry_id: UUID) -> Enquiry:
    return _enquiry(await conn.fetchrow(FIND, organiser_id, enquiry_id))


async def lock(conn: Conn, organiser_id: UUID, enquiry_id: UUID) -> Enquiry:
    """Lock and return an enquiry; raises `NotFound`."""
    return _enquiry(await conn.fetchrow(LOCK, organiser_id, enquiry_id))


async def insert(
    conn: Conn,
    organiser_id: UUID,
    enquiry_id: UUID,
    new: NewEnquiry,
    *,
    to: PublicContact | None,
    now: datetime,
) -> bool:
    """Store a new enquiry and its recipient; False if it is stored already."""
    made = await conn.fetchval(
        INSERT,
        organiser_id,
        enquiry_id,
        new.subject,
        new.audience,
        new.people,
        new.wanted_when,
        new.organisation,
        new.name,
        new.email,
        new.reference,
        new.message,
        new.language,
        None if to is None else {"label": to.label, "email": to.email},
        now,
        new.people_words,
        new.is_letter,
        list(new.attachments),
        new.person_id,
        new.session_id,
    )
    return made is not None


async def update(conn: Conn, it: Enquiry) -> None:
    """Store the status, note and answer of an enquiry."""
    await conn.execute(UPDATE, it.organiser_id, it.id, it.status, it.note, it.answer, it.answered_at)


def _enquiry(row: Any) -> Enquiry:  # Any: a row of asyncpg, or None
    if row is None:
        raise NotFound("enquiry")
    return Enquiry(**{**row, "attachments": tuple(row["attachments"])})
