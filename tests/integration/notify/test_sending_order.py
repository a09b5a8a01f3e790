"""A slow relay: what answers somebody's act goes first, every tenant has its turn, and a person's mails keep their order."""

import asyncio

import pytest

from services.notify.store import sending
from shared import ids, times
from shared.events import ToNotify
from tests.support.notify import (
    a_cohort,
    a_person,
    a_programme,
    a_seat,
    an_id,
    an_invitation,
    an_organiser,
    newer,
)
from tests.support.notify_mails import COMMON, ahead, another_tenant, confirmation, somebody
from tests.support.relay import FakeRelay
from tests.support.waiting import until

# A relay that takes ten mails a second.
INTERVAL = 0.1


@pytest.fixture
async def relay():
    async with FakeRelay() as one:
        one.seconds, one.one_at_a_time = INTERVAL, True
        yield one


def invited(number: int) -> list[ToNotify]:
    return [
        event
        for n in range(number)
        for event in (
            a_person(f"Invited {n}", email=f"i{n}@d{n % 40}.example"),
            an_invitation(who=f"Invited {n}", respond_by=None),
        )
    ]


async def seconds_until(relay, address):
    """How long it takes from now until a mail to this address is accepted."""
    began = asyncio.get_running_loop().time()
    return (await relay.wait_for_mail_to(address)).at - began


async def test_a_confirmation_leaves_within_two_seconds_of_a_mailing_of_400(post, relay):
    await post.tell(*COMMON, ahead(), *invited(400))
    post.start(port=relay.port)
    await relay.wait_for(5)

    await post.tell(*somebody("Karin Holm", "karin@nora.example"))

    assert await seconds_until(relay, "karin@nora.example") < 2
    assert len(relay.taken) < 100


async def test_a_reminder_and_a_change_leave_before_the_rest_of_a_mailing(post, relay):
    session = ahead()
    await post.tell(*COMMON, session, *somebody("Karin Holm", "karin@nora.example"))
    post.start(port=relay.port)
    await relay.wait_for(1)
    await post.tell(*invited(200))
    await relay.wait_for(5)

    await post.tell(newer(session, place="Sal 3", mode="on_site", edition=2))

    began = len(relay.taken)
    await relay.wait_for_mail_to("karin@nora.example", 2)
    assert len(relay.taken) - began < 20


async def test_a_small_tenant_s_invitation_leaves_within_two_seconds_of_anothers_mailing(post, relay):
    await post.tell(*COMMON, ahead(), *invited(300))
    post.start(port=relay.port)
    await relay.wait_for(5)
    tenant = another_tenant()
    own = {"organiser_id": tenant, "cohort_id": an_id("cohort 2")}

    await post.tell(
        an_organiser(organiser_id=tenant, id=tenant),
        a_programme(organiser_id=tenant, id=an_id("programme 2")),
        a_cohort(organiser_id=tenant, id=own["cohort_id"], programme_id=an_id("programme 2")),
        ahead(9, **own),
        a_person("Small One", email="small@nora.example", organiser_id=tenant),
        an_invitation(9, who="Small One", respond_by=None, **own),
    )

    assert await seconds_until(relay, "small@nora.example") < 2


async def test_the_mails_of_a_series_arrive_as_confirmation_and_then_by_date(post, relay):
    relay.seconds, relay.one_at_a_time = 0.02, False
    sessions = [ahead(n) for n in range(1, 9)]
    people = []
    for name in ("Karin Holm", "Bo Ek", "Eva Ask"):
        person, registration = somebody(name, f"{name[:2]}@nora.example".lower())
        seats = tuple(a_seat(n, who=name, since=times.now()) for n in range(1, 9))
        people += [person, newer(registration, seats=seats)]
    await post.tell(*COMMON, *sessions, *people)

    post.start(port=relay.port)
    mails = await relay.wait_for(27)

    for name in ("Karin Holm", "Bo Ek", "Eva Ask"):
        got = [mail.key for mail in mails if mail.to == f"{name[:2]}@nora.example".lower()]
        dates = [f"calendar:{an_id(f'seat {n} {name}')}:0" for n in range(1, 9)]
        assert got == [confirmation(name), *dates]


async def test_two_workers_keep_the_order_of_a_person_s_mails(post, relay):
    relay.seconds, relay.one_at_a_time = 0.02, False
    post.start(port=relay.port)
    post.start(port=relay.port)
    person, registration = somebody("Karin Holm", "karin@nora.example")
    seats = tuple(a_seat(n, who="Karin Holm", since=times.now()) for n in range(1, 9))

    await post.tell(*COMMON, *(ahead(n) for n in range(1, 9)), person, newer(registration, seats=seats))

    got = [mail.key for mail in await relay.wait_for(9)]
    assert got == [confirmation("Karin Holm"), *(f"calendar:{seat.id}:0" for seat in seats)]


async def test_a_claim_waits_for_that_of_another_worker_and_takes_nothing_of_its_units(post):
    person, registration = somebody("Karin Holm", "karin@nora.example")
    seats = tuple(a_seat(n, who="Karin Holm", since=times.now()) for n in range(1, 4))
    await post.tell(*COMMON, *(ahead(n) for n in range(1, 4)), person, newer(registration, seats=seats))
    one, other = ids.new(), ids.new()

    async with post.pool.acquire() as first, post.pool.acquire() as second:
        (line,) = await sending.lines_due(first)
        async with first.transaction():
            (claimed,) = await sending.claim(first, one, without=[], shares={line: 1})
            later = asyncio.create_task(sending.claim(second, other, without=[], shares={line: 10}))

            async def waits_or_is_done():
                waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
                return later.done() or await post.pool.fetchval(waiting)

            await until(waits_or_is_done)
        taken = await later

    assert claimed.kind == "confirmation"
    assert taken == []


async def test_a_confirmation_that_is_made_anew_still_arrives_before_the_entries(post, relay):
    """The date moves while everything waits: the new confirmation is younger than the calendar mails."""
    relay.seconds, relay.one_at_a_time = 0.0, False
    relay.at_recipient = lambda _: "451 4.2.1 busy"
    sessions = [ahead(n) for n in range(1, 4)]
    person, registration = somebody("Karin Holm", "karin@nora.example")
    seats = tuple(a_seat(n, who="Karin Holm", since=times.now()) for n in range(1, 4))
    await post.tell(*COMMON, *sessions, person, newer(registration, seats=seats))
    post.start(port=relay.port, wait=2)
    await post.until(confirmation("Karin Holm"), "deferred")
    await post.until(f"calendar:{seats[2].id}:0", "deferred")

    await post.tell(newer(sessions[0], place="Sal 3", mode="on_site", edition=2))
    relay.at_recipient = lambda _: None

    kinds = [mail.header("X-Kallelse-Kind") for mail in await relay.wait_for(4)]
    assert kinds == ["confirmation", "calendar", "calendar", "calendar"]
