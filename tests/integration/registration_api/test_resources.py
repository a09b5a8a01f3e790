"""The resources of the API: stored as they were sent, changed field by field, and deleted if nothing depends on them."""

import pytest

from tests.support.api import a_cohort, a_programme, a_session, everything, made

ID = "00000000-0000-7000-8000-000000000000"


async def create_resources(client):
    """One resource of each kind, as the API returned it."""
    organisation = await made(
        client,
        "/organisations",
        name="Åmåls kommun",
        type="kommun",
        municipality_code="1492",
        county_code="14",
    )
    contact = await made(
        client, "/contacts", label="Kansliet", email="kansli@prov.example", organisation_id=organisation["id"]
    )
    programme = await made(
        client,
        "/programmes",
        title="Satsningen",
        kind="uppdrag",
        summary="Rad ett\nRad två",
        registration="open",
        contact_id=contact["id"],
        starts_on="2027-01-01",
        ends_on="2027-06-30",
        reservation="Med reservation",
    )
    person = await made(
        client,
        "/people",
        name="Åsa Öberg",
        email="Asa.Oberg@Amal.example",
        language="en",
        positions=[
            {"organisation_id": organisation["id"], "role": "skolchef", "from": "2020-01-01", "until": None}
        ],
    )
    audience = await made(
        client, "/audiences", name="Skolchefer", roles=["skolchef"], organisations=[organisation["id"]]
    )
    cohort = await made(
        client,
        "/cohorts",
        programme_id=programme["id"],
        name="Omgång 2, våren",
        number=2,
        starts_on="2027-01-20",
        capacity=30,
        reminders=[{"days_before": 7}, {"hours_before": 2}],
        must_confirm=True,
    )
    session = await made(
        client,
        "/sessions",
        cohort_id=cohort["id"],
        title="Lärträff 1",
        number=1,
        form="lärträff",
        starts_at="2027-01-20T09:00:00+01:00",
        ends_at="2027-01-20T12:00:00+01:00",
        mode="hybrid",
        place="Sal 3",
        join_url="https://mote.example/rum",
        agenda=["Välkomna", "Fika"],
        host_id=organisation["id"],
        booked_by=organisation["id"],
    )
    rule = await made(
        client,
        "/invitation_rules",
        cohort_id=cohort["id"],
        audience_id=audience["id"],
        session_ids=[session["id"]],
        kind="inbjudan",
        respond_by="2027-01-10",
        substitutes_allowed=True,
    )
    return {
        "organisations": organisation,
        "contacts": contact,
        "programmes": programme,
        "audiences": audience,
        "people": person,
        "cohorts": cohort,
        "sessions": session,
        "invitation_rules": rule,
    }


async def test_every_created_resource_is_shown_and_listed_with_all_fields(admin):
    found = await create_resources(admin)

    for path, thing in found.items():
        assert (await admin.get(f"/{path}/{thing['id']}")).json() == thing
        assert await everything(admin, f"/{path}") == [thing]


async def test_a_created_programme_has_a_location_header(admin):
    answer = await admin.post("/programmes", json={"title": "Satsningen"})

    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/programmes/{answer.json()['id']}"


async def test_every_resource_has_the_fields_of_the_contract(admin):
    found = await create_resources(admin)

    contract = {
        "organisations": "id name type parent_id municipality_code county_code",
        "people": "id name email language protected_identity positions",
        "programmes": "id title kind summary registration organiser_id contact_id starts_on ends_on reservation",
        "cohorts": "id programme_id name slug number starts_on ends_on capacity status version",
        "sessions": "id cohort_id number form title term date starts_at ends_at mode place join_url capacity status"
        " parent_id choice_group choices agenda note organiser_id host_id booked_by replaces_id version",
        "invitation_rules": "id cohort_id audience_id session_ids kind opens_on respond_by substitutes_allowed"
        " waiting_list",
    }
    missing = {path: set(names.split()) - set(found[path]) for path, names in contract.items()}
    assert missing == {path: set() for path in contract}
    assert set(found["people"]["positions"][0]) >= {"organisation_id", "role", "from", "until"}
    assert found["sessions"]["date"] == "2027-01-20"
    assert found["sessions"]["starts_at"] == "2027-01-20T09:00:00+01:00"
    assert found["sessions"]["term"] == "VT2027"
    assert found["cohorts"]["slug"] == "omgang-2-varen"
    assert found["people"]["email"] == "Asa.Oberg@amal.example"


async def test_a_patch_changes_the_fields_given_and_nothing_else(admin):
    found = await create_resources(admin)
    changes = {
        "organisations": {"name": "Säffle kommun"},
        "contacts": {"phone": "070-174 06 05"},
        "programmes": {"summary": None},
        "audiences": {"roles": [], "excluded_cohorts": [found["cohorts"]["id"]]},
        "people": {"protected_identity": True},
        "cohorts": {"capacity": None},
        "sessions": {"place": "Aulan"},
        "invitation_rules": {"session_ids": None},
    }

    for path, change in changes.items():
        before = (await admin.get(f"/{path}/{found[path]['id']}")).json()
        answer = await admin.patch(f"/{path}/{found[path]['id']}", json=change)
        assert answer.status_code == 200, answer.text
        assert answer.json() == before | change | {"version": before["version"] + 1}


async def test_a_patch_of_an_outdated_version_is_refused_with_the_current_resource(admin):
    found = await create_resources(admin)

    for path, before in found.items():
        thing = (await admin.get(f"/{path}/{before['id']}")).json()
        first = {"name": "Nytt"} if "name" in thing else {"title": "Nytt"}
        first = {"label": "Nytt"} if path == "contacts" else first
        first = {"waiting_list": False} if path == "invitation_rules" else first
        current = (
            await admin.patch(f"/{path}/{thing['id']}", json=first | {"version": thing["version"]})
        ).json()
        late = await admin.patch(f"/{path}/{thing['id']}", json=first | {"version": thing["version"]})
        assert late.status_code == 409, path
        assert late.json()["current"] == current, path


async def test_a_resource_can_be_deleted_only_when_nothing_depends_on_it(admin):
    found = await create_resources(admin)
    order = [
        "invitation_rules", "sessions", "cohorts", "programmes", "contacts", "people", "audiences", "organisations",
    ]  # fmt: skip

    for path in ("programmes", "contacts", "audiences", "cohorts", "organisations"):
        answer = await admin.delete(f"/{path}/{found[path]['id']}")
        assert (path, answer.status_code) == (path, 409)
    for path in order:
        answer = await admin.delete(f"/{path}/{found[path]['id']}")
        assert (path, answer.status_code, answer.content) == (path, 204, b"")
        assert (await admin.delete(f"/{path}/{found[path]['id']}")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "organisations",
        "contacts",
        "programmes",
        "audiences",
        "people",
        "cohorts",
        "sessions",
        "invitation_rules",
    ],
)
async def test_resources_of_another_organiser_are_not_found(api, admin, path):
    thing = (await create_resources(admin))[path]
    other = await api.client("admin", tenant="granne")

    assert (await other.get(f"/{path}/{thing['id']}")).status_code == 404
    assert (await other.patch(f"/{path}/{thing['id']}", json={})).status_code == 404
    assert (await other.delete(f"/{path}/{thing['id']}")).status_code == 404
    assert await everything(other, f"/{path}") == []
    assert (await admin.get(f"/{path}/{thing['id']}")).json() == thing


async def test_resources_of_another_organiser_cannot_be_referred_to(api, admin):
    found = await create_resources(admin)
    other = await api.client("admin", tenant="granne")
    mine = await a_programme(other)
    cohort = await made(other, "/cohorts", programme_id=mine["id"], name="Vår")
    session = await a_session(other, cohort["id"])
    organisation, contact = found["organisations"]["id"], found["contacts"]["id"]

    attempts = [
        ("/organisations", {"name": "A", "parent_id": organisation}, "/parent_id"),
        ("/contacts", {"label": "A", "organisation_id": organisation}, "/organisation_id"),
        ("/programmes", {"title": "A", "contact_id": contact}, "/contact_id"),
        ("/audiences", {"name": "A", "organisations": [organisation]}, "/organisations"),
        ("/audiences", {"name": "A", "excluded_organisations": [organisation]}, "/excluded_organisations"),
        ("/audiences", {"name": "A", "excluded_people": [found["people"]["id"]]}, "/excluded_people"),
        ("/audiences", {"name": "A", "excluded_cohorts": [found["cohorts"]["id"]]}, "/excluded_cohorts"),
        ("/people", {"name": "A", "positions": [{"organisation_id": organisation}]}, None),
        ("/cohorts", {"name": "A", "programme_id": found["programmes"]["id"]}, "/programme_id"),
        ("/sessions", {"title": "A", "cohort_id": found["cohorts"]["id"]}, "/cohort_id"),
        ("/sessions", {"title": "A", "cohort_id": cohort["id"], "host_id": organisation}, "/host_id"),
        ("/invitation_rules", {"cohort_id": cohort["id"], "audience_id": found["audiences"]["id"]}, "/audience_id"),
    ]  # fmt: skip
    for path, body, pointer in attempts:
        answer = await other.post(path, json=body)
        assert (path, answer.status_code) == (path, 404)
        assert [error["pointer"] for error in answer.json().get("errors", [])] == (
            [pointer] if pointer else []
        )
    moved = await other.patch(f"/sessions/{session['id']}", json={"parent_id": found["sessions"]["id"]})
    assert moved.status_code == 404


async def test_an_email_address_belongs_to_one_person_whatever_its_case(admin):
    first = await made(admin, "/people", name="Anna", email="anna@skola.example")
    second = await admin.post("/people", json={"name": "Anna igen", "email": "ANNA@Skola.example"})
    third = await made(admin, "/people", name="Bo", email="bo@skola.example")
    changed = await admin.patch(f"/people/{third['id']}", json={"email": "Anna@skola.example"})

    assert (second.status_code, second.json()["person_id"]) == (409, first["id"])
    assert (changed.status_code, changed.json()["person_id"]) == (409, first["id"])


async def test_an_organisation_cannot_be_placed_below_its_own_suborganisation(admin):
    top = await made(admin, "/organisations", name="Topp")
    middle = await made(admin, "/organisations", name="Mitt", parent_id=top["id"])
    low = await made(admin, "/organisations", name="Botten", parent_id=middle["id"])

    answer = await admin.patch(f"/organisations/{top['id']}", json={"parent_id": low["id"]})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/parent_id")


async def test_a_copied_cohort_is_a_draft_with_its_dates_moved(admin):
    cohort = await a_cohort(admin, sessions=2)

    answer = await admin.post(
        f"/cohorts/{cohort['id']}/copy", json={"name": "Omgång 2", "first_session_on": "2030-09-02"}
    )

    copy = answer.json()
    assert (answer.status_code, copy["status"], copy["name"]) == (201, "draft", "Omgång 2")
    dates = [session["date"] for session in await everything(admin, "/sessions", cohort_id=copy["id"])]
    assert len(dates) == 2
    assert "2030-09-02" <= dates[0] <= "2030-09-08"


async def test_a_session_may_have_only_a_term_or_only_a_date(admin):
    cohort = await a_cohort(admin, sessions=0)

    undated = await made(admin, "/sessions", cohort_id=cohort["id"], title="Seminarium", term="HT2027")
    day = await made(admin, "/sessions", cohort_id=cohort["id"], title="Konferens", date="2027-10-01")

    assert (undated["date"], undated["starts_at"], undated["term"], undated["status"]) == (
        None, None, "HT2027", "announced",
    )  # fmt: skip
    assert (day["date"], day["starts_at"], day["status"]) == ("2027-10-01", None, "scheduled")
    listed = await everything(admin, "/sessions", cohort_id=cohort["id"])
    assert [session["title"] for session in listed] == ["Konferens", "Seminarium"]


async def test_a_session_is_shown_as_completed_once_its_end_has_passed(admin):
    cohort = await a_cohort(admin, sessions=0)
    past = await made(
        admin, "/sessions", cohort_id=cohort["id"], title="Då", starts_at="2020-01-20T09:00:00+01:00",
        ends_at="2020-01-20T12:00:00+01:00",
    )  # fmt: skip

    assert past["status"] == "completed"


async def test_resources_with_unknown_or_malformed_ids_are_not_found(admin):
    for path in ("organisations", "people", "cohorts", "sessions", "registrations", "invitations"):
        assert (await admin.get(f"/{path}/{ID}")).status_code == 404
        assert (await admin.get(f"/{path}/not-an-id")).status_code == 404


async def test_a_patch_without_fields_changes_nothing_and_still_checks_the_version(admin):
    found = await create_resources(admin)

    for path in found:
        before = (await admin.get(f"/{path}/{found[path]['id']}")).json()
        after = await admin.patch(f"/{path}/{found[path]['id']}", json={"version": before["version"]})
        assert (after.status_code, after.json()) == (200, before)
        late = await admin.patch(f"/{path}/{found[path]['id']}", json={"version": before["version"] + 1})
        assert (late.status_code, late.json()["current"]) == (409, before)


async def test_the_slug_of_a_cohort_must_be_unused_and_no_route(admin):
    programme = await a_programme(admin)
    first = await made(admin, "/cohorts", programme_id=programme["id"], name="Vår", slug="varen")
    taken = await admin.post(
        "/cohorts", json={"programme_id": programme["id"], "name": "Vår", "slug": "varen"}
    )
    route = await admin.patch(f"/cohorts/{first['id']}", json={"slug": "personuppgifter"})

    assert (taken.status_code, taken.json()["field"]) == (409, "slug")
    assert (route.status_code, route.json()["errors"][0]["pointer"]) == (422, "/slug")
