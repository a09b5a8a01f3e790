"""Rows of `kept_sheet`: lists of people that staff have sent and look over before they store them."""

import zlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.caller import Caller
from services.registration.domain.directory.sheet.content import SheetContent
from services.registration.store.rows import get_row
from shared.postgres import Conn

IS_KEPT: Final = timedelta(hours=2)
_AT_ONCE: Final = 3
_MOST_CONTENT: Final = 10_000_000  # bytes; what a larger sheet says is read from the file each time

INSERT: Final = """
insert into kept_sheet (organiser_id, id, staff_id, file_name, data, content, kept_at) values ($1, $2, $3, $4, $5, $6, $7)
"""

FIND: Final = """
select file_name, data, content, import_id from kept_sheet where organiser_id = $1 and id = $2 and staff_id = $3 and kept_at > $4
"""

# Of two who store it, the second waits here, and finds the import of the first.
LOCK: Final = """
select import_id from kept_sheet where organiser_id = $1 and id = $2 and staff_id = $3 for no key update
"""

NOTE_STORED: Final = """
update kept_sheet set import_id = $4, data = '', content = null where organiser_id = $1 and id = $2 and staff_id = $3
"""

# Of one person's lists only the newest stay.
DELETE_OLDER: Final = """
delete from kept_sheet
 where organiser_id = $1 and staff_id = $2
   and id not in (select id from kept_sheet where organiser_id = $1 and staff_id = $2 order by kept_at desc, id desc limit $3)
"""

FORGET: Final = "delete from kept_sheet where kept_at <= $1"


class KeptSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it was sent; `import_id`: by which it was stored, after which its content is gone.

    `content`: what was read from it when it was sent, where that is not too much to keep.
    """

    file_name: str | None
    data: bytes
    content: SheetContent | None = None
    import_id: UUID | None = None


async def insert(conn: Conn, caller: Caller, sheet_id: UUID, sheet: KeptSheet) -> None:
    """Keep a list for whoever sent it, and let their oldest ones go."""
    await conn.execute(
        INSERT,
        caller.organiser_id,
        sheet_id,
        caller.actor.id,
        sheet.file_name,
        sheet.data,
        _packed(sheet.content),
        caller.now,
    )
    await conn.execute(DELETE_OLDER, caller.organiser_id, caller.actor.id, _AT_ONCE)


async def get(conn: Conn, caller: Caller, sheet_id: UUID) -> KeptSheet:
    """Return a list that the caller sent; raises `NotFound`."""
    row = await get_row(
        conn,
        "kept_sheet",
        FIND,
        caller.organiser_id,
        sheet_id,
        caller.actor.id,
        caller.now - IS_KEPT,
    )
    return KeptSheet(**{**row, "content": _unpacked(row["content"])})


async def lock(conn: Conn, caller: Caller, sheet_id: UUID) -> UUID | None:
    """Lock a list until the transaction ends, and return the import by which it was stored; raises `NotFound`."""
    row = await get_row(conn, "kept_sheet", LOCK, caller.organiser_id, sheet_id, caller.actor.id)
    import_id: UUID | None = row["import_id"]
    return import_id


async def note_stored(conn: Conn, caller: Caller, sheet_id: UUID, import_id: UUID) -> None:
    """Note by which import a list was stored, and delete its content."""
    await conn.execute(NOTE_STORED, caller.organiser_id, sheet_id, caller.actor.id, import_id)


async def forget(conn: Conn, *, before: datetime) -> None:
    """Delete what was kept too long."""
    await conn.execute(FORGET, before)


def _packed(content: SheetContent | None) -> bytes | None:
    packed = b"" if content is None else msgspec.msgpack.encode(content)
    return zlib.compress(packed, level=1) if 0 < len(packed) <= _MOST_CONTENT else None


def _unpacked(data: bytes | None) -> SheetContent | None:
    return None if data is None else msgspec.msgpack.decode(zlib.decompress(data), type=SheetContent)
