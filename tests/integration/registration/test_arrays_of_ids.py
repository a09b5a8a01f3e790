"""Triggers keep arrays of ids within one organiser, as foreign keys keep single ids; the check counts older violations."""

import asyncpg
import pytest

from services.registration.actions.cohorts import delete_cohort
from services.registration.actions.directory import change_organisation, forget_person, merge_people
from services.registration.domain.errors import DependedUpon
from services.registration.store.access import receipts
from services.registration.store.health import invariants
from shared import ids
from tests.support.registration import NOW, OrganiserDriver, a_caller, an_organiser

pytestmark = pytest.mark.every_postgres

INVARIANT = "no list of ids that names another organiser's row, or none"


@pytest.fixture
async def other_organiser(organiser: OrganiserDriver) -> OrganiserDriver:
    """Another organiser, in the same database."""
    return await an_organiser(organiser.pool, "andra")


@pytest.fixture
async def own_ids(organiser: OrganiserDriver):
    """A cohort with a session, a rule and an audience, and somebody who can be invited."""
    cohort = await organiser.cohort()
    session = await organiser.session(cohort)
    audience = await organiser.audience()
    rule = await organiser.rule(cohort, audience, session_ids=[session], kind="inbjudan")
    return {"cohort": cohort, "session": session, "audience": audience, "rule": rule}


async def a_foreign_session(other_organiser: OrganiserDriver):
    return await other_organiser.session(await other_organiser.cohort())


async def invite(organiser: OrganiserDriver, own_ids, *each: list):
    """Store an invitation for each list of sessions, all in one statement."""
    people = [await organiser.person(f"Person {ids.new()}") for _ in each]
    rows = [(ids.new(), person, sessions) for person, sessions in zip(people, each, strict=True)]
    await organiser.pool.execute(
        """insert into invitation (organiser_id, id, invitation_rule_id, cohort_id, person_id, session_ids, invited_at)
           select $1, i.id, $2, $3, i.person_id, string_to_array(i.sessions, ',')::uuid[], $4
             from unnest($5::uuid[], $6::uuid[], $7::text[]) as i (id, person_id, sessions)""",
        organiser.organiser_id, own_ids["rule"], own_ids["cohort"], NOW, [row[0] for row in rows], [row[1] for row in rows],
        [",".join(map(str, row[2])) for row in rows],
    )  # fmt: skip


async def broken_invariants(organiser: OrganiserDriver) -> list[str]:
    async with organiser.pool.acquire() as conn:
        return [name for name, _, is_kept in await invariants.count(conn) if not is_kept]


async def refusing_constraint(pool, statement, *values):
    with pytest.raises(asyncpg.ForeignKeyViolationError) as error:
        await pool.execute(statement, *values)
    return error.value.constraint_name


async def test_an_invitation_cannot_name_sessions_of_another_organiser(organiser, other_organiser, own_ids):
    await invite(organiser, own_ids, [own_ids["session"]], [], [own_ids["session"], own_ids["session"]])
    stranger = await a_foreign_session(other_organiser)

    with pytest.raises(asyncpg.ForeignKeyViolationError) as error:
        await invite(organiser, own_ids, [own_ids["session"]], [own_ids["session"], stranger])

    assert error.value.constraint_name == "invitation_sessions"
    assert str(stranger) not in str(error.value)
    assert await organiser.pool.fetchval("select count(*) from invitation") == 3
    assert await broken_invariants(organiser) == []


async def test_an_invitation_cannot_be_changed_to_name_sessions_of_another_organiser(
    organiser, other_organiser, own_ids
):
    await invite(organiser, own_ids, [own_ids["session"]])

    change = "update invitation set session_ids = session_ids || $1::uuid"
    assert (
        await refusing_constraint(organiser.pool, change, await a_foreign_session(other_organiser))
        == "invitation_sessions_changed"
    )


async def test_an_invitation_cannot_name_a_session_that_does_not_exist(organiser, own_ids):
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await invite(organiser, own_ids, [ids.new()])


async def test_an_invitation_rule_cannot_name_sessions_of_another_organiser(
    organiser, other_organiser, own_ids
):
    change = "update invitation_rule set session_ids = $1"
    stranger = await a_foreign_session(other_organiser)

    assert await refusing_constraint(organiser.pool, change, [stranger]) == "invitation_rule_sessions"
    await organiser.pool.execute(change, None)
    again = """insert into invitation_rule (organiser_id, id, cohort_id, audience_id, session_ids, kind)
               select organiser_id, $1, cohort_id, audience_id, $2, kind from invitation_rule"""
    assert (
        await refusing_constraint(organiser.pool, again, ids.new(), [stranger]) == "invitation_rule_sessions"
    )
    await organiser.pool.execute(again, ids.new(), [own_ids["session"]])


async def test_an_audience_cannot_name_organisations_of_another_organiser(organiser, other_organiser):
    await organiser.audience()
    own, stranger = (
        await organiser.organisation("Laxå kommun"),
        await other_organiser.organisation("Nora kommun"),
    )
    change = "update audience set organisation_ids = $1"

    await organiser.pool.execute(change, [own])
    assert await refusing_constraint(organiser.pool, change, [own, stranger]) == "audience_organisations"
    again = "insert into audience (organiser_id, id, name, organisation_ids) values ($1, $2, 'Alla', $3)"
    assert (
        await refusing_constraint(organiser.pool, again, organiser.organiser_id, ids.new(), [stranger])
        == "audience_organisations"
    )


@pytest.mark.usefixtures("own_ids")
@pytest.mark.parametrize(
    "column", ["excluded_person_ids", "excluded_cohort_ids", "excluded_organisation_ids"]
)
async def test_an_audience_cannot_exclude_what_is_another_organisers(organiser, other_organiser, column):
    async def one_of(driver):
        match column:
            case "excluded_person_ids":
                return await driver.person("Anna Ek")
            case "excluded_cohort_ids":
                return await driver.cohort()
            case _:
                return await driver.organisation("Laxå kommun")

    own, stranger = await one_of(organiser), await one_of(other_organiser)
    change = f"update audience set {column} = $1 where organiser_id = '{organiser.organiser_id}'"

    await organiser.pool.execute(change, [own])
    assert await broken_invariants(organiser) == []
    assert await refusing_constraint(organiser.pool, change, [own, stranger]) == "audience_exclusions"


@pytest.mark.usefixtures("own_ids")
async def test_a_deleted_person_is_named_by_no_exclusion(organiser):
    anna, bo = await organiser.person("Anna Ek"), await organiser.person("Bo Ek")
    await organiser.pool.execute("update audience set excluded_person_ids = $1", [anna, bo])

    await organiser.pool.execute("delete from person where id = $1", anna)

    row = await organiser.pool.fetchrow("select excluded_person_ids, version from audience")
    assert (row["excluded_person_ids"], row["version"]) == ([bo], 2)
    assert await broken_invariants(organiser) == []


@pytest.mark.usefixtures("own_ids")
async def test_what_an_audience_excludes_is_kept_and_who_is_merged_or_erased_follows(organiser):
    place, last = await organiser.organisation("Laxå kommun"), await organiser.cohort(name="Förra")
    anna, double, bo = [await organiser.person(name) for name in ("Anna Ek", "A Ek", "Bo Ek")]
    await organiser.pool.execute("update person set protected_identity = true where id = $1", bo)
    await organiser.pool.execute(
        "update audience set excluded_organisation_ids = $1, excluded_cohort_ids = $2, excluded_person_ids = $3",
        [place], [last], [double, bo],
    )  # fmt: skip
    caller = a_caller(organiser.organiser_id)

    with pytest.raises(DependedUpon):
        await delete_cohort.delete(organiser.pool, caller, last)
    with pytest.raises(DependedUpon):
        await change_organisation.delete(organiser.pool, caller, place)
    await merge_people.merge(organiser.pool, caller, double, into_id=anna)
    assert set(await organiser.pool.fetchval("select excluded_person_ids from audience")) == {anna, bo}
    await forget_person.forget(organiser.pool, caller, anna)
    assert await organiser.pool.fetchval("select excluded_person_ids from audience") == [bo]
    assert await broken_invariants(organiser) == []


async def test_a_receipt_cannot_name_people_of_another_organiser(organiser, other_organiser, own_ids):
    own, stranger = await organiser.person("Anna Ek"), await other_organiser.person("Bo Ek")

    async def receipt(*people):
        async with organiser.pool.acquire() as conn:
            await receipts.insert(
                conn, organiser.organiser_id, ids.new(), cohort_id=own_ids["cohort"], person_ids=people, lines=[], now=NOW
            )  # fmt: skip

    await receipt(own)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await receipt(own, stranger)


async def test_an_audience_that_names_organisations_cannot_be_moved_to_another_organiser(
    organiser, other_organiser
):
    own = await organiser.organisation("Laxå kommun")
    audience = await organiser.audience(organisations=[own])

    move = "update audience set organiser_id = $1 where id = $2"
    assert (
        await refusing_constraint(organiser.pool, move, other_organiser.organiser_id, audience)
        == "audience_organisations"
    )


@pytest.mark.parametrize(
    "spoil",
    [
        "update invitation set session_ids = array[gen_random_uuid()]",
        "update invitation_rule set session_ids = array(select id from session where organiser_id <> $1)",
        "update audience set organisation_ids = array[gen_random_uuid()] where organiser_id = $1",
        "update audience set excluded_person_ids = array[gen_random_uuid()] where organiser_id = $1",
        "update audience set excluded_cohort_ids = array[gen_random_uuid()] where organiser_id = $1",
        "update audience set excluded_organisation_ids = array[gen_random_uuid()] where organiser_id = $1",
        """insert into receipt (organiser_id, id, cohort_id, person_ids, lines, made_at)
           select $1, gen_random_uuid(), id, array[gen_random_uuid()], '[]', now() from cohort where organiser_id = $1""",
    ],
)
async def test_the_check_reports_foreign_ids_stored_before_the_triggers_existed(
    organiser, other_organiser, own_ids, database, spoil
):
    await invite(organiser, own_ids, [own_ids["session"]])
    await a_foreign_session(other_organiser)
    assert await broken_invariants(organiser) == []
    conn = await asyncpg.connect(database.admin_url, server_settings={"search_path": "registration"})
    await conn.execute("set session_replication_role = replica")
    await conn.execute(spoil, *([organiser.organiser_id] if "$1" in spoil else []))
    await conn.close()

    assert await broken_invariants(organiser) == [INVARIANT]
