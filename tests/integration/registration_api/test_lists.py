"""Every list is paged by key and can be filtered; the number of queries for a page does not grow with the rows."""

import asyncpg
import pytest

from tests.support.api import a_cohort, a_registration, everything, made


async def test_people_are_listed_in_swedish_order_without_repeats_across_pages(admin):
    names = ["Östen", "Anna", "Åsa", "Ärla", "anders", "Zara", "Bo"]
    for number, name in enumerate(names):
        await made(admin, "/people", name=name, email=f"p{number}@skola.example")

    found = [person["name"] for person in await everything(admin, "/people", limit=2)]

    assert found == ["anders", "Anna", "Bo", "Zara", "Åsa", "Ärla", "Östen"]


async def test_a_search_finds_parts_of_names_and_addresses_and_has_no_wildcards(admin):
    await made(admin, "/people", name="Åsa Öberg", email="ab_c@skola.example")
    await made(admin, "/people", name="Bo 100 %", email="abxc@skola.example")

    async def found(q):
        return [person["name"] for person in await everything(admin, "/people", q=q)]

    assert await found("oberg") == ["Åsa Öberg"]
    assert await found("ÅSA") == ["Åsa Öberg"]
    assert await found("ab_c") == ["Åsa Öberg"]
    assert await found("%") == ["Bo 100 %"]
    assert await found("skola.example") == ["Bo 100 %", "Åsa Öberg"]
    assert [person["name"] for person in await everything(admin, "/people", email="AB_C@skola.example")] == [
        "Åsa Öberg"
    ]


@pytest.mark.parametrize(
    "path",
    ["/people", "/registrations", "/cohorts", "/sessions", "/organisations", "/programmes", "SEATS", "FOUND"],
)
async def test_a_page_costs_as_many_queries_with_six_rows_as_with_one(admin, path, queries):
    cohort = await a_cohort(admin, sessions=2)
    organisation = await made(admin, "/organisations", name="Skolan")
    audience = await made(admin, "/audiences", name="Alla")
    addresses = {
        "SEATS": f"/sessions/{cohort['session_ids'][0]}/seats",
        "FOUND": f"/audiences/{audience['id']}/people",
    }

    async def add(number):
        email = f"b{number}@skola.example"
        positions = [{"organisation_id": organisation["id"]}] * 2
        await made(admin, "/people", name="B", email=email, positions=positions)
        await a_registration(admin, cohort["id"], email)
        await made(admin, "/organisations", name=f"Skola {number}")
        await a_cohort(admin, name=f"Omgång {number}")

    async def cost():
        queries.clear()
        answer = await admin.get(addresses.get(path, path))
        return len(queries), len(answer.json()["items"])

    await add(0)
    few, rows_before = await cost()
    for number in range(1, 6):
        await add(number)
    many, rows_after = await cost()

    assert rows_after > rows_before > 0
    assert few == many


@pytest.fixture
def queries(monkeypatch):
    """Every statement sent to the database."""
    sent = []
    execute = asyncpg.Connection._execute

    async def note(self, query, *args, **kwargs):
        if "api_token" not in query:  # looked up anew after a second, however few rows there are
            sent.append(query)
        return await execute(self, query, *args, **kwargs)

    monkeypatch.setattr(asyncpg.Connection, "_execute", note)
    return sent


async def test_lists_can_be_filtered_by_parent(admin):
    one, other = await a_cohort(admin, sessions=2), await a_cohort(admin, name="Omgång 2")
    mine = await a_registration(admin, one["id"], "a@skola.example", session_ids=one["session_ids"][:1])
    both = await a_registration(admin, one["id"], "b@skola.example")
    theirs = await a_registration(admin, other["id"], "a@skola.example")

    async def ids(path, **query):
        return {found["id"] for found in await everything(admin, path, **query)}

    assert await ids("/cohorts", programme_id=one["programme_id"]) == {one["id"]}
    assert await ids("/sessions", cohort_id=one["id"]) == set(one["session_ids"])
    assert await ids("/sessions", programme_id=other["programme_id"]) == set(other["session_ids"])
    assert await ids("/registrations", cohort_id=one["id"]) == {mine["id"], both["id"]}
    assert await ids("/registrations", programme_id=other["programme_id"]) == {theirs["id"]}
    assert await ids("/registrations", session_id=one["session_ids"][1]) == {both["id"]}
    assert await ids("/registrations", person_id=mine["person"]["id"]) == {mine["id"], theirs["id"]}
    assert await ids("/registrations", status="waiting") == set()


@pytest.mark.parametrize("path", ["/people", "/registrations", "/sessions", "/programmes"])
async def test_lists_are_paged_by_limit_and_cursor(admin, path):
    for number in range(3):
        cohort = await a_cohort(admin, name=f"Omgång {number}")
        await a_registration(admin, cohort["id"], f"a{number}@skola.example")

    first = (await admin.get(path, params={"limit": 2})).json()
    second = (await admin.get(path, params={"limit": 2, "after": first["next"]})).json()
    whole = (await admin.get(path, params={"limit": 5000})).json()

    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert whole == {"items": first["items"] + second["items"], "next": None}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"limit": "0"}, "?limit"), ({"limit": "many"}, "?limit"), ({"after": "nonsense"}, "?after"), ({"after": "å"}, "?after"),
        ({"after": "WyJhIl0"}, "?after"), ({"cohort_id": "x"}, "?cohort_id"), ({"colour": "blue"}, "?colour"),
        ({"status": "odd"}, "?status"), ({"after": "WyJcdTAwMDAiLCIwMTkwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDAiXQ"}, "?after"),
    ],
)  # fmt: skip
async def test_an_invalid_query_of_a_list_is_bad_input(admin, query, pointer):
    answer = await admin.get("/registrations", params=query)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    "query", [{"q": "a\x00b"}, {"email": "a@b..c"}, {"email": "a@" + "b" * 70 + ".example"}]
)
async def test_a_search_for_an_impossible_text_or_address_is_bad_input(admin, query):
    answer = await admin.get("/people", params=query)

    assert (answer.status_code, len(answer.json()["errors"])) == (422, 1)
