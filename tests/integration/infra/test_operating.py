"""What an operator is told by `kallelse check` and can do about it."""

import asyncio

import pytest

from infra import cli
from shared import ids

EVENT = (
    "insert into outbox (id, organiser_id, kind, payload, status) values ($1, $2, 'person', 'x', 'parked')"
)


@pytest.fixture
def kallelse(database, monkeypatch, capsys):
    """Run a command on the test's database; returns the exit code and what it printed."""
    monkeypatch.setenv("KALLELSE_DATABASE_URL", database.admin_url)

    async def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            await asyncio.to_thread(cli.main, arguments)
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return run


@pytest.mark.parametrize("service", ["registration", "notify"])
async def test_check_fails_while_an_event_is_set_aside_and_replay_offers_it_again(
    kallelse, database, service
):
    pool = await database.pools.get(getattr(database, f"{service}_url"), service)
    assert (await kallelse("check"))[0] == 0
    await pool.execute(EVENT, ids.new(), ids.new())

    code, said = await kallelse("check")
    assert code == 1
    assert [line.split()[:2] for line in said.splitlines() if "parked" in line and "BROKEN" in line] == [
        ["BROKEN", "1"]
    ]

    assert await kallelse("replay") == (0, "1 parked events are offered again\n")
    assert (await kallelse("check"))[0] == 0


@pytest.mark.parametrize(("service", "receiver"), [("registration", "notify"), ("notify", "registration")])
async def test_parked_events_are_named_with_their_receiver_and_reason_without_what_they_say(
    kallelse, database, service, receiver
):
    pool = await database.pools.get(getattr(database, f"{service}_url"), service)
    assert await kallelse("parked") == (0, "no event is parked\n")
    event_id, organiser_id = ids.new(), ids.new()
    await pool.execute(EVENT.replace("'x'", "'karin@nora.example'"), event_id, organiser_id)
    await pool.execute("update outbox set reason = 'ValueError', answered_at = '2027-01-20 09:00Z'")
    await pool.execute(EVENT, ids.new(), organiser_id)

    code, said = await kallelse("parked", "--most", "1")

    assert code == 1
    line, then = said.splitlines()
    assert line == (
        f"2027-01-20 09:00 UTC  to {receiver}  person  {event_id}  organiser {organiser_id}  ValueError"
    )
    assert then == "mend the cause, then: kallelse replay"
