"""Registrations that count once the mailed link has been confirmed: seats held, let go, passed on, and never overbooked."""

import asyncio
from datetime import timedelta

import pytest

from services.registration.actions.cohorts.copy_cohort import copy
from services.registration.actions.directory.forget_person import forget
from services.registration.actions.invitations import answer_invitation, invite
from services.registration.actions.registrations import (
    accept_offer,
    change_dates,
    confirm_registration,
    register_colleagues,
    send_link,
    substitute,
)
from services.registration.actions.registrations.register import register_and_show
from services.registration.actions.registrations.register_colleagues import Colleague
from services.registration.actions.sessions import cancel_session
from services.registration.actions.sessions.change_session import change as change_session
from services.registration.domain.errors import (
    AlreadyRegistered,
    ConfirmationOver,
    NotConfirmed,
    NotOffered,
    SessionFull,
)
from services.registration.domain.sessions.session import SessionChanges
from services.registration.store import registrations
from services.registration.store.health import invariants
from shared import events
from tests.support.caller import a_caller, an_initiator
from tests.support.registration import NOW, SOON, OrganiserDriver, an_applicant

DAY = timedelta(hours=24)
LATE = NOW + DAY


@pytest.fixture
async def cohort(organiser: OrganiserDriver):
    return await organiser.cohort(capacity=1, must_confirm=True)


@pytest.fixture
async def session(organiser: OrganiserDriver, cohort):
    return await organiser.session(cohort)


async def apply(organiser: OrganiserDriver, cohort, who="anna", now=NOW, **more):
    """Register as the public form does."""
    made = await register_and_show(
        organiser.batcher, a_caller(organiser.organiser_id, now=now), cohort, an_applicant(f"{who}@skola.example"),
        session_ids=None, submitted=None, must_confirm=None, **more,
    )  # fmt: skip
    return made.id


async def confirm(organiser: OrganiserDriver, registration, now=NOW):
    await confirm_registration.confirm(
        organiser.pool, a_caller(organiser.organiser_id, now=now), registration
    )


async def sweep(organiser: OrganiserDriver, now=LATE):
    """What the periodic tasks do."""
    await confirm_registration.let_go(organiser.pool, an_initiator(now=now))
    await accept_offer.expire(organiser.pool, an_initiator(now=now))


async def found(organiser: OrganiserDriver, registration):
    async with organiser.pool.acquire() as conn:
        return await registrations.get(conn, organiser.organiser_id, registration)


async def held_until(organiser: OrganiserDriver, registration):
    """Until when each of its seats is held."""
    return [seat.offered_until for seat in (await found(organiser, registration)).seats if seat.is_reserved]


async def last_told(organiser: OrganiserDriver, registration):
    told = [event for event in await organiser.told(events.Registration) if event.id == registration]
    return max(told, key=lambda event: event.version)


async def broken(organiser: OrganiserDriver):
    async with organiser.pool.acquire() as conn:
        counted = await invariants.count(conn)
    # These three look at the real clock.
    by_the_clock = {
        "no event to notify unanswered for over ten minutes",
        "no offer of a seat past its time",
        "no unconfirmed registration past its time",
    }
    return [name for name, _, is_kept in counted if not is_kept and name not in by_the_clock]


async def test_a_seat_is_held_and_counts_until_the_registration_is_confirmed(organiser, cohort, session):
    anna = await apply(organiser, cohort)

    assert await organiser.in_session(session) == {"anna@skola.example": "waiting"}
    assert (await organiser.taken(session), await organiser.status(anna)) == (1, "waiting")
    assert (await held_until(organiser, anna), (await found(organiser, anna)).confirm_until) == ([LATE], LATE)
    told = await last_told(organiser, anna)
    assert (told.confirm_until, told.seats[0].offered_until, told.seats[0].position) == (LATE, LATE, None)
    with pytest.raises(SessionFull):
        await apply(organiser, cohort, "bo", may_wait=False)

    await confirm(organiser, anna)

    assert await organiser.in_session(session) == {"anna@skola.example": "confirmed"}
    told = await last_told(organiser, anna)
    assert (told.confirm_until, told.status, told.seats[0].offered_until) == (None, "registered", None)
    assert (await organiser.taken(session), await broken(organiser)) == (1, [])


async def test_pressing_twice_confirms_once(organiser, cohort, session):
    anna = await apply(organiser, cohort)

    await asyncio.gather(*(confirm(organiser, anna) for _ in range(3)))
    await confirm(organiser, anna, now=LATE)

    assert await organiser.in_session(session) == {"anna@skola.example": "confirmed"}
    assert (await organiser.taken(session), await broken(organiser)) == (1, [])


async def test_a_cohort_that_does_not_ask_gives_the_seat_at_once(organiser):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort)

    anna = await apply(organiser, cohort)

    assert await organiser.in_session(session) == {"anna@skola.example": "confirmed"}
    assert (await found(organiser, anna)).confirm_until is None


async def test_what_nobody_confirms_is_let_go_and_the_next_in_line_gets_the_seat(organiser, cohort, session):
    anna, bo = await apply(organiser, cohort), await organiser.register(cohort, "bo@skola.example")
    await sweep(organiser, LATE - timedelta(minutes=1))
    assert await organiser.status(anna) == "waiting"

    await sweep(organiser)

    assert (await organiser.status(anna), await organiser.status(bo)) == ("withdrawn", "registered")
    assert (await last_told(organiser, anna)).confirm_until == LATE
    assert (await organiser.taken(session), await broken(organiser)) == (1, [])
    with pytest.raises(ConfirmationOver):
        await confirm(organiser, anna, LATE)
    again = await apply(organiser, cohort, now=LATE)
    assert (again != anna, await organiser.status(again)) == (True, "waiting")


async def test_somebody_who_presses_too_late_is_told_so_before_the_seat_is_passed_on(
    organiser, cohort, session
):
    anna = await apply(organiser, cohort)

    with pytest.raises(ConfirmationOver):
        await confirm(organiser, anna, LATE)

    assert await organiser.in_session(session) == {"anna@skola.example": "waiting"}


@pytest.mark.parametrize("order", ["time", "organisation_first"])
async def test_whoever_waits_unconfirmed_is_passed_over_and_moves_up_when_they_confirm(
    organiser, cohort, session, order
):
    await organiser.pool.execute("update programme set registration = 'open'")
    await organiser.pool.execute("update cohort set waiting_order = $1", order)
    first = await apply(organiser, cohort)
    waits = await apply(organiser, cohort, "bo", now=NOW + timedelta(hours=1))
    assert await held_until(organiser, waits) == []

    await sweep(organiser)

    # The seat is free, and is not offered to an address that nobody has confirmed.
    assert (await organiser.taken(session), await organiser.status(waits)) == (0, "waiting")
    assert await organiser.status(first) == "withdrawn"
    await confirm(organiser, waits, LATE)
    assert await organiser.in_session(session) == {"bo@skola.example": "confirmed"}
    assert (await organiser.taken(session), await broken(organiser)) == (1, [])


@pytest.mark.usefixtures("session")
async def test_a_place_in_the_list_is_confirmed_as_a_place_in_the_list(organiser, cohort):
    await organiser.register(cohort, "anna@skola.example")
    bo = await apply(organiser, cohort, "bo")

    await confirm(organiser, bo)

    told = await last_told(organiser, bo)
    assert (told.status, told.confirm_until, told.seats[0].position) == ("waiting", None, 1)
    await sweep(organiser, LATE + DAY)
    assert await organiser.status(bo) == "waiting"


async def test_a_seat_is_not_held_longer_than_until_its_session_begins(organiser):
    cohort = await organiser.cohort(must_confirm=True)
    soon = NOW + timedelta(hours=2)
    first = await organiser.session(cohort, starts_at=soon, ends_at=soon + timedelta(hours=1))
    second = await organiser.session(cohort, starts_at=SOON)
    anna = await apply(organiser, cohort)
    assert sorted(await held_until(organiser, anna)) == [soon, LATE]

    await sweep(organiser, soon)

    assert (await organiser.in_session(first), await organiser.taken(first)) == ({}, 0)
    await confirm(organiser, anna, soon)
    assert await organiser.in_session(second) == {"anna@skola.example": "confirmed"}


async def test_the_only_session_can_be_confirmed_until_it_begins(organiser):
    cohort = await organiser.cohort(must_confirm=True)
    soon = NOW + timedelta(hours=2)
    await organiser.session(cohort, starts_at=soon, ends_at=soon + timedelta(hours=1))

    anna = await apply(organiser, cohort)

    assert (await found(organiser, anna)).confirm_until == soon
    late = await apply(organiser, cohort, "bo", now=soon + timedelta(minutes=5))
    assert (await found(organiser, late)).confirm_until == soon + timedelta(hours=1)


@pytest.mark.parametrize(
    ("starts_at", "until"),
    [(NOW + timedelta(hours=3), NOW + timedelta(hours=3)), (SOON + timedelta(days=1), LATE)],
)
async def test_a_session_that_moves_is_held_no_longer_than_until_it_begins(
    organiser, cohort, session, starts_at, until
):
    anna = await apply(organiser, cohort)

    moved = SessionChanges(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    await change_session(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), session, moved, version=None, silent=False, reason=None
    )  # fmt: skip

    assert await held_until(organiser, anna) == [until]
    await sweep(organiser, until)
    assert (await organiser.taken(session), await broken(organiser)) == (0, [])


async def test_a_cancelled_session_lets_go_of_what_was_held_and_keeps_what_was_offered_in_line(
    organiser, cohort, session
):
    anna = await apply(organiser, cohort)
    await cancel_session.cancel(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), session, reason=None
    )
    await accept_offer.expire(organiser.pool, an_initiator(now=LATE))

    assert (await organiser.taken(session), await organiser.status(anna)) == (0, "withdrawn")
    assert await broken(organiser) == []


async def test_registering_twice_holds_one_seat_and_asks_for_no_second_mail(organiser, cohort, session):
    anna = await apply(organiser, cohort)
    with pytest.raises(AlreadyRegistered):
        await apply(organiser, cohort)
    await send_link.send_link(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna)
    await send_link.send_links(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), "anna@skola.example"
    )

    assert await organiser.taken(session) == 1
    assert [event.link_asked_at for event in await organiser.told(events.Registration)] == [None]


async def test_nothing_can_be_changed_or_accepted_before_it_is_confirmed(organiser, cohort, session):
    anna = await apply(organiser, cohort)
    caller = a_caller(organiser.organiser_id, now=NOW)

    with pytest.raises(NotConfirmed):
        await substitute.send_substitute(
            organiser.pool, caller, anna, substitute=an_applicant("bo@skola.example"), session_ids=None
        )
    with pytest.raises(NotConfirmed):
        await change_dates.change_dates(organiser.pool, caller, anna, session_ids=[session])
    with pytest.raises(NotOffered):
        await accept_offer.accept(organiser.pool, caller, anna, session_id=session)
    assert await organiser.in_session(session) == {"anna@skola.example": "waiting"}


async def an_invitation(organiser: OrganiserDriver, cohort, **rule):
    await organiser.person("Anna", await organiser.organisation("Skolan"), "rektor")
    await organiser.rule(cohort, await organiser.audience(roles=["rektor"]), **rule)
    await invite.invite(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, invitation_rule_ids=None
    )
    return (await organiser.invitations(cohort))["Anna"]["id"]


async def apply_as(organiser: OrganiserDriver, cohort, email):
    made = await register_and_show(
        organiser.batcher, a_caller(organiser.organiser_id, now=NOW), cohort, an_applicant(email), session_ids=None,
        submitted=None, must_confirm=None,
    )  # fmt: skip
    return made.id


@pytest.mark.usefixtures("session")
async def test_a_stranger_who_types_an_invited_address_answers_nothing(organiser, cohort):
    invitation = await an_invitation(organiser, cohort)
    email = await organiser.pool.fetchval("select email from person")
    anna = await apply_as(organiser, cohort, email)
    status = "select status from invitation where id = $1"
    before = await organiser.pool.fetchval(status, invitation)

    assert before not in {"accepted", "declined"}
    await sweep(organiser)
    assert (await organiser.status(anna), await organiser.pool.fetchval(status, invitation)) == (
        "withdrawn",
        before,
    )
    again = await apply_as(organiser, cohort, email)
    await confirm(organiser, again)
    assert await organiser.pool.fetchval(status, invitation) == "accepted"


async def test_an_answer_to_the_invitation_confirms_the_registration_too(organiser, cohort, session):
    invitation = await an_invitation(organiser, cohort)
    anna = await apply_as(organiser, cohort, await organiser.pool.fetchval("select email from person"))

    await answer_invitation.answer(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), invitation, answer="yes", session_ids=[session], substitute=None,
        message=None, details=None,
    )  # fmt: skip

    assert (await organiser.status(anna), await organiser.taken(session)) == ("registered", 1)
    told = await last_told(organiser, anna)
    assert (told.confirm_until, told.status, await broken(organiser)) == (None, "registered", [])


async def test_somebody_who_is_called_needs_to_confirm_nothing(organiser, cohort, session):
    await organiser.person("Anna", await organiser.organisation("Skolan"), "rektor")
    anna = await apply_as(organiser, cohort, await organiser.pool.fetchval("select email from person"))
    await organiser.rule(cohort, await organiser.audience(roles=["rektor"]), kind="kallelse")

    await invite.invite(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, invitation_rule_ids=None
    )

    assert (await organiser.status(anna), await organiser.taken(session)) == ("registered", 1)
    assert ((await last_told(organiser, anna)).confirm_until, await broken(organiser)) == (None, [])


async def test_a_substitute_who_was_not_confirmed_has_the_seat_that_was_handed_over(organiser):
    cohort = await organiser.cohort(capacity=2, must_confirm=True)
    session = await organiser.session(cohort)
    anna, bo = await organiser.register(cohort, "anna@skola.example"), await apply(organiser, cohort, "bo")

    await substitute.send_substitute(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna, substitute=an_applicant("bo@skola.example"),
        session_ids=None,
    )  # fmt: skip

    assert await organiser.in_session(session) == {"bo@skola.example": "confirmed"}
    assert (await organiser.taken(session), await organiser.status(bo)) == (1, "registered")
    assert await broken(organiser) == []


async def register_several(organiser: OrganiserDriver, cohort, session, colleagues, now=NOW):
    await register_colleagues.register_colleagues(
        organiser.pool, a_caller(organiser.organiser_id, now=now), cohort, colleagues, session_ids=[session],
        confirmations=True, may_wait=True,
    )  # fmt: skip
    rows = await organiser.pool.fetch(
        "select p.name, r.id from registration r join person p on p.id = r.person_id order by r.id"
    )
    return {row["name"]: row["id"] for row in rows}


async def test_one_link_confirms_all_colleagues_with_the_address_of_whoever_registers_them(organiser):
    cohort = await organiser.cohort(must_confirm=True)
    session = await organiser.session(cohort)
    eva = "eva@skola.example"
    theirs = await register_several(organiser, cohort, session, [
        Colleague(applicant=an_applicant(eva, "Eva Ek"), shares=False),
        Colleague(applicant=an_applicant(eva, "Anna Ek"), shares=True),
        Colleague(applicant=an_applicant(eva, "Cia Ek"), shares=True),
        Colleague(applicant=an_applicant("bo@skola.example", "Bo Ek"), shares=False),
    ])  # fmt: skip
    told = {name: await last_told(organiser, registration) for name, registration in theirs.items()}
    first = next(name for name in theirs if told[name].confirms_others)

    assert sorted(event.confirms_others for event in told.values()) == [0, 0, 0, 2]
    assert {name for name, event in told.items() if event.confirm_with_id is None} == {first, "Bo Ek"}
    assert await organiser.taken(session) == 4

    await confirm(organiser, theirs[first])

    assert {name: await organiser.status(registration) for name, registration in theirs.items()} == {
        "Eva Ek": "registered", "Anna Ek": "registered", "Cia Ek": "registered", "Bo Ek": "waiting"
    }  # fmt: skip
    await sweep(organiser)
    assert (await organiser.taken(session), await broken(organiser)) == (3, [])


@pytest.mark.every_postgres
async def test_confirming_while_it_is_let_go_gives_the_seat_to_one_of_the_two(organiser, cohort, session):
    anna, bo = await apply(organiser, cohort), await organiser.register(cohort, "bo@skola.example")

    await asyncio.gather(
        confirm(organiser, anna, LATE - timedelta(seconds=1)), sweep(organiser), return_exceptions=True
    )

    assert sorted([await organiser.status(anna), await organiser.status(bo)]) in (
        ["registered", "waiting"],
        ["registered", "withdrawn"],
    )
    assert (await organiser.taken(session), await broken(organiser)) == (1, [])


@pytest.mark.every_postgres
async def test_many_at_once_for_few_seats_are_held_as_many_as_there_are(organiser):
    cohort = await organiser.cohort(capacity=3, must_confirm=True)
    session = await organiser.session(cohort)

    made = await asyncio.gather(*(apply(organiser, cohort, f"p{number}") for number in range(12)))

    assert await organiser.taken(session) == 3
    assert sum([len(await held_until(organiser, registration)) for registration in made]) == 3
    await asyncio.gather(*(confirm(organiser, registration) for registration in made))
    assert sorted((await organiser.in_session(session)).values()) == ["confirmed"] * 3 + ["waiting"] * 9
    assert await broken(organiser) == []


async def test_an_erasure_lets_go_of_what_is_held(organiser, cohort, session):
    anna = await apply(organiser, cohort)
    person = (await found(organiser, anna)).person_id

    await forget(organiser.pool, a_caller(organiser.organiser_id, now=NOW), person)

    assert (await organiser.taken(session), await organiser.status(anna)) == (0, "withdrawn")
    assert await broken(organiser) == []


async def test_a_copy_of_the_cohort_asks_too(organiser, cohort, session):
    assert session
    made = await copy(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, name="Hösten", first_session_on=SOON.date()
    )  # fmt: skip

    assert await organiser.pool.fetchval("select must_confirm from cohort where id = $1", made.id)


async def test_a_check_finds_a_registration_that_was_not_let_go_in_time(organiser, cohort, session):
    assert session
    await apply(organiser, cohort)  # NOW is long ago

    async with organiser.pool.acquire() as conn:
        counted = {name: is_kept for name, _, is_kept in await invariants.count(conn)}
    assert not counted["no unconfirmed registration past its time"]
