"""Reads a file of any kind that a list of people comes in; the kind is found in its bytes, not in its name."""

from services.registration.domain.directory.sheet.content import MOST_BYTES, SheetContent, SheetRefused
from services.registration.domain.directory.sheet.text_file import read_text_file
from services.registration.domain.directory.sheet.workbook import OLE, ZIP, read_workbook

# What begins like this is a document, a picture or a program.
_OTHER_FILES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ",
    b"{\\rtf",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)


def read_sheet(data: bytes, sheet: str | None = None) -> SheetContent:
    """The rows of a file; raises `SheetRefused`. `sheet` names one of a workbook's sheets."""
    if len(data) > MOST_BYTES:
        raise SheetRefused("file_too_large")
    if not data.strip():
        raise SheetRefused("empty_file")
    if data.startswith((ZIP, OLE)):
        return read_workbook(data, sheet)
    if data.startswith(_OTHER_FILES) or (data.lstrip()[:1] in (b"{", b"<") and b"@" not in data[:200]):
        raise SheetRefused("wrong_file_type")
    return read_text_file(data)
