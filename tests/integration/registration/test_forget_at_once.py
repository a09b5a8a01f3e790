"""Somebody is forgotten in the moment in which they are given something: nothing is left with one who is gone."""

import asyncio
from contextvars import copy_context

import pytest

from services.registration.actions.directory.forget_person import forget
from services.registration.store import people, shared_addresses
from services.registration.store.transaction import one_transaction
from tests.support.caller import a_caller
from tests.support.registration import NOW, Office, an_applicant
from tests.support.waiting import until

pytestmark = pytest.mark.every_postgres

ANNA = an_applicant("anna@skola.example", "Anna Ek")


async def somebody_waits(office: Office) -> bool:
    return await office.pool.fetchval(
        "select exists (select from pg_stat_activity"
        " where datname = current_database() and wait_event_type = 'Lock')"
    )


async def at_the_same_time(office: Office, first, second):
    """Do the first, and commit it when the second, which has a transaction of its own, waits for it."""
    outside = copy_context()
    async with one_transaction(office.pool):
        one = await first
        task = asyncio.create_task(second, context=outside)
        await until(lambda: somebody_waits(office))
    return one, await task


async def a_person(office: Office, *, shares: bool = False):
    async with office.pool.acquire() as conn, conn.transaction():
        found = await (shared_addresses if shares else people).find_or_make(conn, office.organiser_id, ANNA)
    return found[0]


async def test_what_somebody_is_given_while_they_are_forgotten_is_taken_back(office: Office):
    anna = await a_person(office)
    cohort = await office.cohort()
    session = await office.session(cohort)

    registration, _ = await at_the_same_time(
        office,
        office.register(cohort, ANNA.email),
        forget(office.pool, a_caller(office.organiser_id, now=NOW), anna),
    )

    assert await office.status(registration) == "withdrawn"
    assert await office.taken(session) == 0
    assert await office.pool.fetchval("select email_key from person where id = $1", anna) is None


async def test_whoever_registers_while_they_are_forgotten_is_somebody_new(office: Office):
    anna = await a_person(office)
    cohort = await office.cohort()
    await office.session(cohort)

    _, registration = await at_the_same_time(
        office,
        forget(office.pool, a_caller(office.organiser_id, now=NOW), anna),
        office.register(cohort, ANNA.email),
    )

    registered = await office.pool.fetchval(
        "select person_id from registration where id = $1 and status = 'registered'", registration
    )
    assert registered not in {None, anna}


@pytest.mark.parametrize("shares", [False, True])
async def test_whoever_is_found_while_they_are_forgotten_is_made_anew(office: Office, shares):
    anna = await a_person(office, shares=shares)

    _, found = await at_the_same_time(
        office,
        forget(office.pool, a_caller(office.organiser_id, now=NOW), anna),
        a_person(office, shares=shares),
    )

    assert found != anna


@pytest.mark.parametrize("shares", [False, True])
async def test_nobody_is_forgotten_while_they_are_held_to_be_given_something(office: Office, shares):
    anna = await a_person(office, shares=shares)

    async with office.pool.acquire() as conn, conn.transaction():
        assert (await (shared_addresses if shares else people).find_or_make(conn, office.organiser_id, ANNA))[
            0
        ] == anna
        forgetting = asyncio.create_task(forget(office.pool, a_caller(office.organiser_id, now=NOW), anna))
        await until(lambda: somebody_waits(office))
        assert not forgetting.done()
    await forgetting
