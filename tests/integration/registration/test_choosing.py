"""Choosing sessions: parallel sessions, overlapping sessions, and a swap that never loses the old seat."""

import asyncio
from datetime import timedelta

import pytest

from services.registration.actions.invitations import answer_invitation, invite
from services.registration.actions.registrations import change_dates
from services.registration.domain.errors import OneOfEachChoice, SessionFull, SessionsOverlap
from shared import events
from tests.support.caller import a_caller
from tests.support.registration import NOW, SOON, OrganiserDriver, an_applicant, an_organiser

pytestmark = pytest.mark.every_postgres

GROUP = {"choice_group": "seminarier", "starts_at": SOON + timedelta(hours=3), "ends_at": SOON + timedelta(hours=4)}  # fmt: skip


async def change(organiser: OrganiserDriver, registration, *session_ids):
    await change_dates.change_dates(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), registration, session_ids=session_ids
    )


async def an_invited_head(organiser: OrganiserDriver, cohort, **rule):
    """The invitation of one person to all sessions of the cohort."""
    kommun = await organiser.organisation("Kommun")
    await organiser.person("Rut Rektor", kommun, "rektor")
    audience = await organiser.audience(roles=["rektor"])
    await organiser.rule(cohort, audience, **rule)
    await invite.invite(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, invitation_rule_ids=None
    )
    return (await organiser.invitations(cohort))["Rut Rektor"]["id"]


async def reply(organiser: OrganiserDriver, invitation, answer="yes", session_ids=None):
    return await answer_invitation.answer(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), invitation, answer=answer, session_ids=session_ids,
        substitute=None, message=None, details=None,
    )  # fmt: skip


async def test_a_registration_for_two_overlapping_sessions_is_refused_and_names_them(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    first = await organiser.session(cohort, title="Fonder", starts_at=SOON, ends_at=SOON + timedelta(hours=2))
    second = await organiser.session(cohort, title="Kurser", starts_at=SOON + timedelta(hours=1))

    with pytest.raises(SessionsOverlap) as clash:
        await organiser.register(cohort, "anna@skola.example", [first, second])

    assert {clash.value.first, clash.value.second} == {"Fonder", "Kurser"}
    assert await organiser.in_session(first) == await organiser.in_session(second) == {}


async def test_adding_an_overlapping_session_is_refused_and_the_existing_seat_is_kept(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    first = await organiser.session(cohort, starts_at=SOON, ends_at=SOON + timedelta(hours=2))
    second = await organiser.session(cohort, starts_at=SOON + timedelta(hours=1))
    registration = await organiser.register(cohort, "anna@skola.example", [first])

    with pytest.raises(SessionsOverlap):
        await change(organiser, registration, first, second)

    assert await organiser.seats(registration) == {first: "confirmed"}


async def test_a_registration_for_all_sessions_gets_no_seat_in_parallel_sessions(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    day = await organiser.session(cohort)
    await organiser.session(cohort, **GROUP)

    assert await organiser.seats(await organiser.register(cohort, "anna@skola.example")) == {day: "confirmed"}


@pytest.mark.parametrize("kind", ["inbjudan", "kallelse"])
async def test_an_accepted_invitation_gives_no_seat_in_a_parallel_session_that_was_not_chosen(
    organiser: OrganiserDriver, kind
):
    cohort = await organiser.cohort()
    day = await organiser.session(cohort)
    one = await organiser.session(cohort, **GROUP)
    other = await organiser.session(cohort, **GROUP)
    invitation = await an_invited_head(organiser, cohort, kind=kind)

    answered = await reply(organiser, invitation)
    assert await organiser.seats(answered.registration_id) == {day: "confirmed"}
    with pytest.raises(OneOfEachChoice):
        await reply(organiser, invitation, session_ids=[day, one, other])
    await reply(organiser, invitation, session_ids=[day, other])

    assert await organiser.seats(answered.registration_id) == {day: "confirmed", other: "confirmed"}


async def test_a_swap_of_sessions_gives_the_new_seat_and_promotes_the_next_to_the_old_one(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    one = await organiser.session(cohort, capacity=1, **GROUP)
    other = await organiser.session(cohort, capacity=1, **GROUP)
    anna = await organiser.register(cohort, "anna@skola.example", [one])
    bo = await organiser.register(cohort, "bo@skola.example", [one])

    await change(organiser, anna, other)

    assert await organiser.seats(anna) == {one: "withdrawn", other: "confirmed"}
    assert await organiser.seats(bo) == {one: "confirmed"}
    assert (await organiser.taken(one), await organiser.taken(other)) == (1, 1)


async def test_a_swap_to_a_full_session_is_refused_and_keeps_the_old_seat(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    one = await organiser.session(cohort, capacity=1, **GROUP)
    other = await organiser.session(cohort, capacity=1, **GROUP)
    anna = await organiser.register(cohort, "anna@skola.example", [one])
    bo = await organiser.register(cohort, "bo@skola.example", [one])
    await organiser.register(cohort, "cia@skola.example", [other])
    event_count = len(await organiser.told(events.Registration))

    with pytest.raises(SessionFull) as full:
        await change(organiser, anna, other)

    assert full.value.session_id == other
    assert (await organiser.seats(anna), await organiser.seats(bo)) == ({one: "confirmed"}, {one: "waiting"})
    assert len(await organiser.told(events.Registration)) == event_count


async def test_a_new_answer_to_an_invitation_that_chooses_a_full_session_keeps_the_old_seat(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    one = await organiser.session(cohort, **GROUP)
    other = await organiser.session(cohort, capacity=0, **GROUP)
    invitation = await an_invited_head(organiser, cohort)
    answered = await reply(organiser, invitation, session_ids=[one])

    with pytest.raises(SessionFull):
        await reply(organiser, invitation, session_ids=[other])

    assert await organiser.seats(answered.registration_id) == {one: "confirmed"}


async def test_a_place_in_one_waiting_list_can_be_swapped_for_a_place_in_another(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    one = await organiser.session(cohort, capacity=0, **GROUP)
    other = await organiser.session(cohort, capacity=0, **GROUP)
    anna = await organiser.register(cohort, "anna@skola.example", [one])

    await change(organiser, anna, other)

    assert await organiser.seats(anna) == {one: "withdrawn", other: "waiting"}


async def test_of_two_simultaneous_swaps_into_the_last_seat_one_is_refused_and_keeps_its_seat(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    one = await organiser.session(cohort, **GROUP)
    other = await organiser.session(cohort, capacity=1, **GROUP)
    registration_ids = [
        await organiser.register(cohort, f"{name}@skola.example", [one]) for name in ("anna", "bo")
    ]

    results = await asyncio.gather(
        *(change(organiser, registration_id, other) for registration_id in registration_ids),
        return_exceptions=True,
    )

    assert sorted(type(result) for result in results if result is not None) == [SessionFull]
    confirmed_sessions = [
        {key for key, status in (await organiser.seats(registration_id)).items() if status == "confirmed"}
        for registration_id in registration_ids
    ]
    assert sorted(confirmed_sessions, key=lambda seats: seats != {one}) == [{one}, {other}]
    assert (await organiser.taken(one), await organiser.taken(other)) == (1, 1)


async def test_choice_groups_of_the_same_name_in_two_organisers_are_independent(organiser: OrganiserDriver):
    """A choice group belongs to one tenant, even if another tenant has a group of the same name."""
    theirs = await an_organiser(organiser.pool, "annan")
    cohort, their_cohort = await organiser.cohort(), await theirs.cohort()
    mine, other = await organiser.session(cohort, **GROUP), await theirs.session(their_cohort, **GROUP)

    assert await organiser.seats(await organiser.register(cohort, an_applicant().email, [mine])) == {
        mine: "confirmed"
    }
    assert await theirs.seats(await theirs.register(their_cohort, an_applicant().email, [other])) == {
        other: "confirmed"
    }
