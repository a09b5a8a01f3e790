"""Offers of a seat where registration is open to all: made, accepted once, passed on; no session is overbooked."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.registration.actions.cohorts import publish_cohort
from services.registration.actions.registrations import accept_offer, change_dates, substitute, withdraw
from services.registration.actions.sessions import cancel_session, change_session
from services.registration.domain.errors import (
    AlreadyWithdrawn,
    CohortNotOpen,
    NotOffered,
    OfferOver,
    SessionCancelled,
    SessionOfAnotherCohort,
)
from services.registration.domain.sessions.session import SessionChanges
from services.registration.store import registrations
from services.registration.store.health import invariants
from shared import events, ids
from tests.support.caller import a_caller, an_initiator
from tests.support.registration import NOW, SOON, OrganiserDriver, an_applicant

pytestmark = pytest.mark.every_postgres

UNTIL = datetime(2026, 1, 13, 9, 0, tzinfo=UTC)  # a day after NOW, a Monday at ten in Sweden
LATE = UNTIL + timedelta(minutes=1)


@pytest.fixture
async def cohort(organiser: OrganiserDriver):
    """A cohort that anybody may register in."""
    await organiser.pool.execute(
        "update programme set registration = 'open' where organiser_id = $1", organiser.organiser_id
    )
    return await organiser.cohort(capacity=1)


@pytest.fixture
async def session(organiser: OrganiserDriver, cohort):
    return await organiser.session(cohort)


async def register_all(organiser: OrganiserDriver, cohort, *names):
    return [await organiser.register(cohort, f"{name}@skola.example") for name in names]


async def withdraw_registration(organiser: OrganiserDriver, registration, now=NOW):
    await withdraw.withdraw(
        organiser.pool, a_caller(organiser.organiser_id, now=now), registration, session_ids=None
    )


async def accept(organiser: OrganiserDriver, registration, session, now=NOW):
    await accept_offer.accept(
        organiser.pool, a_caller(organiser.organiser_id, now=now), registration, session_id=session
    )


async def seat_of(organiser: OrganiserDriver, registration):
    async with organiser.pool.acquire() as conn:
        found = await registrations.list_seats(conn, organiser.organiser_id, [registration])
    return max(found[registration], key=lambda seat: seat.since)


async def seat_state(organiser: OrganiserDriver, registration):
    seat = await seat_of(organiser, registration)
    return seat.status, seat.position, seat.offered_until


async def broken_invariants(organiser: OrganiserDriver):
    """The invariants that `kallelse check` finds broken, except those that depend on the real clock."""
    async with organiser.pool.acquire() as conn:
        found = await invariants.count(conn)
    by_the_clock = ("no event to notify unanswered for over ten minutes", "no offer of a seat past its time")
    return [name for name, _, is_kept in found if not is_kept and name not in by_the_clock]


async def test_a_freed_seat_is_offered_to_the_first_in_line_and_counts_as_taken(
    organiser: OrganiserDriver, cohort, session
):
    anna, bo, cia = await register_all(organiser, cohort, "anna", "bo", "cia")

    await withdraw_registration(organiser, anna)

    assert await seat_state(organiser, bo) == ("waiting", None, UNTIL)
    assert await seat_state(organiser, cia) == ("waiting", 1, None)
    assert await organiser.taken(session) == 1
    events_by_id = {event.id: event for event in await organiser.told(events.Registration)}
    assert (events_by_id[bo].status, events_by_id[bo].seats[0].offered_until) == ("waiting", UNTIL)
    assert await broken_invariants(organiser) == []


@pytest.mark.usefixtures("session")
async def test_a_late_registration_does_not_get_a_seat_that_is_offered_to_another(
    organiser: OrganiserDriver, cohort
):
    anna, bo = await register_all(organiser, cohort, "anna", "bo")
    await withdraw_registration(organiser, anna)

    (cia,) = await register_all(organiser, cohort, "cia")

    assert await seat_state(organiser, cia) == ("waiting", 1, None)
    events_by_id = {event.id: event for event in await organiser.told(events.Registration)}
    assert events_by_id[cia].seats[0].position == 1
    assert await seat_state(organiser, bo) == ("waiting", None, UNTIL)


async def test_an_offer_can_be_accepted_once_and_only_by_its_recipient(
    organiser: OrganiserDriver, cohort, session
):
    anna, bo, cia = await register_all(organiser, cohort, "anna", "bo", "cia")
    await withdraw_registration(organiser, anna)

    await accept(organiser, bo, session)
    versions = [event.version for event in await organiser.told(events.Registration) if event.id == bo]
    await accept(organiser, bo, session)

    assert (await seat_state(organiser, bo))[0] == "confirmed"
    assert await organiser.status(bo) == "registered"
    assert [
        event.version for event in await organiser.told(events.Registration) if event.id == bo
    ] == versions
    assert await organiser.taken(session) == 1
    with pytest.raises(NotOffered):
        await accept(organiser, cia, session)
    assert await broken_invariants(organiser) == []


async def test_an_accepted_seat_that_is_withdrawn_later_does_not_count_as_an_expired_offer(
    organiser: OrganiserDriver, cohort, session
):
    anna, bo = await register_all(organiser, cohort, "anna", "bo")
    await withdraw_registration(organiser, anna)
    await accept(organiser, bo, session)

    await withdraw_registration(organiser, bo, now=LATE)

    assert not (await seat_of(organiser, bo)).ran_out
    last_event = [event for event in await organiser.told(events.Registration) if event.id == bo][-1]
    assert (last_event.seats[0].status, last_event.seats[0].offered_until) == ("withdrawn", None)


async def test_a_declined_offer_goes_to_the_next_in_line(organiser: OrganiserDriver, cohort, session):
    anna, bo, cia = await register_all(organiser, cohort, "anna", "bo", "cia")
    await withdraw_registration(organiser, anna)

    await withdraw_registration(organiser, bo, now=NOW + timedelta(hours=1))

    assert (await seat_state(organiser, bo))[0] == "withdrawn"
    assert not (await seat_of(organiser, bo)).ran_out
    assert (await seat_state(organiser, cia))[2] == datetime(2026, 1, 13, 10, 0, tzinfo=UTC)
    assert await organiser.taken(session) == 1


@pytest.mark.usefixtures("session")
async def test_an_expired_offer_goes_to_the_next_in_line_and_sends_an_event(
    organiser: OrganiserDriver, cohort
):
    anna, bo, cia = await register_all(organiser, cohort, "anna", "bo", "cia")
    await withdraw_registration(organiser, anna)
    assert await accept_offer.expire(organiser.pool, an_initiator(now=UNTIL - timedelta(seconds=1))) == 0

    assert await accept_offer.expire(organiser.pool, an_initiator(now=LATE)) == 1

    expired_seat = await seat_of(organiser, bo)
    assert (expired_seat.status, expired_seat.ran_out, await organiser.status(bo)) == (
        "withdrawn",
        True,
        "withdrawn",
    )
    assert (await seat_state(organiser, cia))[2] is not None
    last_event = [event for event in await organiser.told(events.Registration) if event.id == bo][-1]
    assert last_event.seats[0].since >= last_event.seats[0].offered_until
    assert await accept_offer.expire(organiser.pool, an_initiator(now=LATE)) == 0
    assert await broken_invariants(organiser) == []


async def test_a_late_answer_to_an_offer_is_refused_and_the_seat_is_offered_to_the_next(
    organiser: OrganiserDriver, cohort, session
):
    anna, bo, cia = await register_all(organiser, cohort, "anna", "bo", "cia")
    await withdraw_registration(organiser, anna)

    for _ in range(2):
        with pytest.raises(OfferOver):
            await accept(organiser, bo, session, now=LATE)

    assert (await seat_state(organiser, bo))[0] == "withdrawn"
    assert (await seat_state(organiser, cia))[2] is not None
    assert await organiser.taken(session) == 1


async def test_an_expired_offer_frees_the_seat_when_nobody_else_is_in_line(
    organiser: OrganiserDriver, cohort, session
):
    anna, _ = await register_all(organiser, cohort, "anna", "bo")
    await withdraw_registration(organiser, anna)
    await accept_offer.expire(organiser.pool, an_initiator(now=LATE))

    assert await organiser.taken(session) == 0
    (cia,) = await register_all(organiser, cohort, "cia")
    assert (await seat_state(organiser, cia))[0] == "confirmed"


async def test_a_person_whose_offer_expired_can_join_the_waiting_list_again(
    organiser: OrganiserDriver, cohort, session
):
    anna, bo, cia = await register_all(organiser, cohort, "anna", "bo", "cia")
    await withdraw_registration(organiser, anna)
    await accept_offer.expire(organiser.pool, an_initiator(now=LATE))
    await accept(organiser, cia, session, now=LATE)

    (again,) = await register_all(organiser, cohort, "bo")

    assert again != bo
    assert await seat_state(organiser, again) == ("waiting", 1, None)


async def test_accepting_an_offer_while_it_expires_gives_the_seat_to_one_of_the_two(
    organiser: OrganiserDriver, cohort, session
):
    anna, bo, cia = await register_all(organiser, cohort, "anna", "bo", "cia")
    await withdraw_registration(organiser, anna)

    results = await asyncio.gather(
        accept(organiser, bo, session, now=UNTIL - timedelta(seconds=1)),
        accept_offer.expire(organiser.pool, an_initiator(now=UNTIL)),
        return_exceptions=True,
    )

    states = {(await seat_state(organiser, bo))[0], (await seat_state(organiser, cia))[0]}
    if isinstance(results[0], OfferOver):
        assert ((await seat_state(organiser, bo))[0], (await seat_state(organiser, cia))[2] is not None) == (
            "withdrawn",
            True,
        )
    else:
        assert results[0] is None
        assert states == {"confirmed", "waiting"}
    assert await organiser.taken(session) == 1
    assert await broken_invariants(organiser) == []


async def test_two_simultaneous_withdrawals_make_offers_to_two_people(organiser: OrganiserDriver, cohort):
    session = await organiser.session(cohort, capacity=2)
    registration_ids = await register_all(organiser, cohort, "anna", "bo", "cia", "dan", "eva")

    await asyncio.gather(
        *(withdraw_registration(organiser, registration_id) for registration_id in registration_ids[:2])
    )

    assert [
        (await seat_state(organiser, registration_id))[2] for registration_id in registration_ids[2:]
    ] == [UNTIL, UNTIL, None]
    assert await organiser.taken(session) == 2
    assert await broken_invariants(organiser) == []


async def test_simultaneous_expiry_tasks_pass_an_offer_on_once(organiser: OrganiserDriver, cohort, session):
    anna, bo, cia, dan = await register_all(organiser, cohort, "anna", "bo", "cia", "dan")
    await withdraw_registration(organiser, anna)

    await asyncio.gather(*(accept_offer.expire(organiser.pool, an_initiator(now=LATE)) for _ in range(3)))

    assert [(await seat_state(organiser, registration_id))[0] for registration_id in (bo, cia, dan)] == [
        "withdrawn",
        "waiting",
        "waiting",
    ]
    assert [(await seat_state(organiser, registration_id))[2] is None for registration_id in (cia, dan)] == [
        False,
        True,
    ]
    assert await organiser.taken(session) == 1


async def change(organiser: OrganiserDriver, session, now=NOW, **changes):
    await change_session.change(
        organiser.pool, a_caller(organiser.organiser_id, now=now), session, SessionChanges(**changes), version=None, silent=False,
        reason=None,
    )  # fmt: skip


async def test_lowering_the_capacity_revokes_no_offer_and_makes_no_new_one(
    organiser: OrganiserDriver, cohort
):
    session = await organiser.session(cohort, capacity=2)
    anna, bo, cia, dan = await register_all(organiser, cohort, "anna", "bo", "cia", "dan")
    await withdraw_registration(organiser, anna)

    await change(organiser, session, capacity=1)
    await accept(organiser, cia, session)
    await withdraw_registration(organiser, bo)

    assert (await seat_state(organiser, cia))[0] == "confirmed"
    assert await seat_state(organiser, dan) == ("waiting", 1, None)
    assert await organiser.taken(session) == 1
    assert await broken_invariants(organiser) == []


async def test_raising_the_capacity_offers_the_new_seat_to_the_first_in_line(
    organiser: OrganiserDriver, cohort, session
):
    _, bo, cia = await register_all(organiser, cohort, "anna", "bo", "cia")

    await change(organiser, session, capacity=2)

    assert ((await seat_state(organiser, bo))[2], (await seat_state(organiser, cia))[2]) == (UNTIL, None)


async def test_a_session_that_is_moved_keeps_its_offers(organiser: OrganiserDriver, cohort, session):
    anna, bo = await register_all(organiser, cohort, "anna", "bo")
    await withdraw_registration(organiser, anna)

    await change(organiser, session, starts_at=SOON + timedelta(days=7))
    await accept(organiser, bo, session)

    assert (await seat_state(organiser, bo))[0] == "confirmed"


async def test_an_offer_in_a_cancelled_session_is_refused_and_returns_to_the_waiting_list(
    organiser: OrganiserDriver, cohort, session
):
    anna, bo, cia = await register_all(organiser, cohort, "anna", "bo", "cia")
    await withdraw_registration(organiser, anna)
    await cancel_session.cancel(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), session, reason=None
    )

    with pytest.raises(SessionCancelled):
        await accept(organiser, bo, session)
    await accept_offer.expire(organiser.pool, an_initiator(now=LATE))
    assert [(await seat_state(organiser, registration_id))[:2] for registration_id in (bo, cia)] == [
        ("waiting", 1),
        ("waiting", 2),
    ]
    assert (await seat_state(organiser, bo))[2] is None
    assert await organiser.taken(session) == 0

    await change(organiser, session, now=LATE, status="scheduled")
    assert (await seat_state(organiser, bo))[2] is not None
    assert await broken_invariants(organiser) == []


async def test_an_offer_is_made_in_a_closed_cohort_but_cannot_be_accepted_in_a_cancelled_one(
    organiser: OrganiserDriver, cohort, session
):
    anna, bo = await register_all(organiser, cohort, "anna", "bo")
    await publish_cohort.close(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort)
    await withdraw_registration(organiser, anna)
    assert (await seat_state(organiser, bo))[2] == UNTIL

    await publish_cohort.cancel(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort)

    with pytest.raises((CohortNotOpen, SessionCancelled)):
        await accept(organiser, bo, session)


async def test_a_freed_seat_is_given_without_an_offer_when_the_session_starts_too_soon(
    organiser: OrganiserDriver, cohort
):
    session = await organiser.session(cohort, starts_at=UNTIL, ends_at=UNTIL + timedelta(hours=2))
    anna, bo = await register_all(organiser, cohort, "anna", "bo")

    await withdraw_registration(organiser, anna)

    assert await seat_state(organiser, bo) == ("confirmed", None, None)
    assert await organiser.taken(session) == 1


async def test_a_freed_seat_is_given_without_an_offer_where_registration_is_by_invitation(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort(capacity=1)
    await organiser.session(cohort)
    anna, bo = await register_all(organiser, cohort, "anna", "bo")

    await withdraw_registration(organiser, anna)

    assert await seat_state(organiser, bo) == ("confirmed", None, None)


async def test_an_offer_lasts_for_the_offer_hours_of_the_cohort(organiser: OrganiserDriver):
    await organiser.pool.execute("update programme set registration = 'open'")
    cohort = await organiser.cohort(capacity=1, offer_hours=48)
    await organiser.session(cohort)
    anna, bo = await register_all(organiser, cohort, "anna", "bo")

    await withdraw_registration(organiser, anna)

    assert (await seat_state(organiser, bo))[2] == UNTIL + timedelta(days=1)


async def test_an_offer_goes_to_a_substitute_with_its_original_deadline(
    organiser: OrganiserDriver, cohort, session
):
    anna, bo = await register_all(organiser, cohort, "anna", "bo")
    await withdraw_registration(organiser, anna)

    theirs = await substitute.send_substitute(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), bo, substitute=an_applicant("ulla@skola.example", "Ulla Ek"),
        session_ids=None,
    )  # fmt: skip
    assert await seat_state(organiser, theirs) == ("waiting", None, UNTIL)
    await accept(organiser, theirs, session)

    with pytest.raises(AlreadyWithdrawn):
        await accept(organiser, bo, session)
    assert (await seat_state(organiser, theirs))[0] == "confirmed"
    assert await organiser.taken(session) == 1
    assert await broken_invariants(organiser) == []


async def test_choosing_other_dates_instead_of_an_offer_passes_the_offer_on(
    organiser: OrganiserDriver, cohort, session
):
    other = await organiser.session(cohort, capacity=5)
    anna, bo, cia = await register_all(organiser, cohort, "anna", "bo", "cia")
    await withdraw_registration(organiser, anna)

    await change_dates.change_dates(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), bo, session_ids=[other]
    )

    async with organiser.pool.acquire() as conn:
        seats = (await registrations.list_seats(conn, organiser.organiser_id, [cia]))[cia]
    assert {seat.session_id: seat.offered_until for seat in seats}[session] == UNTIL


@pytest.mark.usefixtures("session")
async def test_accepting_an_offer_in_an_unknown_session_is_refused(organiser: OrganiserDriver, cohort):
    (anna,) = await register_all(organiser, cohort, "anna")

    with pytest.raises(SessionOfAnotherCohort):
        await accept(organiser, anna, ids.new())


async def test_the_waiting_list_promotes_one_from_each_organisation_first_and_then_by_time(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort(capacity=1, waiting_order="organisation_first")
    session = await organiser.session(cohort)

    async def register(name, organisation):
        return await organiser.register(cohort, f"{name}@skola.example", organisation=organisation)

    anna = await register("anna", "Nora kommun")
    bo, cia = await register("bo", "Nora  KOMMUN"), await register("cia", "Kumla kommun")
    dan, eva = await register("dan", "Kumla kommun"), await register("eva", None)
    places_in_line = [
        (await seat_state(organiser, registration_id))[1] for registration_id in (bo, cia, dan, eva)
    ]
    assert places_in_line == [2, 1, 3, 4]  # Nora has a seat

    await withdraw_registration(organiser, anna)

    # With the withdrawal Nora has no seat any more, so its next registration, the oldest in line, is promoted.
    assert [(await seat_state(organiser, registration_id))[0] for registration_id in (bo, cia)] == [
        "confirmed",
        "waiting",
    ]
    await change(organiser, session, capacity=3)
    assert [(await seat_state(organiser, registration_id))[0] for registration_id in (cia, dan, eva)] == [
        "confirmed",
        "confirmed",
        "waiting",
    ]
    assert await broken_invariants(organiser) == []


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (
            "update seat set offered_at = now(), offered_until = now() + interval '1 day' where status = 'waiting'",
            {"no session overbooked", "seats and waiting lists counted right"},
        ),
        ("update seat_count set taken = 0", {"seats and waiting lists counted right"}),
        (
            "update seat set offered_until = now() - interval '11 minutes' where offered_until is not null",
            {"no offer of a seat past its time"},
        ),
    ],
)
async def test_the_check_reports_broken_invariants_of_seats_and_offers(
    organiser: OrganiserDriver, cohort, harm, found
):
    await organiser.session(cohort)
    anna, *_ = await register_all(organiser, cohort, "anna", "bo", "cia")
    await withdraw_registration(organiser, anna)
    await organiser.pool.execute(
        "update seat set offered_until = now() + interval '1 day' where offered_until is not null"
    )
    async with organiser.pool.acquire() as conn:
        before = {name for name, _, is_kept in await invariants.count(conn) if not is_kept}

        await conn.execute(harm)

        after = {name for name, _, is_kept in await invariants.count(conn) if not is_kept}
    assert (before, after) == (set(), found)
