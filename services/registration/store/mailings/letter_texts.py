"""Rows of `letter_text`: the organiser's own texts for kinds of letters."""

from typing import Final
from uuid import UUID

import asyncpg

from services.registration.domain.errors import InUse, NotFound
from services.registration.domain.mailings.letter_text import OwnLetterText
from services.registration.store.rows import get_row
from shared.letter_texts import LetterKind
from shared.postgres import Conn

_shown: Final = """
select organiser_id, id, programme_id, cohort_id, letter, subject_sv, body_sv, subject_en, body_en, version from letter_text
"""
_has_text: Final = "coalesce(subject_sv, body_sv, subject_en, body_en) is not null"

LIST: Final = f"""
{_shown}
 where organiser_id = $1 and id > $2 and ($3::uuid is null or owner_id = $3) and {_has_text}
 order by id limit $4
"""

GET: Final = f"{_shown} where organiser_id = $1 and id = $2 and {_has_text}"

LOCK: Final = f"{_shown} where organiser_id = $1 and id = $2 for update"

OF_OWNERS: Final = f"{_shown} where organiser_id = $1 and owner_id = any($2::uuid[]) order by id"

# A text that was taken away has left its row: it is filled again, and its version goes on.
INSERT: Final = """
insert into letter_text (organiser_id, id, programme_id, cohort_id, letter, subject_sv, body_sv, subject_en, body_en)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict on constraint letter_text_once_key do update
   set subject_sv = excluded.subject_sv, body_sv = excluded.body_sv, subject_en = excluded.subject_en,
       body_en = excluded.body_en, version = letter_text.version + 1
 where coalesce(letter_text.subject_sv, letter_text.body_sv, letter_text.subject_en, letter_text.body_en) is null
returning id
"""

UPDATE: Final = """
update letter_text set subject_sv = $3, body_sv = $4, subject_en = $5, body_en = $6, version = version + 1
 where organiser_id = $1 and id = $2
"""

DELETE_OF_OWNER: Final = "delete from letter_text where organiser_id = $1 and owner_id = $2"

_OWNERS: Final = {"letter_text_programme_fkey": "programme", "letter_text_cohort_fkey": "cohort"}


async def list_after(
    conn: Conn, organiser_id: UUID, *, owner_id: UUID | None, after: UUID, limit: int
) -> list[OwnLetterText]:
    """Return a page of texts by id, of all owners or of one."""
    return [OwnLetterText(**row) for row in await conn.fetch(LIST, organiser_id, after, owner_id, limit)]


async def of_owners(conn: Conn, organiser_id: UUID, owner_ids: list[UUID]) -> list[OwnLetterText]:
    """Return all texts of these owners, also those that were taken away, whose rows are without text."""
    return [OwnLetterText(**row) for row in await conn.fetch(OF_OWNERS, organiser_id, owner_ids)]


async def find(conn: Conn, organiser_id: UUID, owner_id: UUID, letter: LetterKind) -> OwnLetterText | None:
    """Return an owner's row for one kind of letter; it may be without text."""
    rows = await of_owners(conn, organiser_id, [owner_id])
    return next((row for row in rows if row.letter == letter), None)


async def get(conn: Conn, organiser_id: UUID, text_id: UUID) -> OwnLetterText:
    """Return a text; raises `NotFound`."""
    return OwnLetterText(**await get_row(conn, "letter_text", GET, organiser_id, text_id))


async def lock(conn: Conn, organiser_id: UUID, text_id: UUID) -> OwnLetterText:
    """Lock and return a row, which may be without text; raises `NotFound`."""
    return OwnLetterText(**await get_row(conn, "letter_text", LOCK, organiser_id, text_id))


async def insert(conn: Conn, text: OwnLetterText) -> UUID:
    """Add a text and return its id; raises `InUse` where its owner has one for the letter, and `NotFound` for the owner."""
    try:
        made: UUID | None = await conn.fetchval(
            INSERT, text.organiser_id, text.id, text.programme_id, text.cohort_id, text.letter, *_texts(text)
        )
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFound(_OWNERS.get(error.constraint_name or "", "organiser")) from error
    if made is None:
        raise InUse("letter")
    return made


async def update(conn: Conn, text: OwnLetterText) -> None:
    """Store changed texts."""
    await conn.execute(UPDATE, text.organiser_id, text.id, *_texts(text))


async def delete_of(conn: Conn, organiser_id: UUID, owner_id: UUID) -> None:
    """Delete the rows of an owner that is deleted itself."""
    await conn.execute(DELETE_OF_OWNER, organiser_id, owner_id)


def _texts(text: OwnLetterText) -> list[str | None]:
    return [text.subject_sv, text.body_sv, text.subject_en, text.body_en]
