"""A token gives access to one tenant in one role; a person with protected identity is shown to no viewer."""

import pytest

from services.registration.commands import token
from shared import postgres
from tests.support.api import a_cohort, a_registration, everything, made

LISTS = ["/organisations", "/people", "/contacts", "/audiences", "/programmes", "/cohorts", "/sessions",
         "/invitation_rules", "/invitations", "/scheduled_sendings", "/registrations", "/deliveries", "/api-info",
         "/people/imports", "/people/duplicates", "/counties", "/municipalities"]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
async def test_every_list_needs_a_valid_token(api, path):
    async with api.bare() as nobody, api.bare("kallelse_made-up") as stranger:
        without, wrong = await nobody.get(path), await stranger.get(path)

    assert (without.status_code, wrong.status_code) == (401, 401)
    assert without.headers["www-authenticate"] == 'Bearer realm="Kallelse"'
    assert "invalid_token" in wrong.headers["www-authenticate"]
    assert without.headers["content-type"] == "application/problem+json"


async def test_a_revoked_token_is_refused_a_second_later(api, admin):
    moment = 100.0
    api.app.services.tokens.clock = lambda: moment
    assert (await admin.get("/cohorts")).status_code == 200

    await api.pool.execute("update api_token set revoked_at = now()")
    moment = 101.0

    assert (await admin.get("/cohorts")).status_code == 401
    assert (await admin.get("/cohorts")).status_code == 401


async def test_a_token_has_its_changed_role_a_second_later(api, admin):
    moment = 100.0
    api.app.services.tokens.clock = lambda: moment
    assert (await admin.post("/programmes", json={"title": "Ja"})).status_code == 201

    await api.pool.execute("update api_token set role = 'viewer'")
    moment = 101.0

    assert (await admin.post("/programmes", json={"title": "Nej"})).status_code == 403


async def test_a_token_is_stored_only_as_a_hash(api, database):
    await api.client("admin")
    made_token = await token.create(database.admin_url, "prov", "till", "viewer")

    rows = await api.pool.fetch("select token_hash from api_token")
    assert all(made_token.encode() not in row["token_hash"] for row in rows)
    assert {len(row["token_hash"]) for row in rows} == {32}


async def test_a_viewer_can_read_but_not_change(api, admin):
    cohort = await a_cohort(admin)
    viewer = await api.client("viewer")

    assert (await viewer.get(f"/cohorts/{cohort['id']}")).status_code == 200
    for answer in (
        await viewer.post("/programmes", json={"title": "Nej"}),
        await viewer.patch(f"/cohorts/{cohort['id']}", json={"name": "Nej"}),
        await viewer.delete(f"/cohorts/{cohort['id']}"),
        await viewer.post(f"/cohorts/{cohort['id']}/invite"),
        await viewer.put(f"/sessions/{cohort['session_ids'][0]}/attendance", json=[]),
    ):
        assert answer.status_code == 403
        assert answer.json()["title"] == "Det får du inte"


async def test_a_coordinator_can_create_a_programme(api):
    coordinator = await api.client("coordinator")

    assert (await coordinator.post("/programmes", json={"title": "Ja"})).status_code == 201


async def test_a_person_with_protected_identity_is_shown_to_no_viewer(api, admin):
    organisation = await made(admin, "/organisations", name="Skolan")
    position = {"organisation_id": organisation["id"], "role": "rektor"}
    hidden = await made(
        admin, "/people", name="Hemlig", email="hemlig@skola.example", protected_identity=True, positions=[position],
    )  # fmt: skip
    await made(admin, "/people", name="Öppen", email="oppen@skola.example", positions=[position])
    audience = await made(admin, "/audiences", name="Rektorer", roles=["rektor"])
    cohort = await a_cohort(admin)
    await made(admin, "/invitation_rules", cohort_id=cohort["id"], audience_id=audience["id"])
    counts = (await admin.post(f"/cohorts/{cohort['id']}/invite")).json()
    assert (counts["invited"], counts["already"]) == (2, 0)
    secret = await a_registration(admin, cohort["id"], "hemlig@skola.example")
    await a_registration(admin, cohort["id"], "oppen@skola.example")
    session_id = cohort["session_ids"][0]
    viewer = await api.client("viewer")
    lists = ["/people", f"/audiences/{audience['id']}/people", "/invitations", "/registrations", f"/sessions/{session_id}/seats"]  # fmt: skip

    for path in lists:
        assert len(await everything(admin, path)) == 2, path
        seen = await viewer.get(path, params={"limit": 1})
        assert len(seen.json()["items"]) == 1, path
        assert seen.json()["next"] is None, path
        assert "emlig" not in seen.text, path
    invitation = next(
        item for item in await everything(admin, "/invitations") if item["person_id"] == hidden["id"]
    )
    for path in (
        f"/people/{hidden['id']}",
        f"/registrations/{secret['id']}",
        f"/invitations/{invitation['id']}",
    ):
        assert (await admin.get(path)).status_code == 200
        assert (await viewer.get(path)).status_code == 404
    assert await everything(viewer, "/people", q="hemlig") == []


async def test_registrations_and_sessions_of_one_tenant_are_not_found_by_another(api, admin):
    cohort = await a_cohort(admin)
    registration = await a_registration(admin, cohort["id"], "anna@skola.example")
    other = await api.client("admin", tenant="granne")
    body = {"cohort_id": cohort["id"], "person": {"name": "Bo", "email": "bo@skola.example"}}

    for answer in (
        await other.post("/registrations", json=body),
        await other.get(f"/registrations/{registration['id']}"),
        await other.post(f"/registrations/{registration['id']}/withdraw"),
        await other.get(f"/sessions/{cohort['session_ids'][0]}/seats"),
        await other.post(f"/sessions/{cohort['session_ids'][0]}/cancel"),
        await other.put(f"/sessions/{cohort['session_ids'][0]}/attendance", json=[]),
        *[
            await other.post(f"/cohorts/{cohort['id']}/{command}", json=body)
            for command, body in {
                "publish": {}, "close": {}, "cancel": {}, "invite": {},
                "copy": {"name": "A", "first_session_on": "2030-01-01"},
            }.items()
        ],
    ):  # fmt: skip
        assert answer.status_code == 404, answer.request.url
    assert await everything(other, "/registrations", cohort_id=cohort["id"]) == []
    assert (await admin.get(f"/registrations/{registration['id']}")).json() == registration


async def test_the_database_role_of_registration_can_read_its_own_schema(database):
    conn = await postgres.connect(database.registration_url, "registration")
    try:
        assert await conn.fetchval("select count(*) from checked") == 0
    finally:
        await conn.close()
