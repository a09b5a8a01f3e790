"""Each table either has an erasure or is listed as holding no personal data."""

from services.registration.store import erasures

TABLES = """
select c.relname, coalesce(array_agg(a.attname::text) filter (where a.attname in ('person_id', 'person_ids')), '{}') as people
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where c.relnamespace = 'registration'::regnamespace and c.relkind = 'r'
 group by c.relname
"""


async def test_every_table_has_an_erasure_or_is_listed_as_holding_no_personal_data(organiser):
    tables = {row["relname"] for row in await organiser.pool.fetch(TABLES)}

    assert erasures.statements.keys() | erasures.left_alone.keys() == tables
    assert not erasures.statements.keys() & erasures.left_alone.keys()


async def test_every_table_that_refers_to_people_has_an_erasure(organiser):
    people = {row["relname"] for row in await organiser.pool.fetch(TABLES) if row["people"]}

    # The id of an erased person is kept for good, and nothing else about them; and that this id was mailed.
    assert people - erasures.statements.keys() == {"erasure", "mailing_recipient"}


def test_each_erasure_statement_writes_to_its_own_table():
    for table, written in erasures.statements.items():
        for statement in written:
            assert statement.split()[:3][-2:] == ["from", table] or statement.split()[:2] == ["update", table]
