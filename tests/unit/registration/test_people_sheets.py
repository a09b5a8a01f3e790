"""Sheets as Excel, Outlook and mail programs write them: their cells, their columns, their rows."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from services.registration.domain.directory.people_import.columns import (
    MappingRefused,
    NoEmailColumn,
    find_columns,
)
from services.registration.domain.directory.people_import.rows import read_rows
from services.registration.domain.directory.people_import.values import (
    NotReadable,
    read_address,
    read_day,
    read_flag,
    read_name,
    read_phone,
)
from services.registration.domain.directory.sheet.content import SheetRefused, column_letter
from services.registration.domain.directory.sheet.read import read_sheet
from services.registration.sheet_process import read_apart

TABLE = "Namn;E-post\r\nÅsa Öberg;asa@skola.example\r\n"
OUTLOOK_SV = (
    '"Titel","Förnamn","Mellannamn","Efternamn","Företag","Befattning","Telefon (arbete)","Mobiltelefon",'
    '"E-postadress","E-posttyp","Visningsnamn för e-post"\r\n'
    '"Fru","Anna","Maria","Ek","Malmö stad","Rektor","040-123456","701234567","anna@x.example","SMTP","Anna Ek"\r\n'
)
OUTLOOK_EN = (
    "Title,First Name,Middle Name,Last Name,Company,Job Title,Business Phone,Mobile Phone,E-mail Address,E-mail Type,"
    "E-mail Display Name\r\n"
    ",Anna,,Ek,Malmö stad,Head,,,anna@x.example,SMTP,Anna Ek (anna@x.example)\r\n"
)


def workbook(fill):
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(data):
    return [(row.number, *row.cells) for row in read_sheet(data).rows]


def people_of(data, mapping=None):
    content = read_sheet(data)
    return read_rows(content, find_columns(content, mapping))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_encoding_and_delimiter_gives_the_same_rows(encoding, delimiter):
    data = TABLE.replace(";", delimiter).encode(encoding)

    assert rows_of(data) == [(1, "Namn", "E-post"), (2, "Åsa Öberg", "asa@skola.example")]


def test_a_line_that_names_the_delimiter_is_not_counted_as_excel_does_not_show_it():
    assert rows_of(b'sep=;\r\nNamn;E-post\r\n"Ek; Bo";bo@x.example') == [
        (1, "Namn", "E-post"),
        (2, "Ek; Bo", "bo@x.example"),
    ]


def test_empty_lines_are_counted_and_lines_inside_a_cell_are_not():
    assert rows_of(b'Namn;E-post\r\n\r\n"Bo\r\nEk";bo@x.example\r\n;\r\nAl;al@x.example') == [
        (1, "Namn", "E-post"),
        (3, "Bo\r\nEk", "bo@x.example"),
        (5, "Al", "al@x.example"),
    ]


def test_text_that_excel_forces_and_the_guard_of_exports_are_taken_off():
    assert rows_of(b"Namn;Tel\r\n'=Ek;=\"0701234567\"\r\n'-Ek;'+46701234567") == [
        (1, "Namn", "Tel"),
        (2, "=Ek", "0701234567"),
        (3, "-Ek", "+46701234567"),
    ]


def test_a_sheet_that_begins_further_down_and_to_the_right_keeps_excels_numbers():
    def fill(book):
        sheet = book.active
        sheet["B3"], sheet["C3"] = "Namn", "E-post"
        sheet["B5"], sheet["C5"] = "Åsa", "asa@x.example"

    assert rows_of(workbook(fill)) == [(3, "", "Namn", "E-post"), (5, "", "Åsa", "asa@x.example")]


def test_days_numbers_and_yes_in_a_workbook_are_read_as_they_are_shown():
    def fill(book):
        book.active.append([date(2027, 1, 31), datetime(2027, 1, 31, 8, 30), 701234567, 0.5, True])  # noqa: DTZ001 - a cell has no zone

    assert rows_of(workbook(fill)) == [(1, "2027-01-31", "2027-01-31T08:30:00", "701234567", "0.5", "ja")]


def test_hidden_sheets_rows_and_formulas_are_told():
    def fill(book):
        sheet = book.active
        sheet.append(["Namn", "E-post"])
        sheet.append(['="A"&"B"', "asa@x.example"])
        sheet.row_dimensions[2].hidden = True
        book.create_sheet("Löner").sheet_state = "hidden"
        book.create_sheet("Mer").append(["x"])

    content = read_sheet(workbook(fill))
    found = {note.kind: (note.count, note.names) for note in content.notes}

    assert found == {
        "hidden_sheets": (1, ("Löner",)),
        "other_sheets": (1, ("Mer",)),
        "formulas": (1, ()),
        "hidden_rows": (1, ()),
    }
    assert [(error.row, error.cell, error.code) for error in people_of(workbook(fill)).errors] == [
        (2, "A2", "formula")
    ]


def test_a_named_sheet_is_read_and_an_unknown_or_hidden_one_is_refused():
    def fill(book):
        book.active.append(["a"])
        book.create_sheet("Andra").append(["b"])
        book.create_sheet("Dold").sheet_state = "hidden"

    data = workbook(fill)

    assert read_sheet(data, "Andra").rows[0].cells == ("b",)
    with pytest.raises(SheetRefused) as refused:
        read_sheet(data, "Dold")
    assert (refused.value.reason, refused.value.names) == ("no_such_sheet", ("Sheet", "Andra"))


def zipped(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b" \r\n \r\n", "empty_file"),
        (b"%PDF-1.7", "wrong_file_type"),
        (b'{"people": []}', "wrong_file_type"),
        (b"PK\x03\x04 and nothing more", "file_broken"),
        (zipped("word/document.xml", b"<w/>"), "wrong_file_type"),
        (zipped("xl/workbook.xml", b"<workbook"), "file_broken"),
        (zipped("xl/workbook.xml", b"0" * 160_000_000), "file_swells"),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le") * 40,
            "file_has_password",
        ),
        (b"\x00\x01\x02\x03\x04\x05\x06", "not_text_file"),
        (b'Namn;E-post\r\n"' + b"x" * 40_000, "file_broken"),
        (b"x" * 10_000_001, "file_too_large"),
        (b"a;b\r\n" * 50_001, "too_many_rows"),
        (b"a;" * 300, "too_many_columns"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data, reason):
    if reason == "too_many_columns":
        data += b"a"
    with pytest.raises(SheetRefused) as refused:
        read_sheet(data)

    assert refused.value.reason == reason


async def test_the_process_that_reads_gives_back_rows_and_reasons():
    content = await read_apart(TABLE.encode())
    with pytest.raises(SheetRefused) as refused:
        await read_apart(b"%PDF-1.7")

    assert [row.cells for row in content.rows][1] == ("Åsa Öberg", "asa@skola.example")
    assert refused.value.reason == "wrong_file_type"


@pytest.mark.parametrize("text", [OUTLOOK_SV, OUTLOOK_EN])
def test_the_export_of_outlook_is_understood_in_both_languages(text):
    (row,) = people_of(text.encode("cp1252")).rows

    assert (row.email, row.organisation.name) == ("anna@x.example", "Malmö stad")
    assert row.name == "Anna Ek"
    assert row.role in {"Rektor", "Head"}
    assert row.phone in {"0701234567", None}


def test_a_heading_that_is_merged_over_two_columns_is_one_name():
    data = b"Lista\r\nNamn;;E-post\r\nAnna;Ek;anna@x.example\r\n"

    assert [row.name for row in people_of(data).rows] == ["Anna Ek"]


def test_without_headings_the_columns_are_found_by_their_values():
    data = b"Anna;Ek;anna@x.example\r\nBo;Al;bo@x.example\r\n"
    found = people_of(data)

    assert [(row.number, row.name, row.email) for row in found.rows] == [
        (1, "Anna Ek", "anna@x.example"),
        (2, "Bo Al", "bo@x.example"),
    ]


def test_a_column_of_municipalities_beside_the_schools_says_where_they_are():
    (row,) = people_of("Namn;E-post;Skola;Kommun\r\nAnna;a@x.example;Ekskolan;Malmö\r\n".encode()).rows

    assert (row.organisation.name, row.organisation.municipality_code) == ("Ekskolan", "1280")


@pytest.mark.parametrize(
    ("text", "codes"),
    [("180", ("0180", None)), ("1917", ("0331", None)), ("18", (None, "18")), ("1", (None, "01"))],
)
def test_codes_get_their_zero_back_and_an_old_code_is_the_new_one(text, codes):
    (row,) = people_of(f"Namn;E-post;Kommunkod\r\nAnna;a@x.example;{text}\r\n".encode()).rows

    assert (row.organisation.municipality_code, row.organisation.county_code) == codes


def test_an_address_that_two_names_have_is_refused_where_it_stands_again():
    found = people_of(b"Namn;E-post\r\nAnna Ek;x@x.example\r\nBo Al;X@x.example\r\nEk Anna;x@x.example\r\n")

    assert [(error.row, error.code, error.expected) for error in found.errors] == [(3, "address_twice", "2")]
    assert [row.number for row in found.rows] == [2, 4]


def test_every_error_of_a_row_is_told():
    found = people_of(
        b"Namn;E-post;Fran;Till;Mobil;Skyddad\r\nwww.x.example;x;2027-02-30;2026-01-01;hej;kanske\r\n",
        {
            "name": "Namn",
            "email": "E-post",
            "from": "C",
            "until": "Till",
            "phone": "Mobil",
            "protected_identity": "F",
        },
    )

    assert [error.code for error in found.errors] == [
        "not_a_name",
        "not_an_address",
        "not_a_date",
        "not_a_phone",
        "not_yes_or_no",
    ]


def test_a_mapping_names_headings_or_letters_and_nothing_else():
    content = read_sheet(b"A1;B1\r\nx;a@x.example\r\n")

    assert find_columns(content, {"email": "b"}).by_field == {"email": 1}
    with pytest.raises(MappingRefused) as refused:
        find_columns(content, {"email": "Z", "skostorlek": "A"})
    assert (refused.value.fields, refused.value.columns) == (("skostorlek",), ("Z",))
    with pytest.raises(NoEmailColumn):
        find_columns(read_sheet(b"Namn;Tel\r\nAnna;08-1\r\n"))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-01-31", date(2027, 1, 31)),
        ("2027-01-31T00:00:00", date(2027, 1, 31)),
        ("31/1/2027", date(2027, 1, 31)),
        ("31.1.2027", date(2027, 1, 31)),
        ("31/1 2027", date(2027, 1, 31)),
        ("20270131", date(2027, 1, 31)),
        ("45292", date(2024, 1, 1)),
        ("45292.5", date(2024, 1, 1)),
        ("", None),
    ],
)
def test_days_are_read_as_people_and_excel_write_them(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["igår", "2027-02-30", "1/31/2027", "99999", "10000", "31/1", "0001-01-01"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(NotReadable):
        read_day(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("701234567", ("0701234567", True)),
        ("46701234567", ("+46701234567", True)),
        ("19123456", ("019123456", True)),
        ("0701234567", ("0701234567", False)),
        ("+46 (0)70-123 45 67", ("+46 (0)70-123 45 67", False)),
        ("08-123 456 78 ankn 12", ("08-123 456 78 ankn 12", False)),
        ("", (None, False)),
    ],
)
def test_telephones_get_back_what_a_number_loses(text, number):
    assert read_phone(text) == number


@pytest.mark.parametrize("text", ["7.01E+08", "7,01E+08", "ring mig", "x" * 300])
def test_what_is_no_telephone_is_refused(text):
    with pytest.raises(NotReadable):
        read_phone(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Anna Ek <anna@X.example>", ("anna@x.example", "Anna Ek")),
        ('"Ek, Anna" <anna@x.example>;', ("anna@x.example", "Ek, Anna")),
        ("mailto:anna@x.example", ("anna@x.example", "")),
        (" anna@x.example ", ("anna@x.example", "")),
    ],
)
def test_addresses_are_read_as_mail_programs_copy_them(text, found):
    assert read_address(text) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "email_missing"),
        ("/o=ExchangeLabs/ou=x/cn=anna", "address_internal"),
        ("a@x.example; b@x.example", "several_addresses"),
        ("anna@", "not_an_address"),
        ("anna\udc80@x.example", "not_an_address"),
    ],
)
def test_what_is_no_address_is_refused_with_its_reason(text, code):
    with pytest.raises(NotReadable) as refused:
        read_address(text)

    assert refused.value.code == code


def test_a_name_that_an_address_book_sorts_is_turned_and_a_title_is_not():
    assert read_name("Ek, Anna  Maria") == "Anna Maria Ek"
    assert read_name("Anna Ek, rektor") == "Anna Ek, rektor"


def test_yes_and_no_in_the_ways_that_people_write_them():
    assert [read_flag(text) for text in ("Ja", "x", "1", "sant", "nej", "", "0")] == [True] * 4 + [False] * 3


def test_columns_have_excels_letters():
    assert [column_letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
