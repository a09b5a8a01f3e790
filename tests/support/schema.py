"""`make schema`: writes services/*/store/schema.sql and docs/schema.md from the migrated schema."""

import asyncio
import os
import re
import subprocess
import tempfile
from pathlib import Path

import asyncpg

from infra.local.postgres_binaries import find_binaries
from shared.postgres import Schema
from tests.support import schema_docs

ROOT = Path(__file__).parent.parent.parent
HEAD = "-- The schema as the migrations leave it, for reading. Written anew by: make schema\n\n"


def path(service: Schema) -> Path:
    return ROOT / "services" / service / "store" / "schema.sql"


def dump(admin_url: str, service: Schema) -> str:
    """Return `pg_dump`'s output without versions, settings and random marks; comments are in docs/schema.md."""
    dump = subprocess.run(
        [find_binaries() / "pg_dump", "--schema-only", "--no-owner", "--no-privileges", "--no-comments",
         f"--schema={service}", admin_url],
        capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"},
    ).stdout  # fmt: skip
    lines = [
        line for line in dump.splitlines() if not re.match(r"--|\\|SET |SELECT pg_catalog\.set_config", line)
    ]
    return HEAD + re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


async def _write() -> None:
    from tests.support.servers import PostgresServers

    with tempfile.TemporaryDirectory(prefix="kallelse-schema-") as folder:
        servers = PostgresServers(Path(folder))
        try:
            database = await servers.get("wheel").new_database()
            for service in ("registration", "notify"):
                path(service).write_text(dump(database.admin_url, service), encoding="utf-8")
            conn = await asyncpg.connect(database.admin_url)
            schema_docs.PATH.parent.mkdir(exist_ok=True)
            schema_docs.PATH.write_text(await schema_docs.page(conn), encoding="utf-8")
            await conn.close()
        finally:
            servers.stop()


if __name__ == "__main__":
    asyncio.run(_write())
