"""Backups on real servers: what is restored, what is refused, and that a refusal changes nothing."""

import asyncio
import stat
from datetime import timedelta
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from infra import backup, backup_file, restore
from infra.backup import CannotBackUp
from infra.backup_file import NotABackup
from infra.postgres_programs import ProgramFailed, without_password
from infra.restore import FromNewer
from infra.restore_target import HoldsData, TargetInUse
from services.notify.actions.take_events import take_events
from services.registration.actions.cohorts import create_question
from services.registration.actions.directory.replace_links import replace_links
from services.registration.actions.registrations import change_answers
from services.registration.actions.registrations.store_answers import SubmittedAnswers
from services.registration.domain.question import NewQuestion
from services.registration.store.outgoing import events
from shared import migrate, times
from shared.channel.inbox import ReceivedEvent
from shared.events import Event
from shared.postgres import connect, open_pool
from tests.support.caller import a_caller
from tests.support.registration import open_organiser
from tests.support.servers import DISTRIBUTION

KEYS = "1:" + "ab" * 32
TABLES = """
select schemaname || '.' || tablename from pg_tables where schemaname in ('registration', 'notify') order by 1
"""


async def row_counts(url):
    """How many rows each table has."""
    conn = await asyncpg.connect(url)
    try:
        names = [row[0] for row in await conn.fetch(TABLES)]
        return {name: await conn.fetchval(f"select count(*) from {name}") for name in names}
    finally:
        await conn.close()


async def value(url, query, *arguments):
    conn = await asyncpg.connect(url)
    try:
        return await conn.fetchval(query, *arguments)
    finally:
        await conn.close()


async def rows(url, query):
    conn = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await conn.fetch(query)]
    finally:
        await conn.close()


async def deliver_events(database):
    """Let notify handle the open events of registration's outbox, as the channel would."""
    conn = await asyncpg.connect(database.admin_url)
    found = await conn.fetch(
        "select payload, made_at from registration.outbox where status = 'open' order by seq"
    )
    await conn.execute("update registration.outbox set status = 'done' where status = 'open'")
    await conn.close()
    notify = await connect(database.notify_url, "notify")
    async with notify.transaction():
        taken = [
            ReceivedEvent(
                event=msgspec.json.decode(row["payload"], type=Event),
                made_at=row["made_at"],
                correlation_id=None,
                replayed_at=None,
            )
            for row in found
        ]
        await take_events(notify, taken, times.now())
    await notify.close()


async def in_thread(function, *arguments, **named):
    """Commands have event loops of their own."""
    return await asyncio.to_thread(function, *arguments, **named)


async def back_up(database, file):
    return await in_thread(backup.backup, database.admin_url, file, state=None, link_keys=KEYS)


async def put_back(database, file, *, replace=False):
    return await in_thread(restore.into_database, file, database.admin_url, link_keys=KEYS, replace=replace)


@pytest.fixture
async def filled(new_database):
    """Two registrations for a session; notify has handled the events of the first, those of the second are still open.

    In a database of its own, because the tests restore into it or change its schema.
    """
    database, now = await new_database(), times.now()
    async with open_organiser(database) as organiser:
        cohort_id = await organiser.cohort()
        await organiser.session(
            cohort_id, starts_at=now + timedelta(days=30), ends_at=now + timedelta(days=30, hours=2)
        )
        question = NewQuestion(cohort_id=cohort_id, kind="text", label="Kost", sensitive=True)
        question_id = await create_question.create(organiser.pool, a_caller(organiser.organiser_id), question)
        first = await organiser.register(cohort_id, "first@skola.example", now=now)
        submitted = SubmittedAnswers(answers={str(question_id): "Vegan"})
        await change_answers.answer(
            organiser.pool, a_caller(organiser.organiser_id, now=now), first, submitted
        )
        conn = await asyncpg.connect(database.admin_url)
        async with conn.transaction():
            await conn.execute("set local search_path = registration")
            await events.tell_organisers(conn, organiser.organiser_id, [organiser.organiser_id])
            await events.tell_programmes(conn, organiser.organiser_id, [organiser.programme_id])
        await conn.close()
        await deliver_events(database)
        await organiser.register(cohort_id, "second@skola.example", now=now)
    await database.pools.close()
    return database


@pytest.fixture
async def elsewhere(postgres_server):
    """Another installation: both roles, nothing in it."""
    database = await postgres_server.empty_database()
    yield database
    await postgres_server.drop(database)


@pytest.mark.every_postgres
async def test_a_restore_brings_back_every_row_under_a_later_epoch(filled, elsewhere, tmp_path):
    file = tmp_path / "one.backup"
    before = await row_counts(filled.admin_url)

    await back_up(filled, file)
    done = await put_back(elsewhere, file)

    assert await row_counts(elsewhere.admin_url) == before
    assert before["registration.registration"] == 2
    assert before["registration.sensitive_answer"] == before["registration.question"] == 1
    retire = "update registration.question set retired_at = now() returning 1"
    assert await value(elsewhere.registration_url, retire) == 1
    assert await value(elsewhere.registration_url, "select asks from registration.cohort") is False
    assert await value(elsewhere.registration_url, "select value from registration.epoch") == 2
    assert await value(elsewhere.notify_url, "select value from notify.epoch") == 2
    assert done.on_hold == before["notify.delivery"] > 0
    assert done.warnings == ()
    # The roles are separate as before, and each also gets the tables that are created later.
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await value(elsewhere.notify_url, "select value from registration.epoch")
    assert await migrate.migrate(elsewhere.admin_url, "notify") == []
    await value(elsewhere.admin_url, "create table notify.later (id int)")
    assert await value(elsewhere.notify_url, "select count(*) from notify.later") == 0


async def test_a_backup_moves_from_the_newest_postgresql_to_the_oldest_and_back(
    filled, postgres_servers, elsewhere, tmp_path
):
    there, back = tmp_path / "there.backup", tmp_path / "back.backup"
    oldest = postgres_servers.get(DISTRIBUTION)
    old = await oldest.empty_database()

    await back_up(filled, there)
    await put_back(old, there)
    await back_up(old, back)
    await put_back(elsewhere, back)

    assert await row_counts(elsewhere.admin_url) == await row_counts(filled.admin_url)
    assert await value(elsewhere.notify_url, "select value from notify.epoch") == 3
    await oldest.drop(old)


@pytest.mark.every_postgres
async def test_a_restore_embargoes_deliveries_and_raises_calendar_sequences(filled, elsewhere, tmp_path):
    file = tmp_path / "one.backup"
    await value(
        filled.admin_url,
        """insert into notify.calendar_entry (organiser_id, seat_id, registration_id, session_id, status, edition, details,
                                              sequence, told_at)
           select organiser_id, gen_random_uuid(), id, id, 'confirmed', 1, '{}', 7, now() from registration.registration limit 1""",
    )
    unsent = "select key, (payload ->> 'sequence')::int from notify.delivery where payload ? 'sequence' order by key"
    before = await rows(filled.admin_url, unsent)
    await back_up(filled, file)
    await put_back(elsewhere, file)

    assert await rows(elsewhere.admin_url, "select distinct status from notify.delivery") == [("held",)]
    assert await value(elsewhere.admin_url, "select sequence from notify.calendar_entry") == 1007
    assert [sequence for _, sequence in before] == [0]
    after = await rows(elsewhere.admin_url, unsent)
    assert [sequence for _, sequence in after] == [1000]
    # The events still open are handled under the new epoch; the deliveries they plan are embargoed, existing ones unchanged.
    await deliver_events(elsewhere)
    assert await rows(elsewhere.admin_url, "select status, count(*) from notify.delivery group by 1") == [
        ("held", 2)
    ]
    assert set(after) < set(await rows(elsewhere.admin_url, unsent))
    assert await rows(elsewhere.admin_url, "select distinct epoch from notify.snapshot") == [(2,)]


async def test_a_restore_ends_sessions_and_short_lived_links_and_counts_what_it_revives(
    filled, elsewhere, tmp_path
):
    file = tmp_path / "one.backup"
    await value(
        filled.registration_url,
        """with one as (
             insert into registration.staff (organiser_id, id, email, email_key, role, link_until, link_reason, has_feed)
             select id, gen_random_uuid(), 'maria@ruc.example', 'maria@ruc.example', 'admin', now() + interval '1 day', 'invited', true
               from registration.organiser returning organiser_id, id
           ), two as (
             insert into registration.staff_session (organiser_id, staff_id, token_hash, started_at, seen_at)
             select organiser_id, id, 'x', now(), now() from one
           ), three as (
             insert into registration.webhook (organiser_id, id, name, url, kinds, status, key_number, created_at)
             select organiser_id, gen_random_uuid(), status, 'https://program.example', '{session.changed}', status, 1, now()
               from one, unnest(array['on', 'paused', 'off']) as status
           )
           insert into registration.api_token (organiser_id, id, name, role, token_hash)
           select organiser_id, gen_random_uuid(), 'export', 'viewer', 'y' from one""",
    )
    await value(filled.registration_url, "update registration.registration set data_asked_at = now()")
    await back_up(filled, file)

    done = await put_back(elsewhere, file)

    url = elsewhere.registration_url
    assert await value(url, "select count(*) from registration.staff_session") == 0
    assert await value(url, "select count(*) from registration.staff where link_until is not null") == 0
    assert (
        await value(url, "select count(*) from registration.registration where data_asked_at is not null")
        == 0
    )
    access = done.access
    assert (access.tokens, access.staff, access.calendars, access.webhooks) == (1, 1, 1, 2)


async def test_a_link_that_is_made_after_a_restore_is_none_that_was_made_before_it(
    filled, elsewhere, tmp_path
):
    file = tmp_path / "one.backup"
    await back_up(filled, file)
    found = "select organiser_id, person_id from registration limit 1"
    before, after = [], []
    for database, seen in ((filled, before), (elsewhere, after)):
        if database is elsewhere:
            await put_back(elsewhere, file)
        pool = await open_pool(database.registration_url, "registration")
        [(organiser_id, person_id)] = await pool.fetch(found)
        for _ in range(2):
            await replace_links(pool, a_caller(organiser_id), person_id)
            rows = await pool.fetch(
                """select g.generation, r.generation, r.data_generation, p.feed_generation
                     from seat g join registration r on r.id = g.registration_id join person p on p.id = r.person_id
                    where p.id = $1""",
                person_id,
            )
            seen += [tuple(row) for row in rows]
        await pool.close()

    assert max(map(max, before)) < 10
    assert after == [(1000,) * 4, (1001,) * 4]


async def test_a_second_restore_of_the_same_file_needs_replace_and_raises_the_epoch_again(
    filled, elsewhere, tmp_path
):
    file = tmp_path / "one.backup"
    await back_up(filled, file)
    await put_back(elsewhere, file)

    with pytest.raises(HoldsData, match="--replace"):
        await put_back(elsewhere, file)
    assert await value(elsewhere.admin_url, "select value from notify.epoch") == 2
    await put_back(elsewhere, file, replace=True)

    assert await value(elsewhere.admin_url, "select value from notify.epoch") == 3
    sequence = "select (payload ->> 'sequence')::int from notify.delivery where payload ? 'sequence'"
    assert await value(elsewhere.admin_url, sequence) == 2000
    assert await row_counts(elsewhere.admin_url) == await row_counts(filled.admin_url)


async def test_a_damaged_backup_is_refused_and_changes_nothing(filled, tmp_path):
    file = tmp_path / "one.backup"
    await back_up(filled, file)
    whole = file.read_bytes()
    half = len(whole) // 2
    before = await row_counts(filled.admin_url)

    for other in [
        whole[:half],
        whole[:-1],
        whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :],
        whole[:-80] + bytes([whole[-80] ^ 1]) + whole[-79:],
        whole + b"\n",
        b"PGDMP" * 100,
        b"",
    ]:
        file.write_bytes(other)
        with pytest.raises(NotABackup, match="nothing was changed"):
            await put_back(filled, file, replace=True)
    assert await row_counts(filled.admin_url) == before


async def test_a_restore_that_fails_in_the_middle_changes_nothing(filled, tmp_path):
    file = tmp_path / "one.backup"
    about = await back_up(filled, file)
    file.write_bytes(file.read_bytes()[: about.size * 9 // 10])
    backup_file.seal(file, about)
    before = await row_counts(filled.admin_url)

    with pytest.raises(ProgramFailed, match="nothing was changed"):
        await put_back(filled, file, replace=True)
    assert await row_counts(filled.admin_url) == before
    assert await value(filled.admin_url, "select value from notify.epoch") == 1


async def test_a_failed_restore_names_the_constraint_and_not_the_row(filled, tmp_path):
    file = tmp_path / "one.backup"
    conn = await asyncpg.connect(filled.admin_url)
    await conn.execute("set session_replication_role = replica")
    await conn.execute("update registration.registration set person_id = id")
    await conn.close()
    await back_up(filled, file)
    person_id = await value(filled.admin_url, "select person_id::text from registration.registration limit 1")

    with pytest.raises(ProgramFailed, match="registration_person_fkey") as refused:
        await put_back(filled, file, replace=True)
    assert person_id not in str(refused.value)


async def test_a_restore_is_refused_while_a_service_is_running(filled, tmp_path):
    file = tmp_path / "one.backup"
    await back_up(filled, file)
    pool = await open_pool(filled.notify_url, "notify")
    try:
        with pytest.raises(TargetInUse, match=r"kallelse-notify \(1\).*Stop registration and notify"):
            await put_back(filled, file, replace=True)
    finally:
        await pool.close()
    assert await value(filled.admin_url, "select value from notify.epoch") == 1


async def test_a_backup_of_a_later_version_is_refused(filled, tmp_path):
    file = tmp_path / "one.backup"
    await value(
        filled.admin_url,
        "insert into notify.migration (number, name, checksum) values (9999, '9999_new.sql', 'x')",
    )
    await back_up(filled, file)

    with pytest.raises(FromNewer, match="notify 9999 is not known here"):
        await put_back(filled, file, replace=True)


async def test_a_backup_of_an_earlier_version_is_migrated_by_the_restore(filled, elsewhere, tmp_path):
    file = tmp_path / "one.backup"
    await value(filled.admin_url, "alter table notify.epoch drop column held_before")
    await value(filled.admin_url, "delete from notify.migration where number = 2")
    await back_up(filled, file)

    await put_back(elsewhere, file)

    assert await migrate.migrate(elsewhere.admin_url, "notify") == []
    assert await value(elsewhere.admin_url, "select held_before is not null from notify.epoch")


async def test_a_restore_builds_indexes_that_were_added_after_the_backup(filled, elsewhere, tmp_path):
    file = tmp_path / "one.backup"
    await value(filled.admin_url, "drop index registration.contact_organisation_idx")
    await value(filled.admin_url, "delete from registration.migration where number = 10")
    await back_up(filled, file)

    await put_back(elsewhere, file)

    assert await migrate.migrate(elsewhere.admin_url, "registration") == []
    index = (
        "select indisvalid from pg_index where indexrelid = 'registration.contact_organisation_idx'::regclass"
    )
    assert await value(elsewhere.admin_url, index) is True


async def test_a_backup_is_readable_by_its_owner_alone_and_a_failed_one_leaves_no_file(filled, tmp_path):
    file = tmp_path / "one.backup"
    await back_up(filled, file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"made-up" not in file.read_bytes()
    with pytest.raises(CannotBackUp, match="role kallelse_notify cannot read both schemas"):
        await in_thread(backup.backup, filled.notify_url, tmp_path / "two", state=None, link_keys=None)
    assert [path.name for path in tmp_path.iterdir()] == ["one.backup"]


async def test_a_restore_repeats_later_erasures_and_embargoes_their_deliveries(filled, elsewhere, tmp_path):
    file = tmp_path / "one.backup"
    await back_up(filled, file)
    person_id = await value(
        filled.admin_url, "select id from registration.person where email = 'first@skola.example'"
    )

    done = await in_thread(
        restore.into_database,
        file,
        elsewhere.admin_url,
        link_keys=KEYS,
        replace=False,
        erased=[person_id, uuid4()],
    )
    await deliver_events(elsewhere)

    assert done.erased == 1
    assert await rows(elsewhere.admin_url, "select person_id from registration.erasure") == [(person_id,)]
    left = "select status from registration.registration where person_id = $1"
    assert await value(elsewhere.admin_url, left, person_id) == "withdrawn"
    assert await rows(elsewhere.admin_url, "select 1 from notify.delivery where status = 'planned'") == []


async def test_a_restore_warns_of_missing_link_keys(filled, elsewhere, tmp_path):
    file = tmp_path / "one.backup"
    await back_up(filled, file)

    done = await in_thread(
        restore.into_database, file, elsewhere.admin_url, link_keys="1:" + "cd" * 32, replace=False
    )

    assert ["lacks 1 of the keys" in warning for warning in done.warnings] == [True]


def test_a_database_url_on_a_command_line_has_no_password():
    assert without_password("postgresql://a:se%20cret@h:1/db?x=1") == "postgresql://a@h:1/db?x=1"
    assert without_password("postgresql:///db?host=/run") == "postgresql:///db?host=/run"
