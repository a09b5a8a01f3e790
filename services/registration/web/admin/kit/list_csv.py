"""A list as CSV for a Swedish Excel: semicolons, UTF-8 with its mark, and no cell that is a formula."""

import csv
import io
import re
from datetime import date, datetime
from typing import Final

from services.registration.web.admin.kit.list_table import Cell, CellKind, ListTable
from shared import times

# A spreadsheet takes what begins like this for a formula, also after blanks and in the wide forms of Chinese and Japanese.
_FORMULA: Final = re.compile(r"[\s\x00]*[=+\-@\t\r|＝＋－＠]")
_CODE: Final = re.compile(r"\+\d[\d ]*")


def write_csv(table: ListTable) -> bytes:
    """The whole file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for label, value in table.about:
        writer.writerow((_text(label, "text"), _text(value, "text")))
    writer.writerow(())
    writer.writerow([_text(column.heading, "text") for column in table.columns])
    kinds = [column.kind for column in table.columns]
    writer.writerows([_text(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in table.rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _text(cell: Cell, kind: CellKind) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return f"{times.local(cell):%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
        case str():
            return _guarded(cell, kind)


def _guarded(text: str, kind: CellKind) -> str:
    """The text, behind an apostrophe where it would be a formula; the product's own import takes that away again."""
    is_plain = kind == "code" and _CODE.fullmatch(text)
    return f"'{text}" if not is_plain and _FORMULA.match(text) else text
