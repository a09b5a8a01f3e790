"""Keeps the state of a release, for the test that upgrades from it: `python -m tests.upgrade.make VERSION`.

Run it with the code of the release, once, when the release is made. It starts a real installation, lets `story` happen
in it, and writes beside this file

- `VERSION.sql.gz`: both schemas with their rows, as `pg_dump` says them, restorable on every PostgreSQL that we promise;
- `VERSION.json.gz`: what the API and notify's ledger say of it, the links that were mailed, the calendar sequences;
- `VERSION.statements.sql.gz`: every statement of the release's code, which must run on the next release's schema too.

Only made-up people and the keys of an installation that is thrown away are in them.
"""

import asyncio
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

import services.notify.store
import services.registration.store
import shared.channel
from infra.local.postgres_binaries import find_binaries
from shared.postgres import Schema
from tests.rules.test_queries import statements
from tests.support.installation import Installation
from tests.upgrade import story

FOLDER = Path(__file__).parent
LISTS = (
    "organisations", "people", "contacts", "audiences", "programmes", "cohorts", "sessions", "invitation_rules",
    "questions", "invitations", "registrations", "enquiries",
)  # fmt: skip
TABLES = """
select schemaname || '.' || tablename from pg_tables where schemaname in ('registration', 'notify') order by 1
"""
SEQUENCES = "select seat_id::text as seat_id, sequence from notify.calendar_entry where sequence is not null order by 1"


async def make(name: str) -> None:
    """Write the three files of a release."""
    with tempfile.TemporaryDirectory(prefix="kallelse-upgrade-") as folder:
        running = Installation(
            Path(folder) / "d", "--scenario", str(story.SCENARIO), "--starting", story.STARTING, "--invite",
            environ={"KALLELSE_RETRY_SECONDS": "1"},
        )  # fmt: skip
        await running.start()
        try:
            await story.tell(running)
            recorded = await record(running)
            dumped = dump(running.run["database_url"])
        finally:
            await running.stop()
    _write(f"{name}.sql", dumped)
    _write(f"{name}.json", json.dumps(recorded, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    _write(f"{name}.statements.sql", statements_text())


def _write(name: str, text: str) -> None:
    """Compress a text without a time stamp, so that the same text makes the same file."""
    (FOLDER / f"{name}.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


async def record(running: Installation) -> dict[str, Any]:
    """Record what an installation answers from outside, and the number of rows in each table."""
    conn = await asyncpg.connect(running.run["database_url"])
    try:
        tables = [row[0] for row in await conn.fetch(TABLES)]
        counts = {table: await conn.fetchval(f"select count(*) from {table}") for table in tables}
        sequences = {row["seat_id"]: row["sequence"] for row in await conn.fetch(SEQUENCES)}
    finally:
        await conn.close()
    secrets = json.loads((running.folder / "secrets.json").read_text(encoding="utf-8"))
    return {
        "counts": counts,
        "sequences": sequences,
        "base_url": running.run["base_url"],
        "link_keys": f"1:{secrets['link_key']}",
        "api": {name: await running.all(f"/{name}") for name in LISTS},
        "organiser": (await running.api.get("/organiser")).json(),
        "deliveries": await running.all("/deliveries"),
        "links": await _links(running),
    }


async def _links(running: Installation) -> dict[str, int]:
    """Every personal link that was mailed, with the status of its page."""
    found: dict[str, int] = {}
    for mail in await running.mailbox.all():
        for url in re.findall(r"https?://\S+?/[irj]/[A-Za-z0-9_-]+", mail.text):
            path = urlsplit(url).path
            if path not in found:
                found[path] = (await running.web.get(path)).status_code
    return found


def dump(url: str) -> str:
    """Both schemas as SQL that every server from 15 on takes, without psql's own commands."""
    command = [
        find_binaries() / "pg_dump", "--no-owner", "--rows-per-insert=100", "--schema=registration", "--schema=notify", url,
    ]  # fmt: skip
    text = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"}
    ).stdout
    # Lines that only psql, a newer server or the role of the dump understands.
    unknown = r"\\|--|SET transaction_timeout|ALTER DEFAULT PRIVILEGES"
    return "\n".join(line for line in text.splitlines() if line and not re.match(unknown, line)) + "\n"


def statements_text() -> str:
    """Every statement of this code, behind its schema and name."""
    packages: dict[Schema, dict[str, str]] = {
        "registration": statements(services.registration.store) | statements(shared.channel),
        "notify": statements(services.notify.store) | statements(shared.channel),
    }
    return "".join(
        f"-- {schema}: {name}\n{text.strip()}\n\n"
        for schema, texts in packages.items()
        for name, text in sorted(texts.items())
    )


if __name__ == "__main__":
    asyncio.run(make(sys.argv[1] if len(sys.argv) > 1 else version("kallelse")))
