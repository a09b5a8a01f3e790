"""Snapshots become rows of the ledger, in whatever order and by whichever worker they are taken."""

import asyncio
import random
from datetime import timedelta

import pytest

from services.notify.actions.plan_units import CHUNK
from services.notify.actions.take_events import take_events
from shared import times
from shared.events import InvitationDelivery
from shared.reminders import ReminderRule
from tests.support.notify import (
    COHORT_ID,
    ORGANISER_ID,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
    an_id,
    an_invitation,
    an_organiser,
    newer,
)
from tests.support.notify_running import taken

ID = an_id("registration Karin Holm")
CONFIRMATION = f"confirmation:{ID}"
SEAT = an_id("seat 1 Karin Holm")
INSERT_CALENDAR_ENTRIES = """
insert into calendar_entry (organiser_id, seat_id, registration_id, session_id, status, edition, details, sequence,
                            is_placed, told_at)
select organiser_id, seat_id, unit_id, session_id, 'confirmed', $1, '{"title": "x", "place": "Sal 1"}', 0, true, now()
  from delivery
"""


def ahead(number=1, **changes):
    starts_at = (times.now() + timedelta(weeks=2 + number)).replace(microsecond=0)
    return a_session(number, **{"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3), **changes})


def all_events_of(who="Karin Holm", **changes):
    return [
        an_organiser(),
        a_programme(),
        a_cohort(),
        ahead(),
        a_person(who),
        a_registration(a_seat(who=who), who=who, registered_at=times.now(), **changes),
    ]


async def planned_keys(post):
    rows = await post.pool.fetch("select key from delivery where status = 'planned' order by key")
    return [row["key"] for row in rows]


@pytest.mark.parametrize("seed", range(6))
async def test_snapshots_taken_one_by_one_in_any_order_lead_to_the_same_plan(post, seed):
    events = all_events_of()
    random.Random(seed).shuffle(events)

    for event in events:
        await post.tell(event)

    assert await planned_keys(post) == [CONFIRMATION]


async def test_snapshots_taken_in_one_batch_lead_to_the_same_plan(post):
    await post.tell(*reversed(all_events_of()))

    assert await planned_keys(post) == [CONFIRMATION]


async def test_an_older_snapshot_does_not_replace_a_newer(post):
    old = ahead()
    await post.tell(*all_events_of(), newer(old, title="Nytt namn"))

    await post.tell(old)

    assert (
        await post.pool.fetchval("select body ->> 'title' from snapshot where kind = 'session'")
        == "Nytt namn"
    )


async def test_the_newest_snapshot_of_a_batch_is_stored(post):
    session = ahead()
    await post.tell(newer(session, title="Nytt namn"), session)

    assert await post.pool.fetchval("select body ->> 'title' from snapshot") == "Nytt namn"


async def test_a_snapshot_of_a_higher_epoch_is_newer_whatever_its_version(post):
    session = ahead(version=7)
    await post.tell(session)

    await post.tell(ahead(version=1, epoch=2, title="Efter återläsning"))

    assert await post.pool.fetchval("select body ->> 'title' from snapshot") == "Efter återläsning"


async def test_snapshots_taken_concurrently_plan_the_confirmation(post):
    for round_number in range(5):
        who = f"Person {round_number}"
        *_, person, registration = all_events_of(who)
        await asyncio.gather(
            post.tell(*all_events_of()[:3], person), post.tell(ahead()), post.tell(registration)
        )

        assert f"confirmation:{registration.id}" in await planned_keys(post)


async def test_a_changed_session_replans_only_the_deliveries_of_its_seat_holders(post):
    both = [all_events_of("Karin Holm"), all_events_of("Bo Ek")]
    both[1][-1] = a_registration(a_seat(2, who="Bo Ek"), who="Bo Ek", registered_at=times.now())
    await post.tell(ahead(2), *both[0], *both[1])
    before = dict(await post.pool.fetch("select key, revision from delivery"))

    await post.tell(newer(ahead(), place="Sal 3", edition=2))

    after = dict(await post.pool.fetch("select key, revision from delivery"))
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {CONFIRMATION}


async def test_a_snapshot_of_another_tenant_does_not_replace_ours(post):
    elsewhere = an_id("another organiser")
    await post.tell(*all_events_of())
    await post.tell(
        an_organiser(organiser_id=elsewhere, id=elsewhere),
        ahead(id=an_id("theirs"), organiser_id=elsewhere, cohort_id=COHORT_ID),
    )

    await post.tell(a_session(1, organiser_id=elsewhere, version=9, title="Kapad"))

    assert (
        await post.pool.fetchval("select body ->> 'title' from snapshot where id = $1", an_id("session 1"))
        == "Lärträff 1"
    )


async def test_a_cancelled_cohort_cancels_its_planned_deliveries(post):
    await post.tell(*all_events_of()[:-1], an_invitation(respond_by=None))
    assert await planned_keys(post) == [f"invitation:{an_id('invitation Karin Holm')}"]

    await post.tell(newer(a_cohort(), status="cancelled"))

    assert await planned_keys(post) == []


async def test_new_reminder_rules_plan_reminders_for_existing_registrations(post):
    await post.tell(*all_events_of())

    await post.tell(newer(a_cohort(), reminders=(ReminderRule(days_before=1),)))

    assert [key for key in await planned_keys(post) if key.startswith("reminder:")] != []


async def test_a_summons_is_planned_when_its_invitation_arrives_last(post):
    invited = an_invitation(form="kallelse", respond_by=None)
    await post.tell(*all_events_of(origin="kallelse", invitation_id=invited.id))
    assert await planned_keys(post) == []

    await post.tell(invited)

    assert await planned_keys(post) == [f"invitation:{invited.id}"]


async def test_a_replay_plans_no_delivery_and_a_later_change_plans_an_update(post):
    await post.tell(*all_events_of(), replayed_at=times.now())
    assert await planned_keys(post) == []
    assert await post.pool.fetchval("select is_adopted from calendar_entry")

    await post.tell(newer(ahead(), place="Sal 3", edition=2))

    assert await planned_keys(post) == [f"update:{SEAT}:2"]


@pytest.mark.parametrize("order", ["original first", "replay first", "together"])
async def test_an_event_and_its_replay_plan_one_confirmation_in_any_order(post, order):
    *inputs, registration = all_events_of()
    await post.tell(*inputs)
    if order == "together":
        async with post.pool.acquire() as conn, conn.transaction():
            both = [*taken(registration, replayed_at=times.now()), *taken(registration)]
            await take_events(conn, both, times.now())
    else:
        await post.tell(registration, replayed_at=None if order == "original first" else times.now())
        await post.tell(registration, replayed_at=times.now() if order == "original first" else None)

    assert await planned_keys(post) == [CONFIRMATION]
    assert await post.pool.fetchval("select count(*) from calendar_entry") == 0


async def test_a_resync_with_an_intact_ledger_sends_nothing(post):
    post.start()
    await post.tell(*all_events_of())
    await post.until(CONFIRMATION, "sent")

    await post.tell(*all_events_of(), replayed_at=times.now())
    await post.tell(*[newer(event) for event in all_events_of()], replayed_at=times.now())

    assert await post.quiet() == 1


async def test_an_update_of_a_moved_session_states_the_earlier_time_and_raises_the_sequence(post):
    post.start()
    session = ahead()
    await post.tell(*all_events_of()[:3], session, *all_events_of()[4:])
    await post.until(CONFIRMATION, "sent")

    later = session.starts_at + timedelta(days=7)
    await post.tell(
        newer(session, starts_at=later, ends_at=later + timedelta(hours=3), edition=2, timed_at=times.now())
    )
    await post.until(f"update:{SEAT}:1", "sent")

    update = (await post.mails(2))[1]
    calendar = next(part for part in update.walk() if part.get_content_type() == "text/calendar")
    text = calendar.get_content()
    assert "METHOD:REQUEST" in text
    assert "SEQUENCE:1" in text
    assert "Tidigare tid" in update.get_body(("plain",)).get_content()


async def test_a_withdrawal_cancels_the_placed_calendar_entry(post):
    post.start()
    await post.tell(*all_events_of())
    await post.until(CONFIRMATION, "sent")

    await post.tell(
        a_registration(a_seat(status="withdrawn"), version=2, status="withdrawn", registered_at=times.now())
    )
    await post.until(f"withdrawal:{SEAT}", "sent")

    first, cancel = await post.mails(2)
    calendar = next(part for part in cancel.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_content_type() == "text/calendar"
    assert calendar["Content-Type"].params["method"] == "CANCEL"
    assert "SEQUENCE:1" in calendar.get_content()
    assert first["From"].addresses[0].addr_spec == cancel["From"].addresses[0].addr_spec


async def test_an_event_of_a_kind_that_notify_does_not_take_is_an_error(post):
    event = InvitationDelivery(
        organiser_id=ORGANISER_ID, id=an_id("x"), epoch=1, version=1, outcome="sent", at=times.now()
    )

    with pytest.raises(TypeError):
        await post.tell(event)


async def test_an_update_is_planned_once_for_each_of_more_seats_than_a_chunk(post):
    names = [f"Person {number}" for number in range(CHUNK + 40)]
    holders = [
        event
        for name in names
        for event in (
            a_person(name, email=f"{name.split()[1]}@nora.example"),
            a_registration(a_seat(who=name), who=name, registered_at=times.now()),
        )
    ]
    await post.tell(an_organiser(), a_programme(), a_cohort(), ahead(), *holders)
    assert len(await planned_keys(post)) == len(names)
    # Mark all confirmations as sent.
    await post.pool.execute("update delivery set status = 'sent', message = 'x', message_id = id::text")
    await post.pool.execute(INSERT_CALENDAR_ENTRIES, 1)

    await post.tell(newer(ahead(), place="Sal 3", mode="on_site", edition=2))
    await post.tell(newer(newer(ahead()), place="Sal 4", mode="on_site", edition=3))

    assert sorted(await planned_keys(post)) == sorted(f"update:{an_id(f'seat 1 {name}')}:1" for name in names)


@pytest.mark.parametrize("together", [True, False])
async def test_an_event_overtaken_by_a_resync_and_a_newer_version_is_planned_when_it_arrives(post, together):
    *common, first = all_events_of()
    await post.tell(*common)
    await post.tell(first, replayed_at=times.now())
    assert await post.statuses() == {CONFIRMATION: "cancelled"}
    second = newer(first)

    if together:
        await post.tell(first, second)
    else:
        await post.tell(second)
        await post.tell(first)

    assert await planned_keys(post) == [CONFIRMATION]
