"""Webhooks: secrets that never come again, messages that cannot be made, budgets, and what waits when one is paused or removed."""

import asyncio
from datetime import timedelta

import pytest
from standardwebhooks import Webhook as Reader

from services.registration.actions.upkeep import purge_expired
from services.registration.domain.caller import system
from services.registration.domain.webhooks import webhook as rules
from services.registration.store import restore_hooks
from services.registration.web.webhooks import payload
from services.registration.web.webhooks.delivering import WebhookDeliveries
from services.registration.web.webhooks.outside_post import OutsidePost
from shared import times
from tests.support import webhook_receiver
from tests.support.api import a_cohort, everything, made, running


@pytest.fixture
async def api(database):
    async with running(database, webhooks_anywhere=True) as it:
        yield it


@pytest.fixture
async def other():
    async with webhook_receiver.receiving() as it:
        yield it


@pytest.fixture
async def deliveries(api):
    post = OutsidePost(anywhere=True)
    yield WebhookDeliveries(api.app.services, post)
    await post.aclose()


@pytest.fixture
async def webhook(admin, other):
    url = f"http://127.0.0.1:{other.port}/hook"
    return await made(admin, "/webhooks", name="Katalogen", url=url, kinds=["cohort.changed"])


async def log_of(admin, webhook):
    return await everything(admin, f"/webhooks/{webhook['id']}/messages")


async def rotate(admin, webhook):
    return (await admin.post(f"/webhooks/{webhook['id']}/rotate")).json()["secret"]


async def restore(api, row):
    """What a restore does with a webhook: its row as it was, and a higher epoch."""
    async with api.pool.acquire() as conn, conn.transaction():
        await conn.execute(
            """update webhook set generation = $1, key_number = $2, previous_generation = $3, previous_key_number = $4,
                                  previous_until = $5""",
            *[row[name] for name in ("generation", "key_number", "previous_generation", "previous_key_number", "previous_until")],
        )  # fmt: skip
        higher = await conn.fetchval("select value + 1 from epoch")
        await conn.execute("select set_config('kallelse.epoch', $1, true)", str(higher))
        await conn.execute(restore_hooks.RAISE_EPOCH)


async def test_no_secret_comes_again_after_restores_and_the_one_before_still_signs(
    api, admin, other, webhook, deliveries
):
    given = [webhook["secret"], await rotate(admin, webhook)]
    backup = await api.pool.fetchrow("select * from webhook")
    for _ in range(2):
        given += [await rotate(admin, webhook), await rotate(admin, webhook)]
        await restore(api, backup)
    given.append(await rotate(admin, webhook))
    await admin.post(f"/webhooks/{webhook['id']}/test")

    await deliveries.drain()

    assert len(set(given)) == len(given)
    for secret in (given[-1], given[1]):
        assert Reader(secret).verify(other.told[0].body, other.told[0].headers)


async def test_a_message_that_cannot_be_made_fails_at_once_with_a_reason_and_is_sent_again_when_asked(
    api, admin, webhook, deliveries, monkeypatch
):
    await a_cohort(admin)

    async def broken(*_):
        raise ValueError("a row that no program understands")

    with monkeypatch.context() as patch:
        patch.setattr(payload, "_thing", broken)
        await deliveries.drain()
        await api.pool.execute("update webhook_message set due_at = clock_timestamp()")
        await deliveries.drain()

    messages = await log_of(admin, webhook)
    assert {one["status"] for one in messages} == {"failed"}
    assert [[try_["outcome"] for try_ in one["log"]] for one in messages] == [["not_made"]] * len(messages)
    shown = (await admin.get(f"/webhooks/{webhook['id']}")).json()
    assert (shown["status"], shown["failing_since"]) == ("on", None), "the other side has done nothing wrong"
    assert (await admin.post(f"/webhooks/{webhook['id']}/resend")).json() == {"resent": len(messages)}
    await deliveries.drain()
    assert {one["status"] for one in await log_of(admin, webhook)} == {"delivered"}


async def test_passing_trouble_leaves_a_message_to_its_lease(admin, webhook, deliveries, monkeypatch):
    await a_cohort(admin)

    async def away(*_):
        raise ConnectionError

    monkeypatch.setattr(payload, "_thing", away)
    await deliveries.drain()

    assert {(one["status"], len(one["log"])) for one in await log_of(admin, webhook)} == {("waiting", 0)}


async def test_tests_and_what_is_sent_again_have_a_budget_of_the_organiser(api, admin, webhook, monkeypatch):
    monkeypatch.setattr("services.registration.actions.webhooks.send_again.MOST_TESTS", 2)
    monkeypatch.setattr("services.registration.actions.webhooks.send_again.MOST_RESENT", 1)
    second = await made(admin, "/webhooks", name="Nyhetsbrevet", url=webhook["url"], kinds=["cohort.changed"])
    message = (await admin.post(f"/webhooks/{webhook['id']}/test")).json()
    assert (await admin.post(f"/webhooks/{second['id']}/test")).status_code == 202

    refused = await admin.post(f"/webhooks/{second['id']}/test")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    assert refused.json()["type"] == "urn:kallelse:problem:sent-too-often"
    assert await api.pool.fetchval("select count(*) from webhook_message") == 2

    assert (await admin.post(f"/webhook_messages/{message['id']}/resend")).status_code == 200
    assert (await admin.post(f"/webhook_messages/{message['id']}/resend")).status_code == 429
    assert (await admin.post(f"/webhooks/{webhook['id']}/resend")).status_code == 429
    stranger = await api.client("admin", "lund")
    theirs = await made(stranger, "/webhooks", name="A", url=webhook["url"], kinds=["cohort.changed"])
    assert (await stranger.post(f"/webhooks/{theirs['id']}/test")).status_code == 202
    assert rules.MOST_TESTS > 10


async def test_what_waits_goes_when_it_is_on_again_and_says_no_time_before(
    api, admin, other, webhook, deliveries
):
    other.answers = [503]
    await a_cohort(admin)
    await deliveries.drain()
    await admin.patch(f"/webhooks/{webhook['id']}", json={"status": "paused"})

    messages = await log_of(admin, webhook)
    assert {(one["status"], one["next_at"]) for one in messages} == {("waiting", None)}
    again = await admin.post(f"/webhook_messages/{messages[0]['id']}/resend")
    assert (again.json()["status"], again.json()["next_at"]) == ("waiting", None)
    told = len(other.told)
    await deliveries.drain()
    assert len(other.told) == told

    other.answers = [200]
    await api.pool.execute("update webhook_message set due_at = clock_timestamp() + interval '20 hours'")
    await admin.patch(f"/webhooks/{webhook['id']}", json={"status": "on"})
    await deliveries.drain()
    assert {one["status"] for one in await log_of(admin, webhook)} == {"delivered"}


async def test_one_that_is_paused_while_it_is_told_ends_that_attempt_and_keeps_the_rest_for_thirty_days(
    api, admin, other, webhook, deliveries
):
    other.holds = asyncio.Event()
    await a_cohort(admin)
    drained = asyncio.create_task(deliveries.drain())
    async with asyncio.timeout(20):
        await other.came.wait()
    await admin.patch(f"/webhooks/{webhook['id']}", json={"status": "paused"})
    other.holds.set()
    await drained

    assert {one["status"] for one in await log_of(admin, webhook)} == {"delivered"}
    await a_cohort(admin, name="En till")
    await purge_expired.forget_webhook_messages(api.pool, system(times.now() + timedelta(days=29)))
    assert "waiting" in {one["status"] for one in await log_of(admin, webhook)}
    await purge_expired.forget_webhook_messages(api.pool, system(times.now() + timedelta(days=31)))
    assert await log_of(admin, webhook) == []


async def test_one_that_is_deleted_while_it_is_told_leaves_nothing_and_is_told_nothing_more(
    api, admin, other, webhook, deliveries
):
    other.holds = asyncio.Event()
    await a_cohort(admin, sessions=1)
    drained = asyncio.create_task(deliveries.drain())
    async with asyncio.timeout(20):
        await other.came.wait()
    assert (await admin.delete(f"/webhooks/{webhook['id']}")).status_code == 204
    other.holds.set()
    await drained
    told = len(other.told)

    await a_cohort(admin, name="En till")
    await deliveries.drain()

    assert len(other.told) == told
    for table in ("webhook", "webhook_message", "webhook_attempt"):
        assert await api.pool.fetchval(f"select count(*) from {table}") == 0
