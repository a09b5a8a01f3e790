"""What reaches a substitute who waits for the session already, by each door that a seat is handed over through."""

import pytest

from services.registration.actions.invitations import answer_invitation, invite
from services.registration.actions.registrations import substitute
from shared import times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read
from tests.support.registration import an_applicant

DORA = "dora@skola.example"


@pytest.fixture
async def both(both):
    """The same, delivering from the start."""
    both.post.start()
    return both


async def by_the_own_page(both, accepted, receiver):
    await substitute.send_substitute(
        both.organiser.pool, a_caller(both.organiser.organiser_id, now=times.now()), accepted.registration_id,
        substitute=receiver, session_ids=None,
    )  # fmt: skip


async def by_the_invitation(both, accepted, receiver):
    await answer_invitation.answer(
        both.organiser.pool, a_caller(both.organiser.organiser_id, now=times.now()), accepted.invitation_id,
        answer="substitute", session_ids=None, substitute=receiver, message=None, details=None,
    )  # fmt: skip


@pytest.mark.parametrize("door", [by_the_own_page, by_the_invitation])
async def test_a_substitute_who_waits_gets_one_mail_that_says_the_seat_is_theirs(both, door):
    organiser = both.organiser
    school = await organiser.organisation("Centralskolan")
    await organiser.person("Anna Berg", school, "rektor")
    cohort = await organiser.cohort(capacity=1)
    session = await organiser.session(cohort, title="Träff 1", starts_at=ahead(14))
    await organiser.rule(cohort, await organiser.audience(roles=["rektor"]))
    await invite.invite(
        organiser.pool, a_caller(organiser.organiser_id, now=times.now()), cohort, invitation_rule_ids=None
    )
    invitation = (await organiser.invitations(cohort))["Anna Berg"]["id"]
    accepted = await answer_invitation.answer(
        organiser.pool, a_caller(organiser.organiser_id, now=times.now()), invitation,
        answer="yes", session_ids=None, substitute=None, message=None, details=None,
    )  # fmt: skip
    await organiser.register(cohort, DORA, name="Dora Dal", now=times.now())
    await both.settle()
    before = len(both.post.mailbox.raws())

    await door(both, accepted, an_applicant(DORA, "Dora Dal"))
    await both.settle()

    after = [read(raw) for raw in both.post.mailbox.raws()]
    theirs = [mail for mail in after if mail.to == DORA]
    assert [mail.kind for mail in theirs] == ["waiting", "substitute"]
    assert theirs[-1].calendar_value("METHOD") == "REQUEST"
    assert "Anna Berg har lämnat sin plats till dig." in " ".join(theirs[-1].text.split())
    assert len(after) - before == 2  # hers, and the withdrawal of the one who gave it
    assert await organiser.in_session(session) == {DORA: "confirmed"}
    assert await both.broken() == []
