"""The mails of registrations that have to be confirmed: one before, the usual ones after, none to whoever did not answer."""

from datetime import timedelta

import pytest

from services.registration.actions.directory import replace_links
from services.registration.actions.registrations import confirm_registration, register_colleagues
from services.registration.actions.registrations.register_colleagues import Colleague
from services.registration.actions.registrations.register_publicly import apply
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.registration import Applicant
from services.registration.store.outgoing import events
from shared import times
from shared.reminders import ReminderRule
from tests.support.both import ahead
from tests.support.caller import a_caller, an_initiator
from tests.support.mail import read
from tests.support.registration import an_applicant

ANNA, EVA = "anna@skola.example", "eva@skola.example"


@pytest.fixture
async def both(both):
    both.post.start()
    return both


@pytest.fixture
async def cohort(both):
    """Two dates, of which the first is tomorrow, with a reminder that would be due now."""
    cohort_id = await both.organiser.cohort(must_confirm=True, reminders=(ReminderRule(days_before=3),))
    for days in (2, 20):
        await both.organiser.session(
            cohort_id, title=f"Träff {days}", starts_at=ahead(days), ends_at=ahead(days) + timedelta(hours=2)
        )
    return cohort_id


async def post(both, cohort, email=ANNA, language="sv"):
    """What a press on the public page's button does."""
    sessions = await both.organiser.pool.fetch("select id from session where cohort_id = $1", cohort)
    await apply(
        both.organiser.batcher,
        a_caller(both.organiser.organiser_id, now=times.now()),
        cohort,
        Applicant(name="Anna Ek", email=email, language=language),
        session_ids=[row["id"] for row in sessions],
        submitted=SubmittedAnswers(answers={}),
        confirmations=True,
        may_wait=True,
        expected={row["id"]: "confirmed" for row in sessions},
    )
    await both.settle()
    return await both.organiser.pool.fetchval("select id from registration order by id desc limit 1")


async def confirm(both, registration):
    await confirm_registration.confirm(
        both.organiser.pool, a_caller(both.organiser.organiser_id, now=times.now()), registration
    )
    await both.settle()


def mails(both, address=ANNA):
    return [mail for mail in map(read, both.post.mailbox.raws()) if mail.to == address]


def words(mail):
    return " ".join(mail.text.split())


def kinds(both, address=ANNA):
    return sorted(mail.kind for mail in mails(both, address))


async def test_one_mail_asks_to_confirm_and_the_confirmation_with_the_entries_follows_the_press(both, cohort):
    registration = await post(both, cohort)
    for _ in range(3):
        await post(both, cohort)

    [mail] = mails(both)
    assert mail.kind == "confirm"
    assert mail.subject.startswith("Bekräfta din anmälan: ")
    assert (mail.calendar, len(mail.links("r"))) == (None, 1)
    assert "Den gäller först när du har bekräftat den, senast " in words(mail)
    assert "Har du inte anmält dig? Då behöver du inte göra något." in words(mail)

    await confirm(both, registration)

    assert kinds(both) == ["calendar", "calendar", "confirm", "confirmation"]
    assert await both.post.pool.fetchval("select count(*) from delivery where kind = 'reminder'") > 0
    assert await both.broken() == []


async def test_whoever_does_not_confirm_gets_no_other_mail_and_can_register_again(both, cohort):
    await post(both, cohort, language="en")
    await confirm_registration.let_go(
        both.organiser.pool, an_initiator(now=times.now() + timedelta(hours=25))
    )
    await both.settle()

    [mail] = mails(both)
    assert mail.subject.startswith("Confirm your registration: ")
    assert await both.post.pool.fetchval("select count(*) from delivery where kind <> 'confirm'") == 0
    again = await post(both, cohort)
    await confirm(both, again)
    assert kinds(both) == ["calendar", "calendar", "confirm", "confirm", "confirmation"]
    assert await both.broken() == []


async def test_a_moved_date_is_told_by_the_confirmation(both, cohort):
    registration = await post(both, cohort)
    await both.organiser.pool.execute(
        "update session set title = 'Träff i ny sal', edition = edition + 1, version = version + 1 where title = 'Träff 20'"
    )
    async with both.organiser.pool.acquire() as conn, conn.transaction():
        rows = await conn.fetch("select id from session")
        await events.tell_sessions(conn, both.organiser.organiser_id, [row["id"] for row in rows])
    await both.settle()
    assert kinds(both) == ["confirm"]

    await confirm(both, registration)

    [told] = [mail for mail in mails(both) if mail.kind == "confirmation"]
    assert "Träff i ny sal" in told.text


async def test_a_link_that_was_replaced_comes_in_a_new_mail(both, cohort):
    registration = await post(both, cohort)
    person = await both.organiser.pool.fetchval("select person_id from registration")
    await replace_links.replace_links(
        both.organiser.pool, a_caller(both.organiser.organiser_id, now=times.now()), person
    )
    await both.settle()

    assert kinds(both) == ["confirm", "confirm"]
    assert len({mail.link("r") for mail in mails(both)}) == 2
    await confirm(both, registration)
    assert kinds(both) == ["calendar", "calendar", "confirm", "confirm", "confirmation"]


async def test_one_mail_asks_for_all_colleagues_without_an_address_and_each_gets_a_confirmation(both):
    cohort = await both.organiser.cohort(must_confirm=True)
    session = await both.organiser.session(
        cohort, starts_at=ahead(14), ends_at=ahead(14) + timedelta(hours=2)
    )
    await register_colleagues.register_colleagues(
        both.organiser.pool, a_caller(both.organiser.organiser_id, now=times.now()), cohort,
        [Colleague(applicant=an_applicant(EVA, name), shares=True) for name in ("Anna Ek", "Bo Ek", "Cia Ek")],
        session_ids=[session], confirmations=True, may_wait=True,
    )  # fmt: skip
    await both.settle()

    [mail] = mails(both, EVA)
    assert mail.kind == "confirm"
    assert "Anmälan gäller Anna Ek och två personer till." in words(mail)
    first = await both.organiser.pool.fetchval("select id from registration where confirm_with_id is null")
    await confirm(both, first)
    assert kinds(both, EVA) == ["confirm", *["confirmation"] * 3]
    assert await both.broken() == []
