"""A date is added after the invitations have gone: who sees it, and who is asked when the coordinator says so."""

from datetime import timedelta

import pytest

from services.registration.actions.invitations import answer_invitation, change_invitation_rule, invite
from services.registration.actions.sessions import change_session
from services.registration.domain.invitation import InvitationRuleChanges
from services.registration.domain.sessions.session import SessionChanges
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read

NAMES = ("Karin Holm", "Bo Ek", "Eva Ros")


class Series:
    """One date, to which three people are invited: Bo says yes, Eva no, Karin nothing."""

    def __init__(self, both, cohort, first, rule):
        self.both, self.cohort, self.first, self.rule = both, cohort, first, rule
        self.pool, self.caller = both.organiser.pool, a_caller(both.organiser.organiser_id)

    async def add(self, **said):
        plain = {"title": "Tillagd", "starts_at": ahead(40), "ends_at": ahead(40) + timedelta(hours=2)}
        made = await self.both.organiser.session(self.cohort, **plain | said)
        await self.both.settle()
        return made

    async def invite(self):
        found = await invite.invite(self.pool, self.caller, self.cohort, invitation_rule_ids=None)
        await self.both.settle()
        return found.invited, found.already

    async def answer(self, name, answer):
        invitation = (await self.both.organiser.invitations(self.cohort))[name]["id"]
        await answer_invitation.answer(
            self.pool, self.caller, invitation, answer=answer, session_ids=None, substitute=None, message=None,
            details=None,
        )  # fmt: skip

    async def covers(self, session_id):
        found = await self.both.organiser.invitations(self.cohort)
        return sorted(name for name, row in found.items() if session_id in row["session_ids"])

    def asked(self):
        """Who got a mail that asks about more dates."""
        found = map(read, self.both.post.mailbox.raws())
        return {mail.to: mail for mail in found if ":more" in mail.key}


async def a_series(both, **rule):
    both.post.start()
    cohort = await both.organiser.cohort()
    first = await both.organiser.session(cohort, starts_at=ahead(14), ends_at=ahead(14) + timedelta(hours=2))
    nora = await both.organiser.organisation("Nora kommun")
    for name in NAMES:
        await both.organiser.person(name, nora, "skolchef")
    if "session_ids" in rule:
        rule["session_ids"] = [first]
    made = await both.organiser.rule(cohort, await both.organiser.audience(everyone=True), **rule)
    series = Series(both, cohort, first, made)
    assert await series.invite() == (3, 0)
    await series.answer("Bo Ek", "yes")
    await series.answer("Eva Ros", "no")
    await both.settle()
    return series


@pytest.fixture
async def series(both):
    return await a_series(both)


async def test_an_open_invitation_shows_an_added_date_and_no_mail_is_sent(series):
    before = len(series.both.post.mailbox.raws())
    added = await series.add()

    assert await series.covers(added) == ["Karin Holm"]
    assert len(series.both.post.mailbox.raws()) == before


async def test_whoever_has_answered_is_asked_in_one_mail_when_the_coordinator_says_so(series):
    await series.add()
    two = await series.add(title="Tillagd 2", starts_at=ahead(50), ends_at=ahead(50) + timedelta(hours=2))
    assert await series.invite() == (2, 1)

    asked = series.asked()
    assert set(asked) == {"bo.ek@kommun.example", "eva.ros@kommun.example"}
    mail = asked["bo.ek@kommun.example"]
    assert (mail.kind, len(mail.links("i"))) == ("invitation", 1)
    assert "Tillagd" in mail.text
    assert await series.covers(two) == sorted(NAMES)
    assert await series.invite() == (0, 3)
    assert len(series.both.post.mailbox.raws()) == len(set(map(bytes, series.both.post.mailbox.raws())))
    statuses = {
        name: row["status"] for name, row in (await series.both.organiser.invitations(series.cohort)).items()
    }
    assert statuses == {"Karin Holm": "sent", "Bo Ek": "accepted", "Eva Ros": "declined"}


async def test_a_date_that_gets_its_day_later_is_shown_then(series):
    undated = await series.add(starts_at=None, ends_at=None, term="HT2030")
    assert await series.covers(undated) == []
    await change_session.change(
        series.pool,
        series.caller,
        undated,
        SessionChanges(on=ahead(60).date()),
        version=None,
        silent=False,
        reason=None,
    )

    assert await series.covers(undated) == ["Karin Holm"]


async def test_an_invitation_to_named_dates_gets_another_when_its_rule_does(both):
    series = await a_series(both, session_ids=[])
    added = await series.add()
    assert await series.covers(added) == []
    await change_invitation_rule.change(
        series.pool,
        series.caller,
        series.rule,
        InvitationRuleChanges(session_ids=[series.first, added]),
        version=None,
    )

    assert await series.covers(added) == ["Karin Holm"]
    assert await series.invite() == (2, 1)
    assert len(series.asked()) == 2
