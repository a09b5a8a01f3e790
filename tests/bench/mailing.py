"""c. Calling thousands of people, and moving their session; compared with a bare loop that sends the same bytes."""

import tempfile
import time
from collections.abc import Awaitable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from tests.bench import apart, bare_mail
from tests.bench.figures import Figure, figure
from tests.bench.running import BenchInstallation, Memory, Start, cpu_seconds
from tests.support import crowd

_PEOPLE: Final = 5_650
_FEW: Final = 565
QUICK: Final = 40


class Mailed(msgspec.Struct, frozen=True, kw_only=True):
    """One mailing: seconds until the first mail and until the last, CPU seconds, and the same of the bare loop."""

    first: float
    seconds: float
    bare_seconds: float
    cpu: float
    bare_cpu: float
    connections: int


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    if quick:
        mailed, memory = await _both(start, QUICK, 1)
        return [*_of("all in one domain", QUICK, mailed), *memory]
    few, many, domains = _FEW, _PEOPLE, 290
    small, _ = await _both(start, few, 1)
    one_domain, memory = await _both(start, many, 1)
    spread, _ = await _both(start, many, domains)
    figures = [
        *_of("all in one domain", many, one_domain),
        *_of(f"in {domains} domains", many, spread),
    ]
    for n, what in enumerate(("invite", "move")):
        cost, before = (mailed[n].cpu / people for mailed, people in ((one_domain, many), (small, few)))
        figures.append(
            figure(
                f"c. {what}: processor time a mail, {many:,} people", cost * 1000, "ms",
                against=before * 1000, what=f"{few} people", at_most=1.25,
            )
        )  # fmt: skip
    return figures + memory


def _of(spread: str, people: int, mailed: tuple[Mailed, Mailed]) -> list[Figure]:
    figures = []
    for what, mails in zip(("invite", "move"), mailed, strict=True):
        named = f"c. {what}, {people:,} people {spread}"
        loop = f"a bare loop, {mails.connections} connections"
        figures += [
            figure(
                named,
                people / mails.seconds,
                "mails/s",
                against=people / mails.bare_seconds,
                what=loop,
                at_least=0.7,
            ),
            figure(
                f"{named}: processor time a mail",
                mails.cpu / people * 1000,
                "ms",
                against=mails.bare_cpu / people * 1000,
                what="the bare loop",
            ),
            figure(f"{named}: the first mail after", mails.first, "s", value_at_most=1.0),
        ]
    return figures


async def _both(start: Start, people: int, domains: int) -> tuple[tuple[Mailed, Mailed], list[Figure]]:
    """Call everybody to one session, then move it. Returns both mailings and the figures of memory."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = crowd.write(Path(folder) / "crowd.toml", people, domains=domains)
        async with start(scenario) as there:
            cohort, [session] = await crowd.new_cohort(there, "Alla", kind="kallelse")
            await there.settled()
            memory = Memory(there.pids)
            before = memory.now()
            memory.reset()
            invited = await mailed(there, people, there.api.post(f"/cohorts/{cohort['id']}/invite", json={}))
            after = memory.now()
            starts_at, ends_at = (
                (datetime.fromisoformat(session[key]) + timedelta(days=1)).isoformat()
                for key in ("starts_at", "ends_at")
            )
            change = {"starts_at": starts_at, "ends_at": ends_at}
            moved = await mailed(there, people, there.api.patch(f"/sessions/{session['id']}", json=change))
            peak, at_last = memory.peak(), memory.now()
    memory_figures = [
        figure(f"c. memory of {name}, after moving {people:,}", at_last[name], "MB",
               against=after[name], what="after inviting them", at_most=1.15)
        for name in before
    ] + [
        figure(f"c. memory of {name}, at most", peak[name], "MB", against=before[name], what="at rest before", at_most=2)
        for name in before
    ]  # fmt: skip
    return (invited, moved), memory_figures


async def mailed(there: BenchInstallation, people: int, request: Awaitable[Any]) -> Mailed:
    """Make the request, wait for the last mail, then send the same bytes with the bare loop."""
    await there.sink.ask("take")
    cpu = cpu_seconds(there.pids)
    began = time.monotonic()
    answer = await request
    assert answer.is_success, answer.text
    accepted = await there.mails(people)
    assert len({to for to, _ in accepted.who}) == len(accepted.who) == people, "one mail to each"
    await there.settled()
    used = cpu_seconds(there.pids) - cpu
    message_ids = [message_id.decode() for _, message_id in accepted.who]
    mails = [
        ("bench@kallelse.example", row["to_address"], row["message"])
        for row in await there.db.fetch(
            "select to_address, message from notify.delivery where message_id = any($1)", message_ids
        )
    ]
    assert len(mails) == people, "every mail is in the ledger"
    bare_began, bare_cpu = await apart.run(bare_mail.send, there.pair.ports.smtp, accepted.connections, mails)
    sent = await there.mails(people)
    return Mailed(
        first=min(accepted.times) - began,
        seconds=max(accepted.times) - began,
        bare_seconds=max(sent.times) - bare_began,
        cpu=used,
        bare_cpu=bare_cpu,
        connections=accepted.connections,
    )
