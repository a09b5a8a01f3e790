"""A POST that is repeated with its Idempotency-Key runs once and gets the first response again."""

import asyncio
import contextlib
import contextvars
import uuid

import pytest

from services.registration.store.access import idempotency
from services.registration.store.transaction import one_transaction, transaction
from tests.support.api import a_cohort, everything


def key(value="en-nyckel"):
    return {"idempotency-key": value}


async def test_a_repeated_request_with_the_same_key_gets_the_same_response_and_runs_once(admin):
    cohort = await a_cohort(admin, capacity=1)
    body = {"cohort_id": cohort["id"], "person": {"name": "Anna", "email": "anna@skola.example"}}

    first = await admin.post("/registrations", json=body, headers=key())
    await admin.post(f"/registrations/{first.json()['id']}/withdraw")
    reordered = dict(reversed(body.items()))
    again = await admin.post("/registrations", json=reordered, headers=key())

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert len(await everything(admin, "/registrations")) == 1


async def test_a_key_used_again_for_another_body_or_route_is_refused(admin):
    await admin.post("/programmes", json={"title": "A"}, headers=key())

    other = await admin.post("/programmes", json={"title": "B"}, headers=key())
    elsewhere = await admin.post("/organisations", json={"title": "A"}, headers=key())

    assert (other.status_code, elsewhere.status_code) == (422, 422)
    assert other.json()["type"] == "urn:kallelse:problem:key-used-otherwise"
    assert [programme["title"] for programme in await everything(admin, "/programmes")] == ["A"]


async def test_a_request_is_refused_while_another_with_the_same_key_is_running(api, admin):
    token_id = await api.pool.fetchval("select id from api_token")
    async with one_transaction(api.pool) as conn:
        assert await idempotency.claim(conn, token_id, "en-nyckel", b"x") == "new"
        # In a context of its own, so that the request does not join this transaction.
        request = admin.post("/programmes", json={"title": "A"}, headers=key())
        answer = await asyncio.create_task(request, context=contextvars.Context())

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:kallelse:problem:still-running"
    assert (await admin.post("/programmes", json={"title": "A"}, headers=key())).status_code == 201


async def test_simultaneous_requests_with_the_same_key_run_once(admin):
    answers = await asyncio.gather(
        *(admin.post("/programmes", json={"title": "A"}, headers=key()) for _ in range(8))
    )

    codes = [answer.status_code for answer in answers]
    assert set(codes) <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert len(await everything(admin, "/programmes")) == 1


async def test_a_failed_request_stores_no_key_and_can_be_repeated(api, admin):
    refused = await admin.post("/programmes", json={"title": ""}, headers=key())
    corrected = await admin.post("/programmes", json={"title": "A"}, headers=key())

    assert (refused.status_code, corrected.status_code) == (422, 201)
    assert await api.pool.fetchval("select count(*) from idempotency") == 1


async def test_a_stored_response_survives_a_crash_after_the_commit(api, admin, monkeypatch):
    async def keep_and_die(*args):
        await keep(*args)
        raise KeyError

    keep = idempotency.keep
    monkeypatch.setattr(idempotency, "keep", keep_and_die)
    with pytest.MonkeyPatch.context() as patch:
        # The transaction commits although its caller fails, as when the process dies right after the commit.
        patch.setattr("services.registration.web.api.kit.route.one_transaction", committing)
        lost = await admin.post("/programmes", json={"title": "A"}, headers=key())
    monkeypatch.undo()

    again = await admin.post("/programmes", json={"title": "A"}, headers=key())

    assert (lost.status_code, again.status_code) == (500, 201)
    assert [programme["id"] for programme in await everything(admin, "/programmes")] == [again.json()["id"]]
    assert await api.pool.fetchval("select count(*) from outbox where kind = 'programme'") == 1


class committing:  # noqa: N801 - stands for a function
    def __init__(self, pool):
        self.whole = one_transaction(pool)

    async def __aenter__(self):
        return await self.whole.__aenter__()

    async def __aexit__(self, *_):
        await self.whole.__aexit__(None, None, None)


async def test_a_key_belongs_to_its_token_and_lasts_a_day(api, admin):
    coordinator = await api.client("coordinator")
    first = await admin.post("/programmes", json={"title": "A"}, headers=key())
    other = await coordinator.post("/programmes", json={"title": "B"}, headers=key())
    await api.pool.execute("update idempotency set created_at = created_at - interval '25 hours'")
    later = await admin.post("/programmes", json={"title": "C"}, headers=key())

    assert [response.status_code for response in (first, other, later)] == [201, 201, 201]
    async with api.pool.acquire() as conn:
        await idempotency.forget(conn)
    assert await api.pool.fetchval("select count(*) from idempotency") == 1


@pytest.mark.parametrize("bad", ["", "x" * 256, "a\tb"])
async def test_an_invalid_key_is_bad_input(admin, bad):
    answer = await admin.post("/programmes", json={"title": "A"}, headers=key(bad))

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "Idempotency-Key")


async def test_the_transaction_of_an_action_is_part_of_the_open_one(api):
    async with one_transaction(api.pool) as outer:
        with contextlib.suppress(KeyError):
            async with transaction(api.pool) as inner:
                await inner.execute("insert into chore values ('inner', now())")
                raise KeyError
        async with transaction(api.pool) as inner:
            assert inner is outer
            await inner.execute("insert into chore values ($1, now())", str(uuid.uuid4()))

    assert await api.pool.fetchval("select count(*) from chore") == 1
