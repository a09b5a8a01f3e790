"""A change that affects more units than one step plans: the rest is planned in later steps, and no mail is sent before."""

import pytest

from services.notify.actions.plan_due import plan_due
from services.notify.actions.take_events import take_events
from services.notify.store import ledger, on_hold, restore_hooks
from shared import times
from shared.logs import correlation
from tests.integration.notify.test_take_events import ahead, planned_keys
from tests.support.notify import (
    ORGANISER_ID,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    an_id,
    an_organiser,
    newer,
)
from tests.support.notify_running import taken

NAMES = ("Anna Berg", "Bo Ek", "Eva Ask")


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch):
    """One unit is planned together with the change, and one in each later step."""
    monkeypatch.setattr("services.notify.actions.take_events.CHUNK", 1)
    monkeypatch.setattr("services.notify.actions.plan_due.CHUNK", 1)


def people_and_registrations():
    return [
        event
        for name in NAMES
        for event in (
            a_person(name, email=f"{name.split()[0].lower()}@nora.example"),
            a_registration(a_seat(who=name), who=name, registered_at=times.now()),
        )
    ]


def moved_session(edition=2, place="Sal 3"):
    session = ahead()
    for _ in range(edition - 1):
        session = newer(session)
    return newer(session, place=place, mode="on_site", edition=edition)


async def tell_without_planning(post, *events, replayed_at=None):
    """Takes events as the inbox does, without the planning that follows."""
    async with post.pool.acquire() as conn, conn.transaction():
        await take_events(conn, taken(*events, replayed_at=replayed_at), times.now())


async def count_units_due(post) -> int:
    return await post.pool.fetchval("select count(*) from unit_due")


async def register_everybody(post):
    await post.tell(an_organiser(), a_programme(), a_cohort(), ahead(), *people_and_registrations())


async def test_a_change_to_many_units_is_planned_in_steps_and_each_unit_is_mailed_once(post):
    await register_everybody(post)
    post.start()
    await post.mails(3)

    await tell_without_planning(post, moved_session())
    assert (len(await planned_keys(post)), await count_units_due(post)) == (1, 2)
    assert await plan_due(post.pool, now=times.now())
    assert await plan_due(post.pool, now=times.now())
    assert not await plan_due(post.pool, now=times.now())

    post.deliverers[0].wake()
    keys = await post.keys(6)
    assert keys[3:] == sorted(f"update:{an_id(f'seat 1 {name}')}:1" for name in NAMES)


async def test_a_delivery_is_not_fixed_while_its_unit_is_still_to_be_planned(post):
    await register_everybody(post)
    await tell_without_planning(post, newer(ahead(), status="cancelled", edition=2))
    assert await count_units_due(post) == 2

    post.start()
    await post.mails(1)
    assert await post.quiet() == 1, "a cancellation, for the one unit that is planned"

    while await plan_due(post.pool, now=times.now()):
        post.deliverers[0].wake()
    mails = await post.mails(3)
    assert all("REQUEST" not in mail.as_string() for mail in mails)
    assert await post.pool.fetchval("select count(*) from calendar_entry where is_placed") == 0


async def test_a_change_while_a_delivery_is_rendered_sends_it_with_the_new_details(post, monkeypatch):
    await register_everybody(post)
    from services.notify.actions import fix_mails

    store = fix_mails._store
    has_changed = []

    async def change_first(*arguments, **named):
        if not has_changed:
            has_changed.append(1)
            await tell_without_planning(post, moved_session())
        return await store(*arguments, **named)

    monkeypatch.setattr(fix_mails, "_store", change_first)
    post.start()
    await post.mails(1)
    while await plan_due(post.pool, now=times.now()):
        post.deliverers[0].wake()

    mails = await post.mails(3)
    assert len(mails) == 3
    assert sum("Sal 3" in str(mail.get_body(("plain",)).get_content()) for mail in mails) == 3


async def test_a_replay_is_adopted_before_a_newer_version_is_planned(post):
    await tell_without_planning(
        post, a_programme(), a_cohort(), ahead(), *people_and_registrations(), replayed_at=times.now()
    )
    await tell_without_planning(post, an_organiser(), replayed_at=times.now())
    assert await count_units_due(post) == 2

    changed = [newer(event) for event in people_and_registrations() if hasattr(event, "seats")]
    for event in changed:
        await post.tell(event)

    assert await planned_keys(post) == []
    assert set((await post.statuses()).values()) == {"cancelled"}


async def test_units_still_to_be_planned_at_a_restore_are_embargoed_until_release(post):
    await register_everybody(post)
    post.start()
    await post.mails(3)
    await post.stop()
    await tell_without_planning(post, moved_session())
    async with post.pool.acquire() as conn, conn.transaction():
        await conn.execute("set local kallelse.epoch = 2")
        await conn.execute("set local kallelse.epoch_before = 1")
        for statement in restore_hooks.STATEMENTS:
            await conn.execute(statement)

    await plan_due(post.pool, now=times.now())
    assert sorted((await post.statuses()).values()) == ["held", "held", "sent", "sent", "sent"]
    async with post.pool.acquire() as conn, conn.transaction():
        await on_hold.release(conn, lost_at=None)
    await plan_due(post.pool, now=times.now())

    assert len(await planned_keys(post)) == 3


async def test_deliveries_planned_later_keep_the_correlation_id_of_the_change(post):
    await register_everybody(post)
    post.start()
    await post.mails(3)
    token = correlation.set("0198c0de-0000-7000-8000-000000000000")
    await tell_without_planning(post, moved_session())
    correlation.reset(token)
    while await plan_due(post.pool, now=times.now()):
        pass

    rows = await post.pool.fetch("select distinct correlation_id from delivery where kind = 'update'")
    assert [row["correlation_id"] for row in rows] == ["0198c0de-0000-7000-8000-000000000000"]


async def test_deliveries_are_counted_by_status(post):
    await register_everybody(post)
    statuses = ["planned", "held", "sending", "sent", "deferred", "failed", "bounced", "cancelled"]
    for number, status in enumerate(statuses):
        await post.pool.execute(
            """insert into delivery (organiser_id, id, key, kind, status, unit_id, due_at, made_at)
               select $1, gen_random_uuid(), $2::text || n, 'update', $2, $1, now(), now()
                 from generate_series(1, $3::int) n""",
            ORGANISER_ID,
            status,
            number + 1,
        )
    async with post.pool.acquire() as conn:
        counted = await ledger.by_status(conn)

    assert counted == {status: number + 1 for number, status in enumerate(statuses)} | {"planned": 4}
