"""Both services in one process on one real PostgreSQL, with a clock that a life moves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.notify import inbox as notify_inbox
from services.notify.actions.plan_due import plan_due
from services.notify.actions.scrub_people import scrub_people
from services.notify.commands import check
from services.registration import inbox as registration_inbox
from services.registration.app import run_periodic_tasks
from services.registration.domain.api_token import NewApiToken
from services.registration.store.access import tokens
from services.registration.store.health import invariants
from services.registration.store.outgoing import events
from services.registration.web.instrumentation import InstrumentedApp
from shared import ids, postgres, times
from shared.channel import inbox, outbox
from shared.postgres import Conn, Pool, Schema
from tests.lives.post import Post
from tests.lives.web import Web
from tests.support.api import running
from tests.support.pages.client import Clock
from tests.support.pools import Pools
from tests.support.registration import OrganiserDriver, an_organiser
from tests.support.servers import EMPTY, Database, PostgresServer, PostgresServers

# A Monday morning that the real clock has not reached: the defaults of some columns read the real one.
BEGINNING = datetime(2035, 1, 15, 8, 0, tzinfo=UTC)

# The services' statements read the clock by names without a schema. These functions come first on their search path.
CLOCK = """
create schema clock;
create table clock.present (at timestamptz not null);
insert into clock.present values (now());
create function clock.clock_timestamp() returns timestamptz language sql stable return (select at from clock.present);
create function clock.now() returns timestamptz language sql stable return (select at from clock.present);
grant usage on schema clock to public;
grant select, update on clock.present to public;
"""
IS_PLANNING_DUE = "select exists (select from unit_due)"
# Asked of both schemas at once: the services' own questions take a round trip each.
IS_ANYTHING_LEFT = """
select exists (select from registration.outbox where status = 'open')
    or exists (select from notify.outbox where status = 'open')
    or exists (select from notify.unit_due)
    or exists (select from notify.delivery where status in ('planned', 'deferred') and due_at <= (select at from clock.present))
    or exists (select from notify.erasure where scrubbed_at is null)
"""
SET_CLOCK = "update clock.present set at = $1"


class ClockedPools(Pools):
    """Pools whose connections were opened while `postgres.prepare` gave them the clock of the life."""

    async def get(self, url: str, schema: Schema, *, size: int = 10, **_: object) -> Pool:
        key = (url, schema, size)
        if key not in self.kept:
            self.kept[key] = await _open(url, schema, size=size)
        return self.kept[key]


_open, _prepare = postgres.open_pool, postgres.prepare


async def prepare_with_clock(conn: Conn, schema: Schema) -> None:
    """Prepare a connection as the services do, then let its statements read the clock of the life.

    Statements are planned once and stay prepared: the tables are small, and planning anew took longer than the rest.
    """
    await _prepare(conn, schema)
    await conn.execute(
        f"set search_path = clock, {schema}, pg_catalog; set plan_cache_mode = force_generic_plan"
    )
    own: Any = getattr(conn, "_con", conn)
    own._stmt_cache.set_max_size(2000)


@dataclass
class World:
    """The services on one database. `begin` empties it for the next life."""

    database: Database
    admin: "asyncpg.Connection[asyncpg.Record]"
    app: InstrumentedApp
    registration: Pool
    notify: Pool
    clock: Clock
    lives: int = 0

    async def begin(self) -> tuple[OrganiserDriver, Web, Post]:
        """Forget everything, and return a new organiser, its requests and its post."""
        await self.admin.execute(EMPTY)
        if self.lives % 50 == 0:  # autovacuum is off
            await self.admin.execute("vacuum analyze")
        self.lives += 1
        await self.set_time(BEGINNING)
        organiser = await an_organiser(self.registration, slug="prov")
        token = tokens.new()
        async with self.registration.acquire() as conn, conn.transaction():
            who = organiser.organiser_id
            await tokens.insert(conn, who, ids.new(), NewApiToken(name="lives", role="admin"), token)
            await events.tell_organisers(conn, who, [who])
        return organiser, Web(self.app, token), Post(self.notify)

    async def set_time(self, now: datetime) -> None:
        self.clock.now = now
        await self.admin.execute(SET_CLOCK, now)

    async def do_periodic_tasks(self) -> None:
        await run_periodic_tasks(self.registration, self.app.services.settings, now=times.now())

    async def broken(self) -> list[str]:
        """The names of the services' own invariants that do not hold."""
        async with self.registration.acquire() as conn:
            found = [name for name, _, is_kept in await invariants.count(conn) if not is_kept]
        return found + [name for name, statement in check.CHECKS if await self.notify.fetchval(statement)]

    async def carry(self) -> int:
        """Deliver all events in both directions and return their number."""
        count = 0
        ends = (
            (self.registration, self.notify, notify_inbox),
            (self.notify, self.registration, registration_inbox),
        )
        for sender, receiver, acting in ends:
            async with sender.acquire() as conn:
                offered = await outbox.offer(conn, most=5000)
            if not offered:
                continue
            answers = await inbox.take(receiver, offered, acting.act)
            async with sender.acquire() as conn:
                await outbox.mark_answered(conn, answers.done, answers.parked)
            assert not answers.parked, answers.parked
            count += len(offered)
        return count

    async def settle(self, post: Post) -> None:
        """Carry, plan, send and scrub until nothing changes any more."""
        while await self.admin.fetchval(IS_ANYTHING_LEFT):
            moved = await self.carry()
            while await self.notify.fetchval(IS_PLANNING_DUE):
                await plan_due(self.notify, now=times.now())
            moved += await post.send()
            if not moved and not await scrub_people(self.notify, now=times.now()):
                return

    async def try_in_vain(self, post: Post) -> None:
        """Carry, plan and try to send: no mailbox takes anything now, and the mails as they were made wait for another try."""
        is_moved = True
        while is_moved:
            is_moved = bool(await self.carry())
            while await self.notify.fetchval(IS_PLANNING_DUE):
                await plan_due(self.notify, now=times.now())
            is_moved |= bool(await post.send(in_vain=True))


@asynccontextmanager
async def open_world(server: PostgresServer) -> AsyncIterator[World]:
    """Both services on a database of their own, for the block."""
    database = replace(await server.new_database(), pools=ClockedPools())
    admin = await asyncpg.connect(database.admin_url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres, "prepare", prepare_with_clock)
        clock = Clock.set(patch)
        try:
            await admin.execute(CLOCK)
            async with running(database) as api:
                notify = await database.pools.get(database.notify_url, "notify", size=3)
                yield World(database, admin, api.app, api.pool, notify, clock)
        finally:
            await admin.close()
            await server.drop(database)


def a_server(folder: Path) -> PostgresServer:
    """Start the wheel's PostgreSQL; `server.kill()` ends it."""
    return PostgresServers(folder).get("wheel")
