"""Generates `docs/schema.md`, the tables of both services, from the database's catalogue."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import asyncpg

from shared.postgres import Schema

PATH = Path(__file__).parent.parent.parent / "docs" / "schema.md"
SERVICES: Sequence[Schema] = ("registration", "notify")
HEAD = """# Schema

Made from the database by `make schema`, after the migrations; a test asks that it is current. To change a text, change the comment in a new
migration. `services/*/store/schema.sql` says the same as SQL.
"""

SCHEMA = "select obj_description($1::text::regnamespace, 'pg_namespace')"
TABLES = """
select oid, relname as name, obj_description(oid, 'pg_class') as comment
  from pg_class where relnamespace = $1::text::regnamespace and relkind in ('r', 'v') order by relname
"""
COLUMNS = """
select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as is_null,
       coalesce(pg_get_expr(d.adbin, d.adrelid), case when a.attidentity <> '' then 'identity' else '' end) as default,
       col_description(a.attrelid, a.attnum) as comment
  from pg_attribute a
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
 order by a.attnum
"""
# Not null is shown with the column; PostgreSQL 18 lists it among the constraints, too.
CONSTRAINTS = """
select conname as name, contype::text as kind, pg_get_constraintdef(oid) as definition
  from pg_constraint where conrelid = $1 and contype <> 'n' order by contype, conname
"""
INDEXES = """
select c.relname as name, pg_get_indexdef(i.indexrelid) as definition, i.indisunique as is_unique
  from pg_index i join pg_class c on c.oid = i.indexrelid
 where i.indrelid = $1 and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.conrelid = $1)
 order by c.relname
"""
TRIGGERS = """
select tgname as name, pg_get_triggerdef(oid) as definition from pg_trigger
 where tgrelid = $1 and not tgisinternal order by tgname
"""
KINDS = {"p": "Keys", "u": "Keys", "c": "Checks", "f": "Foreign keys", "x": "Keys"}


async def page(conn: "asyncpg.Connection[asyncpg.Record]") -> str:
    """Return the page for a migrated database."""
    parts = [HEAD]
    for service in SERVICES:
        parts.append(f"## {service}\n\n{await conn.fetchval(SCHEMA, service)}\n")
        parts += [await _table(conn, service, row) for row in await conn.fetch(TABLES, service)]
    return "\n".join(parts)


async def _table(conn: "asyncpg.Connection[asyncpg.Record]", service: Schema, row: Any) -> str:
    columns = await conn.fetch(COLUMNS, row["oid"])
    lines = [f"### {service}.{row['name']}", "", row["comment"] or "", ""]
    lines += ["| column | type | null | default | what it holds |", "| --- | --- | --- | --- | --- |"]
    lines += [_column(column) for column in columns]
    listed: dict[str, list[str]] = {}
    for constraint in await conn.fetch(CONSTRAINTS, row["oid"]):
        listed.setdefault(KINDS[constraint["kind"]], []).append(
            f"`{constraint['name']}` {constraint['definition']}"
        )
    for index in await conn.fetch(INDEXES, row["oid"]):
        definition = index["definition"].partition(" USING ")[2]
        listed.setdefault("Indexes", []).append(
            f"`{index['name']}`{' unique' * index['is_unique']} {definition}"
        )
    for trigger in await conn.fetch(TRIGGERS, row["oid"]):
        definition = trigger["definition"].removeprefix(f"CREATE TRIGGER {trigger['name']} ")
        listed.setdefault("Triggers", []).append(f"`{trigger['name']}` {definition}")
    return "\n".join([*lines, *_lists(listed), ""])


def _column(column: Any) -> str:
    default = f"`{column['default']}`" if column["default"] else ""
    cells = (
        column["name"],
        column["type"],
        "null" if column["is_null"] else "",
        default,
        column["comment"] or "",
    )
    return "| " + " | ".join(text.replace("|", "\\|") for text in cells) + " |"


def _lists(listed: dict[str, list[str]]) -> Iterator[str]:
    for title in ("Keys", "Checks", "Foreign keys", "Indexes", "Triggers"):
        if found := listed.get(title):
            yield f"\n{title}:"
            yield from (f"- {entry}" for entry in found)
