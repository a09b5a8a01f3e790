"""A person with a protected identity is masked for coordinators, and shown only on request, which the audit log notes."""

import asyncio
import base64
import stat

import httpx
import pytest

from infra import cli
from services.registration.commands import export_file
from tests.support.api import a_cohort, a_registration, everything, made

HIDDEN = ("Hemlig", "hemlig@")


@pytest.fixture
async def paths(admin):
    """Every address that shows the person, who is one of two."""
    organisation = await made(admin, "/organisations", name="Gömda skolan")
    position = {"organisation_id": organisation["id"], "role": "rektor"}
    hidden = await made(
        admin, "/people", name="Hemlig Person", email="hemlig@skola.example", protected_identity=True, positions=[position],
    )  # fmt: skip
    await made(admin, "/people", name="Öppen", email="oppen@skola.example", positions=[position])
    audience = await made(admin, "/audiences", name="Rektorer", roles=["rektor"])
    cohort = await a_cohort(admin)
    await made(admin, "/invitation_rules", cohort_id=cohort["id"], audience_id=audience["id"])
    await admin.post(f"/cohorts/{cohort['id']}/invite")
    secret = await a_registration(admin, cohort["id"], "hemlig@skola.example")
    await a_registration(admin, cohort["id"], "oppen@skola.example")
    [invitation] = [
        one for one in await everything(admin, "/invitations") if one["person_id"] == hidden["id"]
    ]
    return {
        "person": hidden["id"],
        "lists": [
            "/people", f"/audiences/{audience['id']}/people", "/invitations", "/registrations",
            f"/sessions/{cohort['session_ids'][0]}/seats",
        ],
        "single": [
            f"/people/{hidden['id']}", f"/registrations/{secret['id']}", f"/invitations/{invitation['id']}",
        ],
    }  # fmt: skip


def has_hidden(text):
    return any(word in text for word in HIDDEN)


@pytest.mark.parametrize("role", ["admin", "coordinator"])
async def test_a_protected_person_is_masked_with_a_flag_wherever_people_are_shown(api, paths, role):
    client = await api.client(role)
    for path in (*paths["lists"], *paths["single"]):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert not has_hidden(answer.text), path
        assert '"protected_identity":true' in answer.text, path
        assert "Skyddad identitet" in answer.text, path
    for path in paths["lists"]:
        assert len(await everything(client, path, limit=1)) == 2, path


async def test_a_cursor_does_not_tell_the_name_of_a_protected_person(admin, paths):
    await made(admin, "/people", name="Ala", email="ala@skola.example")
    for path in paths["lists"][:2]:
        names, after = [], None
        while True:
            page = (await admin.get(path, params={"limit": 1} | ({"after": after} if after else {}))).json()
            names += [one["name"] for one in page["items"]]
            after = page["next"]
            if after is None:
                break
            assert b"hemlig" not in base64.urlsafe_b64decode(after + "==").lower()
        assert names[-2:] == ["Skyddad identitet", "Öppen"], path


async def test_a_reveal_shows_the_person_and_leaves_an_audit_row_for_each_request(api, paths):
    coordinator = await api.client("coordinator")
    for path in (*paths["lists"], *paths["single"]):
        assert has_hidden((await coordinator.get(path, params={"reveal": "true"})).text), path

    rows = await api.pool.fetch(
        "select actor_role, subject_id::text from audit where action = 'person.reveal'"
    )
    assert [tuple(row) for row in rows] == [("coordinator", paths["person"])] * 8


async def test_a_viewer_reveals_nobody(api, paths):
    viewer = await api.client("viewer")
    for path in paths["lists"]:
        assert (await viewer.get(path, params={"reveal": "true"})).status_code == 403
        assert not has_hidden((await viewer.get(path)).text)


async def test_a_masked_person_that_is_sent_back_keeps_name_and_address(admin, paths):
    at = f"/people/{paths['person']}"
    shown = (await admin.get(at)).json()
    back = {name: shown[name] for name in ("name", "email", "positions")} | {"language": "en"}

    assert (await admin.patch(at, json=back)).json()["language"] == "en"

    real = (await admin.get(at, params={"reveal": "true"})).json()
    assert (real["name"], real["email"], len(real["positions"])) == (
        "Hemlig Person",
        "hemlig@skola.example",
        1,
    )


async def test_the_audit_log_says_only_which_fields_of_a_protected_person_changed(admin, paths):
    await admin.patch(f"/people/{paths['person']}", json={"name": "Hemlig Annan"})

    answer = await admin.get("/audit", params={"subject_id": paths["person"]})

    assert not has_hidden(answer.text)
    assert answer.json()["items"][0]["after"] == {"changed": ["name"]}


async def test_the_address_in_the_ledger_is_shown_only_on_request(api, admin, monkeypatch):
    row = {
        "id": "01890000-0000-7000-8000-000000000001", "person_id": "01890000-0000-7000-8000-000000000002", "key": "k",
        "kind": "confirmation", "to": "hemlig@skola.example", "protected_identity": True, "subject": "S",
        "status": "sent", "attempts": 1, "due_at": None, "sent_at": None, "last_answer": None,
    }  # fmt: skip
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"items": [row], "next": None}))
    monkeypatch.setattr(
        api.app.services, "notify", httpx.AsyncClient(transport=transport, base_url="http://notify")
    )

    [masked] = (await admin.get("/deliveries")).json()["items"]
    [revealed] = (await admin.get("/deliveries", params={"reveal": "true"})).json()["items"]

    assert (masked["to"], masked["protected_identity"]) == (None, True)
    assert revealed["to"] == "hemlig@skola.example"
    assert "person_id" not in masked


@pytest.mark.usefixtures("paths")
async def test_an_export_is_for_its_owner_alone_and_warns_of_protected_people(
    database, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("KALLELSE_DATABASE_URL", database.admin_url)
    file = tmp_path / "ut.toml"
    file.write_text("äldre")
    file.chmod(0o644)

    await asyncio.to_thread(_run, ["export", str(file)])

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "1 people in it have a protected identity" in capsys.readouterr().out
    assert export_file.count_protected('[[a]]\nname = "protected_identity = true"\n') == 0


def _run(arguments):
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert left.value.code == 0
