"""Answering an invitation: accepting, declining, naming a substitute; changing the answer; answering too late."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.registration.actions.cohorts.publish_cohort import close
from services.registration.actions.invitations.answer_invitation import AnswerResult, answer
from services.registration.actions.invitations.invite import invite
from services.registration.actions.invitations.note_message import note_message
from services.registration.actions.registrations.change_dates import change_dates
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.domain.errors import (
    AlreadyRegistered,
    AnswerTooLate,
    CohortNotOpen,
    NotFound,
    NothingChosen,
    SessionFull,
    SessionOfAnotherCohort,
    SubstituteIsInvited,
    SubstitutesNotAllowed,
)
from services.registration.store.health import invariants
from shared import events, ids, times
from tests.support.caller import a_caller
from tests.support.registration import NOW, SOON, OrganiserDriver, an_applicant

pytestmark = pytest.mark.every_postgres


class Invited:
    """A cohort of three sessions to which Rut has been invited."""

    def __init__(self, organiser: OrganiserDriver) -> None:
        self.organiser = organiser

    async def make(
        self, *, capacity: int | None = None, sessions: int = 3, names_sessions: bool = False, **rule
    ) -> "Invited":
        organiser = self.organiser
        self.school = await organiser.organisation("Centralskolan")
        await organiser.person("Rut R", self.school, "rektor")
        self.cohort = await organiser.cohort(capacity=capacity)
        self.sessions = [
            await organiser.session(self.cohort, title=f"Träff {n}", starts_at=SOON + timedelta(days=7 * n))
            for n in range(sessions)
        ]
        if names_sessions:  # sessions that are added later are then not of the invitation
            rule["session_ids"] = self.sessions
        self.rule = await organiser.rule(self.cohort, await organiser.audience(roles=["rektor"]), **rule)
        await invite(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), self.cohort, invitation_rule_ids=None
        )
        self.id: UUID = (await organiser.invitations(self.cohort))["Rut R"]["id"]
        return self

    async def answers(
        self, choice: str, sessions=None, *, substitute=None, message=None, details=None, now=NOW
    ) -> AnswerResult:
        return await answer(
            self.organiser.pool,
            a_caller(self.organiser.organiser_id, now=now),
            self.id,
            answer=choice,
            session_ids=sessions,
            substitute=an_applicant(substitute, name="Bo Ek") if substitute else None,
            message=message,
            details=details,
        )

    async def row(self):
        return (await self.organiser.invitations(self.cohort))["Rut R"]

    async def who_comes(self) -> list[dict[str, str]]:
        return [await self.organiser.in_session(session) for session in self.sessions]


@pytest.fixture
async def rut(organiser: OrganiserDriver) -> Invited:
    return await Invited(organiser).make()


RUT, BO, CIA = "rut.r@kommun.example", "bo@skola.example", "cia@skola.example"
YES, WAITS = "confirmed", "waiting"


async def test_accepting_an_invitation_makes_a_registration_with_a_seat_in_each_session(rut: Invited):
    answered = await rut.answers("yes")

    assert await rut.who_comes() == [{RUT: YES}] * 3
    assert (await rut.row())["status"] == "accepted"
    new_events = (await rut.organiser.told())[-2:]
    assert [(type(event).__name__, event.id, event.version) for event in new_events] == [
        ("Registration", answered.registration_id, 1),
        ("Invitation", rut.id, 2),
    ]
    assert (new_events[0].origin, new_events[0].invitation_id, new_events[0].status) == (
        "answer",
        rut.id,
        "registered",
    )


async def test_accepting_an_invitation_again_with_other_sessions_changes_the_seats(rut: Invited):
    first_session, second_session, third_session = rut.sessions
    first_answer = await rut.answers("yes", [first_session, second_session])

    second_answer = await rut.answers("yes", [second_session, third_session])

    assert first_answer == second_answer
    assert await rut.organiser.seats(first_answer.registration_id) == {
        first_session: "withdrawn",
        second_session: YES,
        third_session: YES,
    }


async def test_giving_the_same_answer_to_an_invitation_again_changes_nothing(rut: Invited):
    first = await rut.answers("yes", rut.sessions[:2])
    before = len(await rut.organiser.told())

    assert await rut.answers("yes", rut.sessions[:2]) == first
    assert len(await rut.organiser.told()) == before


async def test_accepting_an_invitation_five_times_at_once_makes_one_registration(rut: Invited):
    results = await asyncio.gather(*(rut.answers("yes") for _ in range(5)))

    assert len({result.registration_id for result in results}) == 1
    assert await rut.who_comes() == [{RUT: YES}] * 3
    assert [await rut.organiser.taken(session) for session in rut.sessions] == [1, 1, 1]


async def test_declining_an_accepted_invitation_frees_the_seats_and_promotes_the_first_in_line(
    organiser: OrganiserDriver,
):
    rut = await Invited(organiser).make(capacity=1, sessions=1)
    yes = await rut.answers("yes")
    await organiser.register(rut.cohort, BO)

    assert await rut.answers("no", message="Jag är ledig.") == AnswerResult(
        invitation_id=rut.id, registration_id=None
    )

    assert await rut.who_comes() == [{BO: YES}]
    assert await organiser.status(yes.registration_id) == "withdrawn"
    assert ((await rut.row())["status"], (await rut.row())["message"]) == ("declined", "Jag är ledig.")


async def test_accepting_an_invitation_after_declining_it_makes_a_new_registration(rut: Invited):
    first = await rut.answers("yes")
    await rut.answers("no")

    again = await rut.answers("yes", rut.sessions[:1])

    assert again.registration_id != first.registration_id
    assert await rut.who_comes() == [{RUT: YES}, {}, {}]


async def test_declining_an_invitation_keeps_seats_it_was_not_about(organiser: OrganiserDriver):
    rut = await Invited(organiser).make(sessions=1, names_sessions=True)
    other = await organiser.session(rut.cohort, title="Öppen för alla")
    own = await organiser.register(rut.cohort, RUT, [other])
    assert (await rut.answers("yes")).registration_id == own

    await rut.answers("no")

    assert await organiser.seats(own) == {other: YES, rut.sessions[0]: "withdrawn"}
    assert await organiser.status(own) == "registered"


async def test_a_substitute_gets_the_same_seats_and_nobody_is_promoted_in_between(organiser: OrganiserDriver):
    rut = await Invited(organiser).make(capacity=1, sessions=2)
    yes = await rut.answers("yes")
    await organiser.register(rut.cohort, CIA)

    answered = await rut.answers("substitute", substitute=BO)

    assert await rut.who_comes() == [{BO: YES, CIA: WAITS}] * 2
    assert (await rut.row())["status"] == "substituted"
    assert [
        await organiser.status(registration_id)
        for registration_id in (yes.registration_id, answered.registration_id)
    ] == [
        "withdrawn",
        "registered",
    ]
    events_by_id = {event.id: event for event in await organiser.told(events.Registration)}
    assert (
        events_by_id[answered.registration_id].origin,
        events_by_id[answered.registration_id].invitation_id,
    ) == (
        "substitute",
        rut.id,
    )
    assert [await organiser.taken(session) for session in rut.sessions] == [1, 1]


async def test_a_seat_given_to_a_substitute_above_a_lowered_capacity_is_no_overbooking(
    organiser: OrganiserDriver,
):
    rut = await Invited(organiser).make(capacity=2, sessions=1)
    await rut.answers("yes")
    await organiser.register(rut.cohort, CIA)
    await organiser.pool.execute(
        "update cohort set capacity = 1"
    )  # the database stores the real time of this change
    await organiser.pool.execute(
        "update session set on_date = '2999-01-01', starts_at = null, ends_at = null"
    )

    await rut.answers("substitute", substitute=BO, now=times.now())

    assert await rut.who_comes() == [{BO: YES, CIA: YES}]
    async with organiser.pool.acquire() as conn:
        assert [name for name, _, holds in await invariants.count(conn) if not holds] == []


async def test_a_substitute_takes_over_a_place_in_the_waiting_list(organiser: OrganiserDriver):
    rut = await Invited(organiser).make(capacity=1, sessions=1)
    anna = await organiser.register(rut.cohort, "anna@skola.example")
    await rut.answers("yes")
    await organiser.register(rut.cohort, CIA)

    await rut.answers("substitute", substitute=BO)
    await withdraw(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=None)

    assert await rut.who_comes() == [{BO: YES, CIA: WAITS}]


async def test_a_substitute_gets_the_accepted_sessions_when_none_are_chosen(rut: Invited):
    await rut.answers("yes", rut.sessions[:2])

    await rut.answers("substitute", substitute=BO)

    assert await rut.who_comes() == [{BO: YES}, {BO: YES}, {}]


async def test_naming_the_same_substitute_twice_changes_nothing_and_another_takes_over(rut: Invited):
    first = await rut.answers("substitute", substitute=BO)
    assert await rut.answers("substitute", substitute="BO@skola.example") == first

    await rut.answers("substitute", substitute=CIA)

    assert await rut.who_comes() == [{CIA: YES}] * 3
    assert await rut.organiser.status(first.registration_id) == "withdrawn"


async def test_accepting_an_invitation_after_naming_a_substitute_takes_the_seats_back(
    organiser: OrganiserDriver,
):
    rut = await Invited(organiser).make(capacity=1, sessions=1)
    await rut.answers("substitute", substitute=BO)
    await organiser.register(rut.cohort, CIA)

    await rut.answers("yes")

    assert await rut.who_comes() == [{RUT: YES, CIA: WAITS}]


async def test_declining_an_invitation_after_naming_a_substitute_frees_the_seats(rut: Invited):
    await rut.answers("substitute", substitute=BO)

    await rut.answers("no")

    assert await rut.who_comes() == [{}, {}, {}]


async def test_a_substitute_must_be_allowed_be_another_person_and_not_yet_be_registered(
    organiser: OrganiserDriver,
):
    personal = await Invited(organiser).make(sessions=1, substitutes_allowed=False)
    with pytest.raises(SubstitutesNotAllowed):
        await personal.answers("substitute", substitute=BO)
    await organiser.pool.execute("update invitation_rule set substitutes_allowed = true")
    with pytest.raises(SubstituteIsInvited):
        await personal.answers("substitute", substitute=RUT)
    with pytest.raises(NothingChosen):
        await personal.answers("substitute")
    bo = await organiser.register(personal.cohort, BO)
    with pytest.raises(AlreadyRegistered) as refused:
        await personal.answers("substitute", substitute=BO)
    assert refused.value.registration_id == bo


async def test_an_invitation_can_be_answered_until_the_end_of_the_last_day_in_sweden(
    organiser: OrganiserDriver,
):
    rut = await Invited(organiser).make(respond_by=date(2026, 1, 20))

    await rut.answers("yes", now=NOW.replace(day=20, hour=22, minute=59))
    for choice in ("yes", "no", "substitute"):
        with pytest.raises(AnswerTooLate):
            await rut.answers(choice, substitute=BO, now=NOW.replace(day=20, hour=23, minute=0))


async def test_a_new_answer_to_an_invitation_keeps_seats_in_sessions_that_are_over(rut: Invited):
    answered = await rut.answers("yes")
    first_session, second_session, third_session = rut.sessions

    await rut.answers("yes", [first_session, third_session], now=SOON + timedelta(days=1))

    assert await rut.organiser.seats(answered.registration_id) == {
        first_session: YES,
        second_session: "withdrawn",
        third_session: YES,
    }
    with pytest.raises(AnswerTooLate):
        await rut.answers("no", now=SOON + timedelta(days=30))


async def test_a_kallelse_can_be_declined_for_each_session_until_it_is_over(organiser: OrganiserDriver):
    rut = await Invited(organiser).make(kind="kallelse", sessions=2, respond_by=date(2026, 1, 20))
    assert await rut.who_comes() == [{RUT: YES}] * 2

    await rut.answers("no", message="Jag är sjuk.", now=SOON + timedelta(days=1))

    assert await rut.who_comes() == [{RUT: YES}, {}]
    assert ((await rut.row())["status"], (await rut.row())["message"]) == ("declined", "Jag är sjuk.")
    with pytest.raises(AnswerTooLate):
        await rut.answers("no", now=SOON + timedelta(days=8))


async def test_an_invitation_in_a_closed_cohort_can_be_declined_but_not_accepted(rut: Invited):
    await rut.answers("yes")
    await close(rut.organiser.pool, a_caller(rut.organiser.organiser_id, now=NOW), rut.cohort)

    with pytest.raises(CohortNotOpen):
        await rut.answers("yes", rut.sessions[:1])
    await rut.answers("no")

    assert await rut.who_comes() == [{}, {}, {}]


async def test_an_answer_that_chooses_impossible_sessions_is_refused_and_nothing_is_stored(
    organiser: OrganiserDriver,
):
    rut = await Invited(organiser).make(names_sessions=True)
    elsewhere = await rut.organiser.session(rut.cohort)

    with pytest.raises(NothingChosen):
        await rut.answers("yes", [])
    with pytest.raises(SessionOfAnotherCohort):
        await rut.answers("yes", [rut.sessions[0], elsewhere])
    with pytest.raises(NotFound):
        await answer(
            rut.organiser.pool, a_caller(rut.organiser.organiser_id, now=NOW), ids.new(),
            answer="no", session_ids=None, substitute=None, message=None, details=None,
        )  # fmt: skip

    assert (await rut.row())["status"] == "queued"


async def test_the_invitation_rule_overrides_whether_the_cohort_has_a_waiting_list(
    organiser: OrganiserDriver,
):
    rut = await Invited(organiser).make(capacity=1, sessions=1, waiting_list=False)
    await organiser.register(rut.cohort, BO)

    with pytest.raises(SessionFull):
        await rut.answers("yes")


async def test_details_corrected_in_an_answer_are_stored_on_the_person_and_the_registration(rut: Invited):
    answered = await rut.answers(
        "yes",
        details=an_applicant(
            "rut.ny@skola.example", name="Rut Ny", role="rektor F–6", organisation="Norra skolan"
        ),
    )

    row = await rut.organiser.pool.fetchrow(
        "select p.name, p.email, r.role, r.organisation from registration r join person p on p.id = r.person_id where r.id = $1",
        answered.registration_id,
    )
    assert tuple(row) == ("Rut Ny", "rut.ny@skola.example", "rektor F–6", "Norra skolan")
    [*_, person] = await rut.organiser.told(events.Person)
    assert person.email == "rut.ny@skola.example"


async def test_a_new_message_on_an_invitation_replaces_the_old_one_and_adds_no_event(rut: Invited):
    await rut.answers("no", message="Kanske.")
    before = len(await rut.organiser.told())

    await note_message(
        rut.organiser.pool, a_caller(rut.organiser.organiser_id, now=NOW), rut.id, message="Nej."
    )

    assert (await rut.row())["message"] == "Nej."
    assert len(await rut.organiser.told()) == before


async def test_a_change_of_dates_may_choose_only_among_the_sessions_of_the_invitation(
    organiser: OrganiserDriver,
):
    rut = await Invited(organiser).make(names_sessions=True)
    elsewhere = await rut.organiser.session(rut.cohort)
    answered = await rut.answers("yes", rut.sessions[:1])

    async def change(*sessions):
        await change_dates(
            rut.organiser.pool,
            a_caller(rut.organiser.organiser_id, now=NOW),
            answered.registration_id,
            session_ids=sessions,
        )

    with pytest.raises(SessionOfAnotherCohort):
        await change(rut.sessions[0], elsewhere)
    await change(*rut.sessions[1:])

    assert await rut.who_comes() == [{}, {RUT: YES}, {RUT: YES}]


async def test_an_invitation_to_all_sessions_includes_a_session_added_later(rut: Invited):
    answered = await rut.answers("yes", rut.sessions[:1])
    later = await rut.organiser.session(rut.cohort, starts_at=SOON + timedelta(days=60))

    await change_dates(
        rut.organiser.pool,
        a_caller(rut.organiser.organiser_id, now=NOW),
        answered.registration_id,
        session_ids=[rut.sessions[0], later],
    )

    assert await rut.organiser.in_session(later) == {RUT: YES}


async def test_the_commissioner_can_appoint_several_participants_one_after_the_other(
    organiser: OrganiserDriver,
):
    buyer = await organiser.organisation("AcadeMedia")
    await organiser.pool.execute("update programme set commissioner_id = $1", buyer)
    await organiser.person("Zara Z", buyer, "beställare")
    cohort = await organiser.cohort()
    session = await organiser.session(cohort)
    await organiser.rule(cohort, await organiser.audience(roles=["fritidspedagog"]), kind="utses")
    await invite(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, invitation_rule_ids=None)
    invitation = (await organiser.invitations(cohort))["Zara Z"]["id"]

    for email in (BO, CIA):
        await answer(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), invitation, answer="substitute", session_ids=None,
            substitute=an_applicant(email), message=None, details=None,
        )  # fmt: skip

    assert await organiser.in_session(session) == {BO: YES, CIA: YES}


async def test_simultaneous_answers_and_withdrawals_keep_the_seat_counters_right(organiser: OrganiserDriver):
    rut = await Invited(organiser).make(capacity=2, sessions=2)
    others = [await organiser.register(rut.cohort, f"nummer{n}@skola.example") for n in range(6)]

    results = await asyncio.gather(
        *(rut.answers(choice, substitute=BO) for choice in ("yes", "substitute", "no", "yes", "substitute")),
        *(
            withdraw(
                organiser.pool, a_caller(organiser.organiser_id, now=NOW), registration_id, session_ids=None
            )
            for registration_id in others[:3]
        ),
        return_exceptions=True,
    )

    assert [result for result in results if isinstance(result, BaseException)] == []
    for session in rut.sessions:
        assert (
            list((await organiser.in_session(session)).values()).count(YES)
            == 2
            == await organiser.taken(session)
        )
