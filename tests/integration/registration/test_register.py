"""Registering: seats, waits, and nobody twice, however many press at once."""

import asyncio
from collections import Counter

import pytest

from services.registration.actions.cohorts.publish_cohort import cancel, close
from services.registration.actions.registrations import register as registering
from services.registration.domain.errors import (
    AlreadyRegistered,
    CohortNotOpen,
    NotFound,
    NothingChosen,
    OneOfEachChoice,
    SessionCancelled,
    SessionFull,
    SessionOfAnotherCohort,
    SessionOver,
)
from shared import events, ids
from tests.support.caller import a_caller
from tests.support.registration import NOW, SOON, Office, an_applicant, an_office

pytestmark = pytest.mark.every_postgres


async def test_whoever_registers_for_all_has_a_seat_in_each_session(office: Office):
    cohort = await office.cohort()
    first, second = await office.session(cohort), await office.session(cohort, title="Nästa")

    registration = await office.register(cohort, "anna@skola.example")

    assert await office.seats(registration) == {first: "confirmed", second: "confirmed"}
    assert (await office.status(registration), await office.taken(first)) == ("registered", 1)


async def test_whoever_comes_after_the_last_seat_waits_in_the_order_of_coming(office: Office):
    cohort = await office.cohort(capacity=1)
    session = await office.session(cohort)
    await office.register(cohort, "anna@skola.example")

    bo = await office.register(cohort, "bo@skola.example")
    cia = await office.register(cohort, "cia@skola.example")

    told = {one.id: one for one in await office.told(events.Registration)}
    assert [(told[one].status, told[one].seats[0].position) for one in (bo, cia)] == [
        ("waiting", 1),
        ("waiting", 2),
    ]
    assert await office.taken(session) == 1


async def test_two_hundred_at_once_for_forty_seats(office: Office):
    cohort = await office.cohort()
    session = await office.session(cohort, capacity=40)

    await asyncio.gather(*(office.register(cohort, f"nummer{n}@skola.example") for n in range(200)))

    seated = await office.in_session(session)
    assert Counter(seated.values()) == {"confirmed": 40, "waiting": 160}
    assert len(seated) == 200
    assert await office.taken(session) == 40
    positions = await office.pool.fetch(
        "select position from seat where status = 'waiting' order by position"
    )
    assert [row["position"] for row in positions] == list(range(1, 161))


async def test_two_people_cannot_take_the_last_seat(office: Office):
    cohort = await office.cohort()
    session = await office.session(cohort, capacity=1)

    await asyncio.gather(
        office.register(cohort, "anna@skola.example"), office.register(cohort, "bo@skola.example")
    )

    assert sorted((await office.in_session(session)).values()) == ["confirmed", "waiting"]


async def test_the_same_person_pressing_five_times_at_once_is_registered_once(office: Office):
    cohort = await office.cohort()
    session = await office.session(cohort, capacity=3)

    pressed = await asyncio.gather(
        *(
            office.register(cohort, email)
            for email in ("anna@skola.example", "ANNA@skola.example", "Anna@Skola.Example") * 2
        ),
        return_exceptions=True,
    )

    registered = [one for one in pressed if not isinstance(one, BaseException)]
    refused = [one for one in pressed if isinstance(one, AlreadyRegistered)]
    assert (len(registered), len(refused)) == (1, 5)
    assert {one.registration_id for one in refused} == set(registered)
    assert await office.taken(session) == 1
    assert len(await office.told(events.Registration)) == 1
    assert len(await office.told(events.Person)) == 1


async def test_overlapping_choices_at_once_never_deadlock(office: Office):
    cohort = await office.cohort()
    sessions = [await office.session(cohort, capacity=5, title=f"Träff {n}") for n in range(6)]

    def choice(n: int) -> list:
        chosen = sessions[n % 6 :] + sessions[: n % 3]
        return chosen if n % 2 else list(reversed(chosen))

    done = await asyncio.gather(
        *(office.register(cohort, f"nummer{n}@skola.example", choice(n)) for n in range(60)),
        return_exceptions=True,
    )

    assert [one for one in done if isinstance(one, BaseException)] == []
    for session in sessions:
        assert (
            Counter((await office.in_session(session)).values())["confirmed"]
            == 5
            == await office.taken(session)
        )


async def test_without_a_waiting_list_a_full_session_refuses_and_stores_nothing(office: Office):
    cohort = await office.cohort(waiting_list=False)
    roomy = await office.session(cohort)
    full = await office.session(cohort, capacity=0)

    with pytest.raises(SessionFull) as refused:
        await office.register(cohort, "anna@skola.example", [roomy, full])

    assert refused.value.session_id == full
    assert await office.pool.fetchval("select count(*) from person") == 0
    assert await office.taken(roomy) == 0


async def test_whoever_is_registered_hears_that_rather_than_that_it_is_full(office: Office):
    cohort = await office.cohort(waiting_list=False, capacity=1)
    await office.session(cohort)
    registration = await office.register(cohort, "anna@skola.example")

    with pytest.raises(AlreadyRegistered) as refused:
        await office.register(cohort, "anna@skola.example")

    assert refused.value.registration_id == registration


async def test_a_session_that_names_no_capacity_has_the_cohorts(office: Office):
    cohort = await office.cohort(capacity=1)
    the_cohorts, its_own = await office.session(cohort), await office.session(cohort, capacity=5)
    await office.register(cohort, "anna@skola.example")

    bo = await office.register(cohort, "bo@skola.example")

    assert await office.seats(bo) == {the_cohorts: "waiting", its_own: "confirmed"}
    assert await office.status(bo) == "registered"


async def test_all_means_those_that_can_be_booked(office: Office):
    cohort = await office.cohort()
    dated = await office.session(cohort, on=SOON.date())
    tentative = await office.session(cohort, starts_at=None, term="HT2026", status="tentative")
    await office.session(cohort, starts_at=None, term="HT2026")
    await office.session(cohort, starts_at=NOW.replace(year=2025), ends_at=NOW.replace(year=2025, hour=10))
    await office.session(cohort, choice_group="seminarium")

    registration = await office.register(cohort, "anna@skola.example")

    assert set(await office.seats(registration)) == {dated, tentative}


async def test_registering_needs_an_open_cohort(office: Office):
    draft = await office.cohort(is_open=False)
    closed = await office.cohort()
    cancelled = await office.cohort()
    for cohort in (draft, closed, cancelled):
        await office.session(cohort)
    await close(office.pool, a_caller(office.organiser_id, now=NOW), closed)
    await cancel(office.pool, a_caller(office.organiser_id, now=NOW), cancelled)

    for cohort in (draft, closed, cancelled):
        with pytest.raises(CohortNotOpen):
            await office.register(cohort, "anna@skola.example")


async def test_what_cannot_be_chosen_is_said_by_name(office: Office):
    cohort, other = await office.cohort(), await office.cohort()
    session, elsewhere = await office.session(cohort), await office.session(other)
    over = await office.session(cohort, on=NOW.date().replace(day=11))
    red, blue = [await office.session(cohort, choice_group="seminarium") for _ in range(2)]

    async def refused(*chosen: object) -> type:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is what is asked
            await office.register(cohort, "anna@skola.example", list(chosen))
        return caught.type

    assert await refused() is NothingChosen
    assert await refused(session, elsewhere) is SessionOfAnotherCohort
    assert await refused(ids.new()) is NotFound
    assert await refused(over) is SessionOver
    assert await refused(red, blue) is OneOfEachChoice
    await office.pool.execute("update session set status = 'cancelled' where id = $1", session)
    assert await refused(session) is SessionCancelled


async def test_a_cohort_without_sessions_has_nothing_to_choose(office: Office):
    with pytest.raises(NothingChosen):
        await office.register(await office.cohort(), "anna@skola.example")


async def test_another_organisers_cohort_is_not_there(office: Office):
    cohort = await office.cohort()
    await office.session(cohort)
    stranger = await an_office(office.pool, "granne")

    with pytest.raises(NotFound):
        await stranger.register(cohort, "anna@skola.example")


async def test_a_person_who_is_known_keeps_the_name_they_have(office: Office):
    person = await office.person("Anna Ek")
    cohort = await office.cohort()
    await office.session(cohort)

    await registering.register(
        office.batcher,
        a_caller(office.organiser_id, now=NOW),
        cohort,
        an_applicant("ANNA.EK@kommun.example", name="Någon Annan"),
        session_ids=None,
        answers={"kost": "vegan"},
    )

    row = await office.pool.fetchrow(
        "select p.id, p.name, r.answers from registration r join person p on p.id = r.person_id"
    )
    assert dict(row) == {"id": person, "name": "Anna Ek", "answers": {"kost": "vegan"}}


async def test_many_dates_come_as_a_subscription(office: Office):
    few, many = await office.cohort(), await office.cohort()
    for cohort, count in ((few, 12), (many, 13)):
        for n in range(count):
            await office.session(cohort, title=f"Träff {n}")

    await office.register(few, "anna@skola.example")
    await office.register(many, "bo@skola.example")

    assert [one.calendar for one in await office.told(events.Registration)] == ["invitations", "subscription"]


async def test_the_events_tell_what_is_stored(office: Office):
    cohort = await office.cohort()
    session = await office.session(cohort)
    registration = await office.register(cohort, "anna@skola.example")

    (told,) = await office.told(events.Registration)
    seat = await office.pool.fetchrow(
        "select id, person_id from seat s join lateral (select person_id from registration) r on true"
    )
    assert (told.id, told.status, told.origin, told.version, told.epoch) == (
        registration,
        "registered",
        "form",
        1,
        1,
    )
    assert told.seats == (events.Seat(id=seat["id"], session_id=session, status="confirmed", since=NOW),)
    (person,) = await office.told(events.Person)
    assert (person.id, person.email, told.person_id) == (
        seat["person_id"],
        "anna@skola.example",
        seat["person_id"],
    )
