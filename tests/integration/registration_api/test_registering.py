"""Registering, withdrawing, inviting and noting attendance through the API."""

import asyncio
from datetime import timedelta

from shared import times
from tests.support.api import a_cohort, a_registration, everything, made


async def begin(client, session_id):
    """Let a session begin now."""
    now = times.local(times.now()).replace(microsecond=0)
    fields = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(hours=2)).isoformat()}
    assert (await client.patch(f"/sessions/{session_id}", json=fields)).status_code == 200


async def seats_of(client, registration_id):
    return {
        seat["session_id"]: seat["status"]
        for seat in (await client.get(f"/registrations/{registration_id}")).json()["seats"]
    }


async def test_a_registration_has_its_person_seats_and_answers(admin):
    cohort = await a_cohort(admin, sessions=2)

    registration = await made(
        admin,
        "/registrations",
        cohort_id=cohort["id"],
        person={"name": "Anna Ö", "email": "anna@skola.example", "organisation": "Skolan", "role": "rektor"},
        answers={"kost": "vegetariskt", "antal": 2, "resor": ["tåg"]},
    )

    assert registration["status"] == "registered"
    assert [(seat["session_id"], seat["status"], seat["position"]) for seat in registration["seats"]] == [
        (session_id, "confirmed", None) for session_id in cohort["session_ids"]
    ]
    assert registration["answers"] == {"kost": "vegetariskt", "antal": 2, "resor": ["tåg"]}
    person = registration["person"]
    assert person == {
        "id": person["id"], "name": "Anna Ö", "email": "anna@skola.example", "organisation": "Skolan", "role": "rektor",
        "protected_identity": False,
    }  # fmt: skip
    assert (await admin.get(f"/registrations/{registration['id']}")).json() == registration
    assert (await admin.get(f"/people/{person['id']}")).json()["name"] == "Anna Ö"


async def test_a_registration_after_the_last_seat_is_waiting_and_has_a_place_in_line(admin):
    cohort = await a_cohort(admin, capacity=1)
    first, second, third = [
        await a_registration(admin, cohort["id"], f"{name}@skola.example") for name in ("a", "b", "c")
    ]

    assert [registration["status"] for registration in (first, second, third)] == [
        "registered",
        "waiting",
        "waiting",
    ]
    assert [registration["seats"][0]["position"] for registration in (first, second, third)] == [None, 1, 2]

    answer = await admin.post(f"/registrations/{first['id']}/withdraw")

    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")
    seats = await everything(admin, f"/sessions/{cohort['session_ids'][0]}/seats")
    assert [(seat["name"], seat["status"], seat["position"]) for seat in seats] == [
        ("A", "withdrawn", None), ("B", "confirmed", None), ("C", "waiting", 1),
    ]  # fmt: skip


async def test_a_full_session_without_a_waiting_list_is_a_conflict(admin):
    cohort = await a_cohort(admin, capacity=0, waiting_list=False)

    answer = await admin.post(
        "/registrations",
        json={"cohort_id": cohort["id"], "person": {"name": "Anna", "email": "a@skola.example"}},
    )

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:kallelse:problem:session-full")
    assert answer.json()["session_id"] == cohort["session_ids"][0]


async def test_a_repeated_registration_is_refused_with_the_id_of_the_first(admin):
    cohort = await a_cohort(admin)
    first = await a_registration(admin, cohort["id"], "anna@skola.example")

    answer = await admin.post(
        "/registrations",
        json={"cohort_id": cohort["id"], "person": {"name": "Anna", "email": "ANNA@skola.example"}},
    )

    assert (answer.status_code, answer.json()["registration_id"]) == (409, first["id"])


async def test_two_people_cannot_take_the_last_seat(admin):
    cohort = await a_cohort(admin, capacity=1)

    registrations = await asyncio.gather(
        *(a_registration(admin, cohort["id"], f"{name}@skola.example") for name in ("anna", "bo"))
    )

    assert sorted(registration["seats"][0]["status"] for registration in registrations) == [
        "confirmed",
        "waiting",
    ]


async def test_a_withdrawal_from_one_session_keeps_the_other_seats(admin):
    cohort = await a_cohort(admin, sessions=3)
    registration = await a_registration(admin, cohort["id"], "anna@skola.example")
    first, second, third = cohort["session_ids"]

    answer = await admin.post(f"/registrations/{registration['id']}/withdraw", json={"session_ids": [second]})

    assert answer.json()["status"] == "registered"
    assert await seats_of(admin, registration["id"]) == {
        first: "confirmed",
        second: "withdrawn",
        third: "confirmed",
    }


async def test_an_impossible_registration_is_a_conflict_bad_input_or_not_found(admin):
    cohort = await a_cohort(admin)
    other = await a_cohort(admin, name="En annan")
    draft = await made(admin, "/cohorts", programme_id=cohort["programme_id"], name="Utkast")
    person = {"name": "Anna", "email": "anna@skola.example"}

    async def status(**body):
        return (await admin.post("/registrations", json={"person": person} | body)).status_code

    assert await status(cohort_id=draft["id"]) == 409
    assert await status(cohort_id=cohort["id"], session_ids=other["session_ids"]) == 422
    assert await status(cohort_id=cohort["id"], session_ids=[]) == 422
    assert await status(cohort_id=cohort["id"], session_ids=[cohort["id"]]) == 404
    assert await status(cohort_id=other["programme_id"]) == 404
    await admin.post(f"/sessions/{cohort['session_ids'][0]}/cancel", json={"reason": "Sjuk"})
    assert await status(cohort_id=cohort["id"], session_ids=cohort["session_ids"]) == 409


async def test_attendance_is_noted_by_person(admin):
    cohort = await a_cohort(admin)
    anna, bo = [await a_registration(admin, cohort["id"], f"{name}@skola.example") for name in ("anna", "bo")]
    session_id = cohort["session_ids"][0]
    await begin(admin, session_id)

    answer = await admin.put(
        f"/sessions/{session_id}/attendance",
        json=[
            {"person_id": anna["person"]["id"], "attendance": "present"},
            {"person_id": bo["person"]["id"], "attendance": "excused"},
        ],
    )
    wrong = await admin.put(
        f"/sessions/{session_id}/attendance", json=[{"person_id": 1, "attendance": "asleep"}]
    )

    assert (answer.status_code, answer.json()) == (200, {"noted": 2, "walk_ins": []})
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/0/person_id", "/0/attendance"]
    seats = await everything(admin, f"/sessions/{session_id}/seats")
    assert {seat["name"]: seat["attendance"] for seat in seats} == {"Anna": "present", "Bo": "excused"}


async def invited(admin, *names, **rule):
    """A cohort with two sessions and an invitation to each of these people, by name."""
    organisation = await made(admin, "/organisations", name="Skolan")
    for name in names:
        await made(
            admin, "/people", name=name, email=f"{name.lower()}@skola.example",
            positions=[{"organisation_id": organisation["id"], "role": "rektor"}],
        )  # fmt: skip
    audience = await made(admin, "/audiences", name="Rektorer", roles=["rektor"])
    cohort = await a_cohort(admin, sessions=2)
    await made(admin, "/invitation_rules", cohort_id=cohort["id"], audience_id=audience["id"], **rule)
    assert (await admin.post(f"/cohorts/{cohort['id']}/invite")).json() == {
        "invited": len(names),
        "already": 0,
    }
    return cohort, {invitation["name"]: invitation for invitation in await everything(admin, "/invitations")}


async def test_inviting_again_invites_only_those_not_yet_invited(admin):
    cohort, found = await invited(admin, "Anna", "Bo")

    again = await admin.post(f"/cohorts/{cohort['id']}/invite", content=b"")

    assert (again.status_code, again.json()) == (200, {"invited": 0, "already": 2})
    anna = found["Anna"]
    assert (anna["status"], anna["role"], anna["organisation"]) == ("queued", "rektor", "Skolan")
    assert sorted(anna["session_ids"]) == sorted(cohort["session_ids"])
    assert await everything(admin, "/invitations", cohort_id=cohort["id"], status="sent") == []


async def test_an_invitation_can_be_answered_through_the_api_with_yes_no_or_substitute(admin):
    cohort, found = await invited(admin, "Anna", "Bo", "Cia", substitutes_allowed=True)
    first = cohort["session_ids"][0]

    yes = await admin.post(
        f"/invitations/{found['Anna']['id']}/answer", json={"answer": "yes", "session_ids": [first]}
    )
    no = await admin.post(
        f"/invitations/{found['Bo']['id']}/answer", json={"answer": "no", "message": "Hinner inte"}
    )
    sent = await admin.post(
        f"/invitations/{found['Cia']['id']}/answer",
        json={"answer": "substitute", "substitute": {"name": "Dag", "email": "dag@skola.example"}},
    )

    assert (yes.status_code, yes.json()["status"]) == (200, "accepted")
    assert await seats_of(admin, yes.json()["registration_id"]) == {first: "confirmed"}
    assert (no.json()["status"], no.json()["message"], no.json()["registration_id"]) == (
        "declined", "Hinner inte", None,
    )  # fmt: skip
    assert sent.json()["status"] == "substituted"
    substitute = (await admin.get(f"/registrations/{sent.json()['registration_id']}")).json()
    assert substitute["person"]["name"] == "Dag"


async def test_a_substitute_must_be_named_exactly_when_the_answer_is_substitute(admin):
    _, found = await invited(admin, "Anna")
    path = f"/invitations/{found['Anna']['id']}/answer"

    without = await admin.post(path, json={"answer": "substitute"})
    beside = await admin.post(
        path, json={"answer": "yes", "substitute": {"name": "Dag", "email": "dag@skola.example"}}
    )

    for answer in (without, beside):
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/substitute"]


async def test_a_change_of_a_session_raises_its_edition_unless_it_is_silent(api, admin):
    cohort = await a_cohort(admin)
    path = f"/sessions/{cohort['session_ids'][0]}"

    async def edition():
        return await api.pool.fetchval("select edition from session")

    await admin.patch(path, params={"silent": "true"}, json={"place": "Sal 1"})
    assert await edition() == 1
    await admin.patch(path, json={"place": "Sal 2", "reason": "Bättre plats"})
    assert await edition() == 2
    assert (await admin.patch(path, params={"silent": "perhaps"}, json={})).status_code == 422


async def test_answers_of_a_registration_can_be_corrected(admin):
    cohort = await a_cohort(admin)
    before = await a_registration(admin, cohort["id"], "anna@skola.example", answers={"kost": "allt"})
    path = f"/registrations/{before['id']}"

    after = await admin.patch(path, json={"answers": {"kost": "vegetariskt"}, "version": before["version"]})
    late = await admin.patch(path, json={"answers": {}, "version": before["version"]})

    assert after.json() == before | {"answers": {"kost": "vegetariskt"}, "version": before["version"] + 1}
    assert (late.status_code, late.json()["current"]) == (409, after.json())
    assert (await admin.patch(path, json={"status": "withdrawn"})).status_code == 422


async def test_a_substitute_takes_one_date_and_then_the_rest(admin):
    cohort = await a_cohort(admin, sessions=2)
    first_session, second_session = cohort["session_ids"]
    anna = await a_registration(admin, cohort["id"], "anna@skola.example")
    path = f"/registrations/{anna['id']}/substitute"
    bo = {"name": "Bo Ek", "email": "bo@skola.example"}

    first = await admin.post(path, json={"substitute": bo, "session_ids": [second_session]})

    assert (first.status_code, first.json()["status"]) == (200, "registered")
    assert await seats_of(admin, anna["id"]) == {first_session: "confirmed", second_session: "withdrawn"}
    receiver = first.json()["substitute_registration_id"]
    assert await seats_of(admin, receiver) == {second_session: "confirmed"}

    rest = await admin.post(path, json={"substitute": bo})

    assert (rest.json()["status"], rest.json()["substitute_registration_id"]) == ("withdrawn", receiver)
    assert await seats_of(admin, receiver) == {first_session: "confirmed", second_session: "confirmed"}
    assert (await admin.post(path, json={"substitute": bo})).status_code == 409


async def test_a_substitute_with_invalid_fields_is_refused_with_every_error(admin):
    cohort = await a_cohort(admin)
    anna = await a_registration(admin, cohort["id"], "anna@skola.example")

    answer = await admin.post(
        f"/registrations/{anna['id']}/substitute", json={"substitute": {"name": "", "email": "x"}, "dates": 1}
    )

    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/substitute/name", "/substitute/email", "/dates",
    }  # fmt: skip


async def test_a_registration_that_has_to_be_confirmed_shows_until_when_its_seat_is_held(admin):
    cohort = await a_cohort(admin, capacity=1)
    [session_id] = cohort["session_ids"]
    person = {"name": "Anna Ö", "email": "anna@skola.example"}

    registration = await made(
        admin, "/registrations", cohort_id=cohort["id"], person=person, must_confirm=True
    )

    assert (registration["status"], registration["held_until"] is None) == ("waiting", False)
    [seat] = registration["seats"]
    assert (seat["status"], seat["position"], seat["offered_until"]) == ("waiting", None, None)
    assert seat["held_until"] == registration["held_until"]
    [listed] = (await admin.get(f"/sessions/{session_id}/seats")).json()["items"]
    assert (listed["status"], listed["held_until"], listed["offered_until"]) == (
        "waiting", registration["held_until"], None
    )  # fmt: skip
    other = await a_registration(admin, cohort["id"], "b@skola.example")
    assert (other["status"], other["held_until"], other["seats"][0]["position"]) == ("waiting", None, 1)
    refused = await admin.post(f"/registrations/{registration['id']}/substitute", json={"substitute": person})
    assert refused.status_code == 409

    answers = [await admin.post(f"/registrations/{registration['id']}/confirm") for _ in range(2)]

    for answer in answers:
        assert (answer.status_code, answer.json()["status"], answer.json()["held_until"]) == (
            200, "registered", None
        )  # fmt: skip
    [confirmed, _] = (await admin.get(f"/sessions/{session_id}/seats")).json()["items"]
    assert (confirmed["status"], confirmed["held_until"]) == ("confirmed", None)


async def test_staff_who_register_somebody_need_no_confirming_in_a_cohort_that_asks_for_it(admin):
    cohort = await a_cohort(admin)
    changed = await admin.patch(f"/cohorts/{cohort['id']}", json={"must_confirm": True})
    assert (changed.status_code, changed.json()["must_confirm"]) == (200, True)

    registration = await a_registration(admin, cohort["id"], "anna@skola.example")

    assert (registration["status"], registration["held_until"]) == ("registered", None)
