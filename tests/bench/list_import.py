"""j. A workbook of 6,000 people, from the file to the preview, and until they are stored."""

import asyncio
import contextlib
import io
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import xlsxwriter

from infra.local.installation import STAFF_EMAIL
from tests.bench.figures import Figure, figure
from tests.bench.running import BenchInstallation, Start, proportional

_ROWS: Final = 6_000
_FEW: Final = 30
_PREVIEW_SECONDS: Final = 3
_STORED_SECONDS: Final = 5
_MEGABYTES: Final = 100
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    rows = _FEW if quick else _ROWS
    async with start() as there:
        data = _workbook(rows)
        async with _signed_in(there) as http, _watched(there.pids["registration"]) as memory:
            began = time.monotonic()
            form = await http.post(
                f"/admin/{there.slug}/personer/las-in", files={"fil": ("alla.xlsx", data, _XLSX)}
            )
            preview = time.monotonic() - began
            assert f"{rows}" in form.text.replace("\u00a0", ""), form.text[:2000]
            began = time.monotonic()
            stored = await http.post(str(form.url), data={"gor": "las-in"})
            store = time.monotonic() - began
            assert "inlasningar/" in str(stored.url), (stored.status_code, str(stored.url))
        known = await there.db.fetchval("select count(*) from person where email like '%@inlast.example'")
        assert known == rows
        await there.settled(seconds=300)
    whole = f"{rows:,} people from a workbook of {len(data) // 1000} kB"
    return [
        figure(f"j. {whole}, to the preview", preview, "s", value_at_most=_PREVIEW_SECONDS),
        figure(f"j. {whole}, to preview and stored", preview + store, "s", value_at_most=_STORED_SECONDS),
        figure(
            "j. memory of registration and of what reads the file, more than at rest", max(memory) - memory[0], "MB",
            value_at_most=_MEGABYTES,
        ),
        figure("j. memory that registration keeps of it", memory[-1] - memory[0], "MB"),
    ]  # fmt: skip


@asynccontextmanager
async def _signed_in(there: BenchInstallation) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=there.pair.base_url, trust_env=False, timeout=120, follow_redirects=True
    ) as http:
        form = {"email": STAFF_EMAIL, "password": there.pair.state.staff_password}
        (await http.post("/admin/sign-in", data=form)).raise_for_status()
        yield http


@asynccontextmanager
async def _watched(pid: int) -> AsyncIterator[list[float]]:
    """The memory of a process and its children, in MB, at the beginning, as it goes, and at the end."""
    seen = [_with_children(pid)]

    async def watch() -> None:
        while True:
            await asyncio.sleep(0.02)
            seen.append(_with_children(pid))

    watching = asyncio.create_task(watch())
    try:
        yield seen
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        seen.append(_with_children(pid))


def _with_children(pid: int) -> float:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    whole = proportional(pid)
    for child in children:
        with contextlib.suppress(OSError, KeyError):  # it has just ended
            whole += proportional(int(child))
    return whole


def _workbook(rows: int) -> bytes:
    """A list as a municipality keeps it: name, address, telephone, role, school."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet("Personal")
    sheet.write_row(0, 0, ["Förnamn", "Efternamn", "E-post", "Telefon", "Befattning", "Organisation"])
    for n in range(rows):
        role = "rektor" if n % 75 == 0 else "lärare"
        row = ["Rut", f"Inläst{n}", f"p{n}@inlast.example", f"070{n:07}", role, f"Provskolan {n % 76}"]
        sheet.write_row(n + 1, 0, row)
    book.close()
    return held.getvalue()
