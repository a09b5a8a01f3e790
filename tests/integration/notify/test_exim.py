"""Debian's Exim as the relay: nothing waits in its queue, a slow filter gets each mail once, its refusals are understood."""

import pytest

from tests.support.exim import Exim, skip_without_exim
from tests.support.notify_mails import COMMON, ahead, confirmation, somebody


@pytest.fixture(autouse=True)
def exim_is_there():
    skip_without_exim()


def people(count):
    return [one for n in range(count) for one in somebody(f"P{n} Ek", f"p{n}@d{n % 5}.example")]


async def test_exim_delivers_every_mail_of_a_mailing_and_queues_none(post, tmp_path):
    await post.tell(*COMMON, ahead(), *people(60))
    async with Exim(tmp_path / "exim") as relay:
        post.start(port=relay.port, timeout=10)

        assert len(await relay.wait_for(60)) == 60
        await post.stop()


async def test_exim_with_a_filter_that_takes_longer_than_other_replies_delivers_each_mail_once(
    post, tmp_path
):
    await post.tell(*COMMON, ahead(), *people(4))
    async with Exim(tmp_path / "exim", at_message="  warn delay = 3s") as relay:
        post.start(port=relay.port, timeout=1.5, data_timeout=30)

        await relay.wait_for(4)
        for n in range(4):
            assert (await post.until(confirmation(f"P{n} Ek"), "sent"))["attempts"] == 1
        assert len(relay.delivered()) == 4
        await post.stop()


async def test_one_recipient_that_exim_defers_holds_up_nobody_at_its_domain(post, tmp_path):
    await post.tell(*COMMON, ahead(), *somebody("Full Ek", "full@d1.example"), *people(20))
    defers = "  defer local_parts = full\n        message = mailbox is full"
    async with Exim(tmp_path / "exim", at_recipient=defers) as relay:
        post.start(port=relay.port, timeout=10, wait=60)

        await relay.wait_for(20)
        assert (await post.until(confirmation("Full Ek"), "deferred"))["last_answer"] == "451 mailbox is full"
        await post.stop()


async def test_an_exim_that_does_not_relay_for_us_fails_no_mail_and_gets_all_when_it_does(post, tmp_path):
    await post.tell(*COMMON, ahead(), *people(20))
    allowed = tmp_path / "allowed"
    denies = f"  deny !condition = ${{if exists{{{allowed}}}}}\n       message = relay not permitted"
    async with Exim(tmp_path / "exim", at_recipient=denies) as relay:
        post.start(port=relay.port, timeout=10, wait=0.3)
        await post.until(confirmation("P9 Ek"), "deferred")
        await post.quiet(seconds=1.5)
        assert set((await post.statuses()).values()) <= {"deferred", "sending"}
        assert await post.pool.fetchval("select answer from relay") == "550 relay not permitted"

        allowed.touch()

        assert len(await relay.wait_for(20)) == 20
        await post.stop()
