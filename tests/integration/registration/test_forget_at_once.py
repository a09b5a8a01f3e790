"""A person is erased while another transaction registers them: the erased person keeps nothing."""

import asyncio
from contextvars import copy_context

import pytest

from services.registration.actions.directory.forget_person import forget
from services.registration.store.directory import people, shared_addresses
from services.registration.store.transaction import one_transaction
from tests.support.caller import a_caller
from tests.support.registration import NOW, OrganiserDriver, an_applicant
from tests.support.waiting import until

pytestmark = pytest.mark.every_postgres

ANNA = an_applicant("anna@skola.example", "Anna Ek")


async def somebody_waits(organiser: OrganiserDriver) -> bool:
    return await organiser.pool.fetchval(
        "select exists (select from pg_stat_activity"
        " where datname = current_database() and wait_event_type = 'Lock')"
    )


async def run_until_the_second_waits(organiser: OrganiserDriver, first, second):
    """Run `first` and commit it once `second`, in a transaction of its own, waits for its locks."""
    outside = copy_context()
    async with one_transaction(organiser.pool):
        first_result = await first
        task = asyncio.create_task(second, context=outside)
        await until(lambda: somebody_waits(organiser))
    return first_result, await task


async def a_person(organiser: OrganiserDriver, *, shares: bool = False):
    async with organiser.pool.acquire() as conn, conn.transaction():
        found = await (shared_addresses if shares else people).find_or_make(
            conn, organiser.organiser_id, ANNA
        )
    return found[0]


async def test_a_registration_made_while_its_person_is_erased_is_withdrawn(organiser: OrganiserDriver):
    anna = await a_person(organiser)
    cohort = await organiser.cohort()
    session = await organiser.session(cohort)

    registration, _ = await run_until_the_second_waits(
        organiser,
        organiser.register(cohort, ANNA.email),
        forget(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna),
    )

    assert await organiser.status(registration) == "withdrawn"
    assert await organiser.taken(session) == 0
    assert await organiser.pool.fetchval("select email_key from person where id = $1", anna) is None


async def test_a_registration_that_waits_for_the_erasure_of_its_person_creates_a_new_person(
    organiser: OrganiserDriver,
):
    anna = await a_person(organiser)
    cohort = await organiser.cohort()
    await organiser.session(cohort)

    _, registration = await run_until_the_second_waits(
        organiser,
        forget(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna),
        organiser.register(cohort, ANNA.email),
    )

    registered = await organiser.pool.fetchval(
        "select person_id from registration where id = $1 and status = 'registered'", registration
    )
    assert registered not in {None, anna}


@pytest.mark.parametrize("shares", [False, True])
async def test_a_person_looked_up_during_their_erasure_is_created_anew(organiser: OrganiserDriver, shares):
    anna = await a_person(organiser, shares=shares)

    _, found = await run_until_the_second_waits(
        organiser,
        forget(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna),
        a_person(organiser, shares=shares),
    )

    assert found != anna


@pytest.mark.parametrize("shares", [False, True])
async def test_an_erasure_waits_for_a_transaction_that_has_locked_the_person(
    organiser: OrganiserDriver, shares
):
    anna = await a_person(organiser, shares=shares)

    async with organiser.pool.acquire() as conn, conn.transaction():
        assert (
            await (shared_addresses if shares else people).find_or_make(conn, organiser.organiser_id, ANNA)
        )[0] == anna
        forgetting = asyncio.create_task(
            forget(organiser.pool, a_caller(organiser.organiser_id, now=NOW), anna)
        )
        await until(lambda: somebody_waits(organiser))
        assert not forgetting.done()
    await forgetting
