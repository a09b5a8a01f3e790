"""Scheduled sendings through the API: chosen, moved, sent, taken back; by whom, tried, posted twice, and what is refused."""

from datetime import datetime, timedelta

import pytest

from services.registration.actions.invitations import send_scheduled
from services.registration.domain.caller import system
from shared import times
from tests.support.api import a_cohort, everything, made

HOURS = timedelta(hours=1)


@pytest.fixture
async def cohort(admin):
    """A cohort with a rule that finds Anna and Bo; their ids are `id` and `rule_id`."""
    organisation = await made(admin, "/organisations", name="Skolan")
    position = {"organisation_id": organisation["id"], "role": "rektor"}
    for name in ("Anna", "Bo"):
        await made(admin, "/people", name=name, email=f"{name.lower()}@skola.example", positions=[position])
    audience = await made(admin, "/audiences", name="Rektorer", roles=["rektor"])
    cohort = await a_cohort(admin)
    rule = await made(
        admin, "/invitation_rules", cohort_id=cohort["id"], audience_id=audience["id"], substitutes_allowed=True
    )  # fmt: skip
    return cohort | {"rule_id": rule["id"]}


def ahead(hours=1):
    return (times.now() + hours * HOURS).isoformat()


def body_for(cohort, *, is_reminder=False, **fields):
    body = {"cohort_id": cohort["id"], "send_at": ahead()} | fields
    return body if is_reminder else body | {"invitation_rule_id": cohort["rule_id"]}


async def test_invitations_wait_for_their_time_are_moved_and_go(api, admin, cohort):
    sending = await made(admin, "/scheduled_sendings", **body_for(cohort))
    assert (sending["kind"], sending["status"], sending["foreseen"]) == ("invitation", "waiting", 2)
    at = f"/scheduled_sendings/{sending['id']}"

    moved = await admin.patch(at, json={"send_at": ahead(2), "version": sending["version"]})
    assert datetime.fromisoformat(moved.json()["send_at"]) > datetime.fromisoformat(sending["send_at"])
    stale = await admin.patch(at, json={"send_at": ahead(3), "version": sending["version"]})
    assert (stale.status_code, stale.json()["current"]) == (409, moved.json())

    await send_scheduled.send_due(api.pool, system(times.now() + 1.5 * HOURS))
    assert (await admin.get(at)).json() == moved.json()
    await send_scheduled.send_due(api.pool, system(times.now() + 2.5 * HOURS))

    sent = (await admin.get(at)).json()
    assert (sent["status"], sent["reached"], sent["problem"]) == ("sent", 2, None)
    assert await everything(admin, "/scheduled_sendings", status="waiting") == []
    assert await everything(admin, "/scheduled_sendings", cohort_id=cohort["id"], status="sent") == [sent]
    for answer in (await admin.patch(at, json={"send_at": ahead(9)}), await admin.delete(at), await admin.post(f"{at}/send")):  # fmt: skip
        assert (answer.status_code, answer.json()["type"]) == (
            409,
            "urn:kallelse:problem:sending-not-waiting",
        )


async def test_the_silent_are_reminded_now_or_it_is_taken_back(api, admin, cohort):
    await admin.post(f"/cohorts/{cohort['id']}/invite")
    await api.pool.execute("update invitation set status = 'sent'")
    body = body_for(cohort, is_reminder=True)
    first = await made(admin, "/scheduled_sendings", **body)
    assert (first["kind"], first["invitation_rule_id"], first["foreseen"]) == ("invitation_reminder", None, 2)
    twice = await admin.post("/scheduled_sendings", json=body)
    assert (twice.status_code, twice.json()["errors"][0]["pointer"]) == (409, "/send_at")

    assert (await admin.delete(f"/scheduled_sendings/{first['id']}")).status_code == 204
    assert (await admin.get(f"/scheduled_sendings/{first['id']}")).json()["status"] == "taken_back"
    second = await made(admin, "/scheduled_sendings", **body)
    sent = (await admin.post(f"/scheduled_sendings/{second['id']}/send")).json()

    assert (sent["status"], sent["reached"]) == ("sent", 2)
    assert sent == (await admin.get(f"/scheduled_sendings/{second['id']}")).json()
    assert await api.pool.fetchval("select count(*) from invitation where reminded_at is not null") == 2


async def test_what_cannot_go_says_why_in_the_words_of_problems(api, admin, cohort):
    sending = await made(admin, "/scheduled_sendings", **body_for(cohort))
    await admin.post(f"/cohorts/{cohort['id']}/close")

    now = await admin.post(f"/scheduled_sendings/{sending['id']}/send")
    assert (now.status_code, now.json()["type"]) == (409, "urn:kallelse:problem:cohort-not-open")
    assert (await admin.get(f"/scheduled_sendings/{sending['id']}")).json()["status"] == "waiting"
    await send_scheduled.send_due(api.pool, system(times.now() + 2 * HOURS))

    given_up = (await admin.get(f"/scheduled_sendings/{sending['id']}")).json()
    assert (given_up["status"], given_up["problem"]) == ("not_sent", "cohort-not-open")
    closed = await admin.post("/scheduled_sendings", json=body_for(cohort))
    assert (closed.status_code, closed.json()["type"]) == (409, "urn:kallelse:problem:cohort-not-open")


async def test_the_same_request_with_a_key_makes_one_and_sends_once(api, admin, cohort):
    body = body_for(cohort)
    made_twice = [
        await admin.post("/scheduled_sendings", json=body, headers={"idempotency-key": "k1"}) for _ in (1, 2)
    ]
    assert made_twice[0].json() == made_twice[1].json()
    at = f"/scheduled_sendings/{made_twice[0].json()['id']}/send"
    sent = [await admin.post(at, headers={"idempotency-key": "k2"}) for _ in (1, 2)]

    assert [answer.status_code for answer in sent] == [200, 200]
    assert sent[0].json() == sent[1].json()
    assert sent[0].json()["reached"] == 2
    assert await api.pool.fetchval("select count(*) from invitation") == 2


async def test_a_dry_run_keeps_nothing(api, admin, cohort):
    sending = await made(admin, "/scheduled_sendings", **body_for(cohort))
    before = await api.pool.fetch("select * from scheduled_sending")
    trying = {"dry_run": "true"}
    at = f"/scheduled_sendings/{sending['id']}"

    answers = [
        await admin.post("/scheduled_sendings", params=trying, json=body_for(cohort, is_reminder=True)),
        await admin.patch(at, params=trying, json={"send_at": ahead(5)}),
        await admin.delete(at, params=trying),
        await admin.post(f"{at}/send", params=trying),
    ]  # fmt: skip

    # Only sending has mails, for which notify, which is not there, is asked when all has been done.
    assert [answer.status_code for answer in answers] == [200, 200, 200, 503]
    assert answers[0].json()["result"]["foreseen"] == 0
    assert await api.pool.fetch("select * from scheduled_sending") == before
    assert await api.pool.fetchval("select count(*) from invitation") == 0


async def test_everything_that_is_wrong_is_said(api, admin, cohort):
    wrong = await admin.post("/scheduled_sendings", json={"send_at": "snart", "x": 1})
    assert {error["pointer"] for error in wrong.json()["errors"]} == {"/cohort_id", "/send_at", "/x"}
    other = await a_cohort(admin, name="En annan")
    for fields, pointer in (
        ({"send_at": ahead(-1)}, "/send_at"),
        ({"send_at": ahead(24 * 2000)}, "/send_at"),
        ({"cohort_id": cohort["rule_id"]}, "/cohort_id"),
        ({"cohort_id": other["id"]}, "/invitation_rule_id"),
    ):
        answer = await admin.post("/scheduled_sendings", json=body_for(cohort, **fields))
        assert answer.status_code == (422 if pointer == "/send_at" else 404), answer.text
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert await api.pool.fetchval("select count(*) from scheduled_sending") == 0


async def test_who_may(api, admin, cohort):
    sending = await made(admin, "/scheduled_sendings", **body_for(cohort))
    at = f"/scheduled_sendings/{sending['id']}"
    viewer, stranger = await api.client("viewer"), await api.client("admin", "lund")

    assert (await viewer.get(at)).status_code == 200
    for client, status in ((viewer, 403), (stranger, 404)):
        asked = [
            await client.patch(at, json={"send_at": ahead(4)}),
            await client.delete(at),
            await client.post(f"{at}/send"),
        ]
        assert {answer.status_code for answer in asked} == {status}
    assert (await stranger.get(at)).status_code == 404
    assert await everything(stranger, "/scheduled_sendings") == []
    theirs = await stranger.post("/scheduled_sendings", json=body_for(cohort))
    assert (theirs.status_code, theirs.json()["errors"][0]["pointer"]) == (404, "/cohort_id")
    assert (await (await api.client("coordinator")).delete(at)).status_code == 204
