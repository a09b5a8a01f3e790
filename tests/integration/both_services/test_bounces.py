"""A mail comes back, or a mailbox answers by itself: from the bytes of that mail to what both services know of the person."""

from datetime import date, timedelta

import pytest

from services.notify.domain.delivery import envelope_from
from services.registration.actions.directory import change_person, forget_person
from services.registration.actions.invitations import invite
from services.registration.domain.directory.person import PersonChanges
from services.registration.store.directory import person_mails
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.notify_running import SENDER_CONFIG

ADDRESS = "karin.holm@kommun.example"
BOUNCE = f"""\
From: MAILER-DAEMON@mx.kommun.example
Message-ID: <r1@mx.kommun.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="=b"

--=b
Content-Type: text/plain

{ADDRESS}: 550 5.1.1 No such user

--=b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.kommun.example

Final-Recipient: rfc822; {ADDRESS}
Action: failed
Status: 5.0.0

--=b--
""".encode()
AWAY = """\
From: Karin Holm <karin.holm@kommun.example>
Message-ID: <a1@mx.kommun.example>
Subject: Frånvarande
Content-Type: text/plain; charset=utf-8

Jag är borta till den 14 mars 2027. Min ersättare är Kim Berg, kim.berg@kommun.example.
""".encode()


@pytest.fixture
async def both(both):
    """The same, delivering from the start."""
    both.post.start()
    return both


@pytest.fixture
async def karin(both):
    """Somebody who has been sent an invitation."""
    cohort_id = await both.organiser.cohort()
    starts_at = ahead(14)
    await both.organiser.session(
        cohort_id, title="Träff", starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
    )
    person_id = await both.organiser.person("Karin Holm", await both.organiser.organisation("Nora"), "rektor")
    await both.organiser.rule(cohort_id, await both.organiser.audience(everyone=True))
    caller = a_caller(both.organiser.organiser_id)
    await invite.invite(both.organiser.pool, caller, cohort_id, invitation_rule_ids=None)
    await both.settle()
    assert await both.organiser.pool.fetchval("select email from person") == ADDRESS
    return person_id


async def envelope_of(both):
    """The address to which machines answer the newest mail."""
    delivery_id = await both.post.pool.fetchval("select id from delivery where status = 'sent'")
    return envelope_from(delivery_id, SENDER_CONFIG.secret, SENDER_CONFIG.mail_domain)


async def comes_back(both, to=None):
    await both.answer(BOUNCE, to or await envelope_of(both), envelope_from="")
    await both.settle()
    return await both.post.pool.fetchval("select outcome from inbound_message order by arrival desc limit 1")


async def answers_by_itself(both):
    await both.answer(AWAY, await envelope_of(both))
    await both.settle()


async def known(both, person_id):
    async with both.organiser.pool.acquire() as conn:
        return await person_mails.find(conn, both.organiser.organiser_id, person_id)


async def test_an_invitation_that_comes_back_goes_to_the_address_that_is_corrected(both, karin):
    assert await comes_back(both) == "dead"

    assert await both.organiser.pool.fetchval("select status from invitation") == "bounced"
    found = await known(both, karin)
    assert found.dead_since is not None
    assert found.answer == "550 5.1.1 No such user"

    changes = PersonChanges(email="karin@nora.example")
    await change_person.change(
        both.organiser.pool, a_caller(both.organiser.organiser_id), karin, changes, version=None
    )
    await both.settle()

    assert (await known(both, karin)).dead_since is None
    assert [mail["To"].addresses[0].addr_spec for mail in await both.post.mails(2)] == [
        ADDRESS,
        "karin@nora.example",
    ]
    assert await both.organiser.pool.fetchval("select status from invitation") == "sent"
    assert await both.broken() == []


async def test_an_automatic_reply_is_known_with_its_day_and_whom_it_names(both, karin):
    await answers_by_itself(both)

    found = await known(both, karin)
    assert (found.away_until, found.substitute_email, found.substitute_name) == (
        date(2027, 3, 14),
        "kim.berg@kommun.example",
        "Kim Berg",
    )
    assert await both.organiser.pool.fetchval("select status from invitation") == "sent"
    assert len(await both.post.mails(1)) == 1


async def test_an_erasure_leaves_nothing_of_either_in_both_services(both, karin):
    await answers_by_itself(both)
    await comes_back(both)

    await forget_person.forget(both.organiser.pool, a_caller(both.organiser.organiser_id), karin)
    await both.settle()
    await both.scrub(later=timedelta(days=3))
    await both.settle()

    kept = both.dumped().lower()
    assert [
        word for word in ("karin", "kim.berg", "14 mars", "2027-03-14", "no such user") if word in kept
    ] == []


@pytest.mark.usefixtures("karin")
async def test_nobody_can_report_on_a_mail_by_its_id_alone(both):

    delivery_id = await both.post.pool.fetchval("select id from delivery")

    for address in (f"b+{delivery_id.hex}@{SENDER_CONFIG.mail_domain}", f"b+{delivery_id.hex}{'0' * 16}@{SENDER_CONFIG.mail_domain}"):  # fmt: skip
        assert await comes_back(both, address) == "unknown"

    assert await both.post.pool.fetchval("select status from delivery") == "sent"
    rows = await both.post.pool.fetch("select class, status from inbound_message")
    assert {tuple(row) for row in rows} == {("report", "set_aside")}


async def test_an_automatic_reply_to_the_message_is_taken_from_whom_it_was_sent_to(both, karin):
    message_id = await both.post.pool.fetchval("select message_id from delivery")
    answered = b"In-Reply-To: " + message_id.encode() + b"\n" + AWAY

    await both.answer(
        answered.replace(ADDRESS.encode(), b"another@kommun.example"), SENDER_CONFIG.sender_address
    )
    assert (await known(both, karin)).away_until is None
    await both.answer(answered.replace(b"<a1@", b"<a2@"), SENDER_CONFIG.sender_address)

    assert (await known(both, karin)).away_until == date(2027, 3, 14)
