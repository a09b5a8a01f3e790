"""Lists of the pages for staff as files: the same people, filters and masks as on the page, and a row in the log."""

import csv
import io

import openpyxl
import pytest

from services.registration.domain.directory.people_import.columns import find_columns
from services.registration.domain.directory.sheet.read import read_sheet
from tests.support.pages import staff as support
from tests.support.pages.staff_cohort import a_round

pytestmark = pytest.mark.usefixtures("clock")


def rows_of(answer):
    """The rows of CSV, and those below the headings."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    top = found.index([])
    return found[:top], found[top + 1], found[top + 2 :]


async def logged(site):
    rows = await site.organiser.pool.fetch(
        "select actor_kind, subject_kind, after from audit where action = 'list.export' order by id"
    )
    return [(row["actor_kind"], row["subject_kind"], row["after"]) for row in rows]


async def test_the_people_of_a_cohort_have_a_column_for_each_session(staff):
    it = await a_round(staff.organiser)
    page = await staff.get(it.path)

    answer = await staff.client.get(page.href("Hämta som CSV"))
    above, headings, people = rows_of(answer)

    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert "Anna" not in answer.headers["content-disposition"]
    assert dict(row for row in above if len(row) == 2)["Antal rader"] == "5"
    assert headings[:6] == ["Namn", "E-post", "Telefon", "Organisation", "Roll", "Svar"]
    assert headings[-2:] == ["1. Lärträff 1, 2026-02-03", "2. Lärträff 2, 2026-02-10"]
    assert [row[0] for row in people] == ["Anna Ek", "Bo Falk", "Cia Gran", "Dag Hed", "Eva Ib"]
    assert people[1][-2:] == ["kommer", "väntar på plats"]
    assert all("@" in row[1] for row in people)


async def test_a_file_has_the_filters_as_shown_and_says_so(staff):
    it = await a_round(staff.organiser)
    page = await staff.get(f"{it.path}?urval=silent&q=lax%C3%A5")

    above, _, people = rows_of(await staff.client.get(page.href("Hämta som CSV")))

    assert [row[0] for row in people] == ["Dag Hed"]
    assert ["Urval", "Inte svarat"] in above
    assert any(row[-1] == "laxå" for row in above)
    assert await logged(staff) == [
        ("staff", "cohort", {"list": "cohort_people", "narrowed_by": ["selection", "search"], "count": 1})
    ]


async def test_a_protected_person_is_masked_in_the_file_and_missing_in_a_viewers(site, staff):
    it = await a_round(staff.organiser)
    await staff.organiser.pool.execute(
        "update person set protected_identity = true where id = $1", it.people["Dag Hed"]
    )

    _, _, people = rows_of(await staff.client.get(f"{it.path}/personer.csv"))

    masked = next(row for row in people if row[0] == "Skyddad identitet")
    assert masked[1:5] == ["", "", "", ""]
    assert "Dag Hed" not in str(people)
    async with support.signed_in(site, "viewer") as viewer:
        _, _, seen = rows_of(await viewer.client.get(f"{it.path}/personer.csv"))
        assert len(seen) == 4


async def test_the_products_own_import_reads_its_own_file(staff):
    it = await a_round(staff.organiser)

    for ending in ("xlsx", "csv"):
        data = (await staff.client.get(f"{it.path}/personer.{ending}?q=anna%40x")).content
        assert find_columns(read_sheet(data)).row_number > 5
        data = (await staff.client.get(f"{it.path}/personer.{ending}")).content
        content = read_sheet(data)
        columns = find_columns(content)
        people = [row.cells for row in content.rows if row.number > columns.row_number]
        assert {"name", "email", "organisation", "role"} <= set(columns.by_field)
        assert "from" not in columns.by_field
        assert [cells[columns.by_field["name"]] for cells in people][:2] == ["Anna Ek", "Bo Falk"]


async def test_the_roll_and_the_enquiries_and_the_log_are_files_too(staff, admin):
    it = await a_round(staff.organiser)
    roll = f"/admin/ruc/traffar/{it.session_ids[0]}/narvaro"
    page = await staff.get(roll)

    _, headings, people = rows_of(await staff.client.get(page.href("Hämta som CSV")))

    assert headings[5:7] == ["Plats", "Närvaro"]
    assert [(row[0], row[5]) for row in people] == [("Anna Ek", "har plats"), ("Bo Falk", "har plats")]
    book = await staff.client.get(f"{roll}.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(book.content)).active.max_row == 6 + 1 + 2
    _, headings, none = rows_of(await staff.client.get("/admin/ruc/forfragningar.csv"))
    assert (headings[0], none) == ("Vad det gäller", [])
    log = await admin.get("/admin/ruc/logg?vad=list")
    above, _, entries = rows_of(await admin.client.get(log.href("Hämta som CSV")))
    assert len(entries) == 3
    assert ["Vad", "Hämtade listor"] in above
    assert "hämtade en lista ur" in log.text
    assert (await staff.client.get("/admin/ruc/logg.csv")).status_code == 403


async def a_directory(staff):
    driver = staff.organiser
    nora = await driver.organisation("Nora kommun", type="kommun", municipality_code="1884")
    school = await driver.organisation("Noraskolan", type="skola", parent_id=nora)
    people = {
        name: await driver.person(name, place, role)
        for name, place, role in (
            ("Anna Ek", school, "rektor"),
            ('=HYPERLINK("http://x")', school, "lärare"),
            ("Bo Ek", nora, "skolchef"),
            ("Cia Ek", None, None),
        )
    }
    await driver.pool.execute("update person set phone = '+46 70 174 06 05' where name = 'Anna Ek'")
    await driver.pool.execute(
        "insert into position (organiser_id, id, person_id, organisation_id, role, group_name, from_on) "
        "values ($1, gen_random_uuid(), $2, $3, 'processledare', 'A', '2020-01-01')",
        driver.organiser_id, people["Anna Ek"], nora,
    )  # fmt: skip
    return people


async def test_the_people_leave_as_they_are_read_in_with_a_row_for_each_position(staff):
    await a_directory(staff)
    page = await staff.get("/admin/ruc/personer")

    above, headings, rows = rows_of(await staff.client.get(page.href("Hämta som CSV")))

    assert headings == [
        "Namn",
        "E-post",
        "Telefon",
        "Organisation",
        "Roll",
        "Grupp",
        "Från och med",
        "Till och med",
    ]
    by_name = [(row[0], row[3], row[4]) for row in rows]
    assert by_name == [
        ('\'=HYPERLINK("http://x")', "Noraskolan", "lärare"),
        ("Anna Ek", "Noraskolan", "rektor"),
        ("Anna Ek", "Nora kommun", "processledare"),
        ("Bo Ek", "Nora kommun", "skolchef"),
        ("Cia Ek", "", ""),
    ]
    assert rows[1][2] == "+46 70 174 06 05"
    assert rows[2][5:] == ["A", "2020-01-01", ""]
    assert dict(row for row in above if len(row) == 2)["Antal rader"] == "5"
    before = await staff.organiser.pool.fetch("select id, version from person order by id")
    for ending in ("csv", "xlsx"):
        data = (await staff.client.get(f"/admin/ruc/personer.{ending}")).content
        columns = find_columns(read_sheet(data))
        assert {"name", "email", "phone", "organisation", "role", "group", "from", "until"} <= set(
            columns.by_field
        )
        book = (await staff.client.get("/admin/ruc/personer.xlsx")).content
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(book)).active for cell in row]
        assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert before == await staff.organiser.pool.fetch("select id, version from person order by id")


async def test_the_people_have_the_filters_as_shown_and_protected_ones_are_masked(site, staff):
    people = await a_directory(staff)
    await staff.organiser.pool.execute(
        "update person set protected_identity = true where id = $1", people["Bo Ek"]
    )
    page = await staff.get("/admin/ruc/personer?roll=rektor&q=anna")
    above, _, rows = rows_of(await staff.client.get(page.href("Hämta som CSV")))
    assert [row[0] for row in rows] == ["Anna Ek", "Anna Ek"]
    assert ["Roll", "rektor"] in above
    assert await logged(staff) == [
        ("staff", "organiser", {"list": "people", "narrowed_by": ["search", "role"], "count": 2})
    ]
    _, _, rows = rows_of(await staff.client.get("/admin/ruc/personer.csv?plats=Ingenstans"))
    assert rows == []
    _, _, rows = rows_of(await staff.client.get("/admin/ruc/personer.csv"))
    assert ["Skyddad identitet", *[""] * 7] in rows
    assert "Bo Ek" not in str(rows)
    async with support.signed_in(site, "viewer") as viewer:
        _, _, seen = rows_of(await viewer.client.get("/admin/ruc/personer.csv"))
        assert len(seen) == len(rows) - 1


async def test_the_organisations_leave_whole_or_as_found(staff):
    await a_directory(staff)
    page = await staff.get("/admin/ruc/organisationer")
    _, headings, rows = rows_of(await staff.client.get(page.href("Hämta som CSV")))
    assert headings[:4] == ["Namn", "Slag", "Ligger under", "Kommunkod"]
    assert [row[:6] for row in rows] == [
        ["Nora kommun", "kommun", "", "1884", "Nora", "Örebro län"],
        ["Noraskolan", "skola", "Nora kommun", "", "", ""],
    ]
    assert rows[0][6:] == ["1", "2"]
    page = await staff.get("/admin/ruc/organisationer?q=skolan")
    above, _, rows = rows_of(await staff.client.get(page.href("Hämta som CSV")))
    assert [row[0] for row in rows] == ["Noraskolan"]
    assert ["Sök", "skolan"] in above


async def test_every_list_can_be_taken_along(staff, admin):
    it = await a_round(staff.organiser)
    await staff.organiser.pool.execute(
        "update person p set name = q.name, name_sort = q.name_sort, name_search = q.name_search "
        "from person q where q.id = $1 and p.id = $2",
        it.people["Anna Ek"], it.people["Bo Falk"],
    )  # fmt: skip
    mailing = await staff.organiser.pool.fetchval(
        "insert into mailing (organiser_id, id, cohort_id, subject, body, selection, status, sent_at, recipients, created_at) "
        "values ($1, gen_random_uuid(), $2, 'Välkommen', 'Hej', '{}', 'sent', now(), 1, now()) returning id",
        staff.organiser.organiser_id, it.cohort_id,
    )  # fmt: skip
    lists = {
        "/admin/ruc/malgrupper": 1,
        f"/admin/ruc/malgrupper/{it.audience_id}/personer": None,
        f"/admin/ruc/malgrupper/{it.audience_id}/tackning": None,
        "/admin/ruc/omgangar": 1,
        f"{it.path}/traffar": 2,
        f"{it.path}/tackning": None,
        "/admin/ruc/utskick": 1,
        f"/admin/ruc/utskick/{mailing}/mottagare": 0,
        "/admin/ruc/framover": None,
        "/admin/ruc/personer/inlasningar": 0,
        "/admin/ruc/personer/dubbletter": 1,
        "/admin/ruc/medarbetare": None,
    }
    for path, count in lists.items():
        _, headings, rows = rows_of(await admin.client.get(f"{path}.csv"))
        assert headings[0], path
        assert count is None or len(rows) == count, path
        assert all(len(row) == len(headings) for row in rows), path
        book = await admin.client.get(f"{path}.xlsx?lang=en")
        assert openpyxl.load_workbook(io.BytesIO(book.content)).active.max_row >= len(rows), path
    said = (await admin.get("/admin/ruc/logg?vad=list")).text
    for words in ("målgrupperna", "omgångarna", "träffarna", "dubbletterna", "medarbetarna"):
        assert words in said
    shown = {
        "/admin/ruc/malgrupper": "malgrupper",
        f"/admin/ruc/malgrupper/{it.audience_id}?omgang={it.cohort_id}": "tackning",
        "/admin/ruc/omgangar": "omgangar",
        it.path: "traffar",
        "/admin/ruc/utskick": "utskick",
        "/admin/ruc/personer/dubbletter": "dubbletter",
        "/admin/ruc/medarbetare": "medarbetare",
    }
    for path, name in shown.items():
        links = {a["href"].partition("?")[0] for a in (await admin.get(path)).root.all("a")}
        assert any(link.endswith(f"/{name}.{kind}") for link in links for kind in ("xlsx", "csv")), path
    assert (await staff.client.get("/admin/ruc/medarbetare.csv")).status_code == 403
