"""Keeps a list of people while whoever sent it looks it over. Nothing of it is stored in the directory."""

from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.sheet_process import read_apart
from services.registration.store.directory import kept_sheets
from services.registration.store.directory.kept_sheets import KeptSheet
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("person.import")
async def keep_sheet(pool: Pool, caller: Caller, sheet: KeptSheet) -> UUID:
    """Keep a list for two hours, for the caller alone, and return its id. Raises `SheetRefused` if it cannot be read."""
    content = await read_apart(sheet.data)
    sheet_id = ids.new()
    async with transaction(pool) as conn:
        await kept_sheets.insert(conn, caller, sheet_id, msgspec.structs.replace(sheet, content=content))
    return sheet_id
