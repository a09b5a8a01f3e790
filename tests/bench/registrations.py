"""a. Registering over the API: beside the same SQL by pgbench, and beside a bare route with one statement."""

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
from services.registration.store import invariants, registering, seats
from shared import times
from shared.channel import outbox
from tests.bench import apart, bare, load, pgbench
from tests.bench.figures import Figure, figure
from tests.bench.load import Load
from tests.bench.running import Running, Start

_CLIENTS: Final = (1, 8, 32)
# As large as what is told of a new person and of a registration with one seat.
_TOLD: Final = ("decode(repeat('61', 250), 'hex')", "decode(repeat('61', 520), 'hex')")


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    clients, seconds, turns, spread = ((2,), 0.5, 1, 2) if quick else (_CLIENTS, 2.5, 2, 50)
    async with start() as there:
        with tempfile.TemporaryDirectory() as folder:
            port = ports.free()
            async with apart.served(bare.serve, port, there.pair.database_url, folder):
                hot, _ = await cohort(there, 400)
                whole = await _register(there, clients[-1], seconds, [hot])
                # From here notify stands still: pgbench has no such companion, and the cores are shared.
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
    there: Running, bare_port: int, clients: int, *, seconds: float, turns: int, spread: int
) -> list[Figure]:
    """Take turns: each way of registering for a while, then all of them again."""
    ours_hot: list[Load] = []
    ours_spread: list[Load] = []
    least: list[Load] = []
    by_pgbench: list[float] = []
    many = [(await cohort(there, None))[0] for _ in range(spread)]
    for _ in range(turns):
        hot, _ = await cohort(there, 400)
        ours_hot.append(await _register(there, clients, seconds, [hot]))
        cohort_id, session_id = await cohort(there, 400)
        script = _script(there.organiser_id, cohort_id, session_id)
        by_pgbench.append(
            await pgbench.rate(there.pair.database_url, script, clients=clients, seconds=seconds)
        )
        ours_spread.append(await _register(there, clients, seconds, many))
        least.append(
            await apart.run(
                load.put, bare_port, clients, seconds, requests, "/bare", there.token, many, uuid4().hex
            )
        )
    named = f"{clients} client{'s' if clients > 1 else ''}"
    hot_load, spread_load = load.added(ours_hot), load.added(ours_spread)
    for one in (hot_load, spread_load):
        assert set(one.statuses) == {"201"}, one.statuses
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


async def _register(there: Running, clients: int, seconds: float, cohort_ids: list[str]) -> Load:
    return await apart.run(
        load.put, there.port, clients, seconds,
        requests, "/api/v1/registrations", there.token, cohort_ids, uuid4().hex,
    )  # fmt: skip


def requests(path: str, token: str, cohort_ids: list[str], mark: str) -> Iterator[bytes]:
    """Somebody new each time, the cohorts in turn."""
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    for n, cohort_id in zip(itertools.count(), itertools.cycle(cohort_ids), strict=False):
        person = {"name": f"Åsa Prov{n}", "email": f"p{n}.{mark}@d{n % 290}.example"}
        body = json.dumps({"cohort_id": cohort_id, "person": person}).encode()
        yield f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def some(number: int, *what: Any) -> Iterator[bytes]:
    """So many of them."""
    return itertools.islice(requests(*what), number)


async def cohort(there: Running, capacity: int | None) -> tuple[str, str]:
    """A published cohort with one session, open to all."""
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


def _script(organiser_id: UUID, cohort_id: str, session_id: str) -> str:
    """What the action `register` executes, statement by statement, for somebody new each time."""
    tenant = f"'{organiser_id}'::uuid"
    has_seat = ":taken::int < :seats_in_all::int"
    status = f"case when {has_seat} then 'confirmed' else 'waiting' end"
    position = f"case when {has_seat} then null else :next_position::bigint end"
    hold = pgbench.bound(seats.HOLD, {1: tenant, 2: f"'{cohort_id}'::uuid", 3: "null::uuid[]"})
    register = pgbench.bound(
        registering.REGISTER,
        {
            1: tenant, 2: "uuidv7()", 3: "'Åsa Prov'", 4: "'{sa prov'", 5: "'asa prov'",
            6: "'p' || :who::text || '@d1.example'", 7: "'p' || :who::text || '@d1.example'", 8: "'sv'",
            9: "uuidv7()", 10: f"'{cohort_id}'::uuid",
            11: f"case when {has_seat} then 'registered' else 'waiting' end",
            12: "'form'", 13: "'invitations'", 14: "null::text", 15: "null::text", 16: "'{}'::jsonb", 17: "now()",
            18: "array[uuidv7()]", 19: f"array['{session_id}'::uuid]", 20: f"array[{status}]", 21: f"array[{position}]",
        },
    )  # fmt: skip
    tell = pgbench.bound(
        outbox.ADD,
        {
            1: "array[uuidv7(), uuidv7()]", 2: f"array[{tenant}, {tenant}]", 3: "array['person', 'registration']",
            4: f"array[{', '.join(_TOLD)}]", 5: "null::text", 6: "null::timestamptz",
        },
    )  # fmt: skip
    return "\n".join(
        [
            r"\set who random(1, 1000000000000)",
            "begin;",
            f"{hold}\n\\gset",
            f"{register};",
            f"{tell};",
            "commit;",
        ]
    )
