"""a. Registering over the API, compared with the same SQL run by pgbench, and with a bare route that inserts one row."""

import itertools
import json
import os
import signal
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from statistics import mean
from typing import Any, Final
from uuid import UUID, uuid4

from infra.local import ports
from services.registration.store import bulk_registration, seats
from services.registration.store.health import invariants
from shared import times
from tests.bench import apart, bare, load, pgbench
from tests.bench.figures import Figure, figure
from tests.bench.load import LoadResult
from tests.bench.running import BenchInstallation, Start

_CLIENTS: Final = (1, 8, 32)
# The size of the events about a new person and about a registration with one seat.
_NOTHING_SEEN: Final = ("row_version", "counted_in", "taken", "seats_in_all", "next_position")
_EVENT_BYTES: Final = {"person": 250, "registration": 520}


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    clients, seconds, turns, spread = ((2,), 0.5, 1, 2) if quick else (_CLIENTS, 2.5, 2, 50)
    async with start() as there:
        with tempfile.TemporaryDirectory() as folder:
            port = ports.free()
            async with apart.served(bare.serve, port, there.pair.database_url, folder):
                hot, _ = await cohort(there, 400)
                whole = await _register(there, clients[-1], seconds, [hot])
                # Autovacuum would do so within a minute; until then PostgreSQL plans for empty tables.
                await there.db.execute("analyze")
                # Notify is paused from here on: it would compete for the cores only when the API is measured, not with pgbench.
                os.kill(there.pids["notify"], signal.SIGSTOP)
                figures = [
                    figure(
                        f"a. one hot cohort, {clients[-1]} clients, confirmations mailed meanwhile",
                        whole.rate,
                        "/s",
                    )
                ]
                for n in clients:
                    figures += await _at(there, port, n, seconds=seconds, turns=turns, spread=spread)
                os.kill(there.pids["notify"], signal.SIGCONT)
        overbooked = await there.db.fetchval(invariants.OVERBOOKED)
        miscounted = await there.db.fetchval(invariants.MISCOUNTED)
    return [
        *figures,
        figure("a. sessions overbooked after it all", overbooked + miscounted, "", value_at_most=0),
    ]


async def _at(
    there: BenchInstallation, bare_port: int, clients: int, *, seconds: float, turns: int, spread: int
) -> list[Figure]:
    """Measure each way of registering for `seconds`, and repeat that `turns` times."""
    ours_hot: list[LoadResult] = []
    ours_spread: list[LoadResult] = []
    least: list[LoadResult] = []
    by_pgbench: list[float] = []
    many = [(await cohort(there, None))[0] for _ in range(spread)]
    for _ in range(turns):
        hot, _ = await cohort(there, 400)
        ours_hot.append(await _register(there, clients, seconds, [hot]))
        by_pgbench.append(await _by_pgbench(there, clients, seconds))
        ours_spread.append(await _register(there, clients, seconds, many))
        least.append(
            await apart.run(
                load.put, bare_port, clients, seconds, requests, "/bare", there.token, many, uuid4().hex
            )
        )
    named = f"{clients} client{'s' if clients > 1 else ''}"
    hot_load, spread_load = load.added(ours_hot), load.added(ours_spread)
    for result in (hot_load, spread_load):
        assert set(result.statuses) == {"201"}, result.statuses
    return [
        figure(
            f"a. one hot cohort, {named}", hot_load.rate, "/s",
            against=mean(by_pgbench), what="the same SQL by pgbench", at_least=0.6,
        ),
        figure(
            f"a. spread over {len(many)} cohorts, {named}", spread_load.rate, "/s",
            against=load.added(least).rate, what="a bare route, one insert", at_least=0.5,
        ),
        figure(f"a. spread, {named}: 95th percentile", spread_load.percentile(0.95) * 1000, "ms",
               against=load.added(least).percentile(0.95) * 1000, what="a bare route, one insert"),
    ]  # fmt: skip


async def _register(
    there: BenchInstallation, clients: int, seconds: float, cohort_ids: list[str]
) -> LoadResult:
    return await apart.run(
        load.put, there.port, clients, seconds,
        requests, "/api/v1/registrations", there.token, cohort_ids, uuid4().hex,
    )  # fmt: skip


def requests(path: str, token: str, cohort_ids: list[str], suffix: str) -> Iterator[bytes]:
    """Yield registrations of new people without end, for each cohort in turn."""
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    for n, cohort_id in zip(itertools.count(), itertools.cycle(cohort_ids), strict=False):
        person = {"name": f"Åsa Prov{n}", "email": f"p{n}.{suffix}@d{n % 290}.example"}
        body = json.dumps({"cohort_id": cohort_id, "person": person}).encode()
        yield f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def some(number: int, *what: Any) -> Iterator[bytes]:
    """Yield `number` of these requests."""
    return itertools.islice(requests(*what), number)


async def cohort(there: BenchInstallation, capacity: int | None) -> tuple[str, str]:
    """Create and publish a cohort with one session, open to all. Returns the ids of both."""
    programmes = await there.all("/programmes")
    if not programmes:
        programmes = [await there.made("/programmes", {"title": "Prov", "registration": "open"})]
    new = await there.made(
        "/cohorts",
        {"programme_id": programmes[0]["id"], "name": f"Omgång {uuid4().hex[:6]}", "capacity": capacity},
    )
    start = times.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=40)
    session: dict[str, Any] = await there.made(
        "/sessions",
        {
            "cohort_id": new["id"],
            "title": "Träff",
            "mode": "digital",
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=2)).isoformat(),
        },
    )
    answer = await there.api.post(f"/cohorts/{new['id']}/publish")
    assert answer.is_success, answer.text
    return new["id"], session["id"]


async def _by_pgbench(there: BenchInstallation, clients: int, seconds: float) -> float:
    """Transactions per second of the faster of the action's two paths: deciding on the last known state, or locking first."""
    rates = []
    for remembers in (True, False):
        script = _script(there.organiser_id, *await cohort(there, 400), remembers=remembers)
        rates.append(
            await pgbench.rate(
                there.pair.database_url, script, clients=clients, seconds=seconds, begins_with=_NOTHING_SEEN
            )
        )
    return max(rates)


def _script(organiser_id: UUID, cohort_id: str, session_id: str, *, remembers: bool) -> str:
    """The statements that the action `register` executes, as a pgbench script that registers a new person each time."""
    tenant, there = f"'{organiser_id}'::uuid", f"'{cohort_id}'::uuid"
    has_seat = ":taken::int < :seats_in_all::int"
    entry = {
        "cohort_id": cohort_id, "calendar": "invitations",
        "registration_id": "%s", "registered_at": "%s", "status": "%s", "answers": {}, "person_id": "%s", "name": "Åsa Prov",
        "name_sort": "{sa prov", "name_search": "asa prov", "email": "%s@d1.example", "email_key": "%s@d1.example",
        "language": "sv", "seats": [{"id": "%s", "session_id": session_id, "status": "%s", "position": "%s"}],
        "correlation_id": "a" * 32, "person_event_id": "%s", "person": {"a": "a" * _EVENT_BYTES["person"]},
        "registration_event_id": "%s", "registration": {"a": "a" * _EVENT_BYTES["registration"]},
    }  # fmt: skip
    batch = {"cohort_id": cohort_id, "version_token": "%s"}
    values = [
        "uuidv7()", "now()", f"case when {has_seat} then 'registered' else 'waiting' end", "uuidv7()", ":who::text", ":who::text",
        "uuidv7()", f"case when {has_seat} then 'confirmed' else 'waiting' end",
        f"case when {has_seat} then 'null' else :next_position::text end", "uuidv7()", "uuidv7()",
    ]  # fmt: skip
    entries = json.dumps([entry]).replace('"position": "%s"', '"position": %s')
    register = pgbench.bound(
        bulk_registration.REGISTER,
        {
            1: tenant, 2: f"format('{json.dumps([batch])}', :row_version::text || ' ' || :counted_in::text)",
            3: f"format('{entries}', {', '.join(values)})", 4: f"array[{there}]", 5: f"array['{session_id}'::uuid]",
            6: f"array[:taken::int + ({has_seat})::int]", 7: f"array[:next_position::bigint + (not {has_seat})::int]",
        },
    )  # fmt: skip
    lock = pgbench.bound(seats.LOCK_COHORT, {1: tenant, 2: there})
    count = pgbench.bound(seats.COUNT_WAITING, {1: tenant, 2: f"array['{session_id}'::uuid]"})
    return "\n".join(
        [
            r"\set who random(1, 1000000000000)",
            r"\set done_counted_in 0",
            *([f"{register}\n\\aset done_"] if remembers else []),
            r"\if :done_counted_in = 0",
            "begin;",
            f"{lock}\n\\gset",
            r"\if :taken >= :seats_in_all",
            f"{count};",
            r"\endif",
            f"{register}\n\\gset done_",
            "commit;",
            r"\endif",
            r"\set counted_in :done_counted_in",
            r"\if :taken < :seats_in_all",
            r"\set taken :taken + 1",
            r"\else",
            r"\set next_position :next_position + 1",
            r"\endif",
        ]
    )
