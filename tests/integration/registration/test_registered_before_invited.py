"""Whoever is registered already when the coordinator invites is asked about nothing that they have."""

import asyncio
from datetime import timedelta

import pytest

from services.registration.actions.invitations import answer_invitation
from services.registration.actions.invitations.invite import InviteResult, invite
from services.registration.actions.registrations.register_colleagues import Colleague, register_colleagues
from services.registration.actions.registrations.substitute import send_substitute
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.actions.sessions.cancel_session import cancel
from services.registration.actions.sessions.change_session import change as change_session
from services.registration.domain.sessions.session import SessionChanges
from shared import events
from tests.support.caller import a_caller
from tests.support.registration import NOW, SOON, OrganiserDriver, an_applicant

RUT, BO = "rut.r@kommun.example", "bo@skola.example"


class Known:
    """Rut is in the audience of a rule that covers two dates, and nobody is invited yet."""

    def __init__(self, organiser: OrganiserDriver) -> None:
        self.organiser = organiser

    async def make(self, *, capacity=10, **rule) -> "Known":
        organiser = self.organiser
        await organiser.person("Rut R", await organiser.organisation("Centralskolan"), "rektor")
        self.cohort = await organiser.cohort(capacity=capacity)
        self.sessions = [await self.add(n) for n in range(2)]
        self.rule = await organiser.rule(self.cohort, await organiser.audience(roles=["rektor"]), **rule)
        return self

    async def add(self, number):
        starts_at = SOON + timedelta(days=7 * number)
        return await self.organiser.session(self.cohort, title=f"Träff {number}", starts_at=starts_at)

    async def registers(self, session_ids=None, email=RUT, name="Rut R"):
        return await self.organiser.register(self.cohort, email, session_ids, name=name)

    async def hands_over(self, registration):
        await send_substitute(
            self.organiser.pool, self.caller(), registration, substitute=an_applicant(BO, name="Bo Ek"), session_ids=None
        )  # fmt: skip

    async def leaves(self, registration):
        await withdraw(self.organiser.pool, self.caller(), registration, session_ids=None)

    async def invite(self):
        return await invite(self.organiser.pool, self.caller(), self.cohort, invitation_rule_ids=None)

    def caller(self):
        return a_caller(self.organiser.organiser_id, now=NOW)

    async def invitation(self):
        """Status and sessions, of which notify has been told too."""
        row = (await self.organiser.invitations(self.cohort))["Rut R"]
        told = (await self.organiser.told(events.Invitation))[-1]
        assert (told.status, list(told.session_ids)) == (row["status"], row["session_ids"])
        return row["status"], row["session_ids"]


@pytest.fixture
async def known(organiser: OrganiserDriver) -> Known:
    return await Known(organiser).make()


async def by_the_form(known):
    await known.registers()


async def by_a_colleague(known):
    await register_colleagues(
        known.organiser.pool, known.caller(), known.cohort,
        [Colleague(applicant=an_applicant(RUT, name="Rut R"), shares=False)],
        session_ids=known.sessions, confirmations=True, may_wait=True,
    )  # fmt: skip


async def as_a_substitute(known):
    registration = await known.registers(email=BO, name="Bo Ek")
    await send_substitute(
        known.organiser.pool, known.caller(), registration, substitute=an_applicant(RUT, name="Rut R"), session_ids=None
    )  # fmt: skip


@pytest.mark.parametrize("door", [by_the_form, by_a_colleague, as_a_substitute])
async def test_whoever_has_every_date_has_answered_and_is_not_asked(known, door):
    await door(known)

    assert await known.invite() == InviteResult(invited=0, already=1)
    assert await known.invitation() == ("accepted", known.sessions)
    assert await known.invite() == InviteResult(invited=0, already=1)


async def test_whoever_waits_has_answered_too(organiser):
    known = await Known(organiser).make(capacity=1)
    await known.registers(email=BO, name="Bo Ek")
    await known.registers()

    assert await known.invite() == InviteResult(invited=0, already=1)
    assert await known.invitation() == ("accepted", known.sessions)


async def test_whoever_has_one_date_is_asked_about_the_other(known):
    await known.registers(known.sessions[:1])

    assert await known.invite() == InviteResult(invited=1, already=0)
    assert await known.invitation() == ("queued", known.sessions[1:])


async def test_whoever_has_a_date_is_not_asked_about_it_when_it_is_cancelled_and_held_after_all(known):
    await known.registers(known.sessions[:1])
    await known.invite()
    session = known.sessions[0]
    await cancel(known.organiser.pool, known.caller(), session, reason="För få anmälda")
    await change_session(
        known.organiser.pool, known.caller(), session, SessionChanges(status="scheduled"), version=None, silent=False,
        reason=None,
    )  # fmt: skip

    assert await known.invitation() == ("queued", known.sessions[1:])


async def test_whoever_has_handed_everything_over_has_a_substitute(known):
    await known.hands_over(await known.registers())

    assert await known.invite() == InviteResult(invited=0, already=1)
    assert await known.invitation() == ("substituted", known.sessions)


async def test_whoever_has_withdrawn_is_asked_and_whoever_withdraws_later_has_declined(known):
    first = await known.registers()
    await known.leaves(first)
    assert await known.invite() == InviteResult(invited=1, already=0)
    assert await known.invitation() == ("queued", known.sessions)

    await known.leaves(await known.registers())

    assert (await known.invitation())[0] == "declined"


async def test_a_kallelse_gives_the_dates_that_are_lacking_and_waits_for_no_mail(organiser):
    known = await Known(organiser).make(kind="kallelse")
    registration = await known.registers(known.sessions[:1])

    await known.invite()

    assert await known.invitation() == ("accepted", known.sessions)
    assert await organiser.seats(registration) == dict.fromkeys(known.sessions, "confirmed")


async def test_whoever_has_taken_an_added_date_is_not_asked_about_it(known):
    await known.invite()
    invitation = (await known.organiser.invitations(known.cohort))["Rut R"]["id"]
    await answer_invitation.answer(
        known.organiser.pool, known.caller(), invitation, answer="yes", session_ids=known.sessions[:1],
        substitute=None, message=None, details=None,
    )  # fmt: skip
    third = await known.add(2)
    registration = await known.organiser.pool.fetchval("select id from registration")
    assert await known.invite() == InviteResult(invited=1, already=0)
    await known.organiser.pool.execute(
        "update invitation set session_ids = $1, version = version + 1", known.sessions
    )
    await known.organiser.pool.execute(
        """insert into seat (organiser_id, id, registration_id, session_id, status, since)
           values ($1, gen_random_uuid(), $2, $3, 'confirmed', now())""",
        known.organiser.organiser_id, registration, third,
    )  # fmt: skip

    assert await known.invite() == InviteResult(invited=0, already=1)


async def test_whoever_registers_in_the_same_moment_has_answered_whichever_comes_first(known):
    await asyncio.gather(known.invite(), known.registers())

    assert (await known.invitation())[0] == "accepted"


async def test_a_registration_that_nobody_has_confirmed_answers_nothing(known):
    await known.registers()
    await known.organiser.pool.execute("update registration set confirm_until = $1", SOON)

    assert await known.invite() == InviteResult(invited=1, already=0)
    assert await known.invitation() == ("queued", known.sessions)
