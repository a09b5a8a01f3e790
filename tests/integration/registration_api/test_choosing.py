"""Choosing sessions and waiting through the API: seats left, overlaps, the place in line, and offers."""

import pytest

from tests.support.registration import NOW


@pytest.fixture
async def cohort(admin):
    programme = (
        await admin.post("/programmes", json={"title": "Seminarier", "registration": "open"})
    ).json()["id"]
    made = (
        await admin.post("/cohorts", json={"programme_id": programme, "name": "Våren", "capacity": 1})
    ).json()
    await admin.post(f"/cohorts/{made['id']}/publish")
    return made["id"]


async def a_session(admin, cohort, clock="13:00", **fields):
    day = f"2099-02-03T{clock}:00+01:00"
    plain = {
        "cohort_id": cohort,
        "title": "Seminarium",
        "starts_at": day,
        "ends_at": day.replace("T13", "T14"),
    }
    answer = await admin.post("/sessions", json=plain | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def register(admin, cohort, name, *session_ids, **person):
    who = {"name": name, "email": f"{name.lower()}@skola.example"} | person
    return await admin.post(
        "/registrations", json={"cohort_id": cohort, "person": who, "session_ids": list(session_ids)}
    )


async def test_the_waiting_order_offer_hours_and_drop_in_of_a_cohort_can_be_changed(admin, cohort):
    shown = (await admin.get(f"/cohorts/{cohort}")).json()
    assert {key: shown[key] for key in ("waiting_order", "offer_hours", "drop_in", "drop_in_from")} == {
        "waiting_order": "time", "offer_hours": 24, "drop_in": False, "drop_in_from": None,
    }  # fmt: skip
    changes = {
        "waiting_order": "organisation_first",
        "offer_hours": 72,
        "drop_in": True,
        "drop_in_from": "2099-01-20",
    }

    changed = (await admin.patch(f"/cohorts/{cohort}", json=changes)).json()

    assert {key: changed[key] for key in changes} == changes
    copied = await admin.post(
        f"/cohorts/{cohort}/copy", json={"name": "Hösten", "first_session_on": "2099-09-01"}
    )
    assert copied.json()["waiting_order"] == "organisation_first"
    refused = await admin.patch(f"/cohorts/{cohort}", json={"waiting_order": "by_lot", "offer_hours": 0})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/waiting_order", "/offer_hours"]


async def test_a_session_shows_how_many_seats_are_left(admin, cohort):
    session = await a_session(admin, cohort, capacity=2)
    many = await a_session(admin, cohort, "13:30")
    await register(admin, cohort, "Anna", session)

    assert (await admin.get(f"/sessions/{session}")).json()["seats_left"] == 1
    await admin.patch(f"/sessions/{session}", json={"capacity": 0})
    listed = (await admin.get(f"/sessions?cohort_id={cohort}")).json()["items"]
    assert {item["id"]: item["seats_left"] for item in listed} == {session: 0, many: 1}
    await admin.patch(f"/cohorts/{cohort}", json={"capacity": None})
    assert (await admin.get(f"/sessions/{many}")).json()["seats_left"] is None


async def test_a_registration_for_two_overlapping_sessions_is_refused_with_both_names(admin, cohort):
    first = await a_session(admin, cohort, "13:00", title="Fonder")
    second = await a_session(admin, cohort, "13:30", title="Kurser")

    answer = await register(admin, cohort, "Anna", first, second)

    assert answer.status_code == 422
    problem = answer.json()
    assert {problem["first_id"], problem["second_id"]} == {first, second}
    assert "Fonder" in problem["detail"]
    assert "Kurser" in problem["detail"]
    assert (await admin.get(f"/sessions/{first}/seats")).json()["items"] == []


async def test_a_registration_for_two_sessions_of_one_choice_group_is_refused(admin, cohort):
    both = [await a_session(admin, cohort, choice_group="eftermiddag") for _ in range(2)]

    answer = await register(admin, cohort, "Anna", *both)

    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (422, "one-of-each-choice")


async def test_the_place_in_line_follows_the_waiting_order_of_the_cohort(admin, cohort):
    await admin.patch(f"/cohorts/{cohort}", json={"waiting_order": "organisation_first"})
    session = await a_session(admin, cohort)
    places = []
    for name, organisation in (("Anna", "Nora"), ("Bo", "Nora"), ("Cia", "Kumla"), ("Dan", "Kumla")):
        answer = await register(admin, cohort, name, session, organisation=organisation)
        places.append(answer.json()["seats"][0]["position"])
    assert places == [None, 1, 1, 3]

    seats = (await admin.get(f"/sessions/{session}/seats")).json()["items"]
    assert {seat["name"]: seat["position"] for seat in seats} == {"Anna": None, "Bo": 2, "Cia": 1, "Dan": 3}


async def test_an_offer_is_shown_with_its_deadline_in_the_registration_and_the_seats(admin, cohort):
    session = await a_session(admin, cohort)
    anna = (await register(admin, cohort, "Anna", session)).json()["id"]
    bo = (await register(admin, cohort, "Bo", session)).json()["id"]

    await admin.post(f"/registrations/{anna}/withdraw")

    shown = (await admin.get(f"/registrations/{bo}")).json()["seats"][0]
    assert (shown["status"], shown["position"]) == ("waiting", None)
    assert shown["offered_until"] > NOW.isoformat()
    seats = {seat["name"]: seat for seat in (await admin.get(f"/sessions/{session}/seats")).json()["items"]}
    assert seats["Bo"]["offered_until"] == shown["offered_until"]
    assert (seats["Anna"]["status"], seats["Anna"]["offered_until"]) == ("withdrawn", None)
