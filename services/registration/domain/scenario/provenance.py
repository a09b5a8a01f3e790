"""Provenance of an imported file: its order, its ids, and the values that it writes in another way than an export.

Stored with the programme, so that an export reproduces the file as long as nothing has changed, and otherwise differs
only in the changes. Contains no personal data.
"""

from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.scenario.format import TABLES, Table
from services.registration.domain.scenario.toml_json import pack, same, unpack


class DivergentValue(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A value of the file (`file`) that an export would write in another way (`exported`, in the database `said`).

    Unset: the key is absent. Example: `completed` is exported as `scheduled`. Values are packed (toml_json.py).
    """

    file: Any = msgspec.UNSET
    exported: Any = msgspec.field(default=msgspec.UNSET, name="said")


class FileRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row of the file: the ids of its rows, its id, its divergent values, and its keys if their order is not the standard one."""

    rows: list[UUID]
    id: str | None = None
    odd: dict[str, DivergentValue] = {}
    keys: list[str] = []


class FileProvenance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file: its tables in order, its empty tables, the rows of the others, and `[expect]` unchanged."""

    tables: list[str] = []
    empty: list[str] = []
    rows: dict[str, list[FileRow]] = {}
    expect: Any = msgspec.UNSET  # Any: a packed table


_ABSENT: Final = object()
_PERSONAL: Final = {"directory.recipients": ("label", "email")}


def remember(table: str, rows: list[UUID], row: Table, exported: Table) -> FileRow:
    """Record where a row of the file differs from the table that an export would write for its rows."""
    found = {key: value for key, value in row.items() if key != "id"}
    odd = {
        key: DivergentValue(file=_packed(found, key), exported=_packed(exported, key))
        for key in {**found, **exported}
        if key not in _PERSONAL.get(table, ())
        and not _same(found.get(key, _ABSENT), exported.get(key, _ABSENT))
    }
    keys = list(row)
    return FileRow(rows=rows, id=row.get("id"), odd=odd, keys=[] if keys == _ordered(table, row) else keys)


def restore(table: str, entry: FileRow, exported: Table) -> Table:
    """Return the exported table in the file's notation, for values that have not changed since the import."""
    row = dict(exported) if entry.id is None else {"id": entry.id, **exported}
    for key, odd in entry.odd.items():
        if not _same(row.get(key, _ABSENT), _unpacked(odd.exported)):
            continue
        row.pop(key, None)
        if odd.file is not msgspec.UNSET:
            row[key] = unpack(odd.file)
    before = [key for key in entry.keys if key in row]
    return {key: row[key] for key in (*before, *(key for key in _ordered(table, row) if key not in before))}


def in_order(table: str, row: Table) -> Table:
    """Return a row with its keys in the standard order."""
    return {key: row[key] for key in _ordered(table, row)}


def _ordered(table: str, row: Table) -> list[str]:
    return [key for key in TABLES[table] if key in row]


def _packed(row: Table, key: str) -> Any:  # Any: a packed value of TOML, or unset
    return pack(row[key]) if key in row else msgspec.UNSET


def _unpacked(value: Any) -> Any:  # Any: a packed value of TOML, or unset
    return _ABSENT if value is msgspec.UNSET else unpack(value)


def _same(value: Any, other: Any) -> bool:  # Any: a value of TOML, or absent
    if value is _ABSENT or other is _ABSENT:
        return value is other
    return same(value, other)
