"""What came back for a mail: it has bounced, its address may be dead, and mail to a dead address waits."""

from datetime import date, timedelta

import msgspec
import pytest

from services.notify.actions.purge_expired import purge_expired
from services.notify.actions.resend_mails import resend_all, resend_one, try_again, try_resending
from services.notify.actions.scrub_people import scrub_people
from services.notify.commands import check
from services.notify.domain.reports import DeadRules
from shared import times
from shared.delivery_answers import DEAD_ADDRESS
from shared.events import InvitationDelivery, ToRegistration
from shared.person_mail import PersonMail
from tests.support.notify import ORGANISER_ID, a_seat, an_id, an_invitation, newer
from tests.support.notify_mails import COMMON, ahead, another_tenant, confirmation, somebody
from tests.support.reports import a_report, an_absence
from tests.support.reports import take as take_it

KARIN, ADDRESS = "Karin Holm", "karin@nora.example"
RULES = DeadRules(gone=1, other=2, other_days=3)


@pytest.fixture
def report(post):
    """Take a report on the mail with this key."""

    async def take(key, *args, rules=RULES, now=None, is_marked=True, **changes):
        delivery_id = await post.pool.fetchval("select id from delivery where key = $1", key) or an_id(key)
        said = a_report(*(args or (ADDRESS,)), **changes)
        now = now or times.now()
        return await take_it(post.pool, delivery_id, said, rules=rules, now=now, is_marked=is_marked)

    return take


async def told(post, kind):
    """The events of a kind that registration is told, in order."""
    rows = await post.pool.fetch("select payload from outbox order by seq")
    events = [msgspec.json.decode(row["payload"], type=ToRegistration) for row in rows]
    return [event for event in events if isinstance(event, kind)]


async def registered(post, *, start=True):
    person, registration = somebody(KARIN, ADDRESS)
    if start:
        post.start()
    await post.tell(*COMMON, ahead(1), ahead(2), person, registration)
    await post.until(confirmation(KARIN), "sent")
    return person, registration


async def wait_for_hold(post, key):
    row = await post.until(key, "held")
    assert row["last_answer"] == DEAD_ADDRESS
    return row


def second_seat(registration):
    seats = (*registration.seats, a_seat(2, who=KARIN, since=times.now()))
    return newer(registration, seats=seats)


async def test_a_mail_that_comes_back_has_bounced_and_its_address_is_dead(post, report):
    person, _ = await registered(post)

    assert await report(confirmation(KARIN)) == "dead"

    row = await post.until(confirmation(KARIN), "bounced")
    assert row["last_answer"] == "550 5.1.1 No such user"
    [event] = await told(post, PersonMail)
    assert (event.id, event.address, event.answer) == (
        person.id,
        ADDRESS,
        "550 5.1.1 No such user",
    )
    assert event.dead_since is not None


async def test_the_same_report_counts_once_and_one_on_a_bounced_mail_changes_nothing(post, report):
    await registered(post)

    assert await report(confirmation(KARIN), reason="full") == "bounced"
    assert await report(confirmation(KARIN), reason="full") == "again"
    assert await report(confirmation(KARIN), reason="full", mark=b"2") == "noted"

    assert await post.pool.fetchval("select count(*) from mail_report where counts") == 1
    assert await told(post, PersonMail) == []


async def test_a_full_mailbox_is_dead_only_after_some_mails_over_some_days(post, report):
    _person, registration = await registered(post)
    first = times.now()
    await report(confirmation(KARIN), reason="full", now=first)
    await post.tell(second_seat(registration))
    second = f"calendar:{an_id(f'seat 2 {KARIN}')}:0"
    await post.until(second, "sent")

    assert await report(second, reason="full", mark=b"2", now=first + timedelta(days=1)) == "bounced"
    await post.tell(newer(second_seat(registration), link_asked_at=times.now()))
    link = await post.pool.fetchval("select key from delivery where kind = 'link'")
    await post.until(link, "sent")
    assert await report(link, reason="full", mark=b"3", now=first + timedelta(days=3)) == "dead"


async def test_a_failure_long_ago_says_nothing(post, report):
    _person, registration = await registered(post)
    await report(confirmation(KARIN), reason="refused", now=times.now() - timedelta(days=90))
    await post.tell(second_seat(registration))
    second = f"calendar:{an_id(f'seat 2 {KARIN}')}:0"
    await post.until(second, "sent")

    assert await report(second, reason="refused", mark=b"2") == "bounced"


@pytest.mark.parametrize("action", ["delayed", "passed"])
async def test_a_delay_and_a_mail_that_was_passed_on_are_no_bounces(post, report, action):
    await registered(post)

    assert await report(confirmation(KARIN), action=action) == "noted"

    assert (await post.statuses())[confirmation(KARIN)] == "sent"
    assert await told(post, PersonMail) == []


async def test_a_report_on_no_mail_of_ours_or_on_one_that_never_went_changes_nothing(post, report):
    person, registration = somebody(KARIN, ADDRESS)
    await post.tell(*COMMON, ahead(), person, registration)

    assert await report("confirmation:nothing") == "unknown"
    assert await report(confirmation(KARIN)) == "unknown"

    assert (await post.statuses())[confirmation(KARIN)] == "planned"


async def test_an_address_without_a_mark_is_good_only_for_mails_from_before_there_were_any(post, report):
    await registered(post)

    assert await report(confirmation(KARIN), is_marked=False) == "unknown"
    await post.pool.execute("update delivery set made_at = made_at - interval '1 year'")
    assert await report(confirmation(KARIN), is_marked=False) == "dead"


async def test_an_invitation_that_bounces_is_told_to_registration(post, report):
    invitation = an_invitation(respond_by=None)
    person, _ = somebody(KARIN, ADDRESS)
    post.start()
    await post.tell(*COMMON, ahead(), person, invitation)
    key = f"invitation:{invitation.id}"
    await post.until(key, "sent")

    await report(key)

    assert [event.outcome for event in await told(post, InvitationDelivery)] == ["sent", "bounced"]


async def test_mail_to_a_dead_address_is_held_and_goes_when_the_address_is_corrected(post, report):
    person, registration = await registered(post)
    await report(confirmation(KARIN))
    await post.tell(second_seat(registration))
    held = f"calendar:{an_id(f'seat 2 {KARIN}')}:0"
    await wait_for_hold(post, held)
    assert await post.quiet() == 1

    await post.tell(newer(person, email="karin.holm@nora.example", address_edition=2))

    mails = await post.mails(2)
    assert {mail["To"].addresses[0].addr_spec for mail in mails[1:]} == {"karin.holm@nora.example"}
    assert await post.quiet() >= 2
    assert "held" not in (await post.statuses()).values()
    assert [event.dead_since is None for event in await told(post, PersonMail)] == [False, True]
    assert all(holds for _, _, holds in await check.run(post.url))


async def test_trying_again_sends_what_bounced_and_what_was_held(post, report):
    person, registration = await registered(post)
    await report(confirmation(KARIN))
    await post.tell(second_seat(registration))
    held = f"calendar:{an_id(f'seat 2 {KARIN}')}:0"
    await wait_for_hold(post, held)

    assert await try_again(post.pool, ORGANISER_ID, person.id, now=times.now()) == 2

    row = await post.until(held, "sent")
    assert row["last_answer"].startswith("250")
    await post.until(confirmation(KARIN), "sent")
    assert {confirmation(KARIN), held} <= set(await post.keys(3))
    assert await try_again(post.pool, ORGANISER_ID, person.id, now=times.now()) is None
    assert await report(confirmation(KARIN), mark=b"2") == "dead"  # once more


async def test_nobody_tries_again_for_another_organiser(post, report):
    person, _ = await registered(post)
    await report(confirmation(KARIN))

    assert await try_again(post.pool, another_tenant(), person.id, now=times.now()) is None


async def test_all_that_bounced_are_sent_again_but_for_dead_addresses_and_one_tries_it(post, report):
    await registered(post)
    await report(confirmation(KARIN))
    post_id = await post.pool.fetchval("select id from delivery where key = $1", confirmation(KARIN))

    assert await resend_all(post.pool, ORGANISER_ID, "bounced", None, now=times.now()) == 0
    assert await try_resending(post.pool, ORGANISER_ID, delivery_id=post_id, now=times.now())
    assert (await post.statuses())[confirmation(KARIN)] == "bounced"  # that was only tried
    assert await resend_one(post.pool, ORGANISER_ID, post_id, now=times.now()) == 1

    await post.until(confirmation(KARIN), "sent")


async def test_all_that_bounced_of_living_addresses_go_again(post, report):
    await registered(post)
    await report(confirmation(KARIN), reason="refused")

    assert await resend_all(post.pool, ORGANISER_ID, "bounced", None, now=times.now()) == 1

    await post.until(confirmation(KARIN), "sent")
    assert await post.keys(2) == [confirmation(KARIN)] * 2


async def test_what_is_held_for_a_dead_address_is_not_what_a_restore_holds(post, report):
    _person, registration = await registered(post)
    await report(confirmation(KARIN))
    await post.tell(second_seat(registration))
    await wait_for_hold(post, f"calendar:{an_id(f'seat 2 {KARIN}')}:0")

    names = {name: count for name, count, _ in await check.run(post.url)}
    assert not [count for name, count in names.items() if "restore" in name and count]


async def test_an_automatic_reply_tells_of_an_absence_and_is_told_once(post):
    await registered(post)
    delivery_id = await post.pool.fetchval("select id from delivery where key = $1", confirmation(KARIN))
    reply = an_absence(date(2027, 3, 14), substitute_email="kim@nora.example", substitute_name="Kim Berg")

    assert await take_it(post.pool, delivery_id, reply, now=times.now()) == "away"
    assert await take_it(post.pool, delivery_id, reply, now=times.now()) == "again"

    [event] = await told(post, PersonMail)
    assert (event.away_until, event.substitute_email, event.dead_since) == (
        date(2027, 3, 14),
        "kim@nora.example",
        None,
    )
    assert (await post.statuses())[confirmation(KARIN)] == "sent"
    assert await post.quiet() == 1  # it is never answered
    other = an_absence(mark=b"b", is_absence=False)
    assert await take_it(post.pool, delivery_id, other, now=times.now()) == "noted"


async def test_an_absence_is_forgotten_when_it_is_over(post):
    await registered(post)
    delivery_id = await post.pool.fetchval("select id from delivery where key = $1", confirmation(KARIN))
    await take_it(post.pool, delivery_id, an_absence(date(2020, 1, 1)), now=times.now())

    await purge_expired(
        post.pool, keep_bytes_days=0, keep_inbound_days=0, keep_enquiries_days=0, now=times.now()
    )

    assert [event.away_told_at is None for event in await told(post, PersonMail)] == [False, True]


async def test_an_erasure_leaves_nothing_of_reports_and_absences(post, report):
    person, registration = await registered(post)
    other, theirs = somebody("Siv Lind", "siv@nora.example")
    await post.tell(other, theirs)
    await post.until(confirmation("Siv Lind"), "sent")
    of_siv = await post.pool.fetchval("select id from delivery where key = $1", confirmation("Siv Lind"))
    await take_it(post.pool, of_siv, an_absence(substitute_email=ADDRESS), now=times.now())
    await report(confirmation(KARIN))

    gone = a_seat(who=KARIN, status="withdrawn", since=times.now())
    await post.tell(newer(registration, status="withdrawn", seats=(gone,)), newer(person, erased=True))
    await post.until(await post.pool.fetchval("select key from delivery where kind = 'withdrawal'"), "held")
    await scrub_people(post.pool, now=times.now() + timedelta(days=3))

    rows = await post.pool.fetch("select * from person_mail")
    assert [(row["person_id"], row["substitute_email"]) for row in rows] == [(other.id, None)]
    assert await post.pool.fetchval("select count(*) from mail_report where person_id = $1 or answer is not null", person.id) == 0  # fmt: skip


async def test_where_much_of_an_hours_mail_comes_back_nobodys_address_is_dead(post, report):
    await registered(post)
    await post.pool.execute(
        """insert into mail_report (id, organiser_id, delivery_id, kind, mark, told_at)
           select gen_random_uuid(), $1, gen_random_uuid(), 'gone', 'x', now() from generate_series(1, 25)""",
        ORGANISER_ID,
    )

    assert await report(confirmation(KARIN)) == "bounced"

    await post.pool.execute("update mail_report set told_at = told_at - interval '2 hours' where mark = 'x'")
    await post.pool.execute("update delivery set status = 'sent'")
    assert await report(confirmation(KARIN), mark=b"2") == "dead"
