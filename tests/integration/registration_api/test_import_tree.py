"""A list puts new organisations under others: found, in doubt, in a circle, left alone, and taken back."""

import io

import openpyxl
import pytest

from tests.support.api import made

HEAD = "Namn;E-post;Skola;Tillhör"


@pytest.fixture
async def nora(admin):
    return await made(admin, "/organisations", name="Nora kommun", municipality_code="1884")


async def imported(client, *rows, head=HEAD, **query):
    data = "\r\n".join([head, *rows]).encode("cp1252")
    answer = await client.post("/people/import", content=data, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def tree(client):
    """The name of the organisation above each, by name."""
    found = (await client.get("/organisations", params={"limit": 200})).json()["items"]
    names = {one["id"]: one["name"] for one in found}
    return {one["name"]: names.get(one["parent_id"]) for one in found}


async def test_a_new_organisation_is_put_under_another_that_is_there_or_in_the_list(admin, nora):
    rows = (
        "Anna Ek;anna@x.example;Ekskolan;Bildning Nora",
        "Bo Al;bo@x.example;Alskolan;nora kommun",
        "Cia By;cia@x.example;Bildning Nora;1884",
        f"Dan Cem;dan@x.example;Gymnasiet;{nora['id']}",
        "Eva Dal;eva@x.example;Ekskolan;",
    )
    preview = await imported(admin, *rows, dry_run="true")
    assert await tree(admin) == {"Nora kommun": None}
    places = {one["name"]: one["parent"] for one in preview["organisation_places"]}
    assert places == {
        "Ekskolan": "Bildning Nora",
        "Alskolan": "Nora kommun",
        "Bildning Nora": "Nora kommun",
        "Gymnasiet": "Nora kommun",
    }
    assert (preview["errors"], preview["doubtful"], preview["mapping"]["parent"]) == ([], [], "Tillhör")

    result = await imported(admin, *rows)
    assert await tree(admin) == {"Nora kommun": None, **places}
    again = await imported(admin, *rows)
    assert (again["unchanged"], again["new_organisations"]) == (5, [])

    undone = (await admin.post(f"/people/imports/{result['import_id']}/undo")).json()
    assert (undone["organisations_deleted"], undone["organisations_kept"]) == (4, 0)
    assert await tree(admin) == {"Nora kommun": None}


@pytest.mark.usefixtures("nora")
async def test_what_came_to_depend_on_one_keeps_it_and_those_above(admin):
    result = await imported(
        admin, "Anna Ek;anna@x.example;Ekskolan;Bildning Nora", "Bo Al;bo@x.example;Bildning Nora;Nora kommun"
    )
    school = next(
        one for one in (await admin.get("/organisations")).json()["items"] if one["name"] == "Ekskolan"
    )
    await made(admin, "/audiences", name="Ekskolan", organisations=[school["id"]])

    undone = (await admin.post(f"/people/imports/{result['import_id']}/undo")).json()

    assert (undone["organisations_deleted"], undone["organisations_kept"]) == (0, 2)
    assert await tree(admin) == {
        "Nora kommun": None,
        "Bildning Nora": "Nora kommun",
        "Ekskolan": "Bildning Nora",
    }


@pytest.mark.usefixtures("nora")
async def test_a_parent_that_is_not_found_several_or_said_otherwise_is_doubtful(admin):
    for _ in range(2):
        await made(admin, "/organisations", name="Bildning")
    rows = (
        "Anna Ek;anna@x.example;Ekskolan;Finns inte",
        "Bo Al;bo@x.example;Alskolan;Bildning",
        "Cia By;cia@x.example;Byskolan;Nora kommun",
        "Dan Cem;dan@x.example;Byskolan;Ekskolan",
        "Eva Dal;eva@x.example;Dalskolan;1234-5678",
    )
    result = await imported(admin, *rows, dry_run="true")
    assert [(one["row"], one["code"], one["cell"]) for one in result["doubtful"]] == [
        (2, "parent_not_found", "D2"),
        (3, "parent_ambiguous", "D3"),
        (5, "parent_differs", "D5"),
        (6, "parent_not_found", "D6"),
    ]
    assert "Rad 4" in result["doubtful"][2]["detail"]
    assert result["new"] == 5

    left_out = await imported(admin, *rows, leave_out_doubtful="true")
    assert (left_out["new"], left_out["new_organisations"]) == (1, ["Byskolan"])
    await imported(admin, *rows)
    found = await tree(admin)
    assert (found["Ekskolan"], found["Alskolan"], found["Byskolan"]) == (None, None, "Nora kommun")


@pytest.mark.usefixtures("nora")
async def test_a_circle_is_refused_by_row_and_the_rest_is_stored(admin):
    result = await imported(
        admin,
        "Anna Ek;anna@x.example;Ekskolan;Alskolan",
        "Bo Al;bo@x.example;Alskolan;Byskolan",
        "Cia By;cia@x.example;Byskolan;Alskolan",
        "Dan Cem;dan@x.example;Byskolan;",
        "Eva Dal;eva@x.example;Dalskolan;Dalskolan",
        "Finn Ek;finn@x.example;Finnskolan;Nora kommun",
        "Gun Fors;gun@x.example;Forsskolan;9999",
    )

    assert [(one["row"], one["code"]) for one in result["errors"]] == [
        (2, "parent_circle"), (3, "parent_circle"), (4, "parent_circle"), (5, "parent_circle"),
        (6, "parent_circle"), (8, "no_such_code"),
    ]  # fmt: skip
    assert (result["new"], result["new_organisations"]) == (1, ["Finnskolan"])
    assert await tree(admin) == {"Nora kommun": None, "Finnskolan": "Nora kommun"}


async def test_what_is_there_already_is_not_moved(admin, nora):
    await made(admin, "/organisations", name="Ekskolan", parent_id=nora["id"])
    await made(admin, "/organisations", name="Alskolan")

    result = await imported(
        admin,
        "Anna Ek;anna@x.example;Ekskolan;Alskolan",
        "Bo Al;bo@x.example;Ekskolan;Nora kommun",
        "Cia By;cia@x.example;Alskolan;Finns inte",
    )

    assert [(note["kind"], note["count"]) for note in result["warnings"]] == [("parent_kept", 1)]
    assert result["doubtful"] == []
    assert (await tree(admin))["Ekskolan"] == "Nora kommun"


async def test_of_two_of_one_name_that_of_the_same_municipality_is_meant(admin, nora):
    laxa = await made(admin, "/organisations", name="Laxå kommun", municipality_code="1860")
    for above in (nora, laxa):
        await made(admin, "/organisations", name="Bildningsförvaltningen", parent_id=above["id"])

    await imported(
        admin,
        "Anna Ek;anna@x.example;Ekskolan;1860;Bildningsförvaltningen",
        head="Namn;E-post;Skola;Kommunkod;Förvaltning",
    )

    found = (await admin.get("/organisations")).json()["items"]
    above = {one["id"]: one["parent_id"] for one in found}
    [school] = [one for one in found if one["name"] == "Ekskolan"]
    assert above[school["parent_id"]] == laxa["id"]


@pytest.mark.usefixtures("nora")
async def test_a_workbook_with_a_code_as_a_number(admin):
    book = openpyxl.Workbook()
    for row in (HEAD.split(";"), ["Anna Ek", "anna@x.example", "Ekskolan", 1884]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)

    answer = await admin.post("/people/import", content=out.getvalue())

    assert answer.json()["organisation_places"][0]["parent"] == "Nora kommun"
    assert (await tree(admin))["Ekskolan"] == "Nora kommun"
