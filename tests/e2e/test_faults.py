"""Kills, an emptied queue and refusing domains on a whole installation: no mail is lost, doubled or delayed by others.

Each test works on a cohort of its own; most invite six hundred people and cause a fault meanwhile.
"""

import asyncio
import os
import signal
from collections import Counter

import asyncpg
import httpx
import pytest
from redis.asyncio import Redis

from tests.support import crowd
from tests.support.installation import Installation
from tests.support.mail import NO_TLS, Received
from tests.support.waiting import until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

PEOPLE = 600  # more than one step of inviting


@pytest.fixture(scope="module")
async def installation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    running = Installation(
        folder / "d",
        "--scenario", str(crowd.write(folder / "many.toml", PEOPLE, domains=10)),
        environ={"KALLELSE_SMTP_TIMEOUT_SECONDS": "3", "KALLELSE_SMTP_DATA_TIMEOUT_SECONDS": "3", "KALLELSE_RETRY_SECONDS": "1"},
    )  # fmt: skip
    await running.start()
    running.asking = None
    yield running
    if running.asking is not None:
        running.asking.terminate()
    await running.stop()


async def value(installation, query: str, *arguments):
    """Queries the installation's database by a connection that stays, and retries while the database is away."""
    while True:
        try:
            if installation.asking is None or installation.asking.is_closed():
                installation.asking = await asyncpg.connect(installation.run["database_url"], timeout=5)
            return await installation.asking.fetchval(query, *arguments)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            installation.asking = None
            await asyncio.sleep(0.05)


# The named points in the middle of inviting: the condition that must hold when the process is killed.
POINTS = {
    "as the first are told": "select exists (select from registration.invitation where cohort_id = $1)",
    "as the first events arrive": "select exists (select from notify.snapshot where cohort_id = $1 and kind = 'invitation')",
    "as the first mails are claimed": "select exists (select from notify.delivery where cohort_id = $1 and status in ('sending', 'sent'))",
    "as half are sent": f"select count(*) > {PEOPLE // 2} from notify.delivery where cohort_id = $1 and status = 'sent'",
}


async def invite_until(installation, cohort, point: str) -> asyncio.Task:
    """Starts inviting; returns when the point is reached."""
    task = asyncio.create_task(_invite(installation, cohort))

    async def reached():
        return await value(installation, POINTS[point], cohort["id"])

    await until(reached, seconds=60)
    return task


async def _invite(installation, cohort) -> None:
    """Invites, and retries until there is an answer, as a coordinator whose page failed would."""
    while True:
        try:
            answer = await installation.api.post(f"/cohorts/{cohort['id']}/invite")
        except httpx.HTTPError:
            await asyncio.sleep(0.2)
            continue
        if answer.status_code == 200:
            return
        await asyncio.sleep(0.2)


async def every_person_has_exactly_one_invitation(installation, cohort) -> None:
    async def all_sent():
        sent = "select count(*) from notify.delivery where cohort_id = $1 and kind = 'invitation' and status = 'sent'"
        return await value(installation, sent, cohort["id"]) == PEOPLE

    await until(all_sent, seconds=90)
    await installation.settled(seconds=60)
    first: dict[str, Received] = {}
    for mail in await installation.mailbox.all():
        if mail.kind == "invitation":
            # SMTP can guarantee no more: a mail whose answer was lost comes again, as the same message.
            assert first.setdefault(mail.key, mail).raw == mail.raw
    assert len(first) == PEOPLE
    assert len({mail.to for mail in first.values()}) == PEOPLE
    assert len({mail.message_id for mail in first.values()}) == PEOPLE
    code, output = await installation.kallelse("check")
    assert code == 0, output


@pytest.mark.parametrize(
    ("child", "point"),
    [
        ("registration", "as the first are told"),
        ("registration", "as the first events arrive"),
        ("notify", "as the first events arrive"),
        ("notify", "as half are sent"),
        ("redis", "as the first are told"),
        ("redis", "as the first events arrive"),
        ("postgres", "as the first events arrive"),
        ("postgres", "as half are sent"),
    ],
)
async def test_a_killed_process_loses_no_invitation_and_doubles_none(installation, child, point):
    await installation.mailbox.empty()
    cohort, _ = await crowd.new_cohort(installation, f"{child} {point}")
    inviting = await invite_until(installation, cohort, point)
    killed = installation.run["pids"][child]
    os.kill(killed, signal.SIGKILL)

    async def replaced():
        return installation.run["pids"][child] != killed

    await until(replaced, seconds=30)
    await installation.ready()
    await inviting
    await every_person_has_exactly_one_invitation(installation, cohort)


async def test_an_emptied_queue_loses_no_invitation(installation):
    await installation.mailbox.empty()
    cohort, _ = await crowd.new_cohort(installation, "tömd kö")
    inviting = await invite_until(installation, cohort, "as the first are told")
    redis = Redis(unix_socket_path=installation.run["redis_url"].removeprefix("unix://").partition("?")[0])
    for _ in range(20):
        await redis.flushall()
        await asyncio.sleep(0.02)
    await redis.aclose()
    await inviting
    await every_person_has_exactly_one_invitation(installation, cohort)


async def test_receiving_domains_that_refuse_or_hang_do_not_delay_the_others(installation):
    await installation.mailbox.empty()
    async with httpx.AsyncClient(base_url=installation.run["mailbox_url"], verify=NO_TLS) as http:
        faults = {
            "d1.example": "451 4.7.1 wait",
            "d2.example": "550 5.1.1 no such user",
            "d3.example": "hang",
        }
        assert (await http.put("/api/v1/answers", json=faults)).is_success
        cohort, _ = await crowd.new_cohort(installation, "trasiga domäner")
        await _invite(installation, cohort)

        async def the_others_have_theirs():
            sent = "select count(*) from notify.delivery where cohort_id = $1 and status = 'sent'"
            return await value(installation, sent, cohort["id"]) == PEOPLE * 7 // 10

        await until(the_others_have_theirs, seconds=60)
        refused = await installation.all("/deliveries", cohort_id=cohort["id"], status="failed")
        assert len(refused) == PEOPLE // 10
        assert all("550" in delivery["last_answer"] for delivery in refused)
        assert not any("@" in delivery["last_answer"] for delivery in refused)

        async def somebody_waits():
            waiting = await installation.all("/deliveries", cohort_id=cohort["id"], status="deferred")
            return any("451" in (delivery["last_answer"] or "") for delivery in waiting)

        await until(somebody_waits)

        assert (await http.put("/api/v1/answers", json={})).is_success

    async def all_but_the_refused():
        sent = "select count(*) from notify.delivery where cohort_id = $1 and status = 'sent'"
        return await value(installation, sent, cohort["id"]) == PEOPLE * 9 // 10

    await until(all_but_the_refused, seconds=120)


async def test_two_hundred_concurrent_registrations_fill_forty_seats_and_the_rest_are_in_line(installation):
    cohort, [session] = await crowd.new_cohort(installation, "fyrtio platser", capacity=40)

    async def register(n: int):
        body = {"cohort_id": cohort["id"], "person": {"name": f"Sökande {n}", "email": f"s{n}@rush.example"}}
        return await installation.api.post("/registrations", json=body)

    answers = await asyncio.gather(*(register(n) for n in range(200)))

    assert {answer.status_code for answer in answers} == {201}
    assert Counter(answer.json()["seats"][0]["status"] for answer in answers) == {
        "confirmed": 40,
        "waiting": 160,
    }
    seats = await installation.all(f"/sessions/{session['id']}/seats")
    assert len({seat["person_id"] for seat in seats}) == 200
    positions = sorted(seat["position"] for seat in seats if seat["status"] == "waiting")
    assert len(set(positions)) == 160
    assert (await register(7)).status_code == 409
