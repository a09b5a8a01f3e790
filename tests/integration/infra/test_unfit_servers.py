"""Servers that answer and cannot do the work: the doctor and health say so."""

import asyncio
import contextlib
import socket
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import msgspec
import pytest

from infra import server_doctor
from infra.local import ports
from infra.local.valkey import find_binary
from services.notify.settings import NotifySettings
from shared import postgres
from shared.refused import Fault, Refused
from shared.service import fitness, starting
from shared.settings import Settings, load
from tests.faults.proxy import Proxy
from tests.support.api import running
from tests.support.waiting import until

HEALTH = "http://kallelse.example/health/ready"


@contextlib.contextmanager
def a_queue(*arguments: str, sentinel: bool = False):
    """A Valkey with these arguments; yields its URL."""
    port = ports.free()
    with tempfile.TemporaryDirectory(prefix="kallelse-queue-") as folder:
        configuration = []
        if sentinel:
            (Path(folder) / "sentinel.conf").write_text("", encoding="utf-8")
            configuration = [f"{folder}/sentinel.conf", "--sentinel"]
        command = [
            str(find_binary()),
            *configuration,
            "--port",
            str(port),
            "--dir",
            folder,
            "--save",
            "",
            *arguments,
        ]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                yield port
            finally:
                process.kill()


async def answers(port: int) -> None:
    async def ask() -> bool:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        return False

    await until(ask)


UNFIT = {
    "a replica": (("--replicaof", "127.0.0.1 1"), "it is a replica"),
    # Its members' own port is ten thousand higher unless it is named, and there may be no such port.
    "a cluster": (("--cluster-enabled", "yes", "--cluster-port", str(ports.free())), "it is a cluster"),
    "full": (("--maxmemory", "1", "--maxmemory-policy", "noeviction"), "it takes no writes"),
}


@pytest.mark.parametrize(("arguments", "why"), UNFIT.values(), ids=UNFIT)
async def test_a_queue_that_takes_no_batches_is_found_by_the_doctor_and_shown_by_health(
    database, arguments, why
):
    with a_queue(*arguments) as port:
        await answers(port)
        with pytest.raises(Fault, match=why):
            await server_doctor.look_at_queue(f"redis://127.0.0.1:{port}/0")
        async with running(database, redis_url=f"redis://127.0.0.1:{port}/0") as api, api.bare() as nobody:
            found = await nobody.get(HEALTH)

    assert (found.status_code, found.json()["redis"]) == (200, "takes no writes")


async def test_a_sentinel_is_no_queue(database):
    with a_queue(sentinel=True) as port:
        await answers(port)
        with pytest.raises(Fault, match="it is a Sentinel"):
            await server_doctor.look_at_queue(f"redis://127.0.0.1:{port}/0")
        async with running(database, redis_url=f"redis://127.0.0.1:{port}/0") as api, api.bare() as nobody:
            assert (await nobody.get(HEALTH)).json()["redis"] == "takes no writes"


@pytest.fixture
async def read_only(new_database):
    """A database that takes no writes, as a standby does."""
    database = await new_database()
    conn = await asyncpg.connect(database.admin_url)
    await conn.execute(f"alter database {database.name} set default_transaction_read_only = on")
    await conn.close()
    return database


async def test_a_read_only_database_is_not_ready_and_no_place_to_start_on(read_only):
    with pytest.raises(Fault, match="it takes no writes"):
        await fitness.look(read_only.registration_url, "registration", read_only.registration_url)
    async with running(read_only) as api, api.bare() as nobody:
        found = await nobody.get(HEALTH)

    assert found.status_code == 503
    assert (found.json()["status"], found.json()["database"]) == ("not ready", "takes no writes")


async def test_health_says_how_many_events_are_parked_and_how_old_the_oldest_open_one_is(database):
    async with running(database) as api, api.bare() as nobody:
        await api.client("admin")
        await api.pool.execute("update outbox set made_at = now() - interval '11 minutes'")
        await api.pool.execute(
            "insert into outbox (id, organiser_id, kind, payload, status)"
            " select gen_random_uuid(), organiser_id, kind, payload, 'parked' from outbox limit 1"
        )
        found = (await nobody.get(HEALTH)).json()

    assert found["events_parked"] == 1
    assert found["oldest_event_seconds"] >= 660


async def test_a_database_without_its_schema_is_not_ready_and_no_fault_of_the_program(postgres_server):
    empty = await postgres_server.empty_database()
    try:
        async with running(empty) as api, api.bare() as nobody:
            found = await nobody.get(HEALTH)
    finally:
        await postgres_server.drop(empty)

    assert (found.status_code, found.json()["database"]) == (503, "not migrated")


@pytest.mark.parametrize("path", ["live", "ready"])
async def test_health_answers_head_as_it_answers_get(database, path):
    async with running(database) as api, api.bare() as nobody:
        found = await nobody.head(f"http://kallelse.example/health/{path}")

    assert found.status_code == 200


async def test_a_relay_without_encryption_is_found_where_encryption_is_asked_for(mailbox):
    settings = NotifySettings(
        database_url="postgresql://127.0.0.1/x",
        redis_url="redis://127.0.0.1",
        base_url="https://kallelse.example",
        link_keys="1:" + "0123456789abcdef" * 4,
        internal_secret="made-up-and-long-enough",
        mail_domain="kallelse.example",
        smtp_host=mailbox.host,
        smtp_port=mailbox.port,
    )
    assert "answers" in await server_doctor.look_at_relay(settings)
    for tls in ("tls", "starttls"):
        with pytest.raises(Fault) as found:
            await server_doctor.look_at_relay(_with(settings, tls))
        assert f"KALLELSE_SMTP_TLS={tls}" in found.value.mend


def _with(settings: NotifySettings, tls: str) -> NotifySettings:
    return msgspec.structs.replace(settings, smtp_tls=tls)


def test_a_service_whose_port_is_taken_says_so_before_it_asks_for_anything_else():
    settings = load(
        {
            "KALLELSE_DATABASE_URL": "postgresql://127.0.0.1:1/nowhere",
            "KALLELSE_REDIS_URL": "redis://127.0.0.1",
            "KALLELSE_BASE_URL": "https://kallelse.example",
            "KALLELSE_LINK_KEYS": "1:" + "0123456789abcdef" * 4,
            "KALLELSE_INTERNAL_SECRET": "made-up-and-long-enough",
        },
        Settings,
    )
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"it cannot listen on 127.0.0.1, port {port}"):
            starting.require_fit(settings, "notify", host="127.0.0.1", port=port)


@pytest.fixture
async def two_by_a_network(database):
    """Two connections to a database, and the network that they go through."""
    url = urlsplit(database.registration_url)
    network = Proxy(lambda: (url.hostname or "", url.port or 0))
    await network.start()
    through = urlunsplit(url._replace(netloc=f"{url.username}:{url.password}@127.0.0.1:{network.port}"))
    pair = [await postgres.connect(through, "registration") for _ in range(2)]
    yield network, pair
    for conn in pair:
        conn.terminate()
    await network.stop()


async def test_a_slow_server_is_not_taken_for_a_pooler(two_by_a_network, monkeypatch):
    """As on a machine that is busy: each answer comes in time, and all of them together take longer than one may."""
    network, pair = two_by_a_network
    monkeypatch.setattr(fitness, "PATIENCE_SECONDS", 1.0)
    network.delay = 0.02

    await fitness.require_session_mode(*pair)


class _LastAnswer:
    """A connection after whose first answer the network is silent."""

    def __init__(self, conn, network):
        self.conn, self.network = conn, network

    def transaction(self):
        return self.conn.transaction()

    async def fetchval(self, *query):
        answer = await self.conn.fetchval(*query)
        self.network.stall()
        return answer


@pytest.mark.parametrize("when", ["before", "between"])
async def test_a_server_that_falls_silent_is_away_and_not_taken_for_a_pooler(
    two_by_a_network, monkeypatch, when
):
    network, (conn, other) = two_by_a_network
    monkeypatch.setattr(fitness, "PATIENCE_SECONDS", 0.5)
    if when == "before":
        network.stall()

    with pytest.raises(TimeoutError):
        await fitness.require_session_mode(conn, _LastAnswer(other, network))


async def test_a_network_that_is_reset_leaves_no_connection_that_was_just_being_opened(two_by_a_network):
    """Else a relay that refuses all mail goes on to take some, by the way of before."""
    network, _ = two_by_a_network
    usual = network.target

    def reset_meanwhile():
        network.reset()
        return usual()

    network.target = reset_meanwhile
    reader, writer = await asyncio.open_connection("127.0.0.1", network.port)

    assert await reader.read() == b""
    writer.close()
