"""After a standby that was behind has been promoted: no sequence number and no key is used twice, and nothing goes unasked."""

import asyncio

import asyncpg
import pytest

from infra import cli
from shared import ids
from tests.support.notify import ORGANISER_ID, an_id

ENTRY = """
insert into notify.calendar_entry (organiser_id, seat_id, registration_id, session_id, status, edition, details, sequence, told_at)
values ($1, $2, $3, $4, 'confirmed', 1, '{"title": "x"}', 3, now())
"""
DELIVERY = """
insert into notify.delivery (organiser_id, id, key, kind, status, unit_id, due_at, made_at, payload)
values ($1, $2, $3, $4, $5, $6, now(), now(), $7::text::jsonb)
"""
EVENT = """
insert into registration.outbox (id, organiser_id, kind, payload, status) values ($1, $2, 'person', $3, 'open')
"""


@pytest.fixture
async def promoted(new_database):
    """A database as a standby had it: an update is planned, a mail was sent, an event is open."""
    database = await new_database()
    conn = await asyncpg.connect(database.admin_url)
    seat = an_id("a seat")
    await conn.execute(ENTRY, ORGANISER_ID, seat, ids.new(), ids.new())
    update = f'{{"seat": "{seat}", "sequence": 4}}'
    await conn.execute(
        DELIVERY, ORGANISER_ID, ids.new(), f"update:{seat}:4", "update", "planned", ids.new(), update
    )
    await conn.execute(DELIVERY, ORGANISER_ID, ids.new(), "sent", "confirmation", "sent", ids.new(), "{}")
    await conn.execute(EVENT, an_id("an event"), ORGANISER_ID, b'{"kind": "person", "epoch": 1}')
    yield database, conn
    await conn.close()


async def failover(database, monkeypatch) -> int:
    monkeypatch.setenv("KALLELSE_DATABASE_URL", database.admin_url)
    with pytest.raises(SystemExit) as ended:
        await asyncio.to_thread(cli.main, ["failover"])
    return int(ended.value.code or 0)


async def test_a_sequence_number_that_the_lost_server_may_have_sent_is_not_used_again(promoted, monkeypatch):
    database, conn = promoted
    assert await failover(database, monkeypatch) == 0

    assert await conn.fetchval("select sequence from notify.calendar_entry") == 1003
    key = await conn.fetchval("select key from notify.delivery where kind = 'update'")
    assert key == f"update:{an_id('a seat')}:1004"
    epochs = await conn.fetchrow(
        "select (select value from registration.epoch) as registration, (select value from notify.epoch) as notify"
    )
    assert tuple(epochs) == (2, 2)


async def test_mail_that_the_lost_server_may_have_sent_is_held_until_somebody_releases_it(
    promoted, monkeypatch, capsys
):
    database, conn = promoted
    assert await failover(database, monkeypatch) == 0

    statuses = dict(await conn.fetch("select kind, status from notify.delivery"))
    assert statuses == {"update": "held", "confirmation": "sent"}
    said = capsys.readouterr().out
    assert "1 mails are held" in said
    assert "Staff sign in again" in said


async def test_an_open_event_belongs_to_the_new_epoch_and_answers_to_the_old_one_change_nothing(
    promoted, monkeypatch
):
    database, conn = promoted
    assert await failover(database, monkeypatch) == 0

    row = await conn.fetchrow(
        "select id, convert_from(payload, 'UTF8')::jsonb ->> 'epoch' as epoch from registration.outbox"
    )
    assert row["id"] != an_id("an event")
    assert row["epoch"] == "2"


async def test_nothing_is_changed_while_a_service_is_connected(promoted, monkeypatch, capsys):
    database, conn = promoted
    service = await asyncpg.connect(
        database.notify_url, server_settings={"application_name": "kallelse-notify"}
    )
    try:
        assert await failover(database, monkeypatch) == 1
    finally:
        await service.close()

    assert "still connected to this database: kallelse-notify (1)" in capsys.readouterr().err
    assert await conn.fetchval("select sequence from notify.calendar_entry") == 3
