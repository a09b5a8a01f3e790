"""After a restore: mails that may already have been sent are embargoed, new ones are not, older epochs are ignored."""

from datetime import timedelta

import msgspec
import pytest

from services.notify.actions.take_events import take_events
from services.notify.commands import release
from shared import times
from shared.channel.inbox import ReceivedEvent
from tests.integration.notify.test_take_events import CONFIRMATION, SEAT, ahead, all_events_of
from tests.support.notify import LONG_AGO, a_cohort, a_person, a_registration, a_seat, day_before, newer


@pytest.fixture
async def restore_moment(post):
    """The database as a restore leaves it; the moment before which deliveries are embargoed."""
    moment = times.now()
    await post.pool.execute("update epoch set value = 2, held_before = $1", moment)
    return moment


async def tell(post, *events, made_at):
    async with post.pool.acquire() as conn, conn.transaction():
        taken = [
            ReceivedEvent(event=event, made_at=made_at, correlation_id=None, replayed_at=None)
            for event in (of_epoch(event) for event in events)
        ]
        await take_events(conn, taken, times.now())


def of_epoch(event, epoch=2):
    return msgspec.structs.replace(event, epoch=epoch)


async def test_deliveries_for_events_made_before_the_restore_are_embargoed_and_later_ones_sent(
    post, restore_moment
):
    await tell(post, *all_events_of(), made_at=restore_moment - timedelta(minutes=5))
    await tell(
        post,
        a_person("Bo Ek"),
        a_registration(a_seat(who="Bo Ek"), who="Bo Ek", registered_at=times.now()),
        made_at=restore_moment + timedelta(seconds=1),
    )

    bo = next(key for key in await post.statuses() if key != CONFIRMATION)
    assert await post.statuses() == {CONFIRMATION: "held", bo: "planned"}
    post.start()
    assert await post.keys(1) == [bo]


async def test_a_delivery_for_events_made_before_and_after_the_restore_is_embargoed(post, restore_moment):
    registration = all_events_of()[-1]
    async with post.pool.acquire() as conn, conn.transaction():
        before, after = restore_moment - timedelta(seconds=1), restore_moment + timedelta(seconds=1)
        timed_events = [(event, before) for event in all_events_of()] + [(newer(registration), after)]
        taken = [
            ReceivedEvent(event=of_epoch(event), made_at=made_at, correlation_id=None, replayed_at=None)
            for event, made_at in timed_events
        ]
        await take_events(conn, taken, times.now())

    assert await post.statuses() == {CONFIRMATION: "held"}


async def test_an_event_made_before_the_restore_embargoes_a_planned_delivery(post, restore_moment):
    await tell(post, *all_events_of(), made_at=restore_moment + timedelta(seconds=1))
    await tell(post, newer(ahead(), title="Ny titel"), made_at=restore_moment - timedelta(seconds=1))

    assert await post.statuses() == {CONFIRMATION: "held"}


async def test_events_of_an_older_epoch_are_ignored_after_the_restore(post, restore_moment):
    events = [of_epoch(event, 1) for event in all_events_of()]
    async with post.pool.acquire() as conn, conn.transaction():
        taken = [
            ReceivedEvent(event=event, made_at=restore_moment, correlation_id=None, replayed_at=None)
            for event in events
        ]
        await take_events(conn, taken, times.now())

    assert await post.pool.fetchval("select count(*) from snapshot") == 0
    assert await post.statuses() == {}


async def test_embargoed_deliveries_are_sent_on_release_and_none_is_embargoed_afterwards(
    post, restore_moment, database
):
    await tell(
        post,
        *all_events_of(),
        a_cohort(version=2, reminders=(day_before(),)),
        made_at=restore_moment - timedelta(days=1),
    )
    post.start()
    assert await post.quiet() == 0

    counted = await release.run(database.admin_url, dry_run=True)
    assert [(row.kind, row.count, row.later) for row in counted] == [
        ("confirmation", 1, 0),
        ("reminder", 1, 1),
    ]
    assert "held" in (await post.statuses()).values()

    await release.run(database.admin_url, dry_run=False)
    for deliverer in post.deliverers:
        deliverer.wake()
    assert await post.keys(1) == [CONFIRMATION]
    await tell(
        post, newer(ahead(), edition=2, place="Annan lokal"), made_at=restore_moment - timedelta(seconds=1)
    )
    [update] = set(await post.keys(2)) - {CONFIRMATION}
    assert update.startswith(f"update:{SEAT}:")
    assert "held" not in (await post.statuses()).values()


async def test_an_embargoed_delivery_that_is_outdated_is_cancelled_though_it_is_fixed(post, restore_moment):
    await tell(post, *all_events_of(), made_at=restore_moment + timedelta(seconds=1))
    post.start()
    await post.keys(1)
    await post.stop()
    await tell(post, newer(ahead(), edition=2, place="A"), made_at=restore_moment + timedelta(seconds=1))
    first = next(key for key in await post.statuses() if key.startswith("update:"))
    post.start()
    await post.keys(2)
    await post.stop()
    await post.pool.execute("update delivery set status = 'held' where key = $1", first)

    changed = newer(newer(ahead()), edition=3, place="B")
    await tell(post, changed, made_at=restore_moment + timedelta(seconds=1))

    assert (await post.statuses())[first] == "cancelled"


async def test_reminders_due_before_the_crash_are_cancelled_on_release(post, restore_moment, database):
    soon = ahead(1, starts_at=times.now() + timedelta(hours=20), ends_at=times.now() + timedelta(hours=21))
    later = ahead(2)
    seats = [a_seat(1, since=LONG_AGO), a_seat(2, since=LONG_AGO)]
    await tell(
        post,
        *all_events_of()[:2],
        a_cohort(reminders=(day_before(),)),
        soon,
        later,
        a_person(),
        a_registration(*seats, registered_at=LONG_AGO),
        made_at=restore_moment - timedelta(days=1),
    )

    await release.run(database.admin_url, dry_run=False, lost_at=restore_moment)
    await tell(post, newer(a_person()), made_at=restore_moment + timedelta(seconds=1))
    await tell(
        post,
        newer(a_registration(*seats, registered_at=LONG_AGO)),
        made_at=restore_moment + timedelta(seconds=1),
    )

    reminders = {key[:50]: status for key, status in (await post.statuses()).items() if "reminder" in key}
    assert sorted(reminders.values()) == ["cancelled", "planned"]
