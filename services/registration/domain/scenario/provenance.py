"""How a file said what the rows say too: its order, its ids, and where its words were others than ours.

Kept with the programme, so that an export gives the file back while nothing has been changed, and shows every
change that has been made. No value of a person is in it.
"""

from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.scenario.format import TABLES, Table
from services.registration.domain.scenario.toml_json import pack, same, unpack


class DivergentValue(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The file said one thing where the row says another of the same meaning; unset: it said nothing.

    `completed` is stored as `scheduled`; who booked a session, as an organisation. Values are packed.
    """

    file: Any = msgspec.UNSET
    said: Any = msgspec.UNSET


class FileRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row of the file: the rows that it became, its id, what was odd, and its keys where their order was."""

    rows: list[UUID]
    id: str | None = None
    odd: dict[str, DivergentValue] = {}
    keys: list[str] = []


class FileProvenance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file: its tables in order, those that stood there empty, the rows of the others, and `[expect]` as it was."""

    tables: list[str] = []
    empty: list[str] = []
    rows: dict[str, list[FileRow]] = {}
    expect: Any = msgspec.UNSET  # Any: a packed table


_ABSENT: Final = object()
_PERSONAL: Final = {"directory.recipients": ("label", "email")}


def remember(table: str, rows: list[UUID], row: Table, said: Table) -> FileRow:
    """Compare what the file says with what an export would say of the rows."""
    found = {key: value for key, value in row.items() if key != "id"}
    odd = {
        key: DivergentValue(file=_packed(found, key), said=_packed(said, key))
        for key in {**found, **said}
        if key not in _PERSONAL.get(table, ()) and not _same(found.get(key, _ABSENT), said.get(key, _ABSENT))
    }
    keys = list(row)
    return FileRow(rows=rows, id=row.get("id"), odd=odd, keys=[] if keys == _ordered(table, row) else keys)


def restore(table: str, entry: FileRow, said: Table) -> Table:
    """Say it as the file did, as far as it is still so."""
    row = dict(said) if entry.id is None else {"id": entry.id, **said}
    for key, odd in entry.odd.items():
        if not _same(row.get(key, _ABSENT), _unpacked(odd.said)):
            continue
        row.pop(key, None)
        if odd.file is not msgspec.UNSET:
            row[key] = unpack(odd.file)
    before = [key for key in entry.keys if key in row]
    return {key: row[key] for key in (*before, *(key for key in _ordered(table, row) if key not in before))}


def in_order(table: str, row: Table) -> Table:
    """A row that no file has put in order."""
    return {key: row[key] for key in _ordered(table, row)}


def _ordered(table: str, row: Table) -> list[str]:
    return [key for key in TABLES[table] if key in row]


def _packed(row: Table, key: str) -> Any:  # Any: a packed value of TOML, or unset
    return pack(row[key]) if key in row else msgspec.UNSET


def _unpacked(value: Any) -> Any:  # Any: a packed value of TOML, or unset
    return _ABSENT if value is msgspec.UNSET else unpack(value)


def _same(one: Any, other: Any) -> bool:  # Any: a value of TOML, or absent
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return same(one, other)
