"""A process that is killed while it tells a webhook: another tells it again, with the same id."""

import asyncio
import os
import sys

import pytest

from infra.local import ports
from services.registration.web.webhooks.delivering import WebhookDeliveries
from services.registration.web.webhooks.outside_post import OutsidePost
from tests.support import webhook_receiver
from tests.support.api import made, running, settings


@pytest.fixture
async def api(database):
    async with running(database, webhooks_anywhere=True) as it:
        yield it


def environment(database):
    values = settings(
        database,
        base_url="http://127.0.0.1",
        link_keys="1:" + "0123456789abcdef" * 4,
        internal_secret="made-up-and-long-enough",
        port=ports.free(),
        webhooks_anywhere="true",
    )
    variables = {f"KALLELSE_{name.upper()}": getattr(values, name) for name in values.__struct_fields__}
    return os.environ | {name: str(value) for name, value in variables.items() if value is not None}


async def test_a_message_of_a_killed_process_is_told_again_with_its_id(api, admin, database, request):
    async with webhook_receiver.receiving() as other:
        other.holds = asyncio.Event()
        url = f"http://127.0.0.1:{other.port}/"
        webhook = await made(admin, "/webhooks", name="A", url=url, kinds=["cohort.changed"])
        message = (await admin.post(f"/webhooks/{webhook['id']}/test")).json()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "services.registration",
            env=environment(database),
            stderr=asyncio.subprocess.PIPE,
        )
        request.addfinalizer(lambda: process.returncode is None and process.kill())
        async with asyncio.timeout(40):
            await other.came.wait()
        process.kill()
        await process.communicate()
        other.holds.set()
        deliveries = WebhookDeliveries(api.app.services, OutsidePost(anywhere=True))

        await deliveries.drain()
        assert other.ids == [message["id"]], "until its lease ends it is the killed process's"
        await api.pool.execute("update webhook_message set due_at = clock_timestamp()")
        await deliveries.drain()

        assert other.ids == [message["id"]] * 2
        [shown] = (await admin.get(f"/webhooks/{webhook['id']}/messages")).json()["items"]
        assert (shown["status"], shown["attempts"], len(shown["log"])) == ("delivered", 2, 1)
