"""g. Four operations with one, four and sixteen times the data: their cost should stay the same."""

import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Final
from uuid import uuid4

import asyncpg
import msgspec

from infra.local import ports
from tests.bench import apart, bare, invitation_page, ledger, lists, load, population, registrations
from tests.bench.figures import Figure, figure
from tests.bench.population import Made
from tests.bench.running import BenchInstallation, Start

_TIMES: Final = (1, 4, 16)
_HOLDERS: Final = 100
_ROUNDS: Final = 5
_PATH: Final = "/api/v1/registrations"
_READS: Final = frozenset({"the invitation page", "a list page"})
_WHAT: Final = "1×, by what something bare took then and now"


class Taken(msgspec.Struct, frozen=True):
    """How long an operation and its reference took, in ms."""

    ours: float
    bare: float


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    whole = population.Size(people=160, cohorts=16, registrations=160) if quick else population.FULL
    each, holders, rounds = (5, 5, 1) if quick else (40, _HOLDERS, _ROUNDS)
    taken: dict[str, list[Taken]] = {}
    with tempfile.TemporaryDirectory() as folder:
        bare.write_page(folder, "x" * 20_000)
        port = ports.free()
        async with start() as there, apart.served(bare.serve, port, there.pair.database_url, folder):
            cohort_id, session_id = await registrations.cohort(there, None)
            await _register(there.port, _PATH, there, cohort_id, holders)
            await there.mails(holders)
            before = 0
            for factor in _TIMES:
                size = whole.part((factor - before) / _TIMES[-1])
                made = await population.add(there.pair.database_url, there.organiser_id, size)
                await ledger.add(there.pair.database_url)
                await _rest(there)
                before = factor
                operations = _operations(there, made, session_id, each=each, holders=holders)
                for ours in operations.values():  # for caches, plans and pages; not measured
                    await ours()
                measured: dict[str, list[Taken]] = {name: [] for name in operations}
                for _ in range(rounds):
                    for name, ours in operations.items():
                        measured[name].append(
                            await _compared(name, ours, there, port=port, cohort_id=cohort_id, each=each)
                        )
                for name, found in measured.items():
                    taken.setdefault(name, []).append(_middle_of(found))
    return [
        figure(
            f"g. {name} at {factor}×", median.ours, "ms",
            against=median.bare * (medians[0].ours / medians[0].bare), what=_WHAT if factor > 1 else "itself",
            at_most=1.5 if factor == _TIMES[-1] else None,
        )
        for name, medians in taken.items()
        for factor, median in zip(_TIMES, medians, strict=True)
    ]  # fmt: skip


async def _rest(there: BenchInstallation) -> None:
    """Run VACUUM ANALYZE and a checkpoint now, so that they do not run during the measurement."""
    await there.settled()
    conn = await asyncpg.connect(there.pair.database_url)
    try:
        await conn.execute("vacuum analyze")
        await conn.execute("checkpoint")
    finally:
        await conn.close()


async def _compared(
    name: str,
    ours: Callable[[], Awaitable[float]],
    there: BenchInstallation,
    *,
    port: int,
    cohort_id: str,
    each: int,
) -> Taken:
    """Measure an operation, and its reference just before and after, because the speed of the machine varies.

    The reference is a bare page for operations that read, and a bare insert for those that write.
    """

    async def plain() -> list[float]:
        if name in _READS:
            paths = ["/page"] * each
            return (await apart.run(load.put, port, 1, 60.0, invitation_page.once, paths)).times
        return (await _register(port, "/bare", there, cohort_id, each)).times

    times = await plain()
    taken = await ours()
    times += await plain()
    return Taken(ours=taken, bare=median(times) * 1000)


def _middle_of(found: Sequence[Taken]) -> Taken:
    """Return the round with the median ratio of operation to reference."""
    return sorted(found, key=lambda turn: turn.ours / turn.bare)[len(found) // 2]


def _operations(
    there: BenchInstallation, made: Made, session_id: str, *, each: int, holders: int
) -> dict[str, Callable[[], Awaitable[float]]]:
    """The operations by name; each returns the median of its times, in ms."""

    async def page() -> float:
        paths = [there.link("i", invitation_id) for invitation_id in made.invitations[:each]]
        return _middle(await apart.run(load.put, there.port, 1, 60.0, invitation_page.once, paths))

    async def listed() -> float:
        paths = [f"/registrations?cohort_id={made.cohorts[n % len(made.cohorts)]}" for n in range(each)]
        return _middle(await apart.run(load.put, there.port, 1, 60.0, lists.requests, there.token, paths))

    async def registration() -> float:
        cohort_id, _ = await registrations.cohort(there, None)
        await there.sink.ask("take")
        times = await _register(there.port, _PATH, there, cohort_id, each)
        await there.mails(each)
        return _middle(times)

    async def move() -> float:
        return await _move(there, session_id, holders)

    return {
        "the invitation page": page,
        "a list page": listed,
        "a registration": registration,
        f"a move with {holders} holders": move,
    }


def _middle(answers: load.LoadResult) -> float:
    return median(answers.times) * 1000


async def _register(
    port: int, path: str, there: BenchInstallation, cohort_id: str, number: int
) -> load.LoadResult:
    return await apart.run(
        load.put, port, 1, 60.0, registrations.some, number, path, there.token, [cohort_id], uuid4().hex
    )


async def _move(there: BenchInstallation, session_id: str, holders: int) -> float:
    """Milliseconds from the request until the mail server has accepted the last holder's mail."""
    await there.settled()
    await there.sink.ask("take")
    session = (await there.api.get(f"/sessions/{session_id}")).json()
    change = {
        key: (datetime.fromisoformat(session[key]) + timedelta(days=1)).isoformat()
        for key in ("starts_at", "ends_at")
    }
    began = time.monotonic()
    answer = await there.api.patch(f"/sessions/{session_id}", json=change)
    assert answer.is_success, answer.text
    accepted = await there.mails(holders)
    return (max(accepted.times) - began) * 1000


def plot(figures: Sequence[Figure]) -> str:
    """Draw an SVG of each operation's ratio by the size of the data; a flat line is the goal."""
    lines: dict[str, list[float]] = {}
    for measured in figures:
        lines.setdefault(measured.name.removeprefix("g. ").rpartition(" at ")[0], []).append(
            measured.ratio or 0.0
        )
    top = max(2.0, *(ratio for ratios in lines.values() for ratio in ratios))
    colours = ("#0b5394", "#b45f06", "#38761d", "#741b47")

    def at(n: int, ratio: float) -> str:
        return f"{80 + n * 220},{340 - ratio / top * 300:.1f}"

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 400" font-family="sans-serif" font-size="13">',
        "<title>Time of an operation by the size of the data; at 1× it is one, and what the machine did is taken out</title>",
        '<rect width="800" height="400" fill="white"/>',
    ]
    for ratio in (0.0, 0.5, 1.0, 1.5, 2.0):
        y = at(0, ratio).partition(",")[2]
        parts.append(f'<path d="M80 {y}H520" stroke="{"#c00" if ratio == 1.5 else "#ddd"}"/>')
        parts.append(f'<text x="70" y="{y}" text-anchor="end">{ratio:g}</text>')
    parts += [
        f'<text x="{80 + n * 220}" y="365" text-anchor="middle">{factor}×</text>'
        for n, factor in enumerate(_TIMES)
    ]
    for colour, (name, ratios) in zip(colours, lines.items(), strict=True):
        points = " ".join(at(n, ratio) for n, ratio in enumerate(ratios))
        x, _, y = points.rpartition(" ")[2].partition(",")
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{float(x) + 8}" y="{y}" fill="{colour}">{name}: {ratios[-1]:.2f}</text>')
    return "\n".join([*parts, "</svg>", ""])
