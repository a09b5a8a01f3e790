"""Lives on several processes, each with a PostgreSQL of its own; every kind of contradiction is shrunk once."""

import asyncio
import logging
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.queues import Queue
from pathlib import Path

import uvloop

from tests.lives import life
from tests.lives.life import Happened
from tests.lives.shrink import Script, shrink
from tests.lives.steps import Setting, draw
from tests.lives.world import World, open_world
from tests.support.servers import PostgresServers

# On a disk, a life takes longer.
_MEMORY = "/dev/shm" if "TMPDIR" not in os.environ and Path("/dev/shm").is_dir() else None


@dataclass(frozen=True)
class Plan:
    """Which lives to live."""

    seeds: Sequence[int]
    length: int = 25
    without: tuple[str, ...] = ()
    in_vain: bool = False


@dataclass(frozen=True)
class Lived:
    """A life that is over: the kinds of its contradictions. `error`: why it could not be lived."""

    seed: int
    kinds: tuple[str, ...]
    error: str = ""


@dataclass(frozen=True)
class Shrunk:
    """The shortest life that was found for a kind of contradiction."""

    kind: str
    seed: int
    setting: Setting
    happened: list[Happened]


async def live_all(
    world: World,
    plan: Plan,
    put: "Queue[Lived | Shrunk | None]",
    known: MutableMapping[str, bool],
) -> None:
    """Live each seed; shrink the first life of each kind. `known`: the kinds that some worker shrinks."""
    for seed in plan.seeds:
        setting, steps = draw(seed, plan.length, plan.without, in_vain=plan.in_vain)
        script = Script(setting, tuple(steps))
        found = tuple(life.kinds(await life.run(world, script.setting, script.steps)))
        put.put(Lived(seed, found))
        for kind in found:
            if kind not in known:
                known[kind] = True
                shortest, happened = await shrink(world, script, kind)
                put.put(Shrunk(kind, seed, shortest.setting, happened))


async def _work(
    plan: Plan,
    put: "Queue[Lived | Shrunk | None]",
    known: MutableMapping[str, bool],
) -> None:
    with tempfile.TemporaryDirectory(prefix="kallelse-lives-", dir=_MEMORY) as folder:
        servers = PostgresServers(Path(folder))
        try:
            async with open_world(servers.get("wheel")) as world:
                await live_all(world, plan, put, known)
        finally:
            servers.stop()


def stop(*_: object) -> None:
    """End as after Ctrl-C, so that what was started is stopped."""
    raise KeyboardInterrupt


def _run(
    plan: Plan,
    put: "Queue[Lived | Shrunk | None]",
    known: MutableMapping[str, bool],
) -> None:
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGTERM, stop)  # its PostgreSQL ends with it
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_work(plan, put, known))
    finally:
        put.put(None)


def results(plan: Plan, jobs: int) -> Iterator[Lived | Shrunk]:
    """Live all seeds on `jobs` processes, and yield what they find as they find it."""
    context = multiprocessing.get_context("spawn")
    found: Queue[Lived | Shrunk | None] = context.Queue()
    shares = [share for n in range(jobs) if (share := plan.seeds[n::jobs])]
    known = context.Manager().dict()
    workers = [
        context.Process(target=_run, args=(replace(plan, seeds=share), found, known)) for share in shares
    ]
    for worker in workers:
        worker.start()
    left = len(workers)
    try:
        while left:
            if (one := found.get()) is None:
                left -= 1
            else:
                yield one
    finally:
        for worker in workers:
            worker.join(timeout=10 if not left else 0)
            if worker.is_alive():
                worker.terminate()
        for worker in workers:
            worker.join(timeout=10)
            if worker.is_alive():  # the interrupt came while something swallowed it
                worker.kill()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("a worker ended with an error; see above")
