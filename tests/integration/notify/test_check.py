"""The check of invariants counts each violation."""

from datetime import timedelta

import pytest

from services.notify.commands import check
from shared import ids, times
from tests.support.notify import ORGANISER_ID, an_id

DELIVERY = """
insert into delivery (organiser_id, id, key, kind, status, unit_id, due_at, made_at, message, message_id, claimed_by, payload)
values ($1, $2, $3, 'calendar', $4, $5, now(), now(), 'x', $6, gen_random_uuid(), $7::jsonb)
"""
EVENT = """
insert into outbox (id, organiser_id, kind, payload, status, made_at) values ($1, $2, 'x', 'x', $3, $4)
"""


async def broken_invariants(database):
    return {name: count for name, count, is_kept in await check.run(database.admin_url) if not is_kept}


async def add_delivery(pool, key, *, status="sent", message_id=None, seat="a seat", sequence=0):
    payload = {"seat": str(an_id(seat)), "sequence": sequence}
    await pool.execute(
        DELIVERY, ORGANISER_ID, ids.new(), key, status, ids.new(), message_id or f"<{key}@x.example>", payload
    )


async def add_calendar_entry(pool, sequence, seat="a seat"):
    await pool.execute(
        "insert into calendar_entry (organiser_id, seat_id, registration_id, session_id, status, edition, details,"
        " sequence, told_at) values ($1, $2, $3, $4, 'confirmed', 1, '{\"title\": \"x\"}', $5, now())",
        ORGANISER_ID, an_id(seat), ids.new(), ids.new(), sequence,
    )  # fmt: skip


async def test_an_empty_ledger_breaks_no_invariant(database):
    assert await broken_invariants(database) == {}


async def test_deliveries_up_to_the_sequence_of_their_calendar_entry_break_no_invariant(database, pool):
    await add_delivery(pool, "one", sequence=0)
    await add_delivery(pool, "two", sequence=1)
    await add_calendar_entry(pool, 1)

    assert await broken_invariants(database) == {}


async def test_a_calendar_entry_below_the_sequence_of_a_delivery_is_counted(database, pool):
    await add_delivery(pool, "one", sequence=3)
    await add_calendar_entry(pool, 2)

    assert await broken_invariants(database) == {"no sequence that falls": 1}


async def test_a_sequence_used_by_two_deliveries_is_counted(database, pool):
    await add_delivery(pool, "one", sequence=3)
    await add_delivery(pool, "two", sequence=3)
    await add_calendar_entry(pool, 3)

    assert await broken_invariants(database) == {"no sequence used twice": 1}


async def test_a_message_id_on_two_deliveries_is_counted(database, pool):
    await add_delivery(pool, "one", message_id="<same@x.example>", seat="a")
    await add_delivery(pool, "two", message_id="<same@x.example>", seat="b")
    await add_calendar_entry(pool, 0, "a")
    await add_calendar_entry(pool, 0, "b")

    assert await broken_invariants(database) == {"no message sent as two": 1}


@pytest.mark.parametrize(
    ("status", "age", "name"),
    [
        ("open", 11, "no event from notify unanswered for over ten minutes"),
        ("parked", 0, "parked events from notify"),
    ],
)
async def test_unanswered_and_parked_events_are_counted(database, pool, status, age, name):
    await pool.execute(EVENT, ids.new(), ORGANISER_ID, status, times.now() - timedelta(minutes=age))

    assert await broken_invariants(database) == {name: 1}


async def test_a_delivery_claimed_by_a_dead_worker_is_counted(database, pool):
    await add_delivery(pool, "one", status="sending")
    await add_calendar_entry(pool, 0)

    assert await broken_invariants(database) == {"nothing held by a dead worker for over a minute": 1}
