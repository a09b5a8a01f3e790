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
