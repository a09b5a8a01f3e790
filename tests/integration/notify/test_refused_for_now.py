"""One mailbox that takes no mail for now holds up nobody but itself."""

from datetime import timedelta

import pytest

from services.notify.actions.scrub_people import scrub_people
from shared import times
from tests.support.notify import a_seat, an_id, newer
from tests.support.notify_mails import COMMON, ahead, confirmation, somebody
from tests.support.relay import FakeRelay

FULL = "452 4.2.2 mailbox full"


@pytest.fixture
async def relay():
    async with FakeRelay() as one:
        yield one


def refusing(*addresses, reply=FULL):
    return lambda to: reply if to in addresses else None


@pytest.mark.parametrize("when", ["at_recipient", "at_message"])
async def test_a_mailbox_that_is_full_does_not_stop_the_others_at_its_domain(post, relay, when):
    setattr(relay, when, refusing("full@nora.example"))
    others = [one for n in range(12) for one in somebody(f"P{n} Ek", f"p{n}@nora.example")]
    await post.tell(*COMMON, ahead(), *somebody("Full Ek", "full@nora.example"), *others)
    post.start(port=relay.port, wait=60)

    assert len(await relay.wait_for(12)) == 12

    row = await post.until(confirmation("Full Ek"), "deferred")
    assert (row["attempts"], row["last_answer"]) == (1, FULL)
    assert await post.pool.fetchval("select count(*) from domain_rest") == 0


async def test_two_full_mailboxes_do_not_stop_their_domain_time_after_time(post, relay):
    """The rests of old grew with each failure, up to two hours, while everybody waited."""
    relay.at_recipient = refusing("a@nora.example", "b@nora.example")
    await post.tell(
        *COMMON, ahead(), *somebody("A Ek", "a@nora.example"), *somebody("B Ek", "b@nora.example")
    )
    post.start(port=relay.port, wait=0.05)
    for name in ("A Ek", "B Ek"):
        while (await post.until(confirmation(name), "deferred"))["attempts"] < 4:
            pass

    await post.tell(*somebody("Well Ek", "well@nora.example"))

    assert [mail.to for mail in await relay.wait_for(1, seconds=2)] == ["well@nora.example"]


async def test_every_mail_to_an_address_that_rests_waits_with_it_and_its_order_is_kept(post, relay):
    relay.at_recipient = refusing("karin@nora.example")
    sessions = [ahead(n) for n in range(1, 5)]
    seats = [a_seat(n, who="Karin Holm", since=times.now()) for n in range(1, 5)]
    person, registration = somebody("Karin Holm", "karin@nora.example")
    await post.tell(*COMMON, *sessions, person, newer(registration, seats=tuple(seats)))
    post.start(port=relay.port, wait=1)
    await post.until(confirmation("Karin Holm"), "deferred")
    await post.quiet(seconds=0.5)
    assert relay.tried == ["karin@nora.example"]

    relay.at_recipient = refusing()

    keys = [mail.key for mail in await relay.wait_for(5)]
    assert keys == [confirmation("Karin Holm"), *(f"calendar:{seat.id}:0" for seat in seats)]
    await post.until(keys[-1], "sent")
    assert await post.pool.fetchval("select count(*) from person_rest") == 0


async def test_a_domain_where_several_addresses_are_refused_rests_briefly_and_the_well_go_first(post, relay):
    bad = [f"bad{n}@nora.example" for n in range(3)]
    relay.at_recipient = refusing(*bad)
    await post.tell(
        *COMMON, ahead(),
        *(one for n in range(3) for one in somebody(f"Bad{n} Ek", bad[n])),
    )  # fmt: skip
    post.start(port=relay.port, wait=1)
    for n in range(3):
        await post.until(confirmation(f"Bad{n} Ek"), "deferred")
    assert await post.pool.fetchval("select count(*) from domain_rest") == 1

    await post.tell(*(one for n in range(5) for one in somebody(f"P{n} Ek", f"p{n}@nora.example")))

    assert len(await relay.wait_for(5, seconds=3)) == 5


async def test_an_invitation_to_a_full_mailbox_is_given_up_after_two_days_and_not_before(post, relay):
    relay.at_recipient = refusing("karin@nora.example")
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    post.start(port=relay.port, wait=0.05)
    await post.until(confirmation("Karin Holm"), "deferred")

    await post.pool.execute("update delivery set first_try_at = $1", times.now() - timedelta(hours=49))

    assert (await post.until(confirmation("Karin Holm"), "failed"))["last_answer"] == FULL


async def test_a_rest_is_forgotten_with_the_person(post):
    person = an_id("Karin Holm")
    await post.pool.execute("insert into person_rest values ($1, now() + interval '1 hour')", person)
    told, registration = somebody("Karin Holm", "karin@nora.example")
    await post.tell(*COMMON, ahead(), told, registration)
    await post.tell(
        newer(told, name="", email=None, erased=True),
        newer(registration, status="withdrawn", seats=(a_seat(who="Karin Holm", status="withdrawn"),)),
    )
    await post.pool.execute("update delivery set status = 'cancelled'")
    assert await scrub_people(post.pool, now=times.now())

    assert await post.pool.fetchval("select count(*) from person_rest") == 0
