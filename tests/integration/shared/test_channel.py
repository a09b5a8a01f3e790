"""The channel on real servers: no event is lost or handled twice, and only a broken event is parked."""

import asyncio
import time
from contextlib import asynccontextmanager

import asyncpg
import msgspec
import pytest
from redis.asyncio import Redis

from shared import events, ids
from shared.channel import outbox, queue
from shared.channel.service import Channel
from shared.logs import correlation
from shared.postgres import open_pool
from shared.settings import Settings
from tests.faults.proxy import Proxy
from tests.support.waiting import until

ORGANISER = ids.new()


def a_person(name: str = "Karin", version: int = 1) -> events.Person:
    return events.Person(organiser_id=ORGANISER, id=ids.new(), epoch=1, version=version, name=name)


class Pair:
    """Both ends, in this process; `received` has the names of the events that notify handled."""

    def __init__(self, database, valkey):
        self.database, self.valkey = database, valkey
        self.received: list[str] = []
        self.breaks_on: set[str] = set()
        self.passing_on: set[str] = set()
        self.passing: type[Exception] = ConnectionResetError
        # Where each service finds the queue.
        self.queues = {"registration": valkey.url, "notify": valkey.url}

    def settings(self, service: str) -> Settings:
        urls = {"registration": self.database.registration_url, "notify": self.database.notify_url}
        return Settings(
            database_url=urls[service],
            redis_url=self.queues[service],
            base_url="http://127.0.0.1",
            link_keys="1:" + "00" * 32,
            internal_secret="made-up",
        )

    async def act(self, conn, taken) -> None:
        for item in taken:
            if item.event.name in self.passing_on:
                self.passing_on.discard(item.event.name)
                raise self.passing
            if item.event.name in self.breaks_on:
                raise LookupError("this one cannot be handled")
            await conn.execute("insert into chore (name, done_at) values ($1, now())", item.event.name)
        self.received.extend(item.event.name for item in taken)

    @asynccontextmanager
    async def running(self):
        self.registration_pool = await open_pool(self.database.registration_url, "registration")
        self.notify_pool = await open_pool(self.database.notify_url, "notify")
        sender = Channel(self.registration_pool, self.settings("registration"), "registration", self.act)
        receiver = Channel(self.notify_pool, self.settings("notify"), "notify", self.act)
        self.sender = sender
        tasks = [asyncio.create_task(sender.run()), asyncio.create_task(receiver.run())]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.registration_pool.close()
            await self.notify_pool.close()

    @asynccontextmanager
    async def sending(self):
        """The sender alone; the test provides the receivers."""
        self.registration_pool = await open_pool(self.database.registration_url, "registration")
        self.notify_pool = await open_pool(self.database.notify_url, "notify")
        self.sender = Channel(self.registration_pool, self.settings("registration"), "registration", self.act)
        task = asyncio.create_task(self.sender.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self.registration_pool.close()
            await self.notify_pool.close()

    async def tell(self, *people) -> None:
        async with self.registration_pool.acquire() as conn, conn.transaction():
            await outbox.add(conn, people)
        self.sender.wake()

    async def statuses(self) -> dict[str, int]:
        async with self.registration_pool.acquire() as conn:
            return dict(await conn.fetch("select status, count(*) from outbox group by 1"))

    async def all_answered(self) -> bool:
        return "open" not in await self.statuses()


@pytest.fixture
async def pair(database, valkey_server):
    redis = Redis(unix_socket_path=valkey_server.url.removeprefix("unix://").partition("?")[0])
    await redis.flushall()
    await redis.aclose()
    return Pair(database, valkey_server)


async def test_committed_events_are_handled_once_and_answered(pair):
    async with pair.running():
        await pair.tell(*(a_person(f"p{n}") for n in range(1200)))
        await until(pair.all_answered)

    assert sorted(pair.received) == sorted(f"p{n}" for n in range(1200))


async def test_an_event_that_is_rolled_back_is_never_sent(pair):
    async with pair.running():
        async with pair.registration_pool.acquire() as conn:
            transaction = conn.transaction()
            await transaction.start()
            await outbox.add(conn, [a_person("never")])
            await transaction.rollback()
        await pair.tell(a_person("told"))
        await until(pair.all_answered)

    assert pair.received == ["told"]


async def test_an_event_that_is_offered_again_is_handled_only_once(pair):
    async with pair.running():
        await pair.tell(a_person("once"))
        await until(pair.all_answered)
        async with pair.registration_pool.acquire() as conn:
            await conn.execute("update outbox set status = 'open', offer_at = now()")
        pair.sender.wake()
        await until(pair.all_answered)

    assert pair.received == ["once"]


async def test_an_event_that_cannot_be_handled_is_parked_and_the_others_go_on(pair):
    pair.breaks_on.add("broken")
    async with pair.running():
        await pair.tell(a_person("before"), a_person("broken"), a_person("after"))
        await until(pair.all_answered)
        assert await pair.statuses() == {"done": 2, "parked": 1}
        assert sorted(pair.received) == ["after", "before"]

        pair.breaks_on.clear()
        async with pair.registration_pool.acquire() as conn:
            assert await outbox.replay(conn) == 1
        pair.sender.wake()
        await until(pair.all_answered)

    assert sorted(pair.received) == ["after", "before", "broken"]


async def test_an_event_of_an_unknown_kind_is_parked_with_a_reason(pair):
    async with pair.running():
        async with pair.registration_pool.acquire() as conn:
            await conn.execute(
                "insert into outbox (id, organiser_id, kind, payload) values ($1, $2, 'later', $3)",
                ids.new(), ORGANISER, b'{"kind":"later","id":1}',
            )  # fmt: skip
        await pair.tell(a_person("fine"))
        await until(pair.all_answered)
        async with pair.registration_pool.acquire() as conn:
            reasons = await conn.fetchval("select array_agg(reason) from outbox where status = 'parked'")

    assert reasons == ["ValidationError"]
    assert pair.received == ["fine"]


@pytest.mark.parametrize("passing", [ConnectionResetError, asyncpg.InternalClientError])
async def test_an_event_is_offered_again_and_not_parked_after_a_temporary_fault(pair, passing):
    pair.passing = passing
    pair.passing_on.add("unlucky")
    async with pair.running():
        await pair.tell(a_person("unlucky"))
        await until(lambda: _nothing(pair.passing_on))
        await until(pair.all_answered, seconds=8)

    assert pair.received == ["unlucky"]


async def test_emptying_the_queue_loses_no_event(pair):
    path = pair.valkey.url.removeprefix("unix://").partition("?")[0]
    async with Redis(unix_socket_path=path) as redis, pair.running():
        for n in range(20):
            await pair.tell(*(a_person(f"{n}-{m}") for m in range(50)))
            await redis.flushall()
        # The loss is noticed within a second or two, well before the next regular offer, two minutes away by now.
        await until(pair.all_answered, seconds=30)

    assert len(pair.received) == len(set(pair.received)) == 1000


async def test_an_event_lost_with_a_killed_reader_is_offered_again_when_the_reader_is_back(pair):
    async with pair.running():
        await pair.tell(a_person("before"))
        await until(pair.all_answered)
    async with pair.running(), pair.registration_pool.acquire() as conn, conn.transaction():
        # Offered in the transaction that added it, so that the running publisher cannot be first; its reader was killed.
        await outbox.add(conn, [a_person("taken along")])
        assert len(await outbox.offer(conn, most=10)) == 1
    async with pair.running():
        await until(pair.all_answered, seconds=8)

    assert pair.received == ["before", "taken along"]


async def test_a_clock_that_is_ahead_does_not_delay_events(pair, monkeypatch):
    ahead = time.time() + 5 * 3600
    monkeypatch.setattr("arq.connections.timestamp_ms", lambda: int(ahead * 1000))
    async with pair.running():
        await pair.tell(*(a_person(f"p{n}") for n in range(20)))
        await until(pair.all_answered, seconds=8)

    assert sorted(pair.received) == sorted(f"p{n}" for n in range(20))


async def test_batches_begun_by_killed_readers_do_not_delay_other_events(pair):
    path = pair.valkey.url.removeprefix("unix://").partition("?")[0]
    async with Redis(unix_socket_path=path) as redis:
        for n in range(8):
            await redis.zadd("kallelse:notify", {f"begun{n}": 1})
            await redis.psetex(f"arq:in-progress:begun{n}", 30_000, b"1")
        async with pair.running():
            await pair.tell(a_person("after them"))
            await until(pair.all_answered, seconds=8)

    assert pair.received == ["after them"]


async def test_a_batch_of_a_stopped_reader_is_handled_by_another_reader_at_once(pair):
    begun, stuck = asyncio.Event(), []

    def reader(number):
        async def act(conn, taken):
            if not stuck:
                stuck.append(number)
                begun.set()
                await asyncio.Event().wait()
            await pair.act(conn, taken)

        return Channel(pair.notify_pool, pair.settings("notify"), "notify", act)

    async with pair.sending():
        readers = [asyncio.create_task(reader(number).run()) for number in range(2)]
        try:
            await pair.tell(a_person())
            await begun.wait()
            readers[stuck[0]].cancel()
            await until(pair.all_answered, seconds=8)
        finally:
            for task in readers:
                task.cancel()
            await asyncio.gather(*readers, return_exceptions=True)

    assert pair.received == ["Karin"]


async def test_a_channel_that_is_cancelled_twice_leaves_no_connection_open(pair, monkeypatch):
    renew, ending = queue.renew_incarnation, asyncio.Event()

    async def slowly_at_the_end(redis, *services):
        if len(services) > 1:
            ending.set()
            await asyncio.sleep(0.1)
        await renew(redis, *services)

    monkeypatch.setattr(queue, "renew_incarnation", slowly_at_the_end)
    async with pair.sending():
        channel = Channel(pair.notify_pool, pair.settings("notify"), "notify", pair.act)
        running = asyncio.create_task(channel.run())
        await until(lambda: _has_connected(channel))
        running.cancel()
        await ending.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert running.cancelled()
    assert not await _has_connected(channel)


async def test_a_transaction_that_is_cancelled_at_its_end_lets_go_of_its_connection(pair, monkeypatch):
    client = queue.connect(pair.valkey.url)
    pipe = client.pipeline(transaction=True)
    await pipe.watch("anything")

    async def cancelled():
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(pipe.connection, "read_response", cancelled)
        with pytest.raises(asyncio.CancelledError):
            await pipe.reset()

    assert pipe.connection is None
    assert not _is_connected(client)
    assert await client.ping()
    await queue.close(client)
    assert not _is_connected(client)


async def _has_connected(channel) -> bool:
    return _is_connected(channel.redis)


def _is_connected(client) -> bool:
    pool = client.connection_pool
    connections = (*pool._available_connections, *pool._in_use_connections)
    return any(connection.is_connected for connection in connections)


@asynccontextmanager
async def a_network_to_the_queue(pair, service):
    """A proxy between one service and the queue that can be broken."""
    path = pair.valkey.url.removeprefix("unix://").partition("?")[0]
    proxy = Proxy(lambda: path)
    await proxy.start()
    pair.queues[service] = f"redis://127.0.0.1:{proxy.port}/0"
    try:
        yield proxy
    finally:
        await proxy.stop()


async def test_a_batch_cut_off_on_its_way_to_the_queue_is_offered_again_soon(pair):
    async with a_network_to_the_queue(pair, "registration") as network, pair.running():
        await pair.tell(a_person("before"))
        await until(pair.all_answered)
        network.reset_at = b"PSETEX"
        await pair.tell(a_person("cut off"))
        await until(pair.all_answered, seconds=8)

    assert network.reset_at is None
    assert pair.received == ["before", "cut off"]


async def test_a_batch_interrupted_by_the_loss_of_the_queue_is_offered_again_soon(pair):
    begun, ended = asyncio.Event(), asyncio.Event()
    usual = pair.act

    async def act(conn, taken):
        if not begun.is_set():
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
        await usual(conn, taken)

    pair.act = act
    async with a_network_to_the_queue(pair, "notify") as network, pair.running():
        await pair.tell(a_person("begun"))
        await begun.wait()
        network.cut()
        await ended.wait()
        network.mend()
        await until(pair.all_answered, seconds=8)

    assert pair.received == ["begun"]


async def test_events_are_offered_again_soon_after_the_database_is_lost_during_an_offer(pair, monkeypatch):
    offer, cut_off = outbox.offer, []

    async def cut_off_once(conn, *, most):
        offered = await offer(conn, most=most)
        if offered and not cut_off:
            cut_off.extend(offered)
            raise ConnectionResetError
        return offered

    monkeypatch.setattr(outbox, "offer", cut_off_once)
    async with pair.running():
        await pair.tell(a_person("offered"))
        await until(pair.all_answered, seconds=8)

    assert len(cut_off) == 1
    assert pair.received == ["offered"]


async def test_an_event_open_for_over_ten_minutes_keeps_its_longer_interval(pair):
    async with pair.running():
        await pair.tell(a_person())
        await until(pair.all_answered)
        async with pair.registration_pool.acquire() as conn:
            await conn.execute(
                "update outbox set status = 'open', offers = 4, offer_at = now() + interval '1 hour',"
                " made_at = now() - interval '11 minutes'"
            )
            await outbox.offer_again(conn)
            assert await conn.fetchval("select offer_at > now() + interval '50 minutes' from outbox")


async def test_the_correlation_id_travels_with_the_event(pair):
    seen = []

    async def act(_conn, taken):
        seen.extend(item.correlation_id for item in taken)
        seen.append(correlation.get())

    pair.act = act
    async with pair.running():
        token = correlation.set("followed")
        await pair.tell(a_person())
        correlation.reset(token)
        await until(pair.all_answered)

    assert seen == ["followed", "followed"]


async def test_an_answered_event_loses_its_payload_after_a_week(pair):
    async with pair.running():
        await pair.tell(a_person("old"), a_person("new"))
        await until(pair.all_answered)
        async with pair.registration_pool.acquire() as conn:
            await conn.execute(
                "update outbox set answered_at = now() - interval '8 days' where convert_from(payload, 'UTF8') like '%old%'"
            )
            await outbox.forget(conn)
            kept = await conn.fetch("select payload from outbox where payload is not null")

    assert [msgspec.json.decode(row["payload"])["name"] for row in kept] == ["new"]


async def _nothing(things) -> bool:
    return not things
