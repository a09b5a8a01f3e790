"""Webhooks: added by the API, told of changes, tried again, resent, paused, switched off."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from standardwebhooks import Webhook as Reader

from services.registration.actions.upkeep import purge_expired
from services.registration.domain.caller import system
from services.registration.store import restore_hooks
from services.registration.web.webhooks.delivering import WebhookDeliveries
from services.registration.web.webhooks.outside_post import OutsidePost
from shared import times
from tests.support import webhook_receiver
from tests.support.api import a_cohort, a_registration, everything, made, running

KINDS = ["registration.changed", "session.changed", "cohort.changed", "attendance.changed"]


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


async def a_webhook(admin, other, **fields):
    values = {"name": "Katalogen", "url": f"http://127.0.0.1:{other.port}/hook?a=1", "kinds": KINDS}
    return await made(admin, "/webhooks", **(values | fields))


async def log_of(admin, webhook, **query):
    return await everything(admin, f"/webhooks/{webhook['id']}/messages", **query)


async def due_now(api):
    await api.pool.execute("update webhook_message set due_at = clock_timestamp() where status = 'waiting'")


async def test_each_change_is_told_signed_with_what_the_api_shows(admin, other, deliveries):
    webhook = await a_webhook(admin, other)
    cohort = await a_cohort(admin)
    await deliveries.drain()
    other.told.clear()
    registration = await a_registration(admin, cohort["id"], "anna@nora.example")
    await admin.patch(f"/sessions/{cohort['session_ids'][0]}", json={"join_url": "https://meet.example/1"})
    await admin.post(f"/sessions/{cohort['session_ids'][0]}/cancel", json={"reason": "Sjuk"})

    await deliveries.drain()

    by_type = {}
    for one in other.told:
        assert Reader(webhook["secret"]).verify(one.body, one.headers)
        assert one.headers[":first"].startswith("POST /hook?a=1 ")
        assert "cookie" not in one.headers
        by_type.setdefault(one.said["type"], []).append(one.said["data"])
    told = by_type["registration.changed"][0]
    shown = (await admin.get(f"/registrations/{registration['id']}")).json()
    assert told["id"] == registration["id"]
    assert told["registration"] == {name: value for name, value in shown.items() if name != "answers"}
    session = by_type["session.changed"][-1]["session"]
    assert session["status"] == "cancelled"
    assert "join_url" not in session
    assert len(set(other.ids)) == len(other.ids)
    assert {one["status"] for one in await log_of(admin, webhook)} == {"delivered"}


async def test_it_is_told_only_of_what_was_chosen(admin, other, deliveries):
    webhook = await a_webhook(admin, other, kinds=["cohort.changed"])
    cohort = await a_cohort(admin)
    await a_registration(admin, cohort["id"], "anna@nora.example")

    await deliveries.drain()

    # Made and opened.
    assert [one.said["type"] for one in other.told] == ["cohort.changed"] * 2
    assert {one["subject_id"] for one in await log_of(admin, webhook)} == {cohort["id"]}


async def test_a_change_that_is_rolled_back_leaves_no_message(api, admin, other):
    await a_webhook(admin, other)
    cohort = await a_cohort(admin)
    before = await api.pool.fetchval("select count(*) from webhook_message")

    person = {"name": "Anna Ek", "email": "anna@nora.example"}
    answer = await admin.post(
        "/registrations", params={"dry_run": "true"}, json={"cohort_id": cohort["id"], "person": person}
    )

    # Notify, which is not there, is asked when all has been done, and before it is rolled back.
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:kallelse:problem:notify-away")
    assert await api.pool.fetchval("select count(*) from webhook_message") == before


async def test_somebody_with_a_protected_identity_is_masked_and_an_erased_person_is_gone(
    api, admin, other, deliveries
):
    await a_webhook(admin, other, kinds=["registration.changed"])
    cohort = await a_cohort(admin)
    first = await a_registration(admin, cohort["id"], "hemlig@nora.example")
    second = await a_registration(admin, cohort["id"], "borta@nora.example")
    person = first["person"]["id"]
    assert (await admin.patch(f"/people/{person}", json={"protected_identity": True})).status_code == 200
    assert (await admin.post(f"/people/{second['person']['id']}/forget")).status_code == 200

    await deliveries.drain()

    said = b"".join(one.body for one in other.told)
    assert first["id"].encode() in said
    for word in (b"hemlig", b"Hemlig", b"Borta", b"borta@"):
        assert word not in said
    rows = await api.pool.fetch("select row_to_json(m)::text as row from webhook_message m")
    assert not any("nora.example" in row["row"] for row in rows)


async def test_what_has_been_removed_is_told_as_gone(admin, other, deliveries):
    programme = await made(admin, "/programmes", title="Satsningen")
    cohort = await made(admin, "/cohorts", programme_id=programme["id"], name="Utkast")
    await a_webhook(admin, other)
    assert (await admin.delete(f"/cohorts/{cohort['id']}")).status_code == 204

    await deliveries.drain()

    assert other.told[-1].said["data"] == {"id": cohort["id"], "cohort": None}


async def test_attendance_is_told_by_its_session(admin, other, deliveries):
    cohort = await a_cohort(admin)
    registration = await a_registration(admin, cohort["id"], "anna@nora.example")
    await a_webhook(admin, other, kinds=["attendance.changed"])
    [session_id] = cohort["session_ids"]
    marks = [{"person_id": registration["person"]["id"], "attendance": "excused"}]
    assert (await admin.put(f"/sessions/{session_id}/attendance", json=marks)).status_code == 200

    await deliveries.drain()

    assert [one.said["data"]["session"]["id"] for one in other.told] == [session_id]


async def test_a_failed_message_is_tried_again_with_its_id_and_growing_waits_until_it_has_failed(
    api, admin, other, deliveries
):
    webhook = await a_webhook(admin, other)
    other.answers = [500]
    await admin.post(f"/webhooks/{webhook['id']}/test")

    waits = []
    for _ in range(10):
        await due_now(api)
        await deliveries.drain()
        waits.append(
            await api.pool.fetchval(
                "select extract(epoch from due_at - clock_timestamp())::int from webhook_message"
            )
        )

    assert len(set(other.ids)) == 1
    assert len(other.told) == 10
    assert waits[:-1] == sorted(waits[:-1])
    assert waits[0] < 6 < waits[1]
    [message] = await log_of(admin, webhook, status="failed")
    assert (message["status"], message["attempts"], message["next_at"]) == ("failed", 10, None)
    assert [one["number"] for one in message["log"]] == list(range(10, 0, -1))
    assert {(one["outcome"], one["code"]) for one in message["log"]} == {("refused", 500)}

    other.answers = [200]
    assert (await admin.post(f"/webhooks/{webhook['id']}/resend")).json() == {"resent": 1}
    await deliveries.drain()
    assert other.ids[-1] == message["id"]
    [message] = await log_of(admin, webhook)
    assert (message["status"], message["log"][0]["outcome"]) == ("delivered", "delivered")
    assert (await admin.get(f"/webhooks/{webhook['id']}")).json()["failing_since"] is None

    again = await admin.post(f"/webhook_messages/{message['id']}/resend")
    assert again.json()["status"] == "waiting"
    await deliveries.drain()
    assert other.ids.count(message["id"]) == 12


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        (302, ("redirected", 302)),
        (404, ("refused", 404)),
        (b"nonsense\r\n\r\n", ("no_connection", None)),
        (b"HTTP/1.1 200 X\r\n\r\n" + b"x" * 200_000, ("delivered", 200)),
        (b"", ("no_connection", None)),
    ],
)
async def test_what_an_answer_means(admin, other, deliveries, answer, meant):
    webhook = await a_webhook(admin, other)
    other.answers = [answer]
    await admin.post(f"/webhooks/{webhook['id']}/test")

    await deliveries.drain()

    [message] = await log_of(admin, webhook)
    assert [(one["outcome"], one["code"]) for one in message["log"]] == [meant]
    assert len(other.told) == 1, "nothing was followed"


async def test_while_it_is_paused_messages_wait_and_a_test_goes(admin, other, deliveries):
    webhook = await a_webhook(admin, other, kinds=["cohort.changed"])
    await admin.patch(f"/webhooks/{webhook['id']}", json={"status": "paused"})
    await a_cohort(admin)
    await admin.post(f"/webhooks/{webhook['id']}/test")

    await deliveries.drain()
    assert [one.said["type"] for one in other.told] == ["webhook.test"]

    await admin.patch(f"/webhooks/{webhook['id']}", json={"status": "on"})
    await deliveries.drain()
    assert [one.said["type"] for one in other.told] == ["webhook.test", *["cohort.changed"] * 2]


async def test_one_that_fails_for_days_is_switched_off_and_is_told_nothing_more(
    api, admin, other, deliveries
):
    webhook = await a_webhook(admin, other, kinds=["cohort.changed"])
    other.answers = [503]
    await a_cohort(admin)
    await deliveries.drain()
    assert (await admin.get(f"/webhooks/{webhook['id']}")).json()["failing_since"]
    await api.pool.execute("update webhook set failing_since = clock_timestamp() - interval '3 days'")

    await due_now(api)
    await deliveries.drain()

    assert (await admin.get(f"/webhooks/{webhook['id']}")).json()["status"] == "off"
    before = await api.pool.fetchval("select count(*) from webhook_message")
    await a_cohort(admin)
    assert await api.pool.fetchval("select count(*) from webhook_message") == before
    other.answers = [200]
    await admin.patch(f"/webhooks/{webhook['id']}", json={"status": "on"})
    await due_now(api)
    await deliveries.drain()
    shown = (await admin.get(f"/webhooks/{webhook['id']}")).json()
    assert (shown["status"], shown["failing_since"]) == ("on", None)


async def test_gone_switches_it_off_at_once(admin, other, deliveries):
    webhook = await a_webhook(admin, other, kinds=["cohort.changed"])
    other.answers = [410]
    await a_cohort(admin)

    await deliveries.drain()

    assert (await admin.get(f"/webhooks/{webhook['id']}")).json()["status"] == "off"


async def test_two_processes_at_once_tell_each_message_once(api, admin, other, deliveries):
    await a_webhook(admin, other)
    cohort = await a_cohort(admin, sessions=6)
    for number in range(6):
        await a_registration(admin, cohort["id"], f"person{number}@nora.example")
    expected = await api.pool.fetchval("select count(*) from webhook_message")
    post = OutsidePost(anywhere=True)
    second = WebhookDeliveries(api.app.services, post)

    await asyncio.gather(deliveries.drain(), second.drain())

    await post.aclose()
    assert len(other.ids) == len(set(other.ids)) == expected


async def test_a_slow_one_holds_up_no_other_and_what_is_cut_off_goes_again_when_its_lease_ends(
    api, admin, other, deliveries
):
    async with webhook_receiver.receiving() as slow:
        slow.holds = asyncio.Event()
        await a_webhook(admin, slow, name="Långsam", kinds=["cohort.changed"])
        await a_webhook(admin, other, kinds=["cohort.changed"])
        await a_cohort(admin)
        running_step = asyncio.create_task(deliveries.run())
        async with asyncio.timeout(20):
            await slow.came.wait()
            await other.came.wait()
        running_step.cancel()
        await asyncio.gather(running_step, return_exceptions=True)
        slow.holds.set()
        cut_off = set(slow.ids)
        slow.told.clear()
        again = WebhookDeliveries(api.app.services, OutsidePost(anywhere=True))
        await again.drain()
        assert not slow.told, "the lease has not ended"

        await due_now(api)
        await again.drain()

        assert cut_off <= set(slow.ids)


async def test_a_new_secret_overlaps_with_the_one_before(api, admin, other, deliveries):
    webhook = await a_webhook(admin, other)
    rotated = (await admin.post(f"/webhooks/{webhook['id']}/rotate")).json()
    await admin.post(f"/webhooks/{webhook['id']}/test")

    await deliveries.drain()

    assert rotated["secret"] != webhook["secret"]
    assert rotated["two_secrets_until"]
    for secret in (rotated["secret"], webhook["secret"]):
        assert Reader(secret).verify(other.told[0].body, other.told[0].headers)
    assert "secret" not in (await admin.get(f"/webhooks/{webhook['id']}")).json()
    stored = await api.pool.fetchval("select row_to_json(w)::text from webhook w")
    assert webhook["secret"].removeprefix("whsec_")[:20] not in stored


async def test_a_secret_is_not_kept_for_an_idempotency_key(admin, other):
    body = {"name": "A", "url": f"http://127.0.0.1:{other.port}/", "kinds": KINDS}
    first = await admin.post("/webhooks", json=body, headers={"idempotency-key": "k1"})
    again = await admin.post("/webhooks", json=body, headers={"idempotency-key": "k1"})

    assert first.json()["secret"].startswith("whsec_")
    assert again.json() == first.json() | {"secret": None}


async def test_everything_that_is_wrong_is_said_at_once(admin, other):
    answer = await admin.post("/webhooks", json={"name": "", "url": "inte", "kinds": ["nej"], "x": 1})
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/name", "/url", "/kinds/0", "/x"}

    await a_webhook(admin, other)
    assert (await admin.post("/webhooks", json={"name": "Katalogen", "url": "https://a.example", "kinds": KINDS})).status_code == 409  # fmt: skip


async def test_only_admins_of_the_organiser_reach_a_webhook(api, admin, other):
    webhook = await a_webhook(admin, other)
    await admin.post(f"/webhooks/{webhook['id']}/test")
    [message] = await log_of(admin, webhook)
    coordinator, stranger = await api.client("coordinator"), await api.client("admin", "lund")
    at = f"/webhooks/{webhook['id']}"
    for client, status in ((coordinator, 403), (stranger, 404)):
        asked = [
            await client.get(at),
            await client.get(f"{at}/messages"),
            await client.patch(at, json={"name": "B"}),
            await client.post(f"{at}/rotate"),
            await client.post(f"{at}/test"),
            await client.post(f"{at}/resend"),
            await client.post(f"/webhook_messages/{message['id']}/resend"),
            await client.delete(at),
        ]
        assert {answer.status_code for answer in asked} == {status}
    assert (await stranger.get("/webhooks")).json()["items"] == []
    assert (await admin.delete(at)).status_code == 204
    assert await api.pool.fetchval("select count(*) from webhook_message") == 0


async def test_a_restore_sends_nothing_by_itself_and_the_log_is_kept_for_thirty_days(
    api, admin, other, deliveries
):
    webhook = await a_webhook(admin, other)
    await admin.post(f"/webhooks/{webhook['id']}/test")
    assert restore_hooks.HOLD_WEBHOOK_MESSAGES in restore_hooks.STATEMENTS
    await api.pool.execute(restore_hooks.HOLD_WEBHOOK_MESSAGES)

    await deliveries.drain()
    assert other.told == []
    assert (await admin.post(f"/webhooks/{webhook['id']}/resend")).json() == {"resent": 1}
    await deliveries.drain()
    assert len(other.told) == 1

    await purge_expired.forget_webhook_messages(api.pool, system(times.now() + timedelta(days=29)))
    assert len(await log_of(admin, webhook)) == 1
    await purge_expired.forget_webhook_messages(api.pool, system(times.now() + timedelta(days=30)))
    assert await log_of(admin, webhook) == []
    assert await api.pool.fetchval("select count(*) from webhook_attempt") == 0


async def test_tls_is_for_the_name_and_the_connection_for_the_address_that_was_checked(tmp_path):
    tls, trusted = webhook_receiver.certificate("hooks.example", tmp_path)
    looked_up = []

    async def lookup(host, port):
        looked_up.append((host, port))
        return ["127.0.0.1"]

    async with webhook_receiver.receiving(tls) as it:
        post = OutsidePost(anywhere=True, trusted=trusted, lookup=lookup)
        right = await post.post(f"https://hooks.example:{it.port}/a", b"{}", {})
        wrong = await post.post(f"https://another.example:{it.port}/a", b"{}", {})
        stranger = await OutsidePost(anywhere=True, lookup=lookup).post(
            f"https://hooks.example:{it.port}/a", b"{}", {}
        )
        await post.aclose()

    assert (right.outcome, right.code) == ("delivered", 204)
    assert it.told[0].headers["host"] == f"hooks.example:{it.port}"
    assert looked_up[:1] == [("hooks.example", it.port)]
    assert len(looked_up) == 3, "a name is looked up once for each attempt"
    assert (wrong.outcome, stranger.outcome) == ("bad_certificate", "bad_certificate")
    assert len(it.told) == 1


@pytest.mark.parametrize("found", [["127.0.0.1"], ["193.10.0.1", "127.0.0.1"], ["::ffff:127.0.0.1"], []])
async def test_nothing_inside_the_network_is_connected_to(found, monkeypatch):
    async def lookup(*_):
        return found

    async def refuse(*_, **__):
        raise AssertionError("a connection was made")

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", refuse)
    async with webhook_receiver.receiving() as it:
        attempt = await OutsidePost(lookup=lookup).post(f"https://hooks.example:{it.port}/", b"{}", {})

    assert attempt.outcome == ("not_public" if found else "no_address")
    assert it.told == []


@pytest.mark.parametrize("url", ["https://0x7f.1:{port}/", "https://2130706433:{port}/", "https://127.1:{port}/",
                                 "https://localhost:{port}/", "https://[::1]:{port}/", "https://[::ffff:7f00:1]:{port}/"])  # fmt: skip
async def test_no_way_of_writing_an_address_leads_inside(url):
    async with webhook_receiver.receiving() as it:
        attempt = await OutsidePost().post(url.format(port=it.port), b"{}", {})
        plain = await OutsidePost().post(f"http://127.0.0.1:{it.port}/", b"{}", {})

    assert attempt.outcome in {"not_public", "no_address"}
    assert plain.outcome == "not_encrypted"
    assert it.told == []
