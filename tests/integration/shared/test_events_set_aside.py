"""Which faults set an event aside, and when what was set aside is offered again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from shared import events, ids
from shared.channel import inbox, outbox
from shared.channel.outbox import OutgoingEvent
from shared.channel.service import Channel
from shared.settings import Settings
from tests.support.waiting import until

ORGANISER = ids.new()

# What the server says when it cannot do its work now.
PASSING = {
    "the disk is full": "53100",
    "no memory is left": "53200",
    "too many are connected": "53300",
    "a file cannot be read": "58030",
    "the server has become read-only": "25006",
    "a pooler lost the prepared statement": "26000",
    "a pooler gave it to another": "42P05",
    "an operator has ended it": "57P01",
    "an idle session was ended": "57P05",
    "two waited for each other": "40P01",
    "a lock was not to be had": "55P03",
}
# What the event itself can cause.
ITS_OWN = {"a division by zero": "22012", "a duplicate": "23505", "a column that is missing": "42703"}

FAIL = "do $$ begin raise exception 'made up' using errcode = '{}'; end $$"


def a_person(name: str = "Karin") -> events.Person:
    return events.Person(organiser_id=ORGANISER, id=ids.new(), epoch=1, version=1, name=name)


@pytest.fixture
async def pools(database):
    return {
        "registration": await database.pools.get(database.registration_url, "registration"),
        "notify": await database.pools.get(database.notify_url, "notify"),
    }


@pytest.fixture(autouse=True)
async def empty_queue(valkey_server):
    redis = Redis.from_url(valkey_server.url)
    await redis.flushall()
    await redis.aclose()


async def offered(pools, *people) -> list[OutgoingEvent]:
    async with pools["registration"].acquire() as conn, conn.transaction():
        await outbox.add(conn, people)
        return await outbox.offer(conn, most=500)


@pytest.mark.parametrize("state", PASSING.values(), ids=PASSING)
async def test_no_event_is_set_aside_for_what_the_server_suffers(pools, state):
    async def act(conn, _):
        await conn.execute(FAIL.format(state))

    batch = await offered(pools, a_person("Ada"), a_person("Bo"))

    with pytest.raises(Exception, match="made up"):
        await inbox.take(pools["notify"], batch, act)


@pytest.mark.parametrize("state", ITS_OWN.values(), ids=ITS_OWN)
async def test_an_event_is_set_aside_alone_for_what_it_causes_itself(pools, state):
    async def act(conn, taken):
        if any(one.event.name == "Ada" for one in taken):
            await conn.execute(FAIL.format(state))

    batch = await offered(pools, a_person("Ada"), a_person("Bo"))
    answers = await inbox.take(pools["notify"], batch, act)

    assert [event_id for event_id, _ in answers.parked] == [batch[0].id]
    assert answers.done == [batch[1].id]


async def test_an_event_with_a_number_that_no_column_holds_is_set_aside_and_does_not_hold_up_the_others(
    pools,
):
    async def act(conn, taken):
        if any(one.event.name == "Ada" for one in taken):
            await conn.fetchval("select $1::int", 2**40)

    batch = await offered(pools, a_person("Ada"), a_person("Bo"))
    answers = await inbox.take(pools["notify"], batch, act)

    assert [event_id for event_id, _ in answers.parked] == [batch[0].id]
    assert answers.done == [batch[1].id]


async def test_a_fault_that_passes_while_events_are_tried_one_by_one_sets_only_the_broken_one_aside(pools):
    async def act(conn, taken):
        if len(taken) > 1:
            await conn.execute(FAIL.format("22012"))
        await conn.execute(FAIL.format("53100" if taken[0].event.name == "Bo" else "22012"))

    batch = await offered(pools, a_person("Ada"), a_person("Bo"))
    answers = await inbox.take(pools["notify"], batch, act)

    assert ([event_id for event_id, _ in answers.parked], answers.done) == ([batch[0].id], [])


class Ends:
    """Both ends of the channel, each started and stopped by itself. `refused`: names that notify cannot handle."""

    def __init__(self, database, pools, redis_url: str) -> None:
        self.database, self.pools, self.redis_url = database, pools, redis_url
        self.refused: set[str] = set()
        self.received: list[str] = []

    async def act(self, _, taken) -> None:
        if any(one.event.name in self.refused for one in taken):
            raise LookupError("not by this version")
        self.received.extend(one.event.name for one in taken)

    @asynccontextmanager
    async def running(self, service: str) -> AsyncIterator[Channel]:
        url = self.database.registration_url if service == "registration" else self.database.notify_url
        settings = Settings(
            database_url=url,
            redis_url=self.redis_url,
            base_url="http://127.0.0.1",
            link_keys="1:" + "00" * 32,
            internal_secret="made-up",
        )
        channel = Channel(self.pools[service], settings, service, self.act)
        task = asyncio.create_task(channel.run())
        try:
            yield channel
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def tell(self, *people) -> None:
        async with self.pools["registration"].acquire() as conn, conn.transaction():
            await outbox.add(conn, people)

    async def count(self, status: str) -> int:
        return await self.pools["registration"].fetchval(
            "select count(*) from outbox where status = $1", status
        )

    def has(self, status: str, number: int):
        async def ask() -> bool:
            return await self.count(status) == number

        return ask


@pytest.fixture
def ends(database, pools, valkey_server) -> Ends:
    return Ends(database, pools, valkey_server.url)


async def test_what_was_set_aside_is_offered_again_when_the_receiver_has_been_mended_and_starts(ends):
    ends.refused.add("Ada")
    async with ends.running("registration"):
        async with ends.running("notify"):
            await ends.tell(a_person("Ada"))
            await until(ends.has("parked", 1))
        ends.refused.clear()
        async with ends.running("notify"):
            await until(ends.has("done", 1), seconds=10)

    assert ends.received == ["Ada"]


async def test_what_was_set_aside_is_offered_again_when_the_sender_starts(ends):
    ends.refused.add("Ada")
    async with ends.running("notify"):
        async with ends.running("registration"):
            await ends.tell(a_person("Ada"))
            await until(ends.has("parked", 1))
        ends.refused.clear()
        async with ends.running("registration"):
            await until(ends.has("done", 1), seconds=10)

    assert ends.received == ["Ada"]


async def test_a_server_that_stays_full_is_asked_now_and_then_and_not_all_the_time(ends):
    tries = []

    async def act(conn, _):
        tries.append(1)
        await conn.execute(FAIL.format("53100"))

    ends.act = act
    async with ends.running("registration"), ends.running("notify"):
        await ends.tell(a_person("Ada"))
        await until(lambda: _has(tries, 2), seconds=10)
        await asyncio.sleep(2)
        assert len(tries) <= 5
        assert await ends.count("parked") == 0


async def _has(things, number) -> bool:
    return len(things) >= number


async def test_a_queue_that_takes_nothing_is_named_in_the_log(ends, caplog):
    ends.redis_url = "redis://127.0.0.1:1/0"
    async with ends.running("registration") as channel:
        await ends.tell(a_person("Ada"))
        channel.wake()
        await until(lambda: _logged(caplog, "queue.away"))


async def _logged(caplog, event) -> bool:
    return any(
        record.getMessage() == event and record.name == "shared.channel.service" for record in caplog.records
    )


async def test_events_that_nobody_answers_are_an_error_in_the_log(ends, caplog):
    await ends.tell(a_person("Ada"), a_person("Bo"))
    await ends.pools["registration"].execute(
        "update outbox set made_at = now() - interval '11 minutes', offer_at = now() + interval '1 hour'"
    )
    async with ends.running("registration"):
        await until(lambda: _logged(caplog, "outbox.stuck"))

    (record,) = [record for record in caplog.records if record.getMessage() == "outbox.stuck"]
    assert (record.levelname, record.unanswered, record.parked) == ("ERROR", 2, 0)
    assert record.oldest_seconds > 600
