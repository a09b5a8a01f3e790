"""g. The same four things with one, four and sixteen times the data: what they cost should stay flat."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Final
from uuid import uuid4

from tests.bench import apart, invitation_page, ledger, lists, load, population, registrations
from tests.bench.figures import Figure, figure
from tests.bench.population import Made
from tests.bench.running import Running, Start

_TIMES: Final = (1, 4, 16)
_HOLDERS: Final = 100


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    whole = population.Size(people=160, cohorts=16, registrations=160) if quick else population.FULL
    each, moves, holders = (5, 1, 5) if quick else (100, 3, _HOLDERS)
    taken: dict[int, dict[str, float]] = {}
    async with start() as there:
        cohort_id, session_id = await registrations.cohort(there, None)
        await _register(there, cohort_id, holders)
        await there.mails(holders)
        before = 0
        for factor in _TIMES:
            size = whole.part((factor - before) / _TIMES[-1])
            made = await population.add(there.pair.database_url, there.organiser_id, size)
            await ledger.add(there.pair.database_url)
            before = factor
            taken[factor] = {
                **await _answers(there, made, each),
                "a move with 100 holders": median(
                    [await _move(there, session_id, holders) for _ in range(moves)]
                ),
            }
    return [
        figure(
            f"g. {name} at {factor}×", milliseconds, "ms",
            against=taken[1][name] if factor > 1 else None, what="at 1×" if factor > 1 else "",
            at_most=1.5 if factor == _TIMES[-1] else None,
        )
        for name in taken[1]
        for factor, milliseconds in ((factor, taken[factor][name]) for factor in _TIMES)
    ]  # fmt: skip


async def _answers(there: Running, made: Made, each: int) -> dict[str, float]:
    """The middle of many answers, one at a time, in ms."""
    cohort_id, _ = await registrations.cohort(there, None)
    pages = [there.link("i", one) for one in made.invitations[:each]]
    listed = [f"/registrations?cohort_id={made.cohorts[n % len(made.cohorts)]}" for n in range(each)]
    loads = {
        "the invitation page": await apart.run(load.put, there.port, 1, 60.0, invitation_page.once, pages),
        "a list page": await apart.run(load.put, there.port, 1, 60.0, lists.requests, there.token, listed),
        "a registration": await _register(there, cohort_id, each),
    }
    await there.mails(each)
    return {name: median(one.times) * 1000 for name, one in loads.items()}


async def _register(there: Running, cohort_id: str, number: int) -> load.Load:
    return await apart.run(
        load.put, there.port, 1, 60.0,
        registrations.some, number, "/api/v1/registrations", there.token, [cohort_id], uuid4().hex,
    )  # fmt: skip


async def _move(there: Running, session_id: str, holders: int) -> float:
    """From the request until the last holder's mail has been taken, in ms."""
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
    """A drawing of how the time of each thing follows the data; flat is as it should be."""
    lines: dict[str, list[float]] = {}
    for one in figures:
        lines.setdefault(one.name.removeprefix("g. ").rpartition(" at ")[0], []).append(one.value)
    top = max(2.0, *(value / values[0] for values in lines.values() for value in values))
    colours = ("#0b5394", "#b45f06", "#38761d", "#741b47")

    def at(n: int, ratio: float) -> str:
        return f"{80 + n * 220},{340 - ratio / top * 300:.1f}"

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 400" font-family="sans-serif" font-size="13">',
        "<title>Time of an operation by the size of the data, 1× being one</title>",
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
    for colour, (name, values) in zip(colours, lines.items(), strict=True):
        points = " ".join(at(n, value / values[0]) for n, value in enumerate(values))
        x, _, y = points.rpartition(" ")[2].partition(",")
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{float(x) + 8}" y="{y}" fill="{colour}">{name}: {values[-1]:.3g} ms</text>')
    return "\n".join([*parts, "</svg>", ""])
