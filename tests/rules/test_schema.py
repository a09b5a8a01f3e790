"""The schema files for readers match the migrations, and every table follows the rules of the schema."""

import asyncpg
import pytest

from shared import migrate
from tests.support import schema, schema_docs

OURS = "('registration'::regnamespace, 'notify'::regnamespace)"

WITHOUT_COMMENT = f"""
select c.relname || coalesce('.' || a.attname, '')
  from pg_class c
 cross join lateral (select 0 as attnum, null as attname
                     union all
                     select attnum, attname from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) a
 where c.relnamespace in {OURS} and c.relkind = 'r'
   and not exists (select from pg_description d
                    where d.classoid = 'pg_class'::regclass and d.objoid = c.oid and d.objsubid = a.attnum)
"""

# The first column of an index, or its first two, lead from the row that is referred to to those that refer to it; with the
# organiser alone it would be all of the tenant's. No organiser is ever deleted.
UNINDEXED = f"""
select k.conname
  from pg_constraint k
 where k.contype = 'f' and k.connamespace in {OURS} and k.confrelid <> 'registration.organiser'::regclass
   and not exists (select from pg_index i
                     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                    where i.indrelid = k.conrelid and i.indisvalid and i.indkey[0] = any(k.conkey)
                      and (a.attname <> 'organiser_id' or i.indkey[1] = any(k.conkey))
                      and coalesce(pg_get_expr(i.indpred, i.indrelid) ~ '^\\(\\w+ IS NOT NULL\\)$', true))
"""

DUPLICATED = f"""
select min(indexrelid::regclass::text) || ' ' || max(indexrelid::regclass::text)
  from pg_index i join pg_class c on c.oid = i.indrelid and c.relnamespace in {OURS}
 group by indrelid, indkey::text, indclass::text, indoption::text, pg_get_expr(indexprs, indrelid), pg_get_expr(indpred, indrelid)
having count(*) > 1
"""


@pytest.fixture
async def conn(database):
    made = await asyncpg.connect(database.admin_url)
    yield made
    await made.close()


@pytest.mark.parametrize("service", ["registration", "notify"])
async def test_the_schema_file_matches_the_migrated_database(database, service):
    assert schema.path(service).read_text(encoding="utf-8") == schema.dump(database.admin_url, service)


async def test_the_schema_document_is_current(conn):
    """If not: `make schema`."""
    assert schema_docs.PATH.read_text(encoding="utf-8") == await schema_docs.page(conn)


async def test_every_table_and_column_has_a_comment(conn):
    assert [row[0] for row in await conn.fetch(WITHOUT_COMMENT)] == []


async def test_every_foreign_key_has_an_index(conn):
    assert [row[0] for row in await conn.fetch(UNINDEXED)] == []


async def test_no_index_is_duplicated(conn):
    assert [row[0] for row in await conn.fetch(DUPLICATED)] == []


def test_migration_files_are_numbered_without_gaps_and_safe_to_run():
    """`migrate.files` raises for gaps in the numbers and for statements outside a transaction that cannot be repeated."""
    assert [len(list(migrate.files(service))) > 5 for service in ("registration", "notify")] == [True, True]
