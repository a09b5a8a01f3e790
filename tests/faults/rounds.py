"""One round: a load, one to three faults at random moments, then the verdict."""

import asyncio
import contextlib
import random
import time
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import judge, kinds
from tests.faults.judge import Verdict
from tests.faults.load import RoundLoad
from tests.faults.mail_watcher import MailWatcher
from tests.faults.place import PATIENCE_SECONDS, PEOPLE, Place
from tests.support import crowd
from tests.support.waiting import until

# The points at which a fault may strike: the query must return true before. None: any moment.
POINTS = {
    "any moment": None,
    "the first invitations are written": "select exists (select from registration.invitation where cohort_id = $1)",
    "the first events have arrived": "select exists (select from notify.snapshot where cohort_id = $1 and kind = 'invitation')",
    "the first mails are claimed": "select exists (select from notify.delivery where cohort_id = $1 and status in ('sending', 'sent'))",
    "half of the invitations are sent": (
        "select count(*) > (select count(*) from registration.invitation where cohort_id = $1) / 2 from notify.delivery where cohort_id = $1 and status = 'sent'"
    ),
    "the first have answered": "select exists (select from registration.registration where cohort_id = $1)",
    "confirmations go out": "select exists (select from notify.delivery where cohort_id = $1 and kind = 'confirmation')",
}
SETTLED = """
select not exists (select from registration.outbox where status = 'open')
   and not exists (select from notify.outbox where status = 'open')
   and not exists (select from notify.unit_due)
   and not exists (select from notify.delivery where status in ('sending', 'deferred') or (status = 'planned' and due_at <= now()))
"""
# What a failed round was waiting for.
PROGRESS = """
select (select jsonb_object_agg(status || ' ' || offers, n) from (select status, offers, count(*) as n from registration.outbox where status <> 'done' group by 1, 2) as o) as outbox,
       (select count(*) from notify.unit_due) as to_plan,
       (select jsonb_object_agg(status, n) from (select status, count(*) as n from notify.delivery group by 1) as d) as deliveries,
       (select jsonb_agg(round(extract(epoch from clock_timestamp() - beat_at)::numeric, 1)) from notify.worker) as beats,
       (select jsonb_agg(jsonb_build_array(usename, state, wait_event, now() - xact_start)) from pg_stat_activity where xact_start < now() - interval '5 seconds') as long
"""


@dataclass
class Struck:
    """One fault of a round. `recovery`: seconds until a person who registered after it had the confirmation."""

    kind: str
    point: str
    recovery: float | None = None


@dataclass
class Round:
    """The result of one seed."""

    seed: int
    faults: list[Struck] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    seconds: float = 0.0


@asynccontextmanager
async def a_place(folder: Path, *, people: int = PEOPLE) -> AsyncIterator[Place]:
    """Start an installation, with a cohort in which probes register; stop it afterwards."""
    place = Place(folder, people)
    watching: asyncio.Task[None] | None = None
    try:
        await place.start()
        place.probe_cohort, _ = await crowd.new_cohort(place.installation, "prov")
        place.watcher = MailWatcher(place.installation.mailbox)
        watching = asyncio.create_task(place.watcher.watch())
        yield place
    finally:
        if watching is not None:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        await place.stop()


async def one_round(place: Place, seed: int, *, only: list[str] | None = None) -> Round:
    """Run the round of a seed. Exceptions are recorded in the verdict."""
    began, dice = time.monotonic(), random.Random(seed)
    done = Round(seed)
    names = only or list(kinds.KINDS)
    weights = [kinds.WEIGHTS.get(name, 3) for name in names]
    chosen = dice.choices(names, weights, k=dice.choice([1, 1, 2, 3]))
    done.faults = [Struck(name, dice.choice(list(POINTS))) for name in chosen]
    try:
        await place.watcher.begin_round()
        # The same sixty people in every round, a few seconds apart: none of them may reach the mails of an hour.
        await place.fetch("delete from notify.mail_count returning who")
        load = RoundLoad(place, random.Random(dice.random()), f"{seed}-{int(time.time() * 1000) % 10**8}")
        await load.prepare()
        waits = [dice.uniform(0, 1.5) for _ in done.faults]
        each = [random.Random(dice.random()) for _ in done.faults]
        await asyncio.gather(
            load.run(),
            *(
                _strike(place, load, number, fault=fault, wait=wait, dice=own)
                for number, (fault, wait, own) in enumerate(zip(done.faults, waits, each, strict=True))
            ),
        )
        await place.mend()
        await _settled(place)
        await place.watcher.read()
        done.verdict = await judge.judge(place, place.watcher, load.accepted)
        done.verdict.broken += [
            f"an answer was refused with {status}" for status in load.accepted.refused if status != "422"
        ]
    except Exception as error:  # noqa: BLE001 - any error fails this round only
        trace = "".join(traceback.format_exception(error)[-3:])
        done.verdict.broken.append(f"{type(error).__name__} in {_where(error)}: {trace[-1500:]}")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                done.verdict.broken.append(await _progress(place))
        with contextlib.suppress(Exception):
            await place.mend()
    done.seconds = time.monotonic() - began
    return done


async def _strike(
    place: Place, load: RoundLoad, number: int, *, fault: Struck, wait: float, dice: random.Random
) -> None:
    """Wait for the fault's point, cause it, and measure how long a new registration takes to be confirmed."""
    query = POINTS[fault.point]
    if query is None:
        await asyncio.sleep(wait)
    else:

        async def reached() -> bool:
            return bool((await place.fetch(query, load.accepted.cohort["id"]))[0][0])

        # Another fault of the round may delay the point.
        with contextlib.suppress(TimeoutError):
            await until(reached, seconds=20)
    struck = time.monotonic()
    breaking = asyncio.create_task(kinds.KINDS[fault.kind](place, dice))
    address = await load.probe(number)

    async def confirmed() -> bool:
        return bool(place.watcher.of(address, "confirmation"))

    await until(confirmed, seconds=PATIENCE_SECONDS)
    fault.recovery = time.monotonic() - struck
    await breaking


def _where(error: Exception) -> str:
    """The steps of the round that it was in: what was waited for in vain."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(
        f"{frame.name}:{frame.lineno}" for frame in frames if "/tests/faults/" in frame.filename
    )


async def _progress(place: Place) -> str:
    """Describe what is left to do, and which processes are running."""
    (row,) = await place.fetch(PROGRESS)
    twins = {name: twin.poll() for name, twin in place.twins.items()}
    return (
        f"{dict(row)}, mails seen {len(place.watcher.mails)}, pids {place.run['pids']}, twins ended {twins}"
    )


async def _settled(place: Place) -> None:
    async def nothing_open() -> bool:
        return bool((await place.fetch(SETTLED))[0][0])

    await until(nothing_open, seconds=PATIENCE_SECONDS)
