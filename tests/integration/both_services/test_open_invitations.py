"""What an invited person who has not answered gets when dates change: one mail, with the link to answer."""

from datetime import timedelta

import pytest

from services.registration.actions.cohorts import publish_cohort
from services.registration.actions.invitations import answer_invitation, invite
from services.registration.actions.sessions import cancel_session, change_session
from services.registration.domain.sessions.session import SessionChanges
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read

KARIN, BO = "karin.holm@kommun.example", "bo.ek@kommun.example"


@pytest.fixture
async def both(both):
    """The same, delivering from the start."""
    both.post.start()
    return both


@pytest.fixture
async def series(both):
    """Two dates to which Karin is invited, and Bo, who has declined."""
    cohort = await both.organiser.cohort()
    sessions = [
        await both.organiser.session(
            cohort, title=f"Träff {n}", starts_at=ahead(14 + n), ends_at=ahead(14 + n) + timedelta(hours=2)
        )
        for n in (1, 2)
    ]
    nora = await both.organiser.organisation("Nora kommun")
    for name in ("Karin Holm", "Bo Ek"):
        await both.organiser.person(name, nora, "skolchef")
    await both.organiser.rule(cohort, await both.organiser.audience(everyone=True))
    caller = a_caller(both.organiser.organiser_id)
    await invite.invite(both.organiser.pool, caller, cohort, invitation_rule_ids=None)
    bo = (await both.organiser.invitations(cohort))["Bo Ek"]["id"]
    await answer_invitation.answer(
        both.organiser.pool,
        caller,
        bo,
        answer="no",
        session_ids=None,
        substitute=None,
        message=None,
        details=None,
    )
    await both.settle()
    return cohort, sessions, caller


def later(both, address):
    """The mails after the invitation."""
    return [
        mail
        for mail in map(read, both.post.mailbox.raws())
        if mail.to == address and mail.kind != "invitation"
    ]


async def test_a_moved_date_reaches_whoever_has_not_answered(both, series):
    cohort, [first, _], caller = series
    await change_session.change(
        both.organiser.pool, caller, first, SessionChanges(starts_at=ahead(30)), version=None, silent=False,
        reason="Föreläsaren kan inte",
    )  # fmt: skip
    await both.settle()

    [mail] = later(both, KARIN)
    assert (mail.kind, mail.calendar) == ("update", None)
    assert mail.subject.startswith("Ändrad tid: Träff 1")
    for said in ("Ny tid:", "Tidigare tid:", "Föreläsaren kan inte.", "har inte svarat än"):
        assert said in " ".join(mail.text.split())
    assert mail.links("i")
    assert later(both, BO) == []
    assert (await both.organiser.invitations(cohort))["Karin Holm"]["status"] == "sent"


async def test_a_cancelled_date_leaves_the_other_to_answer_for(both, series):
    _, [first, _], caller = series
    await cancel_session.cancel(both.organiser.pool, caller, first, reason="Snö")
    await both.settle()

    [mail] = later(both, KARIN)
    assert (mail.kind, len(mail.links("i"))) == ("cancellation", 1)
    assert "Du är fortfarande inbjuden till de andra." in " ".join(mail.text.split())


async def test_a_cancelled_cohort_is_one_mail_without_a_link_to_answer(both, series):
    cohort, _, caller = series
    await publish_cohort.cancel(both.organiser.pool, caller, cohort, reason="För få anmälda")
    await both.settle()

    [mail] = later(both, KARIN)
    assert (mail.kind, mail.links("i")) == ("cancellation", [])
    text = " ".join(mail.text.split())
    assert "Du behöver inte svara på inbjudan." in text
    assert all(said in text for said in ("Träff 1", "Träff 2", "För få anmälda."))
    assert later(both, BO) == []


async def test_somebody_who_accepts_one_of_two_dates_gets_the_confirmation(both, series):
    cohort, [first, _], caller = series
    karin = (await both.organiser.invitations(cohort))["Karin Holm"]["id"]
    await answer_invitation.answer(
        both.organiser.pool,
        caller,
        karin,
        answer="yes",
        session_ids=[first],
        substitute=None,
        message=None,
        details=None,
    )
    await both.settle()

    assert [mail.kind for mail in later(both, KARIN)] == ["confirmation"]
