"""A person gets another e-mail address: what reaches which mailbox, and which links still open something."""

from datetime import timedelta

import pytest

from services.registration.actions.directory import change_person, forget_person
from services.registration.actions.invitations import answer_invitation, invite
from services.registration.domain.directory.person import PersonChanges
from services.registration.domain.registration import Applicant
from services.registration.store.outgoing import events
from shared import links, times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read
from tests.support.notify_running import SENDER_CONFIG

OLD, NEW = "fel@skola.example", "ratt@skola.example"


@pytest.fixture
async def both(both):
    """The same, delivering from the start."""
    both.post.start()
    return both


async def a_series(both, count=1, **cohort):
    cohort_id = await both.organiser.cohort(**cohort)
    for n in range(1, count + 1):
        starts_at = ahead(14 + n)
        await both.organiser.session(
            cohort_id, title=f"Träff {n}", starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
            mode="digital", join_url="https://meet.example/1",
        )  # fmt: skip
    return cohort_id


async def person_of(both, email):
    return await both.organiser.pool.fetchval("select id from person where email = $1", email)


async def move(both, person_id, email):
    caller = a_caller(both.organiser.organiser_id)
    await change_person.change(
        both.organiser.pool, caller, person_id, PersonChanges(email=email), version=None
    )
    await both.settle()


async def invite_one(both, cohort_id, email=OLD, **rule):
    person_id = await both.organiser.person("Karin Holm", await both.organiser.organisation("Nora"), "rektor")
    await both.organiser.pool.execute(
        "update person set email = $2, email_key = $2, version = version + 1 where id = $1", person_id, email
    )
    audience = await both.organiser.audience(everyone=True)
    await both.organiser.rule(cohort_id, audience, **rule)
    async with both.organiser.pool.acquire() as conn:
        await events.tell_people(conn, both.organiser.organiser_id, [person_id])
    return person_id, await invite_again(both, cohort_id)


async def invite_again(both, cohort_id):
    caller = a_caller(both.organiser.organiser_id)
    result = await invite.invite(both.organiser.pool, caller, cohort_id, invitation_rule_ids=None)
    await both.settle()
    return result


def mails(both, address):
    return [mail for mail in map(read, both.post.mailbox.raws()) if mail.to == address]


async def opens(both, kind, link):
    """Whether a link is the present one of what it names."""
    subject = links.read(kind, link.rpartition("/")[2], SENDER_CONFIG.link_keys)
    table = {"i": "invitation", "r": "registration", "j": "seat", "k": "registration"}[kind]
    return await both.organiser.pool.fetchval(f"select generation from {table} where id = $1", subject.id) == subject.generation  # fmt: skip


async def test_an_invitation_reaches_the_corrected_address_and_the_old_link_dies(both):
    cohort = await a_series(both)
    person, _ = await invite_one(both, cohort)
    await move(both, person, NEW)

    [wrong], [right] = mails(both, OLD), mails(both, NEW)
    assert (wrong.kind, right.kind) == ("invitation", "invitation")
    assert not await opens(both, "i", wrong.link("i"))
    assert await opens(both, "i", right.link("i"))
    [row] = (await both.organiser.invitations(cohort)).values()
    assert row["status"] == "sent"
    assert (await invite_again(both, cohort)).already == 1
    assert len(mails(both, NEW)) == 1
    assert await both.broken() == []


async def test_entries_are_placed_at_the_new_address_and_taken_away_at_the_old(both):
    cohort = await a_series(both, 2)
    await both.organiser.register(cohort, OLD, now=times.now())
    await both.settle()
    before = mails(both, OLD)
    person = await person_of(both, OLD)
    await move(both, person, NEW)

    left = mails(both, OLD)[len(before) :]
    uids = {mail.calendar_value("UID") for mail in before if mail.calendar}
    assert {(mail.kind, mail.calendar_value("METHOD"), mail.calendar_value("SEQUENCE")) for mail in left} == {
        ("calendar", "CANCEL", "1")
    }
    assert {mail.calendar_value("UID") for mail in left} == uids
    assert {mail.calendar_value("ATTENDEE") for mail in left} == {f"mailto:{OLD}"}
    confirmation, *placed = mails(both, NEW)
    assert confirmation.kind == "confirmation"
    assert {(m.calendar_value("METHOD"), m.calendar_value("SEQUENCE")) for m in placed} == {("REQUEST", "2")}
    assert {mail.calendar_value("UID") for mail in placed} == uids
    assert await both.broken() == []


async def test_no_link_in_the_old_mailbox_opens_anything(both):
    cohort = await a_series(both)
    await both.organiser.register(cohort, OLD, now=times.now())
    await both.settle()
    await move(both, await person_of(both, OLD), NEW)

    found = [(kind, link) for mail in mails(both, OLD) for kind in "irjk" for link in mail.links(kind)]
    assert {kind for kind, _ in found} == {"r", "j"}
    assert [link for kind, link in found if await opens(both, kind, link)] == []
    assert all([await opens(both, kind, mails(both, NEW)[0].link(kind)) for kind in "rj"])
    assert NEW not in "".join(mail.decoded() for mail in mails(both, OLD))


async def test_what_failed_for_want_of_an_address_is_sent_once_there_is_one(both):
    cohort = await a_series(both)
    person, _ = await invite_one(both, cohort, None)
    [row] = (await both.organiser.invitations(cohort)).values()
    assert row["status"] == "bounced"
    await move(both, person, NEW)

    assert [mail.kind for mail in mails(both, NEW)] == ["invitation"]
    [row] = (await both.organiser.invitations(cohort)).values()
    assert row["status"] == "sent"


async def test_somebody_who_corrects_the_address_in_the_answer_is_confirmed_there(both):
    cohort = await a_series(both)
    person, _ = await invite_one(both, cohort)
    invitation = await both.organiser.pool.fetchval("select id from invitation where person_id = $1", person)
    await answer_invitation.answer(
        both.organiser.pool, a_caller(both.organiser.organiser_id), invitation, answer="yes", session_ids=None,
        substitute=None, message=None, details=Applicant(name="Karin Holm", email=NEW),
    )  # fmt: skip
    await both.settle()

    assert [mail.kind for mail in mails(both, OLD)] == ["invitation"]
    [confirmation] = mails(both, NEW)
    assert (confirmation.kind, confirmation.calendar_value("METHOD")) == ("confirmation", "REQUEST")
    assert await opens(both, "r", confirmation.link("r"))


async def test_a_changed_name_or_spelling_keeps_links_and_sends_nothing(both):
    cohort = await a_series(both)
    await both.organiser.register(cohort, OLD, now=times.now())
    await both.settle()
    await move(both, await person_of(both, OLD), OLD.replace("fel", "FEL"))

    assert len(both.post.mailbox.raws()) == 1
    assert await opens(both, "r", mails(both, OLD)[0].link("r"))


async def test_an_earlier_address_is_erased_with_the_person(both):
    cohort = await a_series(both)
    await both.organiser.register(cohort, OLD, now=times.now())
    await both.settle()
    person = await person_of(both, OLD)
    await move(both, person, NEW)
    await forget_person.forget(both.organiser.pool, a_caller(both.organiser.organiser_id), person)
    await both.settle()

    assert OLD not in both.dumped()
    assert NEW not in both.dumped()
