"""Lists as files: what Excel makes of each cell, and what the product's own import reads."""

import csv
import io
from datetime import UTC, date, datetime
from uuid import UUID

import openpyxl
import pytest

from services.registration.domain.directory.people_import.columns import find_columns
from services.registration.domain.directory.sheet.read import read_sheet
from services.registration.web.admin.kit.list_csv import write_csv
from services.registration.web.admin.kit.list_table import Cell, ListColumn, ListTable
from services.registration.web.admin.kit.list_workbook import write_workbook

FORMULAS = ("=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "|cmd", "＝1+1", '=HYPERLINK("http://x")')


def a_table(*rows: tuple[Cell, ...]) -> ListTable:
    return ListTable(
        name="made_up",
        title="Språkombud: personer",
        subject=("cohort", UUID(int=1)),
        about=(("Språkombud: personer", None), ("Hämtad", datetime(2026, 1, 12, 8, 30, tzinfo=UTC)), ("Antal", len(rows))),
        columns=(
            ListColumn("Namn"),
            ListColumn("E-post"),
            ListColumn("Telefon", "code"),
            ListColumn("Dag", "day"),
            ListColumn("Kom", "moment"),
            ListColumn("Platser", "number"),
        ),
        rows=rows,
    )  # fmt: skip


A_ROW = (
    "Åsa Öst",
    "asa@nora.example",
    "0701234567",
    date(2026, 2, 3),
    datetime(2026, 2, 3, 12, 5, tzinfo=UTC),
    12,
)


def cells_of_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def sheet_of(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_csv_has_the_mark_and_the_semicolons_that_a_swedish_excel_looks_for():
    data = write_csv(a_table(A_ROW))

    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    assert cells_of_csv(data)[-1] == [
        "Åsa Öst", "asa@nora.example", "0701234567", "2026-02-03", "2026-02-03 13:05", "12",
    ]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_people_is_a_formula_in_csv_and_nothing_of_it_is_lost(text):
    [*_, row] = cells_of_csv(write_csv(a_table((text, *A_ROW[1:]))))

    assert row[0] == f"'{text}"


def test_a_telephone_number_with_its_plus_is_left_as_it_is_but_not_a_formula_in_its_place():
    numbers = ("+46 70 123 45 67", "+4670-123", "=1+1", "-12")
    rows = cells_of_csv(write_csv(a_table(*((*A_ROW[:2], number, *A_ROW[3:]) for number in numbers))))

    assert [row[2] for row in rows[-4:]] == ["+46 70 123 45 67", "'+4670-123", "'=1+1", "'-12"]


def test_days_and_numbers_are_typed_in_a_workbook_and_codes_are_text():
    sheet = sheet_of(write_workbook(a_table(A_ROW)))
    [row] = sheet.iter_rows(min_row=sheet.max_row)

    assert [cell.data_type for cell in row] == ["s", "s", "s", "d", "d", "n"]
    assert row[2].value == "0701234567"
    assert row[3].value == datetime(2026, 2, 3)  # noqa: DTZ001 - Excel knows no zones
    assert row[3].number_format == "yyyy-mm-dd"
    assert row[4].value == datetime(2026, 2, 3, 13, 5)  # noqa: DTZ001
    assert row[5].value == 12


@pytest.mark.parametrize("text", [*FORMULAS, "{=1+1}", "http://example.test", "x" * 40_000])
def test_no_text_is_a_formula_or_a_link_in_a_workbook(text):
    sheet = sheet_of(write_workbook(a_table((text, *A_ROW[1:]))))
    [row] = sheet.iter_rows(min_row=sheet.max_row)

    assert row[0].data_type == "s"
    assert row[0].value == text[:32_767]
    assert row[0].hyperlink is None


def test_an_empty_list_is_a_whole_file():
    assert cells_of_csv(write_csv(a_table()))[-1][0] == "Namn"
    assert sheet_of(write_workbook(a_table())).cell(5, 1).value == "Namn"


@pytest.mark.parametrize("write", [write_csv, write_workbook])
def test_the_import_finds_headings_people_and_numbers_below_what_stands_above(write):
    content = read_sheet(
        write(a_table(("=Åsa", *A_ROW[1:]), ("Bo Alm", "bo@nora.example", "+4670", None, None, 1)))
    )
    columns = find_columns(content)
    people = [row for row in content.rows if row.number > columns.row_number]

    assert {"name", "email", "phone"} <= set(columns.by_field)
    assert [row.cells[columns.by_field["name"]] for row in people] == ["=Åsa", "Bo Alm"]
    assert [row.cells[columns.by_field["phone"]] for row in people] == ["0701234567", "+4670"]
