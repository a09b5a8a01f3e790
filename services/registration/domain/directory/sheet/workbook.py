"""Workbooks: the cells of one visible sheet as texts, as Excel shows them where that can be known."""

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any, Final
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from services.registration.domain.directory.sheet.content import (
    MOST_COLUMNS,
    MOST_ROWS,
    SheetContent,
    SheetNote,
    SheetRefused,
    keep_rows,
)
from services.registration.domain.directory.sheet.text_file import clean_cell

ZIP: Final = b"PK\x03\x04"
OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")  # .xls, and every Office file with a password

# Unpacked: 6,000 people with a hundred columns take 30 MB.
_MOST_UNPACKED: Final = 150_000_000
_MOST_MEMBERS: Final = 2000
_MOST_CELLS: Final = 5_000_000
_CELL: Final = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(?:/>|>(.*?)</c>)', re.DOTALL)
_HIDDEN_ROW: Final = re.compile(rb'<row\b[^>]*?\bhidden="(?:1|true)"')


def read_workbook(data: bytes, sheet: str | None) -> SheetContent:
    """The rows of the named sheet, or of the first visible one that holds something; raises `SheetRefused`."""
    members = _Members(data) if data.startswith(ZIP) else None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError:
        raise SheetRefused(_why_not(data, members)) from None
    tables = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    visible = [meta.name for meta in tables if meta.visible == SheetVisibleEnum.Visible]
    hidden = [meta.name for meta in tables if meta.visible != SheetVisibleEnum.Visible]
    if not visible:
        raise SheetRefused("only_hidden_sheets")
    if sheet is not None and sheet not in visible:
        raise SheetRefused("no_such_sheet", visible)
    for name in [sheet] if sheet is not None else visible:
        rows = _rows(_open(book, name))
        if rows:
            break
    else:
        raise SheetRefused("empty_file")
    notes = [SheetNote(kind="hidden_sheets", count=len(hidden), names=tuple(hidden))] if hidden else []
    if sheet is None and len(visible) > 1:
        others = tuple(other for other in visible if other != name)
        notes.append(SheetNote(kind="other_sheets", count=len(others), names=others))
    xml = members.sheet(name) if members else b""
    formulas, uncounted = _formulas(xml)
    if formulas:
        notes.append(SheetNote(kind="formulas", count=formulas))
    if hidden_rows := len(_HIDDEN_ROW.findall(xml)):
        notes.append(SheetNote(kind="hidden_rows", count=hidden_rows))
    return SheetContent(rows=keep_rows(rows), name=name, notes=tuple(notes), uncounted=uncounted)


def _why_not(data: bytes, members: "_Members | None") -> Any:  # Any: a Refusal
    if data.startswith(OLE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in data or b"EncryptedPackage" in data
        return "file_has_password" if is_locked else "wrong_file_type"
    return "file_broken" if members is not None and members.is_workbook else "wrong_file_type"


def _open(book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        sheet = book.get_sheet_by_name(name)
    except CalamineError:
        raise SheetRefused("file_broken") from None
    height, width = sheet.total_height, sheet.total_width
    if height * width > _MOST_CELLS:
        raise SheetRefused("too_many_columns" if width > MOST_COLUMNS else "too_many_rows")
    return sheet


def _rows(sheet: CalamineSheet) -> list[tuple[int, list[str]]]:
    if sheet.total_height > MOST_ROWS * 2:
        raise SheetRefused("too_many_rows")
    values = sheet.to_python(skip_empty_area=False)
    rows = [(number, [_text(value) for value in row]) for number, row in enumerate(values, 1)]
    return [(number, cells) for number, cells in rows if any(cells)]


def _text(value: object) -> str:
    """A value as text: a day in ISO form, a whole number without decimals."""
    if isinstance(value, str):
        return clean_cell(value)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float):
        return format(value, ".0f") if float(value).is_integer() else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value or "")


def _formulas(xml: bytes) -> tuple[int, frozenset[tuple[int, int]]]:
    """How many cells hold a formula, and which of them have no value: calamine shows those as empty, or as 0."""
    if b"<f" not in xml:
        return 0, frozenset()
    count, uncounted = 0, set()
    for letters, number, inside in _CELL.findall(xml):
        if b"<f" not in inside:
            continue
        count += 1
        if not re.search(rb"<v[^>]*>[^<]", inside) or b"<v>#" in inside:
            uncounted.add((int(number), _index(letters.decode())))
    return count, frozenset(uncounted)


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class _Members:
    """The files inside a workbook; raises `SheetRefused` if they are too many or too large."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError):
            raise SheetRefused("file_broken") from None
        infos = self._zip.infolist()
        if len(infos) > _MOST_MEMBERS or sum(info.file_size for info in infos) > _MOST_UNPACKED:
            raise SheetRefused("file_swells")
        self._names = {info.filename: info for info in infos}

    @property
    def is_workbook(self) -> bool:
        return any(name.startswith("xl/") for name in self._names)

    def sheet(self, name: str) -> bytes:
        """The XML of a sheet; empty where the file says it in another way than Excel does."""
        ids = {
            element.get("name"): value
            for element in self._elements("xl/workbook.xml", "sheet")
            for key, value in element.items()
            if key.endswith("}id")
        }
        targets = {
            element.get("Id"): element.get("Target") or ""
            for element in self._elements("xl/_rels/workbook.xml.rels", "Relationship")
        }
        target = targets.get(ids.get(name), "")
        return self._read(target.lstrip("/") if target.startswith("/") else f"xl/{target}")

    def _elements(self, path: str, tag: str) -> list[ET.Element]:
        xml = self._read(path)
        if b"<!DOCTYPE" in xml:
            return []
        try:
            return ET.fromstring(xml).findall(f".//{{*}}{tag}")  # noqa: S314 - no document type, so no entities
        except ET.ParseError:
            return []

    def _read(self, path: str) -> bytes:
        if path not in self._names:
            return b""
        try:
            with self._zip.open(path) as member:
                xml = member.read(_MOST_UNPACKED + 1)
        except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, NotImplementedError):
            raise SheetRefused("file_broken") from None
        if len(xml) > _MOST_UNPACKED:
            raise SheetRefused("file_swells")
        return xml
