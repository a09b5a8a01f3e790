"""Mails that did not arrive are sent again, thought over as ever."""

import contextlib
from datetime import timedelta

import httpx
import pytest

from services.notify.actions.resend_mails import resend_all, resend_one
from services.notify.commands import check
from services.notify.web.app import create_app
from shared import times
from tests.support.notify import ORGANISER_ID, a_seat, an_id, an_invitation, newer
from tests.support.notify_mails import COMMON, ahead, another_tenant, confirmation, somebody
from tests.support.notify_running import SENDER_CONFIG
from tests.support.relay import FakeRelay

NOT_NOW = "550 5.2.0 the mailbox refuses it"
SERIES = 3


@pytest.fixture
async def relay():
    async with FakeRelay() as one:
        yield one


@pytest.fixture
async def http(post):
    """Notify's internal side, asked as registration asks it."""
    woken = []

    def wake():
        woken.append(True)
        for deliverer in post.deliverers:
            deliverer.wake()

    app = create_app(
        post.pool,
        internal_secret="made-up",
        sender_config=SENDER_CONFIG,
        is_up=lambda: True,
        send_metrics=post.send_metrics,
        readiness=None,  # health is not asked here
        wake=wake,
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://notify",
        headers={"authorization": "Bearer made-up"},
    ) as client:
        client.woken = woken
        yield client


async def resend(post, key):
    delivery_id = await post.pool.fetchval("select id from delivery where key = $1", key)
    count = await resend_one(post.pool, ORGANISER_ID, delivery_id, now=times.now())
    for deliverer in post.deliverers:
        deliverer.wake()
    return count


def series(name, email):
    person, registration = somebody(name, email)
    seats = tuple(a_seat(n, who=name, since=times.now()) for n in range(1, SERIES + 1))
    return person, newer(registration, seats=seats)


async def sound(post):
    return [name for name, _, holds in await check.run(post.url) if not holds]


async def test_a_confirmation_that_failed_is_sent_again_with_its_entry(post, relay):
    relay.at_recipient = lambda _: NOT_NOW
    post.start(port=relay.port)
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    await post.until(confirmation("Karin Holm"), "failed")
    relay.at_recipient = lambda _: None

    assert await resend(post, confirmation("Karin Holm")) == 1

    [mail] = await relay.wait_for(1)
    assert mail.key == confirmation("Karin Holm")
    entry = await post.pool.fetchrow("select sequence, is_placed from calendar_entry")
    assert tuple(entry) == (0, True)
    row = await post.until(confirmation("Karin Holm"), "sent")
    assert (row["attempts"], row["last_answer"]) == (1, "250 2.0.0 taken")
    assert await sound(post) == []


async def test_what_has_changed_since_is_in_the_mail_and_no_update_follows(post, relay):
    relay.at_recipient = lambda _: NOT_NOW
    session = ahead()
    post.start(port=relay.port)
    await post.tell(*COMMON, session, *somebody("Karin Holm", "karin@nora.example"))
    await post.until(confirmation("Karin Holm"), "failed")
    await post.tell(newer(session, place="Sal 3", mode="on_site", edition=2))
    await post.until(f"update:{an_id('seat 1 Karin Holm')}:1", "failed")
    relay.at_recipient = lambda _: None

    assert await resend(post, confirmation("Karin Holm")) == 2

    [mail] = await relay.wait_for(1)
    assert mail.key == confirmation("Karin Holm")
    assert b"Sal 3" in mail.message
    assert await post.quiet() == 0
    assert (await post.statuses())[f"update:{an_id('seat 1 Karin Holm')}:1"] == "cancelled"
    assert await sound(post) == []


async def test_a_failed_mail_to_somebody_who_has_left_is_not_sent_again(post, relay):
    relay.at_recipient = lambda _: NOT_NOW
    person, registration = somebody("Karin Holm", "karin@nora.example")
    post.start(port=relay.port)
    await post.tell(*COMMON, ahead(), person, registration)
    await post.until(confirmation("Karin Holm"), "failed")
    gone = a_seat(who="Karin Holm", status="withdrawn", since=times.now())
    await post.tell(newer(registration, status="withdrawn", seats=(gone,)))
    relay.at_recipient = lambda _: None

    await resend(post, confirmation("Karin Holm"))

    await post.until(confirmation("Karin Holm"), "cancelled")
    await post.quiet()
    assert relay.taken == []


async def test_one_calendar_mail_of_a_series_is_sent_again_and_the_others_are_not(post, relay):
    replies = iter([None, None, "554 5.6.0 broken"])
    relay.at_message = lambda _: next(replies, None)
    post.start(port=relay.port)
    await post.tell(
        *COMMON, *(ahead(n) for n in range(1, SERIES + 1)), *series("Karin Holm", "karin@nora.example")
    )
    second = f"calendar:{an_id('seat 2 Karin Holm')}:0"
    await post.until(second, "failed")
    relay.at_message = lambda _: None
    await resend(post, second)

    keys = [mail.key for mail in await relay.wait_for(SERIES + 1)]

    assert sorted(keys) == sorted(
        [
            confirmation("Karin Holm"),
            *(f"calendar:{an_id(f'seat {n} Karin Holm')}:0" for n in range(1, SERIES + 1)),
        ]
    )
    await post.until(second, "sent")
    assert await sound(post) == []


async def test_a_mail_goes_to_the_address_that_the_person_has_now(post, relay):
    relay.at_recipient = lambda to: NOT_NOW if to.startswith("fel") else None
    person, registration = somebody("Karin Holm", "fel@nora.example")
    post.start(port=relay.port)
    await post.tell(*COMMON, ahead(), person, registration)
    await post.until(confirmation("Karin Holm"), "failed")
    await post.tell(newer(person, email="ratt@nora.example"))

    await resend(post, confirmation("Karin Holm"))

    assert (await relay.wait_for(1))[0].to == "ratt@nora.example"


async def test_what_failed_for_want_of_an_address_can_be_sent_when_there_is_one(post, relay):
    person, registration = somebody("Karin Holm", None)
    post.start(port=relay.port)
    await post.tell(*COMMON, ahead(), person, registration)
    await post.until(confirmation("Karin Holm"), "failed")
    await post.tell(newer(person, email="karin@nora.example"))

    await resend(post, confirmation("Karin Holm"))

    assert (await relay.wait_for(1))[0].key == confirmation("Karin Holm")


@pytest.mark.parametrize("told_of_it", [False, True])
async def test_an_invitation_that_bounced_is_sent_again_and_told_as_sent(post, relay, told_of_it):
    relay.at_recipient = lambda _: NOT_NOW
    person, _ = somebody("Karin Holm", "karin@nora.example")
    invitation = an_invitation(respond_by=None)
    key = f"invitation:{invitation.id}"
    post.start(port=relay.port)
    await post.tell(*COMMON, ahead(), person, invitation)
    await post.until(key, "failed")
    if told_of_it:
        await post.tell(newer(invitation, status="bounced"))
    relay.at_recipient = lambda _: None

    assert await resend(post, key) == 1

    assert (await relay.wait_for(1))[0].key == key
    await post.until(key, "sent")
    outcome = (
        "select convert_from(payload, 'utf8')::jsonb ->> 'outcome' from outbox order by seq desc limit 1"
    )
    assert await post.pool.fetchval(outcome) == "sent"


@pytest.mark.parametrize("status", ["accepted", "declined", "expired"])
async def test_an_invitation_that_is_answered_by_now_is_not_sent_again(post, relay, status):
    relay.at_recipient = lambda _: NOT_NOW
    person, _ = somebody("Karin Holm", "karin@nora.example")
    invitation = an_invitation(respond_by=None)
    post.start(port=relay.port)
    await post.tell(*COMMON, ahead(), person, invitation)
    await post.until(f"invitation:{invitation.id}", "failed")
    await post.tell(newer(invitation, status=status))

    await resend(post, f"invitation:{invitation.id}")

    await post.until(f"invitation:{invitation.id}", "cancelled")


async def test_a_mail_that_a_newer_one_has_told_is_not_sent_again(post, relay):
    session = ahead()
    post.start(port=relay.port)
    await post.tell(*COMMON, session, *somebody("Karin Holm", "karin@nora.example"))
    await relay.wait_for(1)
    relay.at_recipient = lambda _: NOT_NOW
    await post.tell(newer(session, place="Sal 3", mode="on_site", edition=2))
    first = f"update:{an_id('seat 1 Karin Holm')}:1"
    await post.until(first, "failed")
    relay.at_recipient = lambda _: None
    await post.tell(newer(newer(session), place="Sal 4", mode="on_site", edition=3))
    await relay.wait_for(2)
    await post.until(f"update:{an_id('seat 1 Karin Holm')}:2", "sent")

    assert await resend(post, first) == 0

    assert (await post.statuses())[first] == "failed"


async def test_an_update_that_failed_is_sent_again_as_it_was(post, relay):
    session = ahead()
    post.start(port=relay.port)
    await post.tell(*COMMON, session, *somebody("Karin Holm", "karin@nora.example"))
    await relay.wait_for(1)
    relay.at_recipient = lambda _: NOT_NOW
    await post.tell(newer(session, place="Sal 3", mode="on_site", edition=2))
    key = f"update:{an_id('seat 1 Karin Holm')}:1"
    fixed = (await post.until(key, "failed"))["message"]
    relay.at_recipient = lambda _: None

    assert await resend(post, key) == 1

    assert (await relay.wait_for(2))[1].message == fixed


async def test_every_failed_mail_of_a_cohort_is_sent_again_and_nobody_elses(post, relay, http):
    relay.at_recipient = lambda _: NOT_NOW
    other = {"cohort_id": an_id("cohort 2")}
    await post.tell(
        *COMMON, ahead(), *(one for n in range(20) for one in somebody(f"P{n} Ek", f"p{n}@nora.example"))
    )
    await post.tell(
        newer(COMMON[2], id=other["cohort_id"]), *somebody("Other Ek", "other@nora.example", **other)
    )
    post.start(port=relay.port)
    for name in [*(f"P{n} Ek" for n in range(20)), "Other Ek"]:
        await post.until(confirmation(name), "failed")
    relay.at_recipient = lambda _: None

    answer = await http.post(
        "/internal/deliveries/resend",
        params={"organiser_id": str(ORGANISER_ID), "status": "failed", "cohort_id": str(COMMON[2].id)},
    )

    assert (answer.status_code, answer.json(), http.woken) == (200, {"resent": 20}, [True])
    assert {mail.to for mail in await relay.wait_for(20)} == {f"p{n}@nora.example" for n in range(20)}
    assert (await post.statuses())[confirmation("Other Ek")] == "failed"
    assert await sound(post) == []


async def test_a_held_mail_is_released_alone(post, relay):
    await post.tell(
        *COMMON, ahead(), *somebody("Karin Holm", "k@nora.example"), *somebody("Bo Ek", "bo@nora.example")
    )
    await post.pool.execute("update delivery set status = 'held'")
    post.start(port=relay.port)

    await resend(post, confirmation("Bo Ek"))

    assert [mail.to for mail in await relay.wait_for(1)] == ["bo@nora.example"]
    assert (await post.statuses())[confirmation("Karin Holm")] == "held"
    assert await resend_all(post.pool, ORGANISER_ID, "held", None, now=times.now()) == 1


async def test_only_the_tenants_own_stopped_mails_can_be_sent_again(post, relay, http):
    post.start(port=relay.port)
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    row = await post.until(confirmation("Karin Holm"), "sent")

    async def status(**changes):
        params = {"organiser_id": str(ORGANISER_ID), "sees_protected": "true", **changes}
        return (await http.post(f"/internal/deliveries/{row['id']}/resend", params=params)).status_code

    assert await status() == 409
    assert await status(organiser_id=str(another_tenant())) == 404
    http.headers["authorization"] = "Bearer wrong"
    assert await status() == 401


async def test_the_rest_of_a_person_ends_when_their_mail_is_sent_again(post, relay):
    relay.at_recipient = lambda _: NOT_NOW
    post.start(port=relay.port)
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    await post.until(confirmation("Karin Holm"), "failed")
    await post.pool.execute(
        "insert into person_rest values ($1, $2)", an_id("Karin Holm"), times.now() + timedelta(hours=1)
    )
    relay.at_recipient = lambda _: None

    await resend(post, confirmation("Karin Holm"))

    with contextlib.suppress(TimeoutError):
        await relay.wait_for(1, seconds=3)
    assert len(relay.taken) == 1
