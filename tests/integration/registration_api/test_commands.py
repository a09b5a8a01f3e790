"""The commands that act on registration: tenants, staff, tokens, resync, replay and check."""

import hashlib

import pytest

from services.registration.actions.directory.passwords import Passwords
from services.registration.commands import check, organiser, replay, resync, staff, token
from shared.refused import Refused
from tests.support.api import a_cohort, a_registration


async def test_a_tenant_is_created_once_with_an_event_for_notify(api, database):
    await organiser.add(database.admin_url, "prov-2", "  Prov två ")

    assert await api.pool.fetchrow("select slug, name from organiser") == ("prov-2", "Prov två")
    assert await api.pool.fetchval("select kind from outbox") == "organiser"
    with pytest.raises(Refused, match="already"):
        await organiser.add(database.admin_url, "prov-2", "Igen")


@pytest.mark.parametrize(
    "slug", ["admin", "api", "i", "static", "Stor", "två", "a--b", "-a", "", "a" * 61, "a/b"]
)
async def test_a_slug_that_is_a_route_or_malformed_is_refused(database, slug):
    with pytest.raises(Refused):
        await organiser.add(database.admin_url, slug, "Prov")


async def test_a_tenant_needs_a_name(database):
    with pytest.raises(Refused):
        await organiser.add(database.admin_url, "prov", " ")


async def test_a_token_opens_the_api_for_its_role(api, database):
    await organiser.add(database.admin_url, "prov", "Prov")
    made = await token.create(database.admin_url, "prov", "skript", "viewer")

    async with api.bare(made) as client:
        assert (await client.get("/cohorts")).status_code == 200
        assert (await client.post("/programmes", json={"title": "A"})).status_code == 403
    assert made not in {await token.create(database.admin_url, "prov", "skript", "viewer") for _ in range(3)}


async def test_tokens_and_staff_need_an_existing_tenant_and_role(database):
    await organiser.add(database.admin_url, "prov", "Prov")
    for slug, role in (("granne", "admin"), ("prov", "owner")):
        with pytest.raises(Refused):
            await token.create(database.admin_url, slug, "skript", role)
        with pytest.raises(Refused):
            await staff.add(database.admin_url, "a@b.example", slug, role)
    with pytest.raises(Refused):
        await staff.add(database.admin_url, "not an address", "prov", "admin")


async def test_a_staff_member_gets_a_link_of_which_only_the_hash_is_stored(api, database):
    await organiser.add(database.admin_url, "prov", "Prov")
    first = await staff.add(database.admin_url, "Anna@Prov.example", "prov", "viewer")
    second = await staff.add(database.admin_url, "anna@prov.example", "prov", "coordinator")

    [row] = await api.pool.fetch(
        "select role, link_hash, link_until > now() as lasts, password_hash from staff"
    )
    found = second.removeprefix("/admin/valkommen/")
    assert first != second
    assert dict(row) == {
        "role": "coordinator", "link_hash": hashlib.sha256(found.encode()).digest(), "lasts": True, "password_hash": None,
    }  # fmt: skip


async def test_staff_are_listed_and_let_out_but_not_the_last_admin(api, database):
    await organiser.add(database.admin_url, "prov", "Prov")
    await staff.set_password(database.admin_url, "anna@prov.example", "prov", "hemligt ord", "admin")
    await staff.add(database.admin_url, "bo@prov.example", "prov", "viewer")

    listed = await staff.list_all(database.admin_url, "prov")
    assert [(one.email, one.role, one.has_password) for one in listed] == [
        ("anna@prov.example", "admin", True), ("bo@prov.example", "viewer", False),
    ]  # fmt: skip
    for who, why in (("anna@prov.example", "only admin"), ("cia@prov.example", "nobody")):
        with pytest.raises(Refused, match=why):
            await staff.end(database.admin_url, who, "prov")

    await staff.end(database.admin_url, "BO@prov.example", "prov")

    assert len(await staff.list_all(database.admin_url, "prov")) == 1
    logged = await api.pool.fetch("select actor_kind from audit where action = 'staff.stop'")
    assert [row["actor_kind"] for row in logged] == ["command"]


async def test_a_password_is_stored_as_an_argon2_hash_that_verifies(api, database):
    await organiser.add(database.admin_url, "prov", "Prov")
    for _ in range(2):
        await staff.set_password(database.admin_url, "anna@prov.example", "prov", "hemligt ord", "admin")

    kept = await api.pool.fetchval("select password_hash from staff")
    assert kept.startswith("$argon2id$")
    assert "hemligt" not in kept
    assert (await Passwords().verify(kept, "hemligt ord")).is_right


async def test_an_old_password_hash_can_be_replaced_by_the_command_or_by_a_new_link(api, database):
    await organiser.add(database.admin_url, "prov", "Prov")
    await staff.set_password(database.admin_url, "anna@prov.example", "prov", "hemligt ord", "admin")
    await api.pool.execute("update staff set password_hash = 'scrypt$32768$8$1$00$00'")

    await staff.add(database.admin_url, "anna@prov.example", "prov", "admin")
    assert await api.pool.fetchval("select link_hash is not null and link_until > now() from staff")
    await staff.set_password(database.admin_url, "anna@prov.example", "prov", "hemligt ord", "admin")
    assert (await api.pool.fetchval("select password_hash from staff")).startswith("$argon2id$")


async def test_resync_adds_every_snapshot_to_the_outbox_as_a_replay(api, admin, database):
    cohort = await a_cohort(admin)
    await a_registration(admin, cohort["id"], "anna@skola.example")

    count = await resync.run(database.admin_url)

    rows = await api.pool.fetch(
        "select kind, count(*) from outbox where replayed_at is not null group by kind order by kind"
    )
    counts_by_kind = {row["kind"]: row["count"] for row in rows}
    assert counts_by_kind == {
        "cohort": 1,
        "organiser": 1,
        "person": 1,
        "programme": 1,
        "registration": 1,
        "session": 1,
    }
    assert count == 6


async def test_replay_offers_parked_events_again(api, admin, database):
    await a_cohort(admin)
    await api.pool.execute(
        "update outbox set status = 'parked', reason = 'ValueError' where kind = 'session'"
    )

    assert await replay.run(database.admin_url) == 1
    assert await replay.run(database.admin_url) == 0
    assert await api.pool.fetchval("select count(*) from outbox where status = 'parked'") == 0


async def test_check_reports_nothing_for_a_sound_database(admin, database):
    cohort = await a_cohort(admin, capacity=1)
    for name in ("anna", "bo"):
        await a_registration(admin, cohort["id"], f"{name}@skola.example")

    assert {(count, is_kept) for _, count, is_kept in await check.run(database.admin_url)} == {(0, True)}
