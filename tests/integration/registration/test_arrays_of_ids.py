"""Arrays of ids are held to one organiser, as foreign keys hold a single id; what is stored already is counted."""

import asyncpg
import pytest

from services.registration.store import receipts
from services.registration.store.health import invariants
from shared import ids
from tests.support.registration import NOW, OrganiserDriver, an_organiser

pytestmark = pytest.mark.every_postgres

INVARIANT = "no list of ids that names another organiser's row, or none"


@pytest.fixture
async def others(organiser: OrganiserDriver) -> OrganiserDriver:
    """Another organiser, in the same database."""
    return await an_organiser(organiser.pool, "andra")


@pytest.fixture
async def asked(organiser: OrganiserDriver):
    """A cohort with a session, a rule and an audience, and somebody who can be invited."""
    cohort = await organiser.cohort()
    session = await organiser.session(cohort)
    audience = await organiser.audience()
    rule = await organiser.rule(cohort, audience, session_ids=[session], kind="inbjudan")
    return {"cohort": cohort, "session": session, "audience": audience, "rule": rule}


async def theirs(others: OrganiserDriver):
    return await others.session(await others.cohort())


async def invite(organiser: OrganiserDriver, asked, *each: list):
    """Store an invitation for each list of sessions, all in one statement."""
    people = [await organiser.person(f"Person {ids.new()}") for _ in each]
    rows = [(ids.new(), person, sessions) for person, sessions in zip(people, each, strict=True)]
    await organiser.pool.execute(
        """insert into invitation (organiser_id, id, invitation_rule_id, cohort_id, person_id, session_ids, invited_at)
           select $1, i.id, $2, $3, i.person_id, string_to_array(i.sessions, ',')::uuid[], $4
             from unnest($5::uuid[], $6::uuid[], $7::text[]) as i (id, person_id, sessions)""",
        organiser.organiser_id, asked["rule"], asked["cohort"], NOW, [one[0] for one in rows], [one[1] for one in rows],
        [",".join(map(str, one[2])) for one in rows],
    )  # fmt: skip


async def broken(organiser: OrganiserDriver) -> list[str]:
    async with organiser.pool.acquire() as conn:
        return [name for name, _, is_kept in await invariants.count(conn) if not is_kept]


async def refused(pool, statement, *values):
    with pytest.raises(asyncpg.ForeignKeyViolationError) as error:
        await pool.execute(statement, *values)
    return error.value.constraint_name


async def test_an_invitation_cannot_name_sessions_of_another_organiser(organiser, others, asked):
    await invite(organiser, asked, [asked["session"]], [], [asked["session"], asked["session"]])
    stranger = await theirs(others)

    with pytest.raises(asyncpg.ForeignKeyViolationError) as error:
        await invite(organiser, asked, [asked["session"]], [asked["session"], stranger])

    assert error.value.constraint_name == "invitation_sessions"
    assert str(stranger) not in str(error.value)
    assert await organiser.pool.fetchval("select count(*) from invitation") == 3
    assert await broken(organiser) == []


async def test_an_invitation_cannot_be_changed_to_name_sessions_of_another_organiser(
    organiser, others, asked
):
    await invite(organiser, asked, [asked["session"]])

    change = "update invitation set session_ids = session_ids || $1::uuid"
    assert await refused(organiser.pool, change, await theirs(others)) == "invitation_sessions_changed"


async def test_an_invitation_cannot_name_a_session_that_does_not_exist(organiser, asked):
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await invite(organiser, asked, [ids.new()])


async def test_an_invitation_rule_cannot_name_sessions_of_another_organiser(organiser, others, asked):
    change = "update invitation_rule set session_ids = $1"
    stranger = await theirs(others)

    assert await refused(organiser.pool, change, [stranger]) == "invitation_rule_sessions"
    await organiser.pool.execute(change, None)
    again = """insert into invitation_rule (organiser_id, id, cohort_id, audience_id, session_ids, kind)
               select organiser_id, $1, cohort_id, audience_id, $2, kind from invitation_rule"""
    assert await refused(organiser.pool, again, ids.new(), [stranger]) == "invitation_rule_sessions"
    await organiser.pool.execute(again, ids.new(), [asked["session"]])


async def test_an_audience_cannot_name_organisations_of_another_organiser(organiser, others):
    await organiser.audience()
    own, stranger = await organiser.organisation("Laxå kommun"), await others.organisation("Nora kommun")
    change = "update audience set organisation_ids = $1"

    await organiser.pool.execute(change, [own])
    assert await refused(organiser.pool, change, [own, stranger]) == "audience_organisations"
    again = "insert into audience (organiser_id, id, name, organisation_ids) values ($1, $2, 'Alla', $3)"
    assert (
        await refused(organiser.pool, again, organiser.organiser_id, ids.new(), [stranger])
        == "audience_organisations"
    )


async def test_a_receipt_cannot_name_people_of_another_organiser(organiser, others, asked):
    own, stranger = await organiser.person("Anna Ek"), await others.person("Bo Ek")

    async def receipt(*people):
        async with organiser.pool.acquire() as conn:
            await receipts.insert(
                conn, organiser.organiser_id, ids.new(), cohort_id=asked["cohort"], person_ids=people, lines=[], now=NOW
            )  # fmt: skip

    await receipt(own)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await receipt(own, stranger)


async def test_an_audience_that_names_organisations_cannot_be_moved_to_another_organiser(organiser, others):
    own = await organiser.organisation("Laxå kommun")
    audience = await organiser.audience(organisations=[own])

    move = "update audience set organiser_id = $1 where id = $2"
    assert await refused(organiser.pool, move, others.organiser_id, audience) == "audience_organisations"


@pytest.mark.parametrize(
    "spoil",
    [
        "update invitation set session_ids = array[gen_random_uuid()]",
        "update invitation_rule set session_ids = array(select id from session where organiser_id <> $1)",
        "update audience set organisation_ids = array[gen_random_uuid()] where organiser_id = $1",
        """insert into receipt (organiser_id, id, cohort_id, person_ids, lines, made_at)
           select $1, gen_random_uuid(), id, array[gen_random_uuid()], '[]', now() from cohort where organiser_id = $1""",
    ],
)
async def test_the_check_reports_foreign_ids_stored_before_the_triggers_existed(
    organiser, others, asked, database, spoil
):
    await invite(organiser, asked, [asked["session"]])
    await theirs(others)
    assert await broken(organiser) == []
    conn = await asyncpg.connect(database.admin_url, server_settings={"search_path": "registration"})
    await conn.execute("set session_replication_role = replica")
    await conn.execute(spoil, *([organiser.organiser_id] if "$1" in spoil else []))
    await conn.close()

    assert await broken(organiser) == [INVARIANT]
