"""The rules of mailings: placeholders that mean something, and files of known types."""

import io
import zipfile

import pytest

from services.registration.domain.errors import FieldsRefused
from services.registration.domain.mailings.attachment import MOST_BYTES, read_attachment, require_room
from services.registration.domain.mailings.mailing import Selection, require_text


def office(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return made.getvalue()


def refused(call, *arguments):
    with pytest.raises(FieldsRefused) as caught:
        call(*arguments)
    return [(error.field, error.code, error.limit) for error in caught.value.errors]


def test_every_placeholder_that_means_nothing_is_named_at_once():
    assert refused(require_text, "Hej {{namm}}", "{{Förnamn}} {{ datum}} {{x}} {{x}} {{y") == [
        ("subject", "placeholder", "namm"),
        ("body", "placeholder", "x"),
        ("body", "braces", None),
    ]
    require_text("Hej {{first_name}}", "{{länk}} {inget}")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("program.PDF", b"%PDF-1.7 ...", "application/pdf"),
        ("bild.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("lista.txt", "Kaffe å te\n".encode(), "text/plain"),
        (
            "brev.docx",
            office("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_the_type_of_a_file_is_that_of_its_content(name, content, media_type):
    assert read_attachment(f" {name} ", content).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("program.exe", b"MZ\x90\x00", ["file_type"]),
        ("sida.txt", b"<html><script>", ["file_type"]),
        (
            "makro.docx",
            office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            ["file_type"],
        ),
        ("arkiv.zip", office("a.txt"), ["file_type"]),
        ("trasig.docx", b"PK\x03\x04...", ["file_type"]),
        ("program.pdf", b"%PDF-1.7 /JavaScript", ["file_type"]),
        ("tom.txt", b"", ["file_type"]),
        ("bild.pdf", b"\x89PNG\r\n\x1a\n", ["file_ending"]),
        ("../program.pdf", b"%PDF-1.7", ["file_name"]),
        ("a\r\nBcc: x.pdf", b"%PDF-1.7", ["file_name"]),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(name, content, codes):
    assert [code for _, code, _ in refused(read_attachment, name, content)] == codes


def test_files_have_room_together():
    require_room([MOST_BYTES])
    assert refused(require_room, [MOST_BYTES, 1])[0][1] == "file_heavy"
    assert refused(require_room, [1, 1, 1, 1])[0][1] == "too_many"


def test_which_seats_a_selection_means():
    assert Selection().seat_statuses == ["confirmed", "waiting"]
    assert Selection(status="accepted").seat_statuses == ["confirmed", "waiting"]
    assert Selection(status="waiting").seat_statuses == ["waiting"]
    assert Selection(statuses=("registered",)).seat_statuses == ["confirmed"]
