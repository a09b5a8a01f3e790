"""Lists of people through the API: previewed, stored, repeated, undone; and who may."""

import io
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest

from services.registration.actions.upkeep import purge_expired
from shared import times
from tests.support.api import a_cohort, made
from tests.support.caller import an_initiator

PATH = "/people/import"
HEADINGS = ["Förnamn", "Efternamn", "E-post", "Organisation", "Roll", "Mobiltelefon", "Från"]
LIST = (
    "Namn;E-post;Organisation;Roll\r\n"
    "Åsa Öberg;asa@skola.example;Exempelskola 01;rektor\r\n"
    "Bo Ek;bo@skola.example;Exempelskola 01;lärare\r\n"
)


def csv(text=LIST, encoding="cp1252"):
    return text.encode(encoding)


def xlsx(*rows, hidden=()):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for name in hidden:
        book.create_sheet(name).sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def send(client, data, **query):
    return await client.post(PATH, content=data, params=query, headers={"content-type": "text/csv"})


async def imported(client, data, **query):
    answer = await send(client, data, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def people(client, **query):
    return (await client.get("/people", params={"limit": 200, **query})).json()["items"]


async def named(client, email):
    found = await people(client, email=email)
    return found[0] if found else None


async def test_a_preview_counts_and_stores_nothing(admin):
    result = await imported(admin, csv(), dry_run="true")

    assert (result["new"], result["changed"], result["unchanged"], result["errors"]) == (2, 0, 0, [])
    assert result["import_id"] is None
    assert result["new_organisations"] == ["Exempelskola 01"]
    assert result["mapping"] == {
        "email": "E-post",
        "name": "Namn",
        "organisation": "Organisation",
        "role": "Roll",
    }
    assert await people(admin) == []
    assert (await admin.get("/people/imports")).json()["items"] == []


async def test_a_list_is_stored_with_organisations_and_positions_and_the_second_time_changes_nothing(admin):
    first = await imported(admin, csv(), file_name="lista.csv")
    asa = await named(admin, "asa@skola.example")
    organisations = (await admin.get("/organisations")).json()["items"]
    second = await imported(admin, csv(encoding="utf-8-sig"))

    assert (first["new"], second["new"], second["unchanged"]) == (2, 0, 2)
    assert asa["name"] == "Åsa Öberg"
    assert [one["name"] for one in organisations] == ["Exempelskola 01"]
    assert asa["positions"] == [
        {
            "organisation_id": organisations[0]["id"],
            "role": "rektor",
            "group": None,
            "from": None,
            "until": None,
        }
    ]
    assert asa["version"] == (await named(admin, "asa@skola.example"))["version"]


async def test_a_workbook_with_a_title_above_days_as_numbers_and_telephones_without_zero(admin):
    data = xlsx(
        ["Deltagare 2027"],
        [],
        HEADINGS,
        ["Anna", "Ek", "ANNA@skola.example", "Malmö stad", "rektor", 701234567, 45292],
        ["Bo", "Al", "Bo Al <bo@skola.example>", "Malmö stad", "lärare", "+46 70 123", date(2026, 8, 1)],
        hidden=["Löner"],
    )
    result = await imported(admin, data)
    anna, bo = await named(admin, "anna@skola.example"), await named(admin, "bo@skola.example")
    malmo = (await admin.get("/organisations")).json()["items"][0]

    assert result["errors"] == []
    assert {note["kind"] for note in result["warnings"]} == {
        "hidden_sheets",
        "phone_mended",
        "new_organisations",
    }
    assert (anna["name"], anna["phone"], anna["positions"][0]["from"]) == (
        "Anna Ek",
        "0701234567",
        "2024-01-01",
    )
    assert (bo["phone"], bo["positions"][0]["from"]) == ("+46 70 123", "2026-08-01")
    assert (malmo["type"], malmo["municipality_code"]) == ("kommun", "1280")


async def test_wrong_rows_are_listed_by_excels_number_and_the_others_are_stored(admin):
    text = "Namn;E-post;Från\r\nEtt;ett@skola.example;\r\nTvå;inte en adress;igår\r\n\r\n;fyra@skola.example;\r\n"
    result = await imported(admin, csv(text))

    assert [(error["row"], error["column"], error["cell"]) for error in result["errors"]] == [
        (3, "E-post", "B3"),
        (3, "Från", "C3"),
        (5, "Namn", "A5"),
    ]
    assert all(error["detail"] for error in result["errors"])
    assert result["new"] == 1
    assert [one["name"] for one in await people(admin)] == ["Ett"]


async def test_asked_for_as_a_whole_a_list_with_an_error_stores_nothing(admin):
    result = await imported(admin, csv("Namn;E-post\r\nEtt;ett@skola.example\r\nTvå;två\r\n"), whole="true")

    assert (result["new"], result["import_id"], len(result["errors"])) == (1, None, 1)
    assert await people(admin) == []


async def test_people_are_matched_by_address_whatever_its_case_and_an_empty_cell_changes_nothing(admin):
    await made(
        admin,
        "/people",
        name="Åsa Ö",
        email="Asa@Skola.example",
        phone="08-12 34 56",
        protected_identity=True,
    )
    text = "Namn;E-post;Telefon;Skyddad identitet\r\nÅsa Öberg;asa@skola.example;;nej\r\n"
    result = await imported(admin, csv(text))
    found = (await admin.get("/people", params={"reveal": "true"})).json()["items"]

    assert (result["new"], result["changed"]) == (0, 1)
    assert result["changed_rows"][0]["fields"] == ["name"]
    assert [(one["name"], one["phone"], one["protected_identity"]) for one in found] == [
        ("Åsa Öberg", "08-12 34 56", True)
    ]


async def test_a_list_that_comes_back_with_a_masked_name_changes_nobodys_name(admin):
    await made(admin, "/people", name="Åsa Öberg", email="asa@skola.example", protected_identity=True)

    result = await imported(admin, csv("Namn;E-post\r\nSkyddad identitet;asa@skola.example\r\n"))

    assert (result["unchanged"], result["changed"]) == (1, 0)


async def test_the_same_name_with_another_address_is_doubtful_and_can_be_left_out(admin):
    known = await made(admin, "/people", name="Åsa Öberg", email="asa@kommun.example")
    text = csv("Namn;E-post\r\nÖberg, Åsa;asa@skola.example\r\nBo Ek;bo@skola.example\r\n")
    left_out = await imported(admin, text, dry_run="true", leave_out_doubtful="true")
    result = await imported(admin, text)

    assert left_out["new"] == 1
    assert (result["new"], [(one["row"], one["person_id"]) for one in result["doubtful"]]) == (
        2,
        [(2, known["id"])],
    )


async def test_pasted_recipients_are_a_list_too(admin):
    result = await imported(admin, b'"Ek, Anna" <anna@x.example>; Bo Al <bo@x.example>;\n')

    assert result["new"] == 2
    assert (await named(admin, "anna@x.example"))["name"] == "Anna Ek"


async def test_a_mapping_that_is_given_is_remembered_for_these_headings(admin):
    text = csv("Chef;Vem;Når vi på\r\nBo Al;Anna Ek;anna@x.example\r\n")
    refused = await send(admin, csv("Chef;Vem;Når vi på\r\nBo Al;Anna Ek;\r\n"), dry_run="true")
    guessed = await imported(admin, text, dry_run="true")
    given = await imported(admin, text, mapping='{"name": "Vem", "email": "C"}')
    again = await imported(admin, csv("Chef;Vem;Når vi på\r\nEn Ann;Bo Al;bo@x.example\r\n"))

    assert refused.status_code == 422
    assert [column["heading"] for column in refused.json()["columns"]] == ["Chef", "Vem", "Når vi på"]
    assert guessed["mapping"] == {"email": "Når vi på", "name": "Chef"}
    assert (given["mapping_source"], again["mapping_source"]) == ("given", "remembered")
    assert (given["new"], again["new"]) == (1, 1)
    assert {one["name"] for one in await people(admin)} == {"Anna Ek", "Bo Al"}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"mapping": "[1]"}, "?mapping"),
        ({"mapping": '{"email": "Finns inte"}'}, "?mapping"),
        ({"mapping": '{"skostorlek": "E-post"}'}, "?mapping"),
    ],
)
async def test_a_mapping_that_does_not_fit_is_refused(admin, query, pointer):
    answer = await send(admin, csv(), **query)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def zip_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 200_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 ...", b"", b"PK\x03\x04 broken", b"\x00\x01\x02\xff" * 50, zip_bomb()]
)
async def test_a_file_that_is_no_list_is_refused_with_what_to_do(admin, data):
    answer = await send(admin, data)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"] != "Värdet går inte att läsa."


async def test_a_file_that_is_too_large_is_refused_before_it_is_read(admin):
    answer = await send(admin, b"x" * 10_200_000)

    assert answer.status_code == 413
    assert "10 MB" in answer.json()["detail"]


async def test_a_file_in_a_form_is_read_like_one_in_the_body(admin):
    answer = await admin.post(PATH, files={"file": ("C:\\listor\\lista.csv", csv(), "text/csv")})

    assert answer.json()["new"] == 2
    assert (await admin.get("/people/imports")).json()["items"][0]["file_name"] == "lista.csv"


async def test_ten_thousand_wrong_rows_are_all_told(admin):
    text = "Namn;E-post\r\n" + "".join(f"Nr {n};fel\r\n" for n in range(10_000))
    result = await imported(admin, csv(text))

    assert (len(result["errors"]), result["errors"][-1]["row"], result["new"]) == (10_000, 10_001, 0)


async def test_an_import_is_undone_but_for_what_was_built_on_it(admin):
    known = await made(admin, "/people", name="Åsa Ö", email="asa@skola.example")
    text = LIST + "Cia Dal;cia@skola.example;Exempelskola 02;lärare\r\nDan Ek;dan@skola.example;;\r\n"
    result = await imported(admin, csv(text))
    cohort = await a_cohort(admin)
    await made(
        admin,
        "/registrations",
        cohort_id=cohort["id"],
        person={"name": "Bo Ek", "email": "bo@skola.example"},
    )
    dan = await named(admin, "dan@skola.example")
    await admin.patch(f"/people/{dan['id']}", json={"phone": "08-1234567"})

    undone = (await admin.post(f"/people/imports/{result['import_id']}/undo")).json()
    again = await admin.post(f"/people/imports/{result['import_id']}/undo")
    after = await named(admin, "asa@skola.example")
    shown = (await admin.get(f"/people/imports/{result['import_id']}")).json()

    assert (undone["deleted"], undone["restored"]) == (1, 1)
    assert (undone["organisations_deleted"], undone["organisations_kept"]) == (1, 1)
    assert {one["reason"] for one in undone["kept"]} == {"changed_since", "depended_upon"}
    assert await named(admin, "cia@skola.example") is None
    assert (after["id"], after["name"], after["positions"]) == (known["id"], "Åsa Ö", [])
    assert again.status_code == 409
    assert (shown["can_be_undone"], shown["undone"]["deleted"], shown["undone_at"] is not None) == (
        False,
        1,
        True,
    )


async def test_what_an_import_changed_and_somebody_changed_since_stays(admin):
    known = await made(admin, "/people", name="Åsa Ö", email="asa@skola.example")
    result = await imported(admin, csv("Namn;E-post;Telefon\r\nÅsa Öberg;asa@skola.example;08-123456\r\n"))
    await admin.patch(f"/people/{known['id']}", json={"name": "Åsa Öberg-Ek"})

    undone = (await admin.post(f"/people/imports/{result['import_id']}/undo")).json()
    after = await named(admin, "asa@skola.example")

    assert [(one["person_id"], one["fields"]) for one in undone["kept"]] == [(known["id"], ["name"])]
    assert (after["name"], after["phone"]) == ("Åsa Öberg-Ek", None)


async def test_after_three_months_an_import_can_no_longer_be_undone(api, admin):
    result = await imported(admin, csv())
    await purge_expired.forget(api.pool, an_initiator(now=times.now() + timedelta(days=91)))

    answer = await admin.post(f"/people/imports/{result['import_id']}/undo")

    assert answer.status_code == 409
    assert len(await people(admin)) == 2


async def test_an_import_is_in_the_audit_log_with_each_person(admin):
    result = await imported(admin, csv())
    asa = await named(admin, "asa@skola.example")
    of_import = (await admin.get("/audit", params={"subject_id": result["import_id"]})).json()["items"]
    of_person = (await admin.get("/audit", params={"subject_id": asa["id"]})).json()["items"]

    assert [entry["action"] for entry in of_import] == ["person.import"]
    assert of_import[0]["after"]["new"] == 2
    assert [(entry["action"], entry["after"]["name"]) for entry in of_person] == [
        ("person.create", "Åsa Öberg")
    ]


async def test_the_same_key_imports_once_and_another_organiser_sees_nothing(api, admin):
    headers = {"idempotency-key": "en-lista", "content-type": "text/csv"}
    first = await admin.post(PATH, content=csv(), headers=headers)
    second = await admin.post(PATH, content=csv(), headers=headers)
    another = await admin.post(PATH, content=csv() + b" ", headers=headers)
    other = await api.client("admin", tenant="annan")

    assert first.json() == second.json()
    assert another.status_code == 422
    assert (await other.get("/people/imports")).json()["items"] == []
    assert (await other.get(f"/people/imports/{first.json()['import_id']}")).status_code == 404
    assert (await other.post(f"/people/imports/{first.json()['import_id']}/undo")).status_code == 404


async def test_a_viewer_imports_and_undoes_nothing(api, admin):
    viewer = await api.client("viewer")
    result = await imported(admin, csv())

    assert (await send(viewer, csv(), dry_run="true")).status_code == 403
    assert (await viewer.post(f"/people/imports/{result['import_id']}/undo")).status_code == 403
    assert (await viewer.get("/people/imports")).status_code == 200


async def test_every_new_and_changed_person_is_told_to_notify(api, admin):
    await imported(admin, csv())
    told = await api.pool.fetch("select payload from outbox where kind = 'person'")

    assert len(told) == 2


async def test_municipalities_and_counties_come_with_the_product(admin):
    all_ = []
    after = None
    while True:
        part = (
            await admin.get("/municipalities", params={"limit": 200, **({"after": after} if after else {})})
        ).json()
        all_ += part["items"]
        after = part["next"]
        if after is None:
            break
    counties = (await admin.get("/counties")).json()["items"]
    found = (await admin.get("/municipalities", params={"q": "malmö stad"})).json()["items"]
    scania = (await admin.get("/municipalities", params={"county_code": "12"})).json()["items"]

    assert (len(all_), len(counties), len(scania)) == (290, 21, 33)
    assert found == [{"code": "1280", "name": "Malmö", "full_name": "Malmö kommun", "county_code": "12"}]


async def test_an_organisation_takes_its_code_by_name_where_it_is_a_municipality(admin):
    town = await made(admin, "/organisations", name="Falu kommun", type="kommun")
    region = await made(admin, "/organisations", name="Region Dalarna", type="region")
    school = await made(admin, "/organisations", name="Falun", type="skolenhet")

    assert (town["municipality_code"], region["county_code"], school["municipality_code"]) == (
        "2080",
        "20",
        None,
    )


async def test_an_import_says_nothing_of_somebody_who_is_erased_and_cannot_bring_them_back(api, admin):
    result = await imported(admin, csv())
    asa = await named(admin, "asa@skola.example")
    await admin.post(f"/people/{asa['id']}/forget")
    kept = await api.pool.fetch("select after from people_import_person")
    undone = (await admin.post(f"/people/imports/{result['import_id']}/undo")).json()

    assert [row["after"]["name"] for row in kept] == ["Bo Ek"]
    assert undone["deleted"] == 1
