"""`python -m tests.bench [--only a,c] [--quick]`: measure, print a table, write build/bench.json and bench.svg."""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from tests.bench import (
    channel,
    figures,
    growth,
    invitation_page,
    list_import,
    lists,
    mailing,
    own_letters,
    registrations,
    rush,
    staff_pages,
    startup,
)
from tests.bench.figures import Figure
from tests.bench.running import Start, running, shared
from tests.support import crowd

BUILD: Final = Path(__file__).parent.parent.parent / "build"

PARTS: Final[dict[str, Callable[..., Awaitable[list[Figure]]]]] = {
    "a": registrations.measure,
    "b": invitation_page.measure,
    "c": mailing.measure,
    "d": channel.measure,
    "e": lists.measure,
    "f": startup.measure,
    "g": growth.measure,
    "h": rush.measure,
    "i": staff_pages.measure,
    "j": list_import.measure,
    "k": own_letters.measure,
}


async def _measure(parts: list[str], found: list[Figure], *, quick: bool) -> None:
    """Append the figures of each part to `found` as soon as it ends, so that a failing part keeps those before it."""
    if not quick:
        await _each(parts, found, running, quick=False)
        return
    # All parts share one small installation: starting one takes most of the time.
    with tempfile.TemporaryDirectory() as folder:
        scenario = crowd.write(Path(folder) / "crowd.toml", mailing.QUICK)
        async with running(scenario) as there:
            await _each(parts, found, lambda *_: shared(there), quick=True)


async def _each(parts: list[str], found: list[Figure], start: Start, *, quick: bool) -> None:
    for part in parts:
        began = time.monotonic()
        print(f"{part}: {PARTS[part].__module__.rpartition('.')[2]} …", end=" ", flush=True)
        found += await PARTS[part](start, quick=quick)
        print(f"{time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", metavar="PARTS", default=",".join(PARTS), help="such as a,c")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: does it work at all?")
    parser.add_argument("--into", type=Path, default=BUILD, metavar="FOLDER", help="where to write")
    options = parser.parse_args()
    parts = options.only.split(",")
    if unknown := [part for part in parts if part not in PARTS]:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    found: list[Figure] = []
    try:
        asyncio.run(_measure(parts, found, quick=options.quick))
    finally:
        _report(found, options.into)


def _report(found: list[Figure], folder: Path) -> None:
    figures.write(found, folder / "bench.json")
    if grown := [measured for measured in found if measured.name.startswith("g. ")]:
        (folder / "bench.svg").write_text(growth.plot(grown), encoding="utf-8")
    load = ", ".join(f"{average:.1f}" for average in os.getloadavg())
    print(f"\n{figures.table(found)}\n\n{os.cpu_count()} cores; load averages at the end: {load}")


if __name__ == "__main__":
    main()
