"""POST /people/{id}/forget: the erasure of a person by an admin."""

from tests.support.api import a_cohort, a_registration, made


async def test_an_erasure_by_an_admin_can_be_repeated_with_the_same_response(admin):
    cohort = await a_cohort(admin)
    registration = await a_registration(admin, cohort["id"], "anna@skola.example")
    person_id = (await admin.get("/people", params={"email": "anna@skola.example"})).json()["items"][0]["id"]

    answer = await admin.post(f"/people/{person_id}/forget")

    assert answer.status_code == 200
    assert answer.json()["id"] == person_id
    assert answer.json()["scrubbed_at"] is None
    assert (await admin.post(f"/people/{person_id}/forget")).json() == answer.json()
    seats = (await admin.get(f"/registrations/{registration['id']}")).json()["seats"]
    assert {seat["status"] for seat in seats} == {"withdrawn"}


async def test_a_person_who_is_being_erased_can_be_neither_changed_nor_found(admin):
    person = await made(admin, "/people", name="Anna Ek", email="anna@skola.example")
    await admin.post(f"/people/{person['id']}/forget")

    assert (await admin.patch(f"/people/{person['id']}", json={"name": "Anna"})).status_code == 404
    assert (await admin.get("/people", params={"q": "anna"})).json()["items"] == []


async def test_an_erasure_is_refused_to_a_coordinator_and_for_an_unknown_person(api, admin):
    person = await made(admin, "/people", name="Anna Ek")
    coordinator = await api.client("coordinator")

    assert (await coordinator.post(f"/people/{person['id']}/forget")).status_code == 403
    assert (await admin.post("/people/01890000-0000-7000-8000-000000000004/forget")).status_code == 404
