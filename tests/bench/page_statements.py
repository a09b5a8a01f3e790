"""Which SQL a page runs: noted from the service's own app, run in this process on the same database; and that SQL alone."""

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
from asyncpg.connection import LoggedQuery

from services.registration.app import create_app
from services.registration.settings import RegistrationSettings
from shared.postgres import connect
from shared.settings import load

# Statement and arguments, in the order in which a page runs them.
Statements = list[tuple[str, Sequence[Any]]]

_CONNECTIONS: Final = 3
_WRITES: Final = re.compile(r"\b(insert into|update|delete from)\b", re.IGNORECASE)
_WITHOUT_ROWS: Final = re.compile(r"^\s*(begin|commit|rollback|savepoint|release|set)\b", re.IGNORECASE)


async def of_pages(
    pid: int, paths: Mapping[str, Sequence[str]], cookies: Mapping[str, str]
) -> dict[str, list[Statements]]:
    """Ask for each path once, and return what it ran, by the same names. `pid`: a registration with these settings runs there.

    Writes are left out: who reads a protected person is logged, and a session is noted as used.
    """
    settings = msgspec.structs.replace(
        load(_environment(pid), RegistrationSettings), database_connections=_CONNECTIONS
    )
    app = create_app(settings, only_answer=True)
    noted: Statements = []

    def note(query: LoggedQuery) -> None:
        if not _WRITES.search(query.query):
            noted.append((query.query, tuple(query.args)))

    found: dict[str, list[Statements]] = {name: [] for name in paths}
    async with app.lifespan():
        held = [await app.services.pool.acquire() for _ in range(_CONNECTIONS)]
        for conn in held:
            conn.add_query_logger(note)
            await app.services.pool.release(conn)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url=settings.base_url, cookies=dict(cookies)
        ) as client:
            for name, of_name in paths.items():
                for path in of_name:
                    noted.clear()
                    answer = await client.get(path)
                    assert answer.status_code == 200, (name, answer.status_code)
                    found[name].append(list(noted))
    return found


async def run_alone(database_url: str, pages: list[Statements]) -> list[float]:
    """Seconds that the statements of each page take by asyncpg. Run with `apart.run`."""
    conn = await connect(database_url, "registration")
    taken = []
    for statements in pages:
        began = time.perf_counter()
        for statement, arguments in statements:
            if _WITHOUT_ROWS.match(statement):
                await conn.execute(statement)
            else:
                await conn.fetch(statement, *arguments)
        taken.append(time.perf_counter() - began)
    await conn.close()
    return taken


def _environment(pid: int) -> dict[str, str]:
    entries = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return dict(entry.decode().split("=", 1) for entry in entries if b"=" in entry)
