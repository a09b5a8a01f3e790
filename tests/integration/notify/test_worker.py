"""The whole of notify: events from registration's outbox in, mails out, events back; stopped and killed."""

import asyncio
import contextlib
import os
import signal
import sys
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from redis.asyncio import Redis

from infra.mailbox.answers import by_table
from services.notify import worker
from services.notify.commands import check
from services.notify.settings import NotifySettings
from shared import times
from shared.channel import outbox
from shared.channel.service import Channel
from shared.postgres import open_pool
from shared.settings import Settings as Common
from shared.settings import load
from tests.faults.proxy import Proxy
from tests.support.metrics import value
from tests.support.notify import (
    ORGANISER_ID,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
    an_id,
    an_invitation,
    an_organiser,
    newer,
)
from tests.support.notify_running import RunningNotify
from tests.support.waiting import until

SECRET = "made up for this test"
CODE = Path(__file__).parents[3]


@pytest.fixture
def environ(database, valkey_server, mailbox, unused_port):
    """The settings of notify, as environment variables."""
    return {
        "KALLELSE_DATABASE_URL": database.notify_url,
        "KALLELSE_REDIS_URL": valkey_server.url,
        "KALLELSE_BASE_URL": "https://kallelse.example",
        "KALLELSE_LINK_KEYS": "1:" + "0123456789abcdef" * 4,
        "KALLELSE_INTERNAL_SECRET": SECRET,
        "KALLELSE_MAIL_DOMAIN": "kallelse.example",
        "KALLELSE_SMTP_HOST": "127.0.0.1",
        "KALLELSE_SMTP_PORT": str(mailbox.port),
        "KALLELSE_RETRY_SECONDS": "0.2",
        "KALLELSE_NOTIFY_PORT": str(unused_port),
    }


@pytest.fixture(autouse=True)
async def empty_queue(valkey_server):
    """Empties the queue, so that no work of another test is left."""
    redis = Redis.from_url(valkey_server.url)
    await redis.flushall()
    await redis.aclose()


@pytest.fixture
async def registration(database, valkey_server):
    """Registration's end of the channel, with the events that notify has sent it."""
    received = []

    async def act(conn, taken):  # noqa: ARG001 - what the channel calls
        received.extend(item.event for item in taken)

    pool = await open_pool(database.registration_url, "registration")
    environ = {
        "KALLELSE_DATABASE_URL": database.registration_url,
        "KALLELSE_REDIS_URL": valkey_server.url,
        "KALLELSE_BASE_URL": "https://kallelse.example",
        "KALLELSE_LINK_KEYS": "1:" + "0123456789abcdef" * 4,
        "KALLELSE_INTERNAL_SECRET": SECRET,
    }
    channel = Channel(pool, load(environ, Common), "registration", act)
    channel.received = received
    task = asyncio.create_task(channel.run())
    try:
        yield channel
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await pool.close()


def _has_received_events(registration):
    async def ask():
        return registration.received

    return ask


def _counts_one_worker(client):
    async def ask():
        return value((await client.get("/metrics")).text, "kallelse_notify_workers") == 1

    return ask


def _all_sent(pool):
    async def ask():
        return not await pool.fetchval("select count(*) from delivery where status <> 'sent'")

    return ask


async def tell(channel, *events):
    async with channel.pool.acquire() as conn, conn.transaction():
        await outbox.add(conn, events)
    channel.wake()


@asynccontextmanager
async def notify(environ):
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(load(environ, NotifySettings), stop=stop))
    try:
        yield f"http://127.0.0.1:{environ['KALLELSE_NOTIFY_PORT']}"
    finally:
        stop.set()
        await asyncio.wait_for(task, 20)


def ahead(number=1, **changes):
    starts_at = (times.now() + timedelta(weeks=2 + number)).replace(microsecond=0)
    return a_session(number, **{"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3), **changes})


def all_events():
    return [
        an_organiser(),
        a_programme(),
        a_cohort(),
        ahead(),
        a_person(),
        an_invitation(respond_by=(times.now() + timedelta(days=9)).date()),
        a_registration(a_seat(since=times.now()), registered_at=times.now()),
    ]


@pytest.mark.parametrize("pipelining", ["true", "false"])
async def test_events_in_the_outbox_become_mails_and_an_answer_to_registration(
    database, environ, mailbox, registration, pipelining
):
    environ["KALLELSE_SMTP_PIPELINING"] = pipelining
    async with notify(environ) as url, httpx.AsyncClient(base_url=url) as client:
        await tell(registration, *all_events())
        await mailbox.wait_for(2)
        await until(_has_received_events(registration))
        (delivery_event,) = registration.received
        assert (delivery_event.id, delivery_event.outcome) == (an_id("invitation Karin Holm"), "sent")
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 200
        # After a pause of six seconds the service goes on as a new worker; the old one is counted until it is removed.
        await until(_counts_one_worker(client))
        metrics = (await client.get("/metrics")).text
        assert value(metrics, "kallelse_notify_up") == 1
        assert value(metrics, "kallelse_notify_deliveries", status="sent") == 2
        assert value(metrics, "kallelse_notify_send_duration_seconds_count", outcome="sent") == 2
        assert value(metrics, "kallelse_notify_send_duration_seconds_count", outcome="refused") == 0
    found = await check.run(database.admin_url)
    assert [(name, count) for name, count, is_kept in found if not is_kept] == []


async def test_the_ledger_is_readable_only_with_the_internal_secret_and_one_tenant_at_a_time(
    environ, pool, mailbox, registration
):
    key = {"Authorization": f"Bearer {SECRET}"}
    async with notify(environ) as url, httpx.AsyncClient(base_url=url) as client:
        await tell(registration, *all_events())
        await mailbox.wait_for(2)
        await until(_all_sent(pool))
        ours = {"organiser_id": str(ORGANISER_ID)}

        assert (await client.get("/internal/deliveries", params=ours)).status_code == 401
        wrong = {"Authorization": "Bearer x"}
        assert (await client.get("/internal/deliveries", params=ours, headers=wrong)).status_code == 401

        found = (await client.get("/internal/deliveries", params=ours, headers=key)).json()
        assert {delivery["kind"] for delivery in found["items"]} == {"invitation", "confirmation"}
        assert set(found["items"][0]) == {
            "id", "key", "kind", "to", "subject", "status", "attempts", "due_at", "sent_at", "last_answer",
            "person_id", "protected_identity", "is_paused",
        }  # fmt: skip
        assert found["next"] is None

        page = (await client.get("/internal/deliveries", params={**ours, "limit": 1}, headers=key)).json()
        rest = (
            await client.get("/internal/deliveries", params={**ours, "after": page["next"]}, headers=key)
        ).json()
        assert [*page["items"], *rest["items"]] == found["items"]

        for name, value in {
            "kind": "confirmation",
            "registration_id": an_id("registration Karin Holm"),
            "session_id": an_id("session 1"),
        }.items():
            some = await client.get("/internal/deliveries", params={**ours, name: str(value)}, headers=key)
            assert [delivery["kind"] for delivery in some.json()["items"]] == ["confirmation"], name
        everybody = {"cohort_id": a_cohort().id, "person_id": a_person().id, "programme_id": a_programme().id}
        for name, value in everybody.items():
            some = await client.get("/internal/deliveries", params={**ours, name: str(value)}, headers=key)
            assert len(some.json()["items"]) == 2, name

        delivery = found["items"][0]
        shown = await client.get(f"/internal/deliveries/{delivery['id']}", params=ours, headers=key)
        assert shown.json() == delivery
        theirs = {"organiser_id": str(an_id("another"))}
        assert (await client.get("/internal/deliveries", params=theirs, headers=key)).json()["items"] == []
        gone = await client.get(f"/internal/deliveries/{delivery['id']}", params=theirs, headers=key)
        assert gone.status_code == 404
        bad = await client.get("/internal/deliveries", params={**ours, "after": "x"}, headers=key)
        assert bad.status_code == 400

        await tell(registration, newer(a_person(), protected_identity=True))
        await until(lambda: _lists(client, ours, key, 0))
        assert await _lists(client, {**ours, "sees_protected": "true"}, key, 2)


async def _lists(client, params, key, count):
    return (
        len((await client.get("/internal/deliveries", params=params, headers=key)).json()["items"]) == count
    )


async def _process(environ):
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "infra.cli",
        "notify",
        cwd=CODE,
        env={**os.environ, **environ},
        stderr=asyncio.subprocess.DEVNULL,
    )


@pytest.mark.faults
async def test_a_killed_worker_leaves_no_delivery_unsent(environ, pool, mailbox):
    names = [f"Person {number}" for number in range(60)]
    people = [a_person(name, email=f"p{number}@d{number}.example") for number, name in enumerate(names)]
    seats = [
        a_registration(a_seat(who=name, since=times.now()), who=name, registered_at=times.now())
        for name in names
    ]
    post = RunningNotify(pool, mailbox)
    await post.tell(an_organiser(), a_programme(), a_cohort(), ahead(), *people, *seats)
    # Some receivers never answer, so that the worker is killed while it has claimed deliveries.
    mailbox.answer = by_table({f"d{number}.example": "hang" for number in range(0, 60, 10)})
    first = await _process(environ)
    await mailbox.wait_for(15, seconds=30)
    first.send_signal(signal.SIGKILL)
    await first.wait()
    assert "sending" in (await post.statuses()).values()

    mailbox.answer = by_table({})
    second = await _process(environ)
    try:
        await until(_all_sent(pool), seconds=40)
    finally:
        second.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(second.wait(), 15) == 0
    # A mail that was sent but not yet marked as sent may come twice; it is the same message then.
    by_key = {}
    for raw in mailbox.raws():
        key = raw.split(b"X-Kallelse-Key: ")[1].split(b"\r\n")[0].decode()
        assert by_key.setdefault(key, raw) == raw
    assert set(by_key) == {f"confirmation:{an_id(f'registration {name}')}" for name in names}


@asynccontextmanager
async def a_network(environ, valkey_server, name):
    """A proxy between notify and one of its servers, which a test can cut or stall."""
    database = urlsplit(environ["KALLELSE_DATABASE_URL"])
    targets = {
        "KALLELSE_DATABASE_URL": (database.hostname, database.port),
        "KALLELSE_REDIS_URL": valkey_server.url.removeprefix("unix://").partition("?")[0],
    }
    network = Proxy(lambda: targets[name])
    await network.start()
    there = f"127.0.0.1:{network.port}"
    urls = {
        "KALLELSE_DATABASE_URL": database._replace(netloc=f"{database.netloc.rpartition('@')[0]}@{there}"),
        "KALLELSE_REDIS_URL": urlsplit(f"redis://{there}/0"),
    }
    environ[name] = urls[name].geturl()
    try:
        yield network
    finally:
        await network.stop()


def is_ready(client):
    async def ask():
        with contextlib.suppress(httpx.HTTPError):
            return (await client.get("/health/ready")).is_success

    return ask


@pytest.mark.parametrize("silent_server", ["KALLELSE_DATABASE_URL", "KALLELSE_REDIS_URL"])
async def test_a_worker_stops_on_request_while_its_database_or_queue_hangs(
    environ, valkey_server, silent_server, monkeypatch
):
    monkeypatch.setattr(worker, "_STOP_SECONDS", 3.0)
    # On leaving the block, notify is stopped and must end within twenty seconds.
    async with (
        a_network(environ, valkey_server, silent_server) as network,
        notify(environ) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        await until(is_ready(client))
        network.stall()
        # Long enough for each of its loops to send a request and wait for the answer.
        await asyncio.sleep(1.5)


async def test_a_worker_started_without_its_database_waits_until_it_is_there(environ, valkey_server, caplog):
    async with a_network(environ, valkey_server, "KALLELSE_DATABASE_URL") as network:
        network.cut()
        async with notify(environ) as url, httpx.AsyncClient(base_url=url) as client:

            async def has_asked():
                return "postgres.away" in caplog.messages

            await until(has_asked)
            network.mend()
            await until(is_ready(client))
