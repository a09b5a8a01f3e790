"""The mails that each person gets for a substitute, a forwarded invitation and a registration of colleagues."""

from datetime import timedelta

import pytest

from services.registration.actions.directory import choose_language
from services.registration.actions.invitations import answer_forwarded, invite
from services.registration.actions.registrations import register_colleagues, substitute
from services.registration.actions.registrations.register_colleagues import Colleague
from shared import times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read
from tests.support.registration import an_applicant

ANNA, BO, EVA = "anna@skola.example", "bo@skola.example", "eva@skola.example"


@pytest.fixture
async def both(both):
    """Both services, delivering from the start."""
    both.post.start()
    return both


async def a_series(both, count=2, **cohort):
    cohort_id = await both.organiser.cohort(**cohort)
    sessions = [
        await both.organiser.session(
            cohort_id, title=f"Träff {n}", starts_at=ahead(14 + n), ends_at=ahead(14 + n) + timedelta(hours=2)
        )
        for n in range(1, count + 1)
    ]
    return cohort_id, sessions


def mails(both, address):
    """The mails that an address has received."""
    return [mail for mail in map(read, both.post.mailbox.raws()) if mail.to == address]


def calendar(found):
    return [(mail.kind, mail.calendar_value("METHOD")) for mail in found]


async def send(both, registration, sessions=None):
    return await substitute.send_substitute(
        both.organiser.pool, a_caller(both.organiser.organiser_id, now=times.now()), registration, substitute=an_applicant(BO, "Bo Ek"),
        session_ids=sessions,
    )  # fmt: skip


async def test_a_substitute_gets_a_calendar_request_and_the_replaced_person_a_cancel(both):
    cohort, (first, _) = await a_series(both)
    anna = await both.organiser.register(cohort, ANNA, now=times.now())
    await both.settle()
    placed = {mail.calendar_value("UID") for mail in mails(both, ANNA) if mail.calendar}
    assert len(placed) == 2

    await send(both, anna, [first])
    await both.settle()

    [left] = [mail for mail in mails(both, ANNA) if mail.calendar_value("METHOD") == "CANCEL"]
    assert left.kind == "withdrawal"
    assert left.calendar_value("UID") in placed
    [came] = mails(both, BO)
    assert (came.kind, came.calendar_value("METHOD")) == ("substitute", "REQUEST")
    assert came.calendar_value("UID") not in placed
    assert "Du är ersättare" in came.text
    assert ANNA not in came.decoded()
    assert BO not in left.decoded()
    assert await both.broken() == []


async def test_a_substitute_for_all_sessions_gets_every_calendar_entry(both):
    cohort, _ = await a_series(both, 3)
    anna = await both.organiser.register(cohort, ANNA, now=times.now())
    await both.settle()
    await send(both, anna)
    await both.settle()

    assert sorted(calendar(mails(both, ANNA)), key=str) == sorted(
        [("confirmation", None), *[("calendar", "REQUEST")] * 3, *[("withdrawal", "CANCEL")] * 3], key=str
    )
    assert sorted(calendar(mails(both, BO)), key=str) == sorted(
        [("substitute", None), *[("calendar", "REQUEST")] * 3], key=str
    )


async def test_a_second_session_for_the_same_substitute_is_told_as_a_substitutes_too(both):
    cohort, (first, second) = await a_series(both)
    anna = await both.organiser.register(cohort, ANNA, now=times.now())
    await both.settle()
    for session in (first, second):
        await send(both, anna, [session])
        await both.settle()

    assert calendar(mails(both, BO)) == [("substitute", "REQUEST")] * 2
    assert sum(method == "CANCEL" for _, method in calendar(mails(both, ANNA))) == 2


async def test_a_forwarded_registration_is_confirmed_without_the_invited_persons_link(both):
    organiser = both.organiser
    school = await organiser.organisation("Centralskolan")
    await organiser.person("Rut R", school, "rektor")
    cohort, sessions = await a_series(both, 1, forwarding="organisation")
    await organiser.rule(cohort, await organiser.audience(roles=["rektor"]))
    await invite.invite(
        organiser.pool, a_caller(organiser.organiser_id, now=times.now()), cohort, invitation_rule_ids=None
    )
    await both.settle()
    [invitation] = mails(both, "rut.r@kommun.example")
    await answer_forwarded.answer_forwarded(
        organiser.pool, a_caller(organiser.organiser_id, now=times.now()), (await organiser.invitations(cohort))["Rut R"]["id"],
        an_applicant("bo@kommun.example", "Bo Ek"), session_ids=sessions,
    )  # fmt: skip
    await both.settle()

    [mail] = mails(both, "bo@kommun.example")
    assert (mail.kind, mail.calendar_value("METHOD")) == ("confirmation", "REQUEST")
    assert invitation.links("i") != []
    assert mail.links("i") == []
    assert mail.links("r") != []
    assert "rut" not in mail.decoded().lower()
    assert len(mails(both, "rut.r@kommun.example")) == 1


async def test_colleagues_who_share_an_address_each_get_a_confirmation_with_their_own_link(both):
    cohort, sessions = await a_series(both, 1)
    names = ("Anna Ek", "Bo Ek", "Cia Ek")
    colleagues = [Colleague(applicant=an_applicant(EVA, name), shares=True) for name in names]
    await register_colleagues.register_colleagues(
        both.organiser.pool, a_caller(both.organiser.organiser_id, now=times.now()), cohort, colleagues, session_ids=sessions, confirmations=True,
        may_wait=True,
    )  # fmt: skip
    await both.settle()

    found = mails(both, EVA)
    assert calendar(found) == [("confirmation", "REQUEST")] * 3
    assert len({mail.link("r") for mail in found}) == 3
    assert len({mail.calendar_value("UID") for mail in found}) == 3
    named = [[name for name in names if name in mail.decoded()] for mail in found]
    assert sorted(named) == [[name] for name in names]


async def test_mails_are_written_in_the_language_that_the_person_chose(both):
    cohort, (first, _) = await a_series(both)
    anna = await both.organiser.register(cohort, ANNA, now=times.now())
    await both.settle()
    person = await both.organiser.pool.fetchval("select person_id from registration where id = $1", anna)
    await choose_language.choose_language(
        both.organiser.pool, a_caller(both.organiser.organiser_id), person, "en"
    )
    await send(both, anna, [first])
    await both.settle()

    [left] = [mail for mail in mails(both, ANNA) if mail.kind == "withdrawal"]
    assert "Bo Ek is coming in your place" in left.text
