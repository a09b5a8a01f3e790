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
