"""Notes in the audit log who took a list out of the product, how narrowed, and how many rows it has."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("list.export")
async def note_export(
    pool: Pool,
    caller: Caller,
    subject: tuple[str, UUID],
    *,
    name: str,
    narrowed_by: Sequence[str],
    count: int,
) -> None:
    """Write one row, before the file is sent: no row, no file.

    `narrowed_by`: the filters that were set, and never what was searched for, which may be somebody's name.
    """
    async with transaction(pool) as conn:
        after = {"list": name, "narrowed_by": list(narrowed_by), "count": count}
        await audit.write(conn, caller, "list.export", subject, after=after)
