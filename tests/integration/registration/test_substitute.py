"""A registered person gives seats to a substitute: one date, all dates, concurrently with others, and when it is refused."""

import asyncio
from datetime import timedelta

import pytest

from services.registration.actions.cohorts.publish_cohort import close
from services.registration.actions.invitations.answer_invitation import answer
from services.registration.actions.invitations.invite import invite
from services.registration.actions.registrations.change_dates import change_dates
from services.registration.actions.registrations.substitute import send_substitute
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.actions.sessions.cancel_session import cancel
from services.registration.domain.errors import (
    AlreadyRegistered,
    AlreadyWithdrawn,
    NothingChosen,
    SessionCancelled,
    SessionOfAnotherCohort,
    SessionOver,
    SessionsOverlap,
    SubstituteIsInvited,
    SubstitutesNotAllowed,
)
from services.registration.store.health import invariants
from services.registration.store.views import participant
from shared import events
from tests.support.caller import a_caller
from tests.support.registration import NOW, SOON, OrganiserDriver, an_applicant

pytestmark = pytest.mark.every_postgres

ANNA, BO, CIA = "anna@skola.example", "bo@skola.example", "cia@skola.example"


async def send(organiser: OrganiserDriver, registration, email=BO, sessions=None, *, now=NOW, **fields):
    return await send_substitute(
        organiser.pool,
        a_caller(organiser.organiser_id, now=now),
        registration,
        substitute=an_applicant(email, name="Bo Ek", **fields),
        session_ids=sessions,
    )


async def a_series(organiser: OrganiserDriver, count=3, **cohort):
    cohort_id = await organiser.cohort(**cohort)
    return cohort_id, [
        await organiser.session(cohort_id, title=f"Träff {n}", starts_at=SOON + timedelta(days=7 * n))
        for n in range(count)
    ]


async def broken_invariants(organiser: OrganiserDriver):
    async with organiser.pool.acquire() as conn:
        return [name for name, _, holds in await invariants.count(conn) if not holds]


async def registration_row(organiser: OrganiserDriver, registration):
    return dict(
        await organiser.pool.fetchrow(
            "select status, origin, organisation, invitation_id from registration where id = $1", registration
        )
    )


async def test_giving_a_substitute_one_date_leaves_the_other_dates_with_the_registration(
    organiser: OrganiserDriver,
):
    cohort, (first, second, third) = await a_series(organiser, capacity=1)
    anna = await organiser.register(cohort, ANNA)
    await organiser.pool.execute("update registration set organisation = 'Centralskolan' where id = $1", anna)
    await organiser.register(cohort, CIA, [second])

    bo = await send(organiser, anna, sessions=[second])

    assert await organiser.seats(anna) == {first: "confirmed", second: "withdrawn", third: "confirmed"}
    assert await organiser.seats(bo) == {second: "confirmed"}
    assert await organiser.in_session(second) == {BO: "confirmed", CIA: "waiting"}
    assert await registration_row(organiser, bo) == {
        "status": "registered", "origin": "substitute", "organisation": "Centralskolan", "invitation_id": None,
    }  # fmt: skip
    assert [await organiser.taken(session) for session in (first, second, third)] == [1, 1, 1]
    assert await broken_invariants(organiser) == []


async def test_giving_a_substitute_one_date_adds_the_events_of_both_registrations(organiser: OrganiserDriver):
    cohort, (first, second) = await a_series(organiser, 2)
    anna = await organiser.register(cohort, ANNA)
    before = len(await organiser.told())

    bo = await send(organiser, anna, sessions=[first])

    new_events = (await organiser.told())[before:]
    assert [type(event).__name__ for event in new_events] == ["Person", "Registration", "Registration"]
    by_id = {event.id: event for event in new_events if isinstance(event, events.Registration)}
    assert {seat.session_id: seat.status for seat in by_id[anna].seats} == {
        first: "withdrawn",
        second: "confirmed",
    }
    assert [(seat.session_id, seat.status) for seat in by_id[bo].seats] == [(first, "confirmed")]
    assert by_id[bo].origin == "substitute"


async def test_a_substitute_gets_the_place_in_the_waiting_list(organiser: OrganiserDriver):
    cohort, (only,) = await a_series(organiser, 1, capacity=1)
    await organiser.register(cohort, ANNA)
    cia = await organiser.register(cohort, CIA)
    await organiser.register(cohort, "david@skola.example")

    bo = await send(organiser, cia)

    assert await organiser.seats(bo) == {only: "waiting"}
    async with organiser.pool.acquire() as conn:
        own = await participant.list_own_seats(conn, organiser.organiser_id, bo)
    assert own[only].place_in_line == 1


async def test_giving_a_substitute_all_dates_withdraws_the_registration_and_answers_the_invitation(
    organiser: OrganiserDriver,
):
    school = await organiser.organisation("Centralskolan")
    await organiser.person("Rut R", school, "rektor")
    cohort, (first, second) = await a_series(organiser, 2)
    await organiser.rule(cohort, await organiser.audience(roles=["rektor"]))
    await invite(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, invitation_rule_ids=None)
    invitation = (await organiser.invitations(cohort))["Rut R"]["id"]
    yes = await answer(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), invitation, answer="yes", session_ids=None, substitute=None, message=None,
        details=None,
    )  # fmt: skip

    bo = await send(organiser, yes.registration_id)

    assert await organiser.status(yes.registration_id) == "withdrawn"
    assert (await organiser.invitations(cohort))["Rut R"]["status"] == "substituted"
    assert await registration_row(organiser, bo) == {
        "status": "registered", "origin": "substitute", "organisation": "Centralskolan", "invitation_id": invitation,
    }  # fmt: skip
    assert (await organiser.told(events.Invitation))[-1].status == "substituted"
    assert await organiser.seats(bo) == {first: "confirmed", second: "confirmed"}


async def test_a_substitute_keeps_their_date_when_the_invitation_is_answered_again(
    organiser: OrganiserDriver,
):
    school = await organiser.organisation("Centralskolan")
    await organiser.person("Rut R", school, "rektor")
    cohort, (first, second) = await a_series(organiser, 2)
    await organiser.rule(cohort, await organiser.audience(roles=["rektor"]))
    await invite(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, invitation_rule_ids=None)
    invitation = (await organiser.invitations(cohort))["Rut R"]["id"]

    async def answer_invitation(kind, sessions=None):
        return await answer(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), invitation, answer=kind, session_ids=sessions, substitute=None,
            message=None, details=None,
        )  # fmt: skip

    yes = await answer_invitation("yes")
    bo = await send(organiser, yes.registration_id, sessions=[second])
    await answer_invitation("yes", [first])
    await answer_invitation("no")

    assert await organiser.seats(bo) == {second: "confirmed"}
    assert await organiser.in_session(first) == {}


async def test_whoever_gave_a_seat_away_got_it_back_and_says_no_frees_it_once(organiser: OrganiserDriver):
    await organiser.person("Anna Ek", await organiser.organisation("Centralskolan"), "rektor")
    cohort, (only,) = await a_series(organiser, 1, capacity=1)
    await organiser.rule(cohort, await organiser.audience(roles=["rektor"]))
    caller = a_caller(organiser.organiser_id, now=NOW)
    await invite(organiser.pool, caller, cohort, invitation_rule_ids=None)
    invitation = (await organiser.invitations(cohort))["Anna Ek"]["id"]
    answering = {"session_ids": None, "message": None, "details": None}
    await answer(organiser.pool, caller, invitation, answer="yes", substitute=None, **answering)
    bo = an_applicant(BO, name="Bo Ek")
    sent = await answer(organiser.pool, caller, invitation, answer="substitute", substitute=bo, **answering)
    await send_substitute(
        organiser.pool,
        caller,
        sent.registration_id,
        substitute=an_applicant("anna.ek@kommun.example"),
        session_ids=None,
    )
    await organiser.register(cohort, CIA, name="Cia Ek")
    await organiser.register(cohort, "dan@skola.example", name="Dan Ek")

    await answer(organiser.pool, caller, invitation, answer="no", substitute=None, **answering)

    assert await organiser.in_session(only) == {CIA: "confirmed", "dan@skola.example": "waiting"}
    assert await broken_invariants(organiser) == []


async def test_a_substitute_on_the_waiting_list_gets_the_seat_instead_of_their_place_in_line(
    organiser: OrganiserDriver,
):
    cohort, (only,) = await a_series(organiser, 1, capacity=1)
    anna = await organiser.register(cohort, ANNA)
    bo = await organiser.register(cohort, BO)
    await organiser.register(cohort, CIA)

    assert await send(organiser, anna) == bo

    assert await organiser.in_session(only) == {BO: "confirmed", CIA: "waiting"}
    assert await broken_invariants(organiser) == []


async def test_a_substitute_already_registered_for_the_dates_is_refused_and_nothing_is_stored(
    organiser: OrganiserDriver,
):
    cohort, _ = await a_series(organiser, 2)
    anna = await organiser.register(cohort, ANNA)
    bo = await organiser.register(cohort, BO)
    before = len(await organiser.told())

    with pytest.raises(AlreadyRegistered) as known:
        await send(organiser, anna)

    assert known.value.registration_id == bo
    assert len(await organiser.told()) == before
    assert set((await organiser.seats(anna)).values()) == {"confirmed"}


async def test_a_substitute_already_registered_for_one_date_takes_the_other_and_frees_a_seat(
    organiser: OrganiserDriver,
):
    cohort, (first, second) = await a_series(organiser, 2, capacity=2)
    anna = await organiser.register(cohort, ANNA)
    bo = await organiser.register(cohort, BO, [first])

    assert await send(organiser, anna) == bo

    assert await organiser.seats(bo) == {first: "confirmed", second: "confirmed"}
    assert [await organiser.taken(session) for session in (first, second)] == [1, 1]


async def test_a_substitute_with_a_seat_in_an_overlapping_session_is_refused(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    first = await organiser.session(cohort, title="Här", starts_at=SOON)
    second = await organiser.session(cohort, title="Där", starts_at=SOON)
    anna = await organiser.register(cohort, ANNA, [first])
    await organiser.register(cohort, BO, [second])

    with pytest.raises(SessionsOverlap):
        await send(organiser, anna)


async def test_a_closed_cohort_still_lets_a_substitute_take_a_seat(organiser: OrganiserDriver):
    cohort, (first, _) = await a_series(organiser, 2)
    anna = await organiser.register(cohort, ANNA)
    await close(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort)

    bo = await send(organiser, anna, sessions=[first])

    assert await organiser.seats(bo) == {first: "confirmed"}


async def test_a_substitute_gets_no_seat_in_a_session_that_is_over(organiser: OrganiserDriver):
    cohort, (first, second) = await a_series(organiser, 2)
    anna = await organiser.register(cohort, ANNA)
    later = SOON + timedelta(days=1)

    with pytest.raises(SessionOver):
        await send(organiser, anna, sessions=[first], now=later)
    bo = await send(organiser, anna, now=later)

    assert await organiser.seats(bo) == {second: "confirmed"}
    assert await organiser.seats(anna) == {first: "confirmed", second: "withdrawn"}
    assert await organiser.status(anna) == "registered"


async def test_a_substitute_is_refused_with_an_error_that_names_the_obstacle(organiser: OrganiserDriver):
    cohort, (first, second) = await a_series(organiser, 2)
    _, (elsewhere,) = await a_series(organiser, 1)
    anna = await organiser.register(cohort, ANNA)
    await cancel(organiser.pool, a_caller(organiser.organiser_id, now=NOW), second, reason=None)

    for error, sessions, email in (
        (NothingChosen, [], BO),
        (SessionOfAnotherCohort, [elsewhere], BO),
        (SessionCancelled, [second], BO),
        (SubstituteIsInvited, [first], ANNA.upper()),
    ):
        with pytest.raises(error):
            await send(organiser, anna, email, sessions)
    await withdraw(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=None)
    with pytest.raises(AlreadyWithdrawn):
        await send(organiser, anna)
    with pytest.raises(AlreadyWithdrawn):
        await send(organiser, anna, sessions=[first])


async def test_a_substitute_is_refused_after_the_answer_if_the_invitation_rule_allows_none(
    organiser: OrganiserDriver,
):
    school = await organiser.organisation("Centralskolan")
    await organiser.person("Rut R", school, "rektor")
    cohort, _ = await a_series(organiser, 1)
    await organiser.rule(cohort, await organiser.audience(roles=["rektor"]), substitutes_allowed=False)
    await invite(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, invitation_rule_ids=None)
    yes = await answer(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), (await organiser.invitations(cohort))["Rut R"]["id"], answer="yes",
        session_ids=None, substitute=None, message=None, details=None,
    )  # fmt: skip

    with pytest.raises(SubstitutesNotAllowed):
        await send(organiser, yes.registration_id)


async def test_two_substitutes_and_a_withdrawal_at_once_leave_at_most_one_holder_of_the_seat(
    organiser: OrganiserDriver,
):
    cohort, (only,) = await a_series(organiser, 1, capacity=1)
    anna = await organiser.register(cohort, ANNA)

    results = await asyncio.gather(
        send(organiser, anna, BO),
        send(organiser, anna, CIA),
        withdraw(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=None),
        return_exceptions=True,
    )

    refused = [result for result in results if isinstance(result, BaseException)]
    assert len(refused) == 2
    assert all(isinstance(error, AlreadyWithdrawn) for error in refused)
    assert len(await organiser.in_session(only)) == await organiser.taken(only) <= 1
    assert await broken_invariants(organiser) == []


async def test_seats_given_to_substitutes_by_many_at_once_neither_deadlock_nor_get_lost(
    organiser: OrganiserDriver,
):
    cohort, _ = await a_series(organiser, 2, capacity=20)
    registration_ids = [await organiser.register(cohort, f"a{n}@skola.example") for n in range(12)]

    await asyncio.gather(
        *(
            send(organiser, registration_id, f"b{n}@skola.example")
            for n, registration_id in enumerate(registration_ids)
        )
    )

    assert await broken_invariants(organiser) == []
    assert await organiser.pool.fetchval("select count(*) from seat where status = 'confirmed'") == 24


async def test_a_substitute_for_one_date_cannot_choose_other_dates(organiser: OrganiserDriver):
    cohort, (first, second) = await a_series(organiser, 2)
    bo = await send(organiser, await organiser.register(cohort, ANNA), sessions=[first])
    await organiser.session(cohort, title="Till", starts_at=SOON + timedelta(days=60))

    with pytest.raises(SessionOfAnotherCohort):
        await change_dates(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), bo, session_ids=[first, second]
        )

    assert await organiser.seats(bo) == {first: "confirmed"}


async def test_an_offer_of_a_seat_passes_to_the_substitute_with_its_deadline(organiser: OrganiserDriver):
    await organiser.pool.execute("update programme set registration = 'open'")
    cohort, (only,) = await a_series(organiser, 1, capacity=1)
    anna = await organiser.register(cohort, ANNA)
    cia = await organiser.register(cohort, CIA)
    await withdraw(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, session_ids=None)
    offer_query = "select offered_until from seat where registration_id = $1 and status = 'waiting'"
    until = await organiser.pool.fetchval(offer_query, cia)
    assert until is not None
    before = await broken_invariants(
        organiser
    )  # the dates of the test are long past, so the check counts the offer as overdue

    bo = await send(organiser, cia)

    assert await organiser.in_session(only) == {BO: "waiting"}
    assert await organiser.pool.fetchval(offer_query, bo) == until
    assert await organiser.taken(only) == 1
    assert await broken_invariants(organiser) == before
