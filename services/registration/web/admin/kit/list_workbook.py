"""A list as an Excel workbook: days as days, numbers as numbers, everything that was typed as text."""

import io
from datetime import date, datetime
from typing import Final, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from services.registration.web.admin.kit.list_table import Cell, ListColumn, ListTable
from shared import times

_Looks: TypeAlias = dict[str, Format]
_LONGEST: Final = 32_767  # characters of a cell
_FORMATS: Final = {
    "day": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    "heading": {"bold": True, "bottom": 1},
    "title": {"bold": True, "font_size": 14},
    "text": {"num_format": "@"},
}


def write_workbook(table: ListTable) -> bytes:
    """The whole file. Rows are written in order: what is behind is on disk, not in memory."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": table.title})
        formats = {name: book.add_format(look) for name, look in _FORMATS.items()}
        sheet = book.add_worksheet()
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, column.width)
        top = len(table.about) + 1
        for number, (label, value) in enumerate(table.about):
            look = "title" if not number else "text"
            _write(sheet, (number, 0), label, formats[look], formats)
            _write(sheet, (number, 1), value, formats[look], formats)
        for at, column in enumerate(table.columns):
            sheet.write_string(top, at, column.heading[:_LONGEST], formats["heading"])
        sheet.freeze_panes(top + 1, 1)
        if table.rows:
            sheet.autofilter(top, 0, top + len(table.rows), len(table.columns) - 1)
        for number, row in enumerate(table.rows, top + 1):
            for at, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                _write(sheet, (number, at), cell, _look(column, formats), formats)
    return out.getvalue()


def _look(column: ListColumn, formats: _Looks) -> Format | None:
    return formats["text"] if column.kind in {"text", "code"} else None


def _write(sheet: Worksheet, place: tuple[int, int], cell: Cell, look: Format, formats: _Looks) -> None:
    row, at = place
    match cell:
        case None | "":
            return
        case datetime():
            # Excel knows no zones: the hour is the one on a clock in Sweden.
            sheet.write_datetime(row, at, times.local(cell).replace(tzinfo=None), formats["moment"])
        case date():
            sheet.write_datetime(row, at, cell, formats["day"])
        case int():
            sheet.write_number(row, at, cell)
        case str():
            sheet.write_string(row, at, cell[:_LONGEST], look)
