"""`kallelse failover`: makes a promoted standby that was behind safe to go on with, as a restore does with a backup."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from infra import restore, restore_target
from infra.restore_load import AFTERWARDS, BEGIN_EPOCH, NO_SERVICE_CONNECTED
from infra.restore_target import Access


class FailoverResult(msgspec.Struct, frozen=True, kw_only=True):
    """Mails on hold afterwards, how many people were erased again, and what is valid as the standby has it."""

    on_hold: int
    erased: int
    access: Access


def begin_epoch(url: str, *, erased: Sequence[UUID] = ()) -> FailoverResult:
    """Begin an epoch in which every sequence number is above those of the lost server, and put unsent mail on hold.

    Nothing is changed while a service is connected (`TargetInUse`).
    """
    restore_target.refuse_while_connected(restore_target.inspect(url))
    asyncio.run(_begin_epoch(url))
    erased_again = restore.erase_again(url, erased)
    return FailoverResult(
        on_hold=restore_target.count_on_hold(url),
        erased=erased_again,
        access=restore_target.count_access(url),
    )


async def _begin_epoch(url: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        async with conn.transaction():
            await conn.execute(BEGIN_EPOCH.format(current=0))
            for service, statements in AFTERWARDS.items():
                await conn.execute(f"set local search_path = {service}")
                for statement in statements:
                    await conn.execute(statement)
            await conn.execute(NO_SERVICE_CONNECTED)
    finally:
        await conn.close()
