"""CSV as Excel and Outlook write it: semicolons, commas or tabs, in Windows-1252, UTF-8 or UTF-16."""

import codecs
import csv
import io
import re
from typing import Final

from services.registration.domain.directory.sheet.content import (
    MOST_CHARACTERS,
    MOST_ROWS,
    SheetContent,
    SheetRefused,
    SheetRow,
    keep_rows,
)

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DELIMITERS: Final = (";", "\t", ",", "|")
_SEP: Final = re.compile(r"sep=([;,|\t])\s*$", re.IGNORECASE)
# What Excel writes to keep a number as text, and what exports put before a sign that would begin a formula.
_FORCED_TEXT: Final = re.compile(r'="([^"]*)"')
_GUARDED: Final = re.compile(r"'[=+\-@\t\r]")
_LINES_LOOKED_AT: Final = 30
# An address in angle brackets, or alone, as mail programs copy recipients.
_RECIPIENT: Final = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
_ENTRY: Final = re.compile(
    r"""\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^<>";]*?))\s*<(?P<address>[^<>]*)>\s*[,;]?"""
)


def decode(data: bytes) -> str:
    """The text of a file, by its byte order mark, else UTF-8, else Windows-1252; raises `SheetRefused`."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], encoding)
    if b"\0" in data[:1000]:
        # UTF-16 without its mark: every other byte of Western text is zero.
        return _decoded(data, "utf-16-be" if data[:1] == b"\0" else "utf-16-le")
    try:
        return _decoded(data, "utf-8")
    except SheetRefused:
        return _decoded(data, "cp1252")


def read_text_file(data: bytes) -> SheetContent:
    """The rows of a CSV file, or the recipients that were pasted; raises `SheetRefused`."""
    text = decode(data)
    if not text.strip():
        raise SheetRefused("empty_file")
    if _is_pasted(text):
        return SheetContent(rows=_recipients(text), pasted=True)
    delimiter = None
    first, _, rest = text.partition("\n")
    if match := _SEP.fullmatch(first.rstrip("\r")):
        # Excel does not show this line, and does not count it.
        delimiter, text = match[1], rest
    csv.field_size_limit(MOST_CHARACTERS)
    try:
        return _rows(text, delimiter or _delimiter_of(text))
    except csv.Error:
        # A quote that nothing closes makes one cell of all that follows.
        raise SheetRefused("file_broken") from None


def clean_cell(text: str) -> str:
    """A cell without blanks around it, with ordinary blanks inside, and without the guard against formulas."""
    text = text.replace("\xa0", " ").replace("\u202f", " ").strip(" \t\r\n\ufeff")
    if match := _FORCED_TEXT.fullmatch(text):
        return match[1].strip()
    return text[1:] if _GUARDED.match(text) else text


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise SheetRefused("not_text_file") from None
    if "\0" in text:
        raise SheetRefused("not_text_file")
    return text


def _delimiter_of(text: str) -> str:
    """The sign that parts the first lines into most columns, evenly; quoted ones are not counted."""
    lines = [line for line in text.splitlines()[:_LINES_LOOKED_AT] if line.strip()]
    counts = {
        delimiter: [len(row) for row in csv.reader(lines, delimiter=delimiter)] for delimiter in _DELIMITERS
    }
    # A comma may stand inside cells that semicolons part: with equal numbers of lines the first of the list wins.
    return max(_DELIMITERS, key=lambda delimiter: sum(width > 1 for width in counts[delimiter]))


def _rows(text: str, delimiter: str) -> SheetContent:
    found: list[tuple[int, list[str]]] = []
    uncounted: set[tuple[int, int]] = set()
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
        if number > MOST_ROWS * 2:
            raise SheetRefused("too_many_rows")
        uncounted.update((number, column) for column, cell in enumerate(cells) if _is_formula(cell))
        found.append((number, [clean_cell(cell) for cell in cells]))
    return SheetContent(rows=keep_rows(found), uncounted=frozenset(uncounted))


def _is_formula(cell: str) -> bool:
    text = cell.strip()
    return text.startswith("=") and not _FORCED_TEXT.fullmatch(text)


def _is_pasted(text: str) -> bool:
    """Whether the text is recipients as a mail program copies them, and no table."""
    first = next(line for line in text.splitlines() if line.strip())
    if _RECIPIENT.search(first):
        # A table may have such a column: then its heading stands above, without an address.
        return True
    entries = [entry.strip() for entry in re.split(r"[;\s]+", first) if entry.strip()]
    return len(entries) > 0 and all(re.fullmatch(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+", entry) for entry in entries)


def _recipients(text: str) -> tuple[SheetRow, ...]:
    """A row of name and address for each recipient, numbered by its line."""
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        at = 0
        while at < len(line):
            if match := _ENTRY.match(line, at):
                name = match["quoted"] if match["quoted"] is not None else match["plain"]
                rows.append((number, [_name(name), match["address"].strip()]))
                at = match.end()
                continue
            entry, end = _until_semicolon(line, at)
            if entry:
                rows.append((number, ["", entry] if "@" in entry else [entry, ""]))
            at = end
    return keep_rows(rows)


def _until_semicolon(line: str, at: int) -> tuple[str, int]:
    end = line.find(";", at)
    end = len(line) if end < 0 else end
    return line[at:end].strip(" ,\t"), end + 1


def _name(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).strip(" ,'\"\t")
