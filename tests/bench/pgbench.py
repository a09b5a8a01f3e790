"""Runs pgbench, PostgreSQL's own load generator, with statements that a service executes."""

import asyncio
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from infra.local.postgres_binaries import find_binaries


def bound(statement: str, values: Mapping[int, str]) -> str:
    """Replace `$1`, `$2` … in a statement by SQL expressions. Raises `KeyError` if one is missing."""
    return re.sub(r"\$(\d+)", lambda match: f"({values[int(match[1])]})", statement.strip())


async def rate(
    url: str, script: str, *, clients: int, seconds: float, begins_with: Iterable[str] = ()
) -> float:
    """Transactions per second of a pgbench script over `clients` connections; the variables in `begins_with` start as 0."""
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.username
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script.sql"
        path.write_text(script, encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            str(find_binaries() / "pgbench"), "-n", "-M", "prepared", "-f", str(path),
            "-c", str(clients), "-j", str(min(clients, 2)), "-T", str(max(round(seconds), 1)),
            *(word for name in begins_with for word in ("-D", f"{name}=0")), "-h", parts.hostname, "-p", str(parts.port), "-U", parts.username, parts.path[1:],
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env={"PATH": os.defpath, "PGPASSWORD": parts.password or "", "PGOPTIONS": "-c search_path=registration"},
        )  # fmt: skip
        out, errors = await process.communicate()
    found = re.search(r"^tps = ([\d.]+)", out.decode(), re.MULTILINE)
    assert found, errors.decode()
    assert process.returncode == 0, errors.decode()
    return float(found[1])
