"""Notify is killed with -9 at full speed: of what it had handed over at most one mail a connection goes again."""

from collections import Counter

import pytest

from tests.support import crowd
from tests.support.installation import Installation
from tests.support.relay import FakeRelay

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

PEOPLE = 900
KILLS = 3
CONNECTIONS = 4


async def test_a_killed_notify_sends_at_most_one_mail_a_connection_again(tmp_path):
    async with FakeRelay() as relay:
        installation = Installation(
            tmp_path / "d",
            "--scenario", str(crowd.write(tmp_path / "many.toml", PEOPLE, domains=10)),
            environ={"KALLELSE_UP_SMTP_PORT": str(relay.port), "KALLELSE_RETRY_SECONDS": "1"},
        )  # fmt: skip
        await installation.start()
        try:
            cohort, _ = await crowd.new_cohort(installation, "Alla")
            answer = await installation.api.post(f"/cohorts/{cohort['id']}/invite")
            assert answer.is_success, answer.text
            for kill in range(1, KILLS + 1):
                await relay.wait_for(kill * PEOPLE // (KILLS + 2), seconds=60)
                installation.kill("notify")
            await relay.wait_for(PEOPLE, seconds=90)
            await installation.settled(seconds=60)
        finally:
            await installation.stop()

    times = Counter(mail.to for mail in relay.taken)
    assert len(times) == PEOPLE
    again = len(relay.taken) - PEOPLE
    # No mail hangs, so no spare connection opens.
    assert again <= KILLS * CONNECTIONS
    messages = {(mail.to, mail.message) for mail in relay.taken}
    assert len(messages) == PEOPLE
