"""d. Events from registration's commit to notify's answer, compared with inserting and updating as many outbox rows."""

import asyncio
import time
from typing import Final
from uuid import UUID

import asyncpg

from shared import events, ids
from shared.channel import outbox
from shared.postgres import connect
from tests.bench.figures import Figure, figure
from tests.bench.running import BenchInstallation, Start

_EVENTS: Final = 10_000
_A_COMMIT: Final = 100


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    number = 500 if quick else _EVENTS
    figures = []
    async with start() as there:
        await there.db.execute("create table public.bare_outbox (like outbox including all)")
        for tenants in (1, 50):
            bare = await _bare(there.db, number)
            ours = await _events_answered(there, number, tenants)
            figures.append(
                figure(
                    f"d. events through the channel, {tenants} tenant{'s' if tenants > 1 else ''}",
                    number / ours, "/s", against=number / bare, what="insert and mark as many rows",
                )
            )  # fmt: skip
    one_tenant, fifty_tenants = figures
    return [
        *figures,
        figure(
            "d. fifty tenants",
            fifty_tenants.value,
            "/s",
            against=one_tenant.value,
            what="one tenant",
            at_least=0.8,
        ),
    ]


async def _events_answered(there: BenchInstallation, number: int, tenants: int) -> float:
    """Seconds from the first commit until the last event is answered; the events are new people, as an import writes them."""
    organisers = [ids.new() for _ in range(tenants)]
    people = [_person(organisers[n % tenants], n) for n in range(number)]
    conn = await connect(there.pair.database_url, "registration")
    try:
        began = time.perf_counter()
        for first in range(0, number, _A_COMMIT):
            async with conn.transaction():
                await outbox.add(conn, people[first : first + _A_COMMIT])
            await conn.execute("notify kallelse_registration")
        # Another process answers them, so there is nothing to await.
        while await conn.fetchval("select exists (select from outbox where status = 'open')"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        return time.perf_counter() - began
    finally:
        await conn.close()


def _person(organiser_id: UUID, n: int) -> events.Event:
    return events.Person(
        organiser_id=organiser_id,
        id=ids.new(),
        epoch=1,
        version=1,
        name=f"Åsa Prov{n}",
        email=f"p{n}@d.example",
    )


async def _bare(conn: "asyncpg.Connection[asyncpg.Record]", number: int) -> float:
    """Seconds to insert as many rows into a copy of the outbox and mark them as done, in batches of the same size."""
    add = outbox.ADD.replace("into outbox", "into public.bare_outbox")
    mark_done = outbox.MARK_DONE.replace("update outbox", "update public.bare_outbox")
    keys = [ids.new() for _ in range(number)]
    began = time.perf_counter()
    for first in range(0, number, _A_COMMIT):
        some = keys[first : first + _A_COMMIT]
        await conn.execute(add, some, some, ["person"] * len(some), [b"a" * 250] * len(some), None, None)
    for first in range(0, number, 500):
        await conn.execute(mark_done, keys[first : first + 500])
    return time.perf_counter() - began
