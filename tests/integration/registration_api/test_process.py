"""The service as a process: configured by the environment, ready, and ended by a signal."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx

from infra.local import ports
from tests.faults.proxy import Proxy
from tests.support.api import settings
from tests.support.waiting import until


async def start(environment):
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.registration", env=environment, stderr=asyncio.subprocess.PIPE
    )


def environment(database, **others):
    strong = {
        "base_url": "https://kallelse.example",
        "link_keys": "1:" + "0123456789abcdef" * 4,
        "internal_secret": "made-up-and-long-enough",
    }
    values = settings(database, **strong, **others)
    variables = {f"KALLELSE_{name.upper()}": getattr(values, name) for name in values.__struct_fields__}
    return os.environ | {name: str(value) for name, value in variables.items() if value is not None}


def is_ready(process, client):
    async def ask():
        assert process.returncode is None, (await process.communicate())[1].decode()
        try:
            return (await client.get("/health/ready")).status_code == 200
        except httpx.HTTPError:
            return False

    return ask


async def test_the_process_serves_by_its_environment_and_ends_on_sigterm(database, request):
    port = ports.free()
    process = await start(environment(database, port=port))
    request.addfinalizer(lambda: process.returncode is None and process.kill())
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        await until(is_ready(process, client), seconds=30)
        answer = await client.get("/i/a-personal-link-that-nobody-may-see-in-a-log-not-even-in-part-of-one")
    process.send_signal(signal.SIGTERM)
    _, log = await asyncio.wait_for(process.communicate(), 15)

    assert answer.status_code == 404
    assert process.returncode in {0, -signal.SIGTERM}
    assert b'"route":"/i/{token}"' in log
    assert b"a-personal-link" not in log
    assert b'"event":"http.failed"' not in log


@asynccontextmanager
async def a_network(database):
    """A proxy to the database that can be broken, and the URL that leads through it."""
    url = urlsplit(database.registration_url)
    network = Proxy(lambda: (url.hostname, url.port))
    await network.start()
    try:
        yield (
            network,
            url._replace(netloc=f"{url.netloc.rpartition('@')[0]}@127.0.0.1:{network.port}").geturl(),
        )
    finally:
        await network.stop()


async def test_the_process_ends_on_sigterm_though_the_database_has_stopped_answering(database, request):
    port = ports.free()
    async with a_network(database) as (network, url):
        process = await start(environment(database, port=port, database_url=url))
        request.addfinalizer(lambda: process.returncode is None and process.kill())
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            await until(is_ready(process, client), seconds=30)
        network.stall()
        # Long enough for each loop to have sent a query and to wait for its answer.
        await asyncio.sleep(1.5)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 25)

    assert process.returncode in {0, -signal.SIGTERM}


async def test_the_process_waits_for_a_database_that_is_unreachable_at_start(database, request):
    port = ports.free()
    async with a_network(database) as (network, url):
        network.cut()
        process = await start(environment(database, port=port, database_url=url))
        request.addfinalizer(lambda: process.returncode is None and process.kill())
        async with asyncio.timeout(30):
            while b"postgres.away" not in (line := await process.stderr.readline()):
                assert line, "it ended"
        network.mend()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            await until(is_ready(process, client), seconds=30)


async def test_the_process_names_a_missing_environment_variable(database):
    incomplete = environment(database)
    del incomplete["KALLELSE_NOTIFY_URL"]

    process = await start(incomplete)
    _, log = await asyncio.wait_for(process.communicate(), 15)

    assert process.returncode == 1
    assert b"KALLELSE_NOTIFY_URL" in log
