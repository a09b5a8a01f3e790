"""A relay that refuses us ends no mail: everything waits, the operator is told, and it goes out when it is mended."""

import logging

import pytest

from services.notify.commands import check
from services.notify.store import ledger
from shared import times
from tests.support.notify import a_person, an_invitation
from tests.support.notify_mails import COMMON, ahead, confirmation, somebody
from tests.support.relay import FakeRelay
from tests.support.waiting import until

# Seconds that a slow machine may take; a relay that refuses us is asked again within half a minute.
PATIENCE = 45


@pytest.fixture
async def relay():
    async with FakeRelay() as one:
        yield one


def invited(number, *, domains):
    return [
        event
        for n in range(number)
        for event in (
            a_person(f"Invited {n}", email=f"i{n}@d{n % domains}.example"),
            an_invitation(who=f"Invited {n}", respond_by=None),
        )
    ]


async def statuses(post):
    return set((await post.statuses()).values())


async def are_all_sent(post):
    return await statuses(post) == {"sent"}


async def is_in_trouble(post, trouble):
    async with post.pool.acquire() as conn:
        return (await ledger.status(conn)).relay_trouble == trouble


async def checked(url):
    return {name: (count, holds) for name, count, holds in await check.run(url)}


@pytest.mark.parametrize("when", ["at_sender", "at_recipient", "at_message"])
@pytest.mark.parametrize(
    "refusal",
    [
        ("553 5.7.1 Sender address rejected: not owned by user", 1),
        ("550 5.7.1 Sender address rejected", 40),
        ("554 5.7.1 Relay access denied", 40),
        ("550 relay not permitted", 40),
        ("550 Administrative prohibition", 1),
        ("550 no", 40),
    ],
)
async def test_a_relay_that_refuses_us_fails_none_of_48_mails_and_sends_all_when_mended(
    post, relay, caplog, when, refusal
):
    caplog.set_level(logging.INFO)
    reply, domains = refusal
    setattr(relay, when, lambda _: reply)
    await post.tell(*COMMON, ahead(), *invited(48, domains=domains))
    post.start(port=relay.port, wait=0.3, timeout=PATIENCE)
    await until(lambda: is_in_trouble(post, "refuses"), seconds=PATIENCE)
    await post.quiet(seconds=1)
    assert await statuses(post) <= {"deferred", "sending"}
    [(name, (count, holds))] = [
        pair
        for pair in (await checked(post.url)).items()
        if pair[0].startswith("no mail server that takes no mail")
    ]
    assert (count, holds) == (1, False)
    assert reply in name

    setattr(relay, when, lambda _: None)

    assert len({mail.to for mail in await relay.wait_for(48, seconds=PATIENCE)}) == 48
    await until(lambda: are_all_sent(post), seconds=PATIENCE)
    assert len(relay.taken) == 48
    # What was tried before it was clear that it is the relay, or while it was mended, and the last try; no other counted.
    assert await post.pool.fetchval("select max(attempts) from delivery") <= 3
    await until(lambda: is_in_trouble(post, None), seconds=PATIENCE)
    assert (await checked(post.url))["no mail server that takes no mail"] == (0, True)
    # It was never taken for a relay that allows fewer connections, of which each would rest by itself once it is mended.
    assert "relay.fewer" not in {record.getMessage() for record in caplog.records}


async def test_no_invitation_is_told_to_have_bounced_for_good(post, relay):
    relay.at_recipient = lambda _: "550 no"
    await post.tell(*COMMON, ahead(), *invited(20, domains=20))
    post.start(port=relay.port, wait=0.3)
    await post.quiet(seconds=1)
    relay.at_recipient = lambda _: None
    await relay.wait_for(20, seconds=PATIENCE)
    await until(lambda: are_all_sent(post), seconds=PATIENCE)

    rows = await post.pool.fetch(
        "select convert_from(payload, 'utf8')::jsonb as event from outbox order by seq"
    )

    last = {row["event"]["id"]: row["event"]["outcome"] for row in rows}
    assert len(last) == 20
    assert set(last.values()) == {"sent"}


async def test_one_mailbox_that_refuses_us_holds_up_nobody_and_fails(post, relay):
    reply = "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized"
    relay.at_recipient = lambda to: reply if to == "closed@d1.example" else None
    await post.tell(*COMMON, ahead(), *somebody("Closed Ek", "closed@d1.example"), *invited(30, domains=3))
    post.start(port=relay.port, wait=0.2)

    assert len(await relay.wait_for(30, seconds=PATIENCE)) == 30

    row = await post.until(confirmation("Closed Ek"), "failed")
    assert (row["attempts"], row["last_answer"]) == (2, reply)


async def test_new_mail_is_tried_while_a_relay_is_thought_to_refuse_us(post, relay):
    relay.at_recipient = lambda to: "550 5.7.1 closed" if to.startswith("closed") else None
    await post.tell(
        *COMMON, ahead(), *(one for n in range(4) for one in somebody(f"C{n} Ek", f"closed{n}@d{n}.example"))
    )
    post.start(port=relay.port, wait=0.3)
    await post.until(confirmation("C0 Ek"), "deferred")

    await post.tell(*somebody("Well Ek", "well@nora.example"))

    assert [mail.to for mail in await relay.wait_for(1)] == ["well@nora.example"]
    for n in range(4):
        await post.until(confirmation(f"C{n} Ek"), "failed")


async def test_what_a_server_said_of_a_mail_is_kept_while_the_relay_is_away(post, relay):
    relay.at_recipient = lambda _: "451 4.2.1 mailbox busy"
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    post.start(port=relay.port, wait=0.2)
    await post.until(confirmation("Karin Holm"), "deferred")
    relay.at_sender = lambda _: "421 4.7.0 too many connections"

    async with post.pool.acquire() as conn:
        while (await ledger.status(conn)).relay_trouble != "limit":
            await post.quiet(seconds=0.1)

    row = await post.until(confirmation("Karin Holm"), "deferred")
    assert row["last_answer"] == "451 4.2.1 mailbox busy"
    assert await post.pool.fetchval("select answer from relay") == "421 4.7.0 too many connections"
    assert times.now() > row["made_at"]
