"""What a list gives to be taken out as a file: its columns, its rows, and what is said above them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Literal, TypeAlias
from uuid import UUID

import msgspec

# Rows of one file: more than the people of any cohort, and little enough to be written at once.
MOST_ROWS: Final = 20_000

Cell: TypeAlias = str | int | date | datetime | None
# text: what people have typed. code: what only looks like a number, such as a telephone number.
CellKind = Literal["text", "code", "number", "day", "moment"]


class ListColumn(msgspec.Struct, frozen=True):
    """One column; `width` in characters of the workbook."""

    heading: str
    kind: CellKind = "text"
    width: int = 24


class ListTable(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it is shown, whole.

    `name` is the code word of the list, and `subject` what its rows belong to: both are logged. `about` stands above the table,
    a label and a value in each row. `narrowed_by` names the filters that are set. `is_cut`: there are more rows than a file holds.
    """

    name: str
    title: str
    subject: tuple[str, UUID]
    about: Sequence[tuple[str, Cell]]
    columns: Sequence[ListColumn]
    rows: Sequence[Sequence[Cell]]
    narrowed_by: Sequence[str] = ()
    is_cut: bool = False
