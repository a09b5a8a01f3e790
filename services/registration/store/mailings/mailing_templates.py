"""Rows of `mailing_template`: texts that are used again."""

from typing import Final
from uuid import UUID

import asyncpg

from services.registration.domain.errors import InUse, NotFound
from services.registration.domain.mailings.mailing_template import MailingTemplate
from services.registration.store.rows import get_row
from shared.postgres import Conn

_shown: Final = "select organiser_id, id, name, subject, body, version from mailing_template"

LIST: Final = f"{_shown} where organiser_id = $1 and id > $2 order by id limit $3"

FIND: Final = f"{_shown} where organiser_id = $1 and id = $2"

LOCK: Final = f"{FIND} for update"

INSERT: Final = """
insert into mailing_template (organiser_id, id, name, subject, body) values ($1, $2, $3, $4, $5)
"""

UPDATE: Final = """
update mailing_template set name = $3, subject = $4, body = $5, version = version + 1 where organiser_id = $1 and id = $2
"""

DELETE: Final = "delete from mailing_template where organiser_id = $1 and id = $2 returning id"


async def list_after(conn: Conn, organiser_id: UUID, *, after: UUID, limit: int) -> list[MailingTemplate]:
    """Return a page of templates by id."""
    return [MailingTemplate(**row) for row in await conn.fetch(LIST, organiser_id, after, limit)]


async def get(conn: Conn, organiser_id: UUID, template_id: UUID) -> MailingTemplate:
    """Return a template; raises `NotFound`."""
    return MailingTemplate(**await get_row(conn, "mailing_template", FIND, organiser_id, template_id))


async def lock(conn: Conn, organiser_id: UUID, template_id: UUID) -> MailingTemplate:
    """Lock and return a template; raises `NotFound`."""
    return MailingTemplate(**await get_row(conn, "mailing_template", LOCK, organiser_id, template_id))


async def insert(conn: Conn, template: MailingTemplate) -> None:
    """Add a template; raises `InUse` where another has its name."""
    try:
        await conn.execute(INSERT, *_values(template))
    except asyncpg.UniqueViolationError as error:
        raise InUse("name") from error


async def update(conn: Conn, template: MailingTemplate) -> None:
    """Store a changed template; raises `InUse` where another has its name."""
    try:
        await conn.execute(UPDATE, *_values(template))
    except asyncpg.UniqueViolationError as error:
        raise InUse("name") from error


async def delete(conn: Conn, organiser_id: UUID, template_id: UUID) -> None:
    """Delete a template; raises `NotFound`."""
    if await conn.fetchval(DELETE, organiser_id, template_id) is None:
        raise NotFound("mailing_template")


def _values(template: MailingTemplate) -> list[object]:
    """Return the column values in the order of the statements."""
    return [template.organiser_id, template.id, template.name, template.subject, template.body]
