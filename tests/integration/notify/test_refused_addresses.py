"""A server that says, while a mail is handed over, that there is no such mailbox is believed as much as a report."""

import pytest

from services.notify.actions.resend_mails import try_again
from services.notify.domain.reports import DeadRules
from shared import times
from shared.delivery_answers import DEAD_ADDRESS
from shared.person_mail import PersonMail
from tests.integration.notify.test_relay_refuses import PATIENCE, are_all_sent, invited, is_in_trouble
from tests.integration.notify.test_reports import ADDRESS, KARIN, second_seat, told
from tests.support.notify import ORGANISER_ID, an_id
from tests.support.notify_mails import COMMON, ahead, confirmation, somebody
from tests.support.relay import FakeRelay
from tests.support.reports import a_report
from tests.support.reports import take as take_it
from tests.support.waiting import until

NO_USER = "550 5.1.1 no such user"
SECOND = f"calendar:{an_id(f'seat 2 {KARIN}')}:0"


@pytest.fixture
async def relay():
    async with FakeRelay() as one:
        yield one


async def dead(post):
    rows = await post.pool.fetch(
        "select person_id, address, answer from person_mail where dead_at is not null"
    )
    return [tuple(row) for row in rows]


async def refused(post, relay, reply, when="at_recipient", **options):
    """Somebody whose first mail is refused so; returns the person and the registration."""
    person, registration = somebody(KARIN, ADDRESS)
    setattr(relay, when, lambda _: reply)
    post.start(port=relay.port, wait=0.2, **options)
    await post.tell(*COMMON, ahead(1), ahead(2), person, registration)
    await post.until(confirmation(KARIN), "failed")
    setattr(relay, when, lambda _: None)
    return person, registration


@pytest.mark.parametrize("road", ["at_recipient", "at_message", "report"])
async def test_no_such_mailbox_gives_the_same_line_by_every_road(post, relay, road):
    if road == "report":
        person, registration = somebody(KARIN, ADDRESS)
        post.start(port=relay.port)
        await post.tell(*COMMON, ahead(1), ahead(2), person, registration)
        row = await post.until(confirmation(KARIN), "sent")
        report = a_report(ADDRESS, answer=NO_USER)
        await take_it(post.pool, row["id"], report, rules=DeadRules(), now=times.now())
    else:
        person, registration = await refused(post, relay, NO_USER, road)

    assert await dead(post) == [(person.id, ADDRESS, NO_USER)]
    [event] = await told(post, PersonMail)
    assert (event.id, event.address, event.answer) == (person.id, ADDRESS, NO_USER)
    await post.tell(second_seat(registration))
    assert (await post.until(SECOND, "held"))["last_answer"] == DEAD_ADDRESS


async def test_trying_again_sends_what_was_refused_too_and_a_second_refusal_counts_again(post, relay):
    person, registration = await refused(post, relay, NO_USER)
    await post.tell(second_seat(registration))
    await post.until(SECOND, "held")
    relay.at_recipient = lambda _: NO_USER

    assert await try_again(post.pool, ORGANISER_ID, person.id, now=times.now()) == 2

    await until(lambda: dead(post))
    relay.at_recipient = lambda _: None
    assert await try_again(post.pool, ORGANISER_ID, person.id, now=times.now())
    await post.until(confirmation(KARIN), "sent")
    assert await dead(post) == []


@pytest.mark.parametrize(
    "reply", ["552 5.2.2 mailbox full", "550 5.2.0 the mailbox refuses it", "554 5.6.0 bad content"]
)
async def test_another_refusal_fails_the_mail_and_leaves_the_address(post, relay, reply):
    await refused(post, relay, reply)

    assert await dead(post) == []
    assert await post.pool.fetchval("select count(*) from mail_report") == 0


async def test_the_settings_say_after_how_many(post, relay):
    await refused(post, relay, NO_USER, dead_rules=DeadRules(gone=2))

    assert await dead(post) == []
    assert await post.pool.fetchval("select count(*) from mail_report where counts and kind = 'gone'") == 1


async def test_a_relay_that_says_so_of_everybody_kills_no_address(post, relay):
    relay.at_recipient = lambda _: NO_USER
    await post.tell(*COMMON, ahead(), *invited(20, domains=20))
    post.start(port=relay.port, wait=0.3)
    await until(lambda: is_in_trouble(post, "refuses"), seconds=PATIENCE)

    relay.at_recipient = lambda _: None

    await until(lambda: are_all_sent(post), seconds=PATIENCE)
    assert await dead(post) == []
    assert await post.pool.fetchval("select count(*) from mail_report") == 0
    events = await told(post, PersonMail)
    assert {event.id for event in events if event.dead_since} <= {
        event.id for event in events if not event.dead_since
    }
