"""Somebody else takes over a position: the seats that belong to it follow, from the day on."""

from datetime import timedelta

import pytest

from shared import times
from tests.support.api import a_cohort, made


@pytest.fixture
async def place(admin):
    """A school with a head who is registered for two dates, and a successor."""
    school = (await made(admin, "/organisations", name="Ekskolan"))["id"]
    position = {"organisation_id": school, "role": "rektor"}
    head = await made(admin, "/people", name="Anna Ek", email="anna@x.example", positions=[position])
    successor = await made(admin, "/people", name="Bo Al", email="bo@x.example")
    cohort = await a_cohort(admin, sessions=2)
    person = {"name": "Anna Ek", "email": "anna@x.example", "organisation": "Ekskolan", "role": "rektor"}
    await made(admin, "/registrations", cohort_id=cohort["id"], person=person)
    return {"school": school, "head": head["id"], "successor": successor["id"], "cohort": cohort}


async def hand_over(client, place, **more):
    body = {"organisation_id": place["school"], "successor_id": place["successor"], "role": "rektor", **more}
    return await client.post(f"/people/{place['head']}/hand_over", json=body)


async def holders(client, place):
    found = []
    for session_id in place["cohort"]["session_ids"]:
        seats = (await client.get(f"/sessions/{session_id}/seats")).json()["items"]
        found.append([seat["name"] for seat in seats if seat["status"] == "confirmed"])
    return found


async def positions(client, person_id):
    return [
        (position["role"], position["from"], position["until"])
        for position in (await client.get(f"/people/{person_id}")).json()["positions"]
    ]


async def test_seats_follow_the_position_and_its_days_are_noted(admin, place):
    today = times.local(times.now()).date()
    done = (await hand_over(admin, place)).json()

    assert (len(done["registrations"]), done["left"]) == (1, [])
    assert await holders(admin, place) == [["Bo Al"]] * 2
    assert await positions(admin, place["head"]) == [("rektor", None, str(today - timedelta(days=1)))]
    assert await positions(admin, place["successor"]) == [("rektor", str(today), None)]


async def test_only_dates_from_the_first_day_on_follow(admin, place):
    dates = [
        (await admin.get(f"/sessions/{session_id}")).json()["date"]
        for session_id in place["cohort"]["session_ids"]
    ]
    first, second = sorted(dates)
    assert first < second
    await hand_over(admin, place, starts_on=second)

    assert sorted(await holders(admin, place)) == [["Anna Ek"], ["Bo Al"]]


async def test_what_belongs_to_another_position_stays(admin, place):
    other = (await made(admin, "/organisations", name="Alskolan"))["id"]
    positions_ = [
        {"organisation_id": place["school"], "role": "rektor"},
        {"organisation_id": other, "role": "lärare"},
    ]
    await admin.patch(f"/people/{place['head']}", json={"positions": positions_})
    another = await a_cohort(admin, sessions=1)
    person = {"name": "Anna Ek", "email": "anna@x.example", "organisation": "Alskolan", "role": "lärare"}
    await made(admin, "/registrations", cohort_id=another["id"], person=person)
    done = (await hand_over(admin, place)).json()

    assert len(done["registrations"]) == 1
    assert await holders(admin, place) == [["Bo Al"]] * 2
    assert await holders(admin, {"cohort": another}) == [["Anna Ek"]]


async def test_an_open_invitation_is_closed_and_the_successor_is_invited(admin, place):
    cohort = await a_cohort(admin, sessions=1)
    audience = await made(admin, "/audiences", name="Rektorer", roles=["rektor"])
    await made(admin, "/invitation_rules", cohort_id=cohort["id"], audience_id=audience["id"])
    await admin.post(f"/cohorts/{cohort['id']}/invite")
    done = (await hand_over(admin, place)).json()
    items = (await admin.get("/invitations", params={"cohort_id": cohort["id"]})).json()["items"]

    assert done["invitations"] == 1
    assert {(one["name"], one["status"]) for one in items} == {("Anna Ek", "expired"), ("Bo Al", "queued")}


async def test_a_registration_that_the_successor_has_already_is_left(admin, place):
    await made(
        admin,
        "/registrations",
        cohort_id=place["cohort"]["id"],
        person={"name": "Bo Al", "email": "bo@x.example"},
    )
    done = (await hand_over(admin, place)).json()

    assert len(done["left"]) == 1
    assert await holders(admin, place) == [["Anna Ek", "Bo Al"]] * 2


async def test_what_does_not_fit_is_refused(api, admin, place):
    other = (await made(admin, "/organisations", name="Alskolan"))["id"]
    nobody = "00000000-0000-7000-8000-000000000000"
    without = (await made(admin, "/people", name="Cia Dal"))["id"]
    viewer = await api.client("viewer")
    answers = [
        await hand_over(admin, place, organisation_id=other),
        await hand_over(admin, place, organisation_id=nobody),
        await hand_over(admin, place, successor_id=nobody),
        await hand_over(admin, place, successor_id=place["head"]),
        await hand_over(admin, place, successor_id=without),
        await hand_over(viewer, place),
    ]

    assert [answer.status_code for answer in answers] == [422, 404, 404, 422, 422, 403]
