"""f. The time from `kallelse up` until it is ready, cold and warm; and the memory of both services when idle."""

import asyncio
import secrets
import tempfile
from pathlib import Path

from infra.local import ports
from infra.local.postgres import Postgres
from tests.bench import apart, bare
from tests.bench.figures import Figure, figure
from tests.bench.running import Memory, Start, proportional, timed
from tests.support.installation import Installation


async def measure(_: Start, *, quick: bool) -> list[Figure]:
    starts = ("cold",) if quick else ("cold", "warm")
    with tempfile.TemporaryDirectory(prefix="kallelse-bench-") as name:
        folder = Path(name)
        alone = Postgres(folder / "alone", password=secrets.token_urlsafe())
        figures = []
        for how in starts:
            least_start, _ = await timed(_least(alone, name))
            # A new object, because the HTTP clients of the first are closed.
            installation = Installation(folder / "kallelse", "--empty")
            whole, _ = await timed(installation.start())
            figures.append(
                figure(
                    f"f. `kallelse up` until ready, {how}",
                    whole,
                    "s",
                    against=least_start,
                    what="PostgreSQL and a bare route",
                )
            )
            await installation.settled()
            if how == starts[-1]:
                async with apart.served(
                    bare.serve, ports.free(), installation.run["database_url"], name
                ) as least:
                    megabytes = Memory(installation.run["pids"]).proportional()
                    against = proportional(least.process.pid)
                figures.append(
                    figure(
                        "f. registration and notify together, at rest", sum(megabytes.values()), "MB",
                        against=against, what="a bare route's process", value_at_most=250,
                    )
                )  # fmt: skip
                figures += [
                    figure(f"f. {process} at rest", value, "MB") for process, value in megabytes.items()
                ]
            await installation.stop()
    return figures


async def _least(server: Postgres, folder: str) -> None:
    """Start a server and one bare process on it, and stop both; stopping takes a negligible time."""
    await asyncio.to_thread(server.start)
    async with apart.served(bare.serve, ports.free(), server.url(), folder):
        pass
    await asyncio.to_thread(server.stop)
