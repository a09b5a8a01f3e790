"""What a sheet holds, whatever file it came in: rows of texts, numbered as Excel numbers them."""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

MOST_BYTES: Final = 10_000_000
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 200
# A cell holds at most 32,767 characters in Excel.
MOST_CHARACTERS: Final = 32_767

Refusal = Literal[
    "empty_file",
    "file_too_large",
    "wrong_file_type",
    "file_has_password",
    "file_broken",
    "file_swells",  # it takes much more room unpacked: a zip bomb, or a sheet with millions of cells
    "too_many_rows",
    "too_many_columns",
    "only_hidden_sheets",
    "no_such_sheet",
    "not_text_file",
]

NoteKind = Literal["hidden_sheets", "other_sheets", "hidden_rows", "formulas"]


class SheetRefused(Exception):
    """The file cannot be read, and why; `names` are the sheets that can be chosen."""

    def __init__(self, reason: Refusal, names: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.names = tuple(names)


class SheetNote(msgspec.Struct, frozen=True, kw_only=True):
    """Something about the file that whoever sent it may not know."""

    kind: NoteKind
    count: int = 1
    names: tuple[str, ...] = ()


class SheetRow(msgspec.Struct, frozen=True, array_like=True):
    """One row: its number in Excel, and the text of each cell."""

    number: int
    cells: tuple[str, ...]


class SheetContent(msgspec.Struct, frozen=True, kw_only=True):
    """The rows that are not empty. `uncounted` are the cells, by row number and column, whose formula has no value."""

    rows: tuple[SheetRow, ...]
    name: str | None = None
    notes: tuple[SheetNote, ...] = ()
    uncounted: frozenset[tuple[int, int]] = frozenset()
    pasted: bool = False


class SheetResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader in another process answers: the content, or why there is none."""

    content: SheetContent | None = None
    refused: Refusal | None = None
    names: tuple[str, ...] = ()


def column_letter(index: int) -> str:
    """The letters that Excel has above a column, counted from 0."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def keep_rows(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[SheetRow, ...]:
    """The rows that hold something, without empty cells at their ends; raises `SheetRefused` if they are too many."""
    kept = []
    for number, cells in rows:
        width = len(cells)
        while width and not cells[width - 1]:
            width -= 1
        if not width:
            continue
        if width > MOST_COLUMNS:
            raise SheetRefused("too_many_columns")
        kept.append(SheetRow(number, tuple(cells[:width])))
        if len(kept) > MOST_ROWS:
            raise SheetRefused("too_many_rows")
    return tuple(kept)
