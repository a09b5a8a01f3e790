"""No statement of a store scans a large table: each is planned against a large tenant, with each filter alone."""

import importlib
import json
import pkgutil
import re
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

import services.notify.store
import services.registration.store
from services.registration.store import bulk_registration
from services.registration.store.views import invitation_batch
from shared.channel import inbox, outbox
from shared.postgres import connect
from tests.bench import ledger, population, staff_population

SIZE = population.Size(people=6_000, cohorts=450, registrations=11_700)
STAFF_SIZE = staff_population.StaffSize(staff=50, enquiries=500, mailings=500, imports=200)
LARGE = 1_000

# Statements that read a whole table on purpose, and why.
WHOLE = {
    "disposal.LIST_PEOPLE": "the nightly disposal looks at everybody",
    "access.audit.FORGET": "the nightly disposal looks at every row of the log that is as old as the oldest",
    "disposal.LIST_BYTES": "the nightly disposal walks the ledger once, some hundred rows at a time",
    "disposal.CLEAR_GUESTS": "the nightly disposal looks at every guest",
    "directory.audience_people.MATCH": "a rule is asked of everybody in the directory",
    "directory.audience_people.FIRST": "as MATCH",
    "directory.audience_people.COUNT": "as MATCH",
    "directory.audience_people.AMONG": "as MATCH",
    "directory.audience_people.UNKNOWN_ROLES": "an audience is compared with everybody in the directory, beside MATCH",
    "directory.duplicates.LIST": "duplicates are looked for among everybody in the directory",
    "directory.duplicates.FINGERPRINT": "whether anything that is compared has changed, of everybody in the directory",
    "scenario.write.KNOWN_PEOPLE": "an import compares with everybody there is",
    "scenario.write.KNOWN_POSITIONS": "an import compares with everybody there is",
    "snapshots.UNITS_OF_ORGANISER": "what stands on every mail has changed",
    "health.invariants.OVERBOOKED": "the nightly check counts every seat",
    "health.invariants.MISCOUNTED": "the nightly check counts every seat",
    "health.invariants.SEATED_TWICE": "the nightly check counts every seat",
    "health.invariants.STRANGERS": "the nightly check looks up every id in an array",
    "health.invariants.ALIVE_WHEN_WITHDRAWN": "the nightly check counts every registration",
    "ledger.BY_STATUS": "metrics count every delivery",
    "ledger.KEYS_TWICE": "the nightly check counts every delivery",
    "ledger.MESSAGE_IDS_TWICE": "the nightly check counts every delivery",
    "ledger.SEQUENCES_FALLEN": "the nightly check counts every delivery",
    "ledger.SEQUENCES_TWICE": "the nightly check counts every delivery",
    "restore_hooks.END_DATA_LINKS": "a restore looks at every registration, once",
    "restore_hooks.HOLD_UNSENT": "a restore touches every delivery that has not gone, once",
    "restore_hooks.RAISE_SEQUENCES": "a restore touches every calendar entry, once",
    "restore_hooks.RAISE_SNAPSHOTS": "a restore touches every snapshot, once",
    "views.api.invitations.LIST $10": "a status that nobody has is looked for in vain; any other is found by walking the list",
    "views.api.registrations.LIST $9": "a status that nobody has is looked for in vain; any other is found by walking the list",
    "directory.people.LIST $6": "a search looks inside every name",
    "views.staff.directory.PEOPLE": "people without an address are looked for in vain; any others are found by walking the list",
    "views.staff.mailings.RECIPIENTS": "a mailing may go to everybody",
    "views.staff.mailings.RECIPIENTS $4": "the same, its next page",
    "views.staff.directory.COUNT": "the page says how many people there are",
    "ledger.LIST $6": "a programme's mails are a large part of a ledger as small as this one",
    "ledger.LIST $8": "a kind of mail that nobody got is looked for in vain; any other is found by walking the list",
}
WORDS = ("select", "insert", "update", "delete", "with")


def statements(package):
    """Every upper-case constant of a package's modules that is SQL."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield from constants(
            importlib.import_module(found.name), found.name.removeprefix(f"{package.__name__}.")
        )


def constants(module, title):
    for name, value in vars(module).items():
        if (
            name.isupper()
            and isinstance(value, str)
            and value.split(maxsplit=1)[:1]
            and value.split()[0] in WORDS
        ):
            yield pytest.param(f"{title}.{name}", value, id=f"{title}.{name}")


@pytest.fixture(scope="module")
async def large(postgres_server):
    """A tenant with 6,000 people and 11,700 registrations, known to both services, and as many rows of the log."""
    database = await postgres_server.new_database()
    conn = await asyncpg.connect(database.admin_url)
    organiser_id = uuid4()
    await conn.execute(
        "insert into registration.organiser (id, slug, name) values ($1, 'prov', 'Prov')", organiser_id
    )
    await conn.close()
    made = await population.add(database.admin_url, organiser_id, SIZE)
    await staff_population.add(database.admin_url, organiser_id, made, STAFF_SIZE)
    await ledger.add(database.admin_url)
    connections = {
        "registration": await connect(database.registration_url, "registration"),
        "notify": await connect(database.notify_url, "notify"),
    }
    yield organiser_id, connections
    for connection in connections.values():
        await connection.close()
    await postgres_server.drop(database)


@pytest.mark.parametrize(("name", "statement"), list(statements(services.registration.store)))
async def test_registration_finds_rows_by_an_index(large, name, statement):
    assert await whole_tables(large, "registration", name, statement) == {}


@pytest.mark.parametrize(("name", "statement"), list(statements(services.notify.store)))
async def test_notify_finds_rows_by_an_index(large, name, statement):
    assert await whole_tables(large, "notify", name, statement) == {}


@pytest.mark.parametrize("service", ["registration", "notify"])
@pytest.mark.parametrize(("name", "statement"), [*constants(inbox, "inbox"), *constants(outbox, "outbox")])
async def test_the_channel_finds_rows_by_an_index(large, service, name, statement):
    assert await whole_tables(large, service, name, statement) == {}


@pytest.mark.parametrize(
    "statement", [bulk_registration.REGISTER, invitation_batch.OPEN], ids=["register", "open"]
)
async def test_the_most_frequent_statements_keep_a_generic_plan(large, statement):
    """PostgreSQL plans five times, then keeps a generic plan unless custom plans for the given lengths look cheaper."""
    organiser_id, connections = large
    conn = connections["registration"]
    prepared = await conn.prepare(statement)
    for length in [1, 2, 5, 1, 3, 1, 1, 8, 1, 2]:
        await prepared.fetch(
            *(
                organiser_id
                if kind.name == "uuid"
                else sample_value(kind) * length
                if kind.name.endswith("[]")
                else sample_value(kind)
                for kind in prepared.get_parameters()
            )
        )
    seen = "select custom_plans, generic_plans from pg_prepared_statements where statement = $1"
    assert tuple(await conn.fetchrow(seen, statement)) == (5, 5)


async def whole_tables(large, service, name, statement):
    """The large tables that are scanned completely, by statement and filters given."""
    if name in WHOLE:
        return {}
    organiser_id, connections = large
    conn = connections[service]
    sizes = dict(await conn.fetch("select relname, reltuples::bigint from pg_class where relkind = 'r'"))
    types = (await conn.prepare(statement)).get_parameters()
    optional = {int(n) - 1 for n in re.findall(r"\$(\d+)(?:::[\w\[\]]+)? is null", statement)}
    found = {}
    for filters_given in [set(), *({parameter} for parameter in sorted(optional))]:
        values = [
            organiser_id if n == 0 and kind.name == "uuid"
            else None if n in optional - filters_given
            else sample_value(kind)
            for n, kind in enumerate(types)
        ]  # fmt: skip
        plan = json.loads(await query_plan(conn, statement, values))[0]["Plan"]
        read = {
            table for table in (*scanned_tables(plan), *filtered_tables(plan)) if sizes.get(table, 0) > LARGE
        }
        filters = " ".join([name, *(f"${n + 1}" for n in sorted(filters_given))])
        if read and filters not in WHOLE:
            found[filters] = read
    return found


async def query_plan(conn, statement, values):
    """The plan of a statement, with actual row counts if it only reads."""
    only_reads = statement.split()[0] in {"select", "with"} and not re.search(
        r"\b(insert|update|delete|advisory)\b", statement
    )
    how = "analyze, timing off, format json" if only_reads else "format json"
    return await conn.fetchval(f"explain ({how}) {statement}", *values)


def filtered_tables(plan):
    """Every table of which an index scan read many rows that a filter then discarded."""
    if plan.get("Rows Removed by Filter", 0) * plan.get("Actual Loops", 0) > LARGE:
        yield plan.get("Relation Name")
    for part in plan.get("Plans", ()):
        yield from filtered_tables(part)


def scanned_tables(plan):
    """Every table that a plan reads in sequence."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from scanned_tables(part)


def sample_value(kind):
    """A value of the type that is in no row; the planner then expects about one row.

    As a cursor it precedes all rows, because the first page of a list has the most rows ahead of it.
    """
    made = {
        "uuid": UUID(int=1),
        "text": "failed",  # also a rare status
        "bytea": b"prov",
        "int2": 50,
        "int4": 50,
        "int8": 50,
        "bool": True,
        "jsonb": {},
        "date": date(2027, 1, 1),
        "timestamptz": datetime(2027, 1, 1, tzinfo=UTC),
        "json": "[]",
        "interval": datetime(2027, 1, 2, tzinfo=UTC) - datetime(2027, 1, 1, tzinfo=UTC),
    }
    name = kind.name
    return [made[name.removesuffix("[]").removeprefix("_")]] if name.endswith("[]") else made[name]
