"""The status of an invitation follows the seats, whichever page or program has changed them."""

from datetime import timedelta

import pytest

from services.registration.actions.cohorts.publish_cohort import close
from services.registration.actions.invitations import expire_invitations
from services.registration.actions.invitations.answer_invitation import answer
from services.registration.actions.invitations.invite import invite
from services.registration.actions.registrations.register_colleagues import Colleague, register_colleagues
from services.registration.actions.registrations.substitute import send_substitute
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.domain.caller import Caller, system
from services.registration.domain.errors import AnswerTooLate, CohortNotOpen
from shared import events
from tests.support.caller import a_caller
from tests.support.registration import NOW, SOON, OrganiserDriver, an_applicant

RUT, BO = "rut.r@kommun.example", "bo@skola.example"
RESPOND_BY = NOW.date() + timedelta(days=7)
LATE = NOW + timedelta(days=10)


class InvitedPerson:
    """Rut is invited to two sessions, and answers by a given day."""

    def __init__(self, organiser: OrganiserDriver) -> None:
        self.organiser = organiser

    async def make(self, **rule) -> "InvitedPerson":
        organiser = self.organiser
        school = await organiser.organisation("Centralskolan")
        await organiser.person("Rut R", school, "rektor")
        self.cohort = await organiser.cohort()
        self.sessions = [
            await organiser.session(self.cohort, title=f"Träff {n}", starts_at=SOON + timedelta(days=7 * n))
            for n in range(2)
        ]
        await organiser.rule(
            self.cohort, await organiser.audience(roles=["rektor"]), respond_by=RESPOND_BY, **rule
        )
        await invite(organiser.pool, self.caller(), self.cohort, invitation_rule_ids=None)
        return self

    def caller(self, *, now=NOW, is_staff=False) -> Caller:
        actor = {"kind": "token", "role": "coordinator"} if is_staff else {}
        return a_caller(self.organiser.organiser_id, now=now, **actor)

    async def answers(self, said, *, substitute=None, **caller):
        invitation = (await self.organiser.invitations(self.cohort))["Rut R"]
        return await answer(
            self.organiser.pool, self.caller(**caller), invitation["id"], answer=said, session_ids=None,
            substitute=an_applicant(substitute, name="Bo Ek") if substitute else None, message=None, details=None,
        )  # fmt: skip

    async def send(self, registration_id, email, name, sessions=None):
        return await send_substitute(
            self.organiser.pool, self.caller(), registration_id,
            substitute=an_applicant(email, name=name), session_ids=sessions,
        )  # fmt: skip

    async def leave(self, registration_id, sessions=None):
        await withdraw(self.organiser.pool, self.caller(), registration_id, session_ids=sessions)

    async def status(self) -> str:
        """The invitation's status, which notify has been told too."""
        status = (await self.organiser.invitations(self.cohort))["Rut R"]["status"]
        assert (await self.organiser.told(events.Invitation))[-1].status == status
        return status


@pytest.fixture
async def invited(organiser: OrganiserDriver) -> InvitedPerson:
    return await InvitedPerson(organiser).make()


async def by_the_form(invited):
    return await invited.organiser.register(invited.cohort, RUT, name="Rut R")


async def by_the_form_again(invited):
    """The second registration of a cohort is decided on what the first has left in memory."""
    await invited.organiser.register(invited.cohort, "annan@skola.example")
    return await by_the_form(invited)


async def by_a_colleague(invited):
    await register_colleagues(
        invited.organiser.pool, invited.caller(), invited.cohort,
        [Colleague(applicant=an_applicant(RUT, name="Rut R"), shares=False)],
        session_ids=invited.sessions, confirmations=True, may_wait=True,
    )  # fmt: skip


@pytest.mark.parametrize("door", [by_the_form, by_the_form_again, by_a_colleague])
async def test_a_registration_answers_the_persons_invitation(invited, door):
    await door(invited)

    assert await invited.status() == "accepted"
    later = NOW + timedelta(days=30)
    await expire_invitations.expire(invited.organiser.pool, system(later))
    assert await invited.status() == "accepted"


async def test_a_substitute_with_an_open_invitation_has_answered_it(invited):
    registration = await invited.organiser.register(invited.cohort, BO, name="Bo Ek")

    await invited.send(registration, RUT, "Rut R")

    assert await invited.status() == "accepted"


async def test_a_registration_by_somebody_else_leaves_the_invitation_open(invited):
    await invited.organiser.register(invited.cohort, BO, name="Bo Ek")

    assert await invited.status() in {"queued", "sent"}


async def test_an_invitation_that_ran_out_is_accepted_by_a_registration(invited):
    await expire_invitations.expire(invited.organiser.pool, system(LATE))
    assert await invited.status() == "expired"

    await by_the_form(invited)

    assert await invited.status() == "accepted"


async def test_a_seat_that_is_handed_back_makes_the_invitation_accepted_again(invited):
    rut = (await invited.answers("yes")).registration_id
    bo = await invited.send(rut, BO, "Bo Ek")
    assert await invited.status() == "substituted"

    await invited.send(bo, RUT, "Rut R")

    assert await invited.status() == "accepted"


async def test_a_seat_that_is_handed_back_by_the_substitutes_substitute_does_so_too(invited):
    rut = (await invited.answers("yes")).registration_id
    bo = await invited.send(rut, BO, "Bo Ek")
    cia = await invited.send(bo, "cia@skola.example", "Cia Ek")
    assert await invited.status() == "substituted"

    await invited.send(cia, RUT, "Rut R")

    assert await invited.status() == "accepted"


async def test_an_invitation_is_open_again_when_the_substitute_gives_everything_up(invited):
    bo = (await invited.answers("substitute", substitute=BO)).registration_id
    assert await invited.status() == "substituted"

    await invited.leave(bo)

    assert await invited.status() == "sent"


async def test_whoever_gives_everything_up_has_declined(invited):
    rut = (await invited.answers("yes")).registration_id

    await invited.leave(rut, [invited.sessions[0]])
    assert await invited.status() == "accepted"
    await invited.leave(rut)

    assert await invited.status() == "declined"


async def test_with_one_date_at_a_substitute_and_the_other_given_up_a_substitute_comes(invited):
    rut = (await invited.answers("yes")).registration_id
    bo = await invited.send(rut, BO, "Bo Ek", [invited.sessions[0]])
    assert await invited.status() == "accepted"

    await invited.leave(rut)
    assert await invited.status() == "substituted"
    await invited.leave(bo)

    assert await invited.status() == "sent"


async def test_a_kallelse_stays_sent_with_its_seats_and_is_declined_without(organiser: OrganiserDriver):
    invited = await InvitedPerson(organiser).make(kind="kallelse")
    rut = await organiser.pool.fetchval("select id from registration")

    await invited.leave(rut, [invited.sessions[0]])
    assert await invited.status() in {"queued", "sent"}
    await invited.leave(rut)

    assert await invited.status() == "declined"


@pytest.mark.parametrize("said", ["yes", "no", "substitute"])
async def test_the_organiser_may_answer_after_the_last_day(invited, said):
    substitute = BO if said == "substitute" else None
    with pytest.raises(AnswerTooLate):
        await invited.answers(said, substitute=substitute, now=LATE)

    await invited.answers(said, substitute=substitute, now=LATE, is_staff=True)

    assert await invited.status() == {"yes": "accepted", "no": "declined", "substitute": "substituted"}[said]


async def test_the_organiser_may_answer_when_registration_is_closed(invited):
    await close(invited.organiser.pool, invited.caller(), invited.cohort)
    with pytest.raises(CohortNotOpen):
        await invited.answers("yes")

    await invited.answers("yes", is_staff=True)

    assert await invited.status() == "accepted"


async def test_the_organiser_cannot_answer_for_dates_that_are_over(invited):
    with pytest.raises(AnswerTooLate):
        await invited.answers("yes", now=SOON + timedelta(days=60), is_staff=True)
