"""Entries of one person: found, and merged with their registrations, so that nobody loses what they have."""

from tests.support.api import a_cohort, made

ONE = {"name": "Åsa Öberg", "email": "asa@skola.example"}
OTHER = {"name": "Åsa Öberg", "email": "asa.oberg@kommun.example"}


async def a_pair(client, **others):
    kept, gone = await made(client, "/people", **ONE), await made(client, "/people", **OTHER, **others)
    return kept["id"], gone["id"]


async def register(client, cohort, person, **more):
    body = {"cohort_id": cohort["id"], "person": {"name": person["name"], "email": person["email"]}, **more}
    return await made(client, "/registrations", **body)


async def merge(client, gone, kept):
    answer = await client.post(f"/people/{gone}/merge", json={"into": kept})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def seats_of(client, session_id):
    return {
        seat["email"]: seat["status"]
        for seat in (await client.get(f"/sessions/{session_id}/seats")).json()["items"]
        if seat["status"] != "withdrawn"
    }


async def reasons(client):
    items = (await client.get("/people/duplicates")).json()["items"]
    return {tuple(sorted(person["name"] for person in item["people"])): item["reason"] for item in items}


async def test_the_same_name_and_slips_are_found_the_surest_first(admin):
    school = (await made(admin, "/organisations", name="Ekskolan"))["id"]
    other = (await made(admin, "/organisations", name="Alskolan"))["id"]
    at = [{"organisation_id": school}]
    for name, email, positions in [
        ("Kristina Ek", "k1@x.example", at),
        ("Christina Ek", "k2@x.example", at),
        ("Bo Al", "b1@x.example", at),
        ("Al Bo", "b2@x.example", at),
        ("Cia Dal", "cia@kommun.example", []),
        ("Cia Holm Dal", "cia@komun.example", []),
        ("Dan Ek", "d1@x.example", at),
        ("Dan Ek", "d2@x.example", [{"organisation_id": other}]),
        ("Eva Alm", "eva@x.example", at),
    ]:
        await made(admin, "/people", name=name, email=email, positions=positions)
    items = (await admin.get("/people/duplicates")).json()["items"]

    assert await reasons(admin) == {
        ("Al Bo", "Bo Al"): "same_name_and_organisation",
        ("Cia Dal", "Cia Holm Dal"): "similar_address",
        ("Christina Ek", "Kristina Ek"): "similar_name",
        ("Dan Ek", "Dan Ek"): "same_name",
    }
    assert [item["reason"] for item in items] == [
        "same_name_and_organisation",
        "similar_address",
        "similar_name",
        "same_name",
    ]


async def test_pairs_are_listed_in_parts(admin):
    for name in ("Bo Al", "Cia Dal"):
        for part in ("a", "b"):
            await made(admin, "/people", name=name, email=f"{name[0]}.{part}@x.example")
    first = (await admin.get("/people/duplicates", params={"limit": 1})).json()
    second = (await admin.get("/people/duplicates", params={"limit": 1, "after": first["next"]})).json()

    assert [item["people"][0]["name"] for item in (*first["items"], *second["items"])] == ["Bo Al", "Cia Dal"]
    assert second["next"] is None


async def test_a_protected_person_is_masked_in_pairs_and_hidden_from_viewers(api, admin):
    await a_pair(admin, protected_identity=True)
    viewer = await api.client("viewer")
    (pair,) = (await admin.get("/people/duplicates")).json()["items"]

    assert sorted(person["name"] for person in pair["people"]) == ["Skyddad identitet", "Åsa Öberg"]
    assert (await viewer.get("/people/duplicates")).json()["items"] == []


async def test_registrations_of_the_other_entry_become_the_survivors(api, admin):
    school = (await made(admin, "/organisations", name="Ekskolan"))["id"]
    kept, gone = await a_pair(
        admin,
        phone="08-1",
        protected_identity=True,
        positions=[{"organisation_id": school, "role": "rektor"}],
    )
    cohort = await a_cohort(admin, sessions=2, capacity=1)
    await register(admin, cohort, OTHER)
    result = await merge(admin, gone, kept)
    (person,) = (await admin.get("/people", params={"reveal": "true"})).json()["items"]
    row = await api.pool.fetchrow("select email, email_key from person where id::text = $1", gone)

    assert (result["seats_moved"], result["seats_freed"], result["positions"]) == (2, 0, 1)
    assert (person["id"], person["email"], person["phone"]) == (kept, ONE["email"], "08-1")
    assert person["protected_identity"]
    assert person["positions"][0]["role"] == "rektor"
    assert tuple(row) == (None, None)
    seats = await api.pool.fetch(
        "select r.person_id::text, s.status from seat s join registration r on r.id = s.registration_id order by s.id"
    )
    assert sorted(map(tuple, seats)) == sorted([(gone, "withdrawn")] * 2 + [(kept, "confirmed")] * 2)


async def test_of_two_seats_in_one_session_the_survivors_stays_and_the_next_in_line_gets_the_other(
    api, admin
):
    kept, gone = await a_pair(admin)
    cohort = await a_cohort(admin, sessions=1, capacity=2)
    for person in (ONE, OTHER):
        await register(admin, cohort, person)
    waiting = await register(admin, cohort, {"name": "Bo Ek", "email": "bo@x.example"})
    result = await merge(admin, gone, kept)

    assert waiting["status"] == "waiting"
    assert (result["seats_moved"], result["seats_freed"]) == (0, 1)
    assert await seats_of(admin, cohort["session_ids"][0]) == {
        ONE["email"]: "confirmed",
        "bo@x.example": "confirmed",
    }
    assert await api.pool.fetchval("select taken from seat_count") == 2


async def test_whoever_waits_takes_the_seat_that_the_other_entry_has_and_nobody_goes_before(api, admin):
    kept, gone = await a_pair(admin)
    cohort = await a_cohort(admin, sessions=1, capacity=1)
    for person in (OTHER, {"name": "Bo Ek", "email": "bo@x.example"}, ONE):
        await register(admin, cohort, person)
    await merge(admin, gone, kept)

    assert await seats_of(admin, cohort["session_ids"][0]) == {
        ONE["email"]: "confirmed",
        "bo@x.example": "waiting",
    }
    assert await api.pool.fetchval("select taken from seat_count") == 1


async def test_of_two_waits_the_earlier_place_stays(admin):
    kept, gone = await a_pair(admin)
    cohort = await a_cohort(admin, sessions=1, capacity=1)
    first = await register(admin, cohort, {"name": "Al Al", "email": "al@x.example"})
    for person in (OTHER, {"name": "Bo Ek", "email": "bo@x.example"}, ONE):
        await register(admin, cohort, person)
    await merge(admin, gone, kept)
    await admin.post(f"/registrations/{first['id']}/withdraw")

    assert await seats_of(admin, cohort["session_ids"][0]) == {
        ONE["email"]: "confirmed",
        "bo@x.example": "waiting",
    }


async def test_attendance_and_answers_come_along(api, admin):
    kept, gone = await a_pair(admin)
    cohort = await a_cohort(admin, sessions=2)
    await register(admin, cohort, ONE)
    both = await register(admin, cohort, OTHER)
    await api.pool.execute(
        'update registration set answers = \'{"kost": "vegan"}\' where id::text = $1', both["id"]
    )
    await api.pool.execute("update seat set attendance = 'present', attended_at = now() where registration_id::text = $1", both["id"])  # fmt: skip
    await merge(admin, gone, kept)
    rows = await api.pool.fetch(
        "select r.answers, s.attendance from registration r join seat s on s.registration_id = r.id where r.person_id::text = $1",
        kept,
    )

    assert [(row["answers"], row["attendance"]) for row in rows] == [({"kost": "vegan"}, "present")] * 2


async def test_an_address_of_an_earlier_entry_is_followed_by_lists_and_forgotten_with_the_person(api, admin):
    kept, gone = await a_pair(admin)
    await merge(admin, gone, kept)
    result = (
        await admin.post("/people/import", content=f"Namn;E-post\r\nÅsa Öberg;{OTHER['email']}\r\n".encode())
    ).json()
    await admin.post(f"/people/{kept}/forget")

    assert (result["new"], result["unchanged"]) == (0, 1)
    assert await api.pool.fetchval("select count(*) from merged_person where email_key is not null") == 0
    assert await api.pool.fetchval("select count(*) from erasure") == 2


async def test_a_survivor_without_an_address_gets_the_others(admin):
    kept = (await made(admin, "/people", name="Åsa Öberg"))["id"]
    gone = (await made(admin, "/people", **OTHER))["id"]
    await merge(admin, gone, kept)

    assert (await admin.get(f"/people/{kept}")).json()["email"] == OTHER["email"]


async def test_nobody_is_merged_into_themselves_or_into_nobody_and_not_twice(admin):
    kept, gone = await a_pair(admin)
    itself = await admin.post(f"/people/{gone}/merge", json={"into": gone})
    nobody = await admin.post(f"/people/{gone}/merge", json={"into": "00000000-0000-7000-8000-000000000000"})
    await merge(admin, gone, kept)
    again = await admin.post(f"/people/{gone}/merge", json={"into": kept})

    assert (itself.status_code, nobody.status_code, again.status_code) == (422, 404, 404)


async def test_a_viewer_merges_nobody_and_another_organiser_finds_nobody(api, admin):
    kept, gone = await a_pair(admin)
    viewer, other = await api.client("viewer"), await api.client("admin", tenant="annan")

    assert (await viewer.post(f"/people/{gone}/merge", json={"into": kept})).status_code == 403
    assert (await other.post(f"/people/{gone}/merge", json={"into": kept})).status_code == 404
