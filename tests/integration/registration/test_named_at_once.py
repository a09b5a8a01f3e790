"""Somebody writes an array of ids while another connection deletes what it names: one waits for the other, and no id names nothing."""

import asyncio

import pytest

from services.registration.actions.cohorts import delete_cohort
from services.registration.actions.directory import change_audience, change_organisation
from services.registration.actions.sessions import delete_session
from services.registration.domain.directory.audience import AudienceChanges
from services.registration.domain.errors import DependedUpon, NotFound
from services.registration.store.health import invariants
from tests.support.registration import OrganiserDriver, a_caller

pytestmark = pytest.mark.every_postgres

# By the field of an audience: its column, and the table that it names.
FIELDS = {
    "organisations": ("organisation_ids", "organisation"),
    "excluded_organisations": ("excluded_organisation_ids", "organisation"),
    "excluded_cohorts": ("excluded_cohort_ids", "cohort"),
    "excluded_people": ("excluded_person_ids", "person"),
}


async def one_of(organiser: OrganiserDriver, table: str):
    match table:
        case "organisation":
            return await organiser.organisation("Laxå kommun")
        case "cohort":
            return await organiser.cohort()
        case "session":
            return await organiser.session(await organiser.cohort())
        case _:
            return await organiser.person("Anna Ek")


async def is_waiting(task, organiser):
    """Wait until the task waits for a lock of another connection."""
    async with asyncio.timeout(20):
        while not task.done():
            if await organiser.pool.fetchval(
                "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"
            ):
                return True
            await asyncio.sleep(0.01)
    return False


async def strangers(organiser) -> list[str]:
    async with organiser.pool.acquire() as conn:
        return [name for name, _, is_kept in await invariants.count(conn) if not is_kept]


async def outcome(task):
    async with asyncio.timeout(20):
        [found] = await asyncio.gather(task, return_exceptions=True)
    return found


@pytest.mark.parametrize("field", FIELDS)
async def test_what_an_audience_has_just_named_is_not_deleted(organiser, field):
    column, table = FIELDS[field]
    it, audience = await one_of(organiser, table), await organiser.audience()
    caller, pool = a_caller(organiser.organiser_id), organiser.pool

    async def delete():
        if table == "person":
            return await pool.execute("delete from person where id = $1", it)
        action = delete_cohort if table == "cohort" else change_organisation
        return await action.delete(pool, caller, it)

    async with pool.acquire() as conn:
        writing = conn.transaction()
        await writing.start()
        await conn.execute(f"update audience set {column} = $1 where id = $2", [it], audience)
        deleting = asyncio.create_task(delete())
        assert await is_waiting(deleting, organiser)
        await writing.commit()

    found = await outcome(deleting)
    named = await pool.fetchval(f"select {column} from audience where id = $1", audience)
    if table == "person":
        assert (found, named) == ("DELETE 1", []), "nobody is left out who is not there"
    else:
        assert isinstance(found, DependedUpon)
        assert named == [it]
    assert await strangers(organiser) == []


@pytest.mark.parametrize("field", FIELDS)
async def test_what_is_just_being_deleted_is_named_by_no_audience(organiser, field):
    column, table = FIELDS[field]
    it, audience = await one_of(organiser, table), await organiser.audience()
    changes = AudienceChanges(**{field: (it,)})

    async with organiser.pool.acquire() as conn:
        deleting = conn.transaction()
        await deleting.start()
        await conn.execute(f"delete from {table} where id = $1", it)
        naming = asyncio.create_task(
            change_audience.change(
                organiser.pool, a_caller(organiser.organiser_id), audience, changes, version=None
            )
        )
        assert await is_waiting(naming, organiser)
        await deleting.commit()

    found = await outcome(naming)
    assert isinstance(found, NotFound)
    assert found.what == field
    assert await organiser.pool.fetchval(f"select {column} from audience where id = $1", audience) == []
    assert await strangers(organiser) == []


async def test_an_audience_is_saved_again_while_somebody_whom_it_leaves_out_is_deleted(organiser):
    anna, bo = await organiser.person("Anna Ek"), await organiser.person("Bo Ek")
    audience, pool = await organiser.audience(), organiser.pool
    await pool.execute("update audience set excluded_person_ids = $1", [anna, bo])

    async with pool.acquire() as conn:
        saving = conn.transaction()
        await saving.start()
        await conn.execute("select from audience where id = $1 for update", audience)
        deleting = asyncio.create_task(pool.execute("delete from person where id = $1", anna))
        assert await is_waiting(deleting, organiser)
        await conn.execute("update audience set excluded_person_ids = $1", [bo, anna])
        await saving.commit()

    assert await outcome(deleting) == "DELETE 1"
    assert await pool.fetchval("select excluded_person_ids from audience") == [bo]
    assert await strangers(organiser) == []


@pytest.mark.parametrize("is_naming_first", [True, False])
async def test_a_session_that_a_rule_names_is_not_deleted_at_the_same_moment(organiser, is_naming_first):
    session = await one_of(organiser, "session")
    cohort = await organiser.pool.fetchval("select cohort_id from session")
    rule = await organiser.rule(cohort, await organiser.audience(), kind="inbjudan")
    name = "update invitation_rule set session_ids = array[$1::uuid] where id = $2"

    async with organiser.pool.acquire() as conn:
        first = conn.transaction()
        await first.start()
        if is_naming_first:
            await conn.execute(name, session, rule)
            second = delete_session.delete(organiser.pool, a_caller(organiser.organiser_id), session)
        else:
            await conn.execute("delete from seat_count where session_id = $1", session)
            await conn.execute("delete from session where id = $1", session)
            second = organiser.pool.execute(name, session, rule)
        waiting = asyncio.create_task(second)
        assert await is_waiting(waiting, organiser)
        await first.commit()

    found = await outcome(waiting)
    assert type(found).__name__ == ("DependedUpon" if is_naming_first else "ForeignKeyViolationError")
    assert await strangers(organiser) == []
