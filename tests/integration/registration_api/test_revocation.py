"""What was given out can be taken back: API tokens and personal links; the audit log is shown to admins."""

import asyncio
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from infra import cli
from services.registration.commands import token
from shared import times
from shared.refused import Refused
from tests.support.api import a_cohort, a_registration, everything, made


@pytest.fixture
def clock(api):
    """The clock of the token cache: a revoked token is refused once its second is over."""
    moment = [100.0]
    api.app.services.tokens.clock = lambda: moment[0]
    return moment


async def test_a_token_made_through_the_api_is_shown_once_and_revoked_by_its_id(api, admin, clock):
    shown = await made(admin, "/tokens", name="Intranätet", role="viewer")
    assert (await admin.get(f"/tokens/{shown['id']}")).json().keys() == shown.keys() - {"token"}

    async with api.bare(shown["token"]) as client:
        assert (await client.get("/cohorts")).status_code == 200
        assert (await admin.delete(f"/tokens/{shown['id']}")).status_code == 204
        clock[0] += 1.0
        assert (await client.get("/cohorts")).status_code == 401
    assert (await admin.get(f"/tokens/{shown['id']}")).json()["revoked_at"] is not None
    assert (await admin.delete(f"/tokens/{shown['id']}")).status_code == 204


async def test_a_token_past_its_end_opens_nothing(api, admin, clock):
    ends = times.now() + timedelta(hours=1)
    shown = await made(admin, "/tokens", name="Prov", role="admin", expires_at=ends.isoformat())
    async with api.bare(shown["token"]) as client:
        assert (await client.get("/cohorts")).status_code == 200
        await api.pool.execute("update api_token set expires_at = now() where id = $1", UUID(shown["id"]))
        clock[0] += 1.0
        assert (await client.get("/cohorts")).status_code == 401


async def test_a_token_that_would_have_ended_already_is_refused(admin):
    gone = (times.now() - timedelta(minutes=1)).isoformat()
    answer = await admin.post("/tokens", json={"name": "Prov", "role": "viewer", "expires_at": gone})

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/expires_at"]


async def test_tokens_are_listed_with_their_last_use_and_never_with_their_secret(api, admin):
    used = await made(admin, "/tokens", name="Använd", role="viewer")
    await made(admin, "/tokens", name="Oanvänd", role="viewer")
    async with api.bare(used["token"]) as client:
        await client.get("/cohorts")

    listed = {one["name"]: one for one in await everything(admin, "/tokens")}
    assert listed["Använd"]["last_used_at"] is not None
    assert listed["Oanvänd"]["last_used_at"] is None
    assert used["token"] not in (await admin.get("/tokens")).text


async def test_a_token_repeated_by_its_idempotency_key_is_kept_without_the_secret(api, admin):
    body, key = {"name": "Prov", "role": "viewer"}, {"idempotency-key": "nyckel-1"}
    first = (await admin.post("/tokens", json=body, headers=key)).json()
    again = await admin.post("/tokens", json=body, headers=key)

    assert (again.status_code, again.json()) == (201, first | {"token": None})
    kept = await api.pool.fetchval("select response from idempotency")
    assert first["token"].encode() not in kept


@pytest.mark.parametrize("role", ["coordinator", "viewer"])
async def test_only_an_admin_sees_or_makes_tokens_and_sees_the_audit_log(api, role):
    client = await api.client(role)

    assert (await client.get("/tokens")).status_code == 403
    assert (await client.post("/tokens", json={"name": "Ny", "role": "viewer"})).status_code == 403
    assert (await client.get("/audit")).status_code == 403


async def test_the_tokens_of_one_tenant_are_not_found_by_another(api, admin):
    shown = await made(admin, "/tokens", name="Prov", role="viewer")
    neighbour = await api.client("admin", tenant="granne")

    assert (await neighbour.delete(f"/tokens/{shown['id']}")).status_code == 404
    assert shown["id"] not in (await neighbour.get("/tokens")).text


async def test_the_audit_log_names_actor_subject_and_change_the_newest_first(admin):
    cohort = await a_cohort(admin)
    await admin.patch(f"/cohorts/{cohort['id']}", json={"name": "Ny"})

    newest, *_ = await everything(admin, "/audit", subject_id=cohort["id"])
    assert (newest["actor"]["kind"], newest["actor"]["name"], newest["actor"]["role"]) == (
        "token", "test", "admin",
    )  # fmt: skip
    assert newest["subject"] == {"kind": "cohort", "id": cohort["id"]}
    assert (newest["action"], newest["before"], newest["after"]) == (
        "cohort.change", {"name": "Omgång 1"}, {"name": "Ny"},
    )  # fmt: skip
    times_of = [one["at"] for one in await everything(admin, "/audit", limit=2)]
    assert times_of == sorted(times_of, reverse=True)
    assert len(times_of) > 4


async def test_replacing_a_persons_links_raises_every_generation_and_tells_notify(api, admin):
    cohort = await a_cohort(admin)
    registration = await a_registration(admin, cohort["id"], "anna@skola.example")
    person = registration["person"]["id"]

    answer = await admin.post(f"/people/{person}/replace_links")

    assert (answer.status_code, answer.json()) == (
        200, {"invitations": 0, "registrations": 1, "mailed": 1},
    )  # fmt: skip
    told = msgspec.json.decode(
        await api.pool.fetchval(
            "select payload from outbox where kind = 'registration' order by seq desc limit 1"
        )
    )
    assert told["generation"] == 2
    assert [seat["generation"] for seat in told["seats"]] == [2]
    assert told["link_asked_at"] is not None
    [entry, *_] = await everything(admin, "/audit", subject_id=person)
    assert entry["action"] == "person.replace_links"


async def test_the_links_of_an_erased_or_unknown_person_are_not_replaced(admin):
    person = await made(admin, "/people", name="Åsa", email="asa@skola.example")
    await admin.post(f"/people/{person['id']}/forget")

    for person_id in (person["id"], "01890000-0000-7000-8000-0000000000ff"):
        assert (await admin.post(f"/people/{person_id}/replace_links")).status_code == 404


async def test_the_command_lists_tokens_and_revokes_one_by_name_or_id(api, database, clock):
    first = await api.client("admin")
    await made(first, "/tokens", name="Två", role="viewer")
    await made(first, "/tokens", name="Två", role="viewer")
    listed = {found.name: found for _, found in await token.list_all(database.admin_url, "prov")}
    assert set(listed) == {"test", "Två"}

    with pytest.raises(Refused, match="2 tokens are called Två"):
        await token.revoke(database.admin_url, "Två", None)
    with pytest.raises(Refused, match="no valid token"):
        await token.revoke(database.admin_url, "Ingen", "prov")
    await token.revoke(database.admin_url, str(listed["Två"].id), None)
    await token.revoke(database.admin_url, "test", "prov")

    clock[0] += 1.0
    assert (await first.get("/cohorts")).status_code == 401
    audited = await api.pool.fetch("select action, actor_kind from audit where action = 'token.revoke'")
    assert [tuple(row) for row in audited] == [("token.revoke", "command")] * 2


async def test_the_command_line_has_list_and_revoke(api, database, monkeypatch, capsys):
    await api.client("viewer")
    monkeypatch.setenv("KALLELSE_DATABASE_URL", database.admin_url)
    for arguments, says in ((["list"], "valid, without an end"), (["revoke", "test"], "is revoked")):
        # In a thread: the command runs an event loop of its own.
        code = await asyncio.to_thread(_run, ["token", *arguments])
        assert code == 0
        assert says in capsys.readouterr().out


def _run(arguments):
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    return left.value.code
