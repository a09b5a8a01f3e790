"""Mail that is paused, or outside its hours: it waits, is shown as such, and goes when it may."""

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import msgspec
import pytest

from services.notify.commands import pause as pausing
from services.notify.store import ahead, holds, ledger
from services.notify.store.ledger import DeliveryFilter
from shared import times
from shared.mail_pauses import PACED
from shared.mails_ahead import AheadQuestion
from shared.send_hours import SendHours
from tests.support import notify_running
from tests.support.notify import (
    COHORT_ID,
    ORGANISER_ID,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
    an_invitation,
    an_organiser,
    newer,
)
from tests.support.waiting import until

LATER = (times.now() + timedelta(days=40)).replace(microsecond=0)
SESSION = a_session(starts_at=LATER, ends_at=LATER + timedelta(hours=3))
PAUSED = datetime(2021, 1, 4, 9, tzinfo=UTC)
KARIN = a_registration()


def kinds(post):
    return sorted(str(message_from_bytes(raw)["X-Kallelse-Kind"]) for raw in post.mailbox.raws())


async def shown(post):
    async with post.pool.acquire() as conn:
        rows = await ledger.lines(conn, DeliveryFilter(organiser_id=ORGANISER_ID))
        counted = await ahead.count(conn, AheadQuestion(organiser_id=ORGANISER_ID, cohort_ids=[COHORT_ID]))
        waiting = await holds.waiting(conn, ORGANISER_ID)
    return (
        {row.kind for row in rows if row.is_paused},
        {one.kind for one in counted if one.is_paused},
        {one.cohort_id: one.count for one in waiting},
    )


@pytest.mark.parametrize("whose", ["cohort", "organiser", "everything"])
async def test_a_pause_holds_mail_and_shows_it_and_a_link_goes_all_the_same(post, database, whose):
    organiser, cohort = an_organiser(), a_cohort()
    if whose == "everything":
        await pausing.run(database.notify_url, resume=False)
    elif whose == "cohort":
        cohort = a_cohort(sending_paused_at=PAUSED)
    else:
        organiser = an_organiser(sending_paused_at=PAUSED)
    await post.tell(organiser, a_programme(), cohort, SESSION, a_person(), KARIN)
    post.start()
    await post.tell(newer(KARIN, link_asked_at=times.now()))
    await post.mails(1)
    assert kinds(post) == ["link"]
    assert await shown(post) == (
        {"confirmation"},
        {"confirmation"},
        {COHORT_ID: 1},
    )

    if whose == "everything":
        assert (await pausing.run(database.notify_url, resume=True)).due == 1
        await post.tell()  # the service plans what waits
    else:
        await post.tell(newer(cohort if whose == "cohort" else organiser, sending_paused_at=None))
    await post.mails(2)
    assert kinds(post) == ["confirmation", "link"]
    assert await shown(post) == (set(), set(), {})


async def test_what_was_overtaken_during_a_pause_is_never_sent(post):
    cohort = a_cohort(sending_paused_at=PAUSED)
    await post.tell(an_organiser(), a_programme(), cohort, SESSION, a_person(), KARIN)
    post.start()
    gone = newer(KARIN, status="withdrawn", seats=(a_seat(status="withdrawn"),))
    await post.tell(gone, newer(cohort, sending_paused_at=None))
    await until(lambda: _nothing_open(post))
    assert kinds(post) == []


async def test_another_cohorts_pause_holds_nothing_here(post):
    other = a_cohort(id=a_seat().id, sending_paused_at=PAUSED)
    await post.tell(an_organiser(), a_programme(), other, a_cohort(), SESSION, a_person(), KARIN)
    post.start()
    await post.mails(1)


async def test_an_invitation_waits_for_the_hours_and_a_confirmation_does_not(post):
    closed = _closed_for(hours=3)
    invited = an_invitation(who="Bo Berg", respond_by=times.local(LATER).date())
    await post.tell(
        an_organiser(), a_programme(), a_cohort(send_hours=closed), SESSION, a_person(), a_person("Bo Berg"), invited, KARIN,
    )  # fmt: skip
    post.start()
    await post.mails(1)
    assert kinds(post) == ["confirmation"]
    due_at = await post.pool.fetchval("select due_at from delivery where kind = 'invitation'")
    assert f"{times.local(due_at):%H:%M}" == closed.opens
    assert due_at > times.now()

    await post.tell(newer(a_cohort(), send_hours=None))
    await post.mails(2)


async def test_what_is_still_due_when_the_hours_end_waits_for_the_next(post):
    invited = an_invitation(respond_by=times.local(LATER).date())
    await post.tell(an_organiser(), a_programme(), a_cohort(), SESSION, a_person(), invited)
    closed = _closed_for(hours=3)
    body = json.dumps({"send_hours": {"days": "all", "opens": closed.opens, "closes": closed.closes}})
    await post.pool.execute(
        "update snapshot set body = body || $1::text::jsonb where kind = 'organiser'", body
    )
    post.start()
    await until(lambda: _is_put_off(post))
    assert kinds(post) == []


def _closed_for(*, hours):
    """Hours of today or tomorrow that begin in so many hours, and last for one."""
    opens = times.local(times.now() + timedelta(hours=hours)).replace(second=0, microsecond=0)
    return SendHours(opens=f"{opens:%H:%M}", closes=f"{opens + timedelta(hours=1):%H:%M}")


async def _nothing_open(post):
    return not await post.pool.fetchval(
        "select count(*) from delivery where status in ('planned', 'deferred', 'sending')"
    )


async def _is_put_off(post):
    return await post.pool.fetchval("select due_at > now() from delivery where kind = 'invitation'")


async def test_many_mails_that_wait_for_a_pace_leave_room_for_the_others(post, monkeypatch):
    config = msgspec.structs.replace(notify_running.SENDER_CONFIG, pace_to_domain=1)
    monkeypatch.setattr(notify_running, "SENDER_CONFIG", config)
    days = times.local(LATER).date()
    for number in range(30):
        name = f"P{number} Holm"
        await post.tell(a_person(name), an_invitation(who=name, respond_by=days))
    await post.tell(an_organiser(), a_programme(), a_cohort(), SESSION)
    post.start()
    await until(lambda: _is_spread_out(post))
    await post.tell(
        a_person("Bo Berg", email="bo@annan.example"), an_invitation(who="Bo Berg", respond_by=days)
    )
    await until(lambda: _has_arrived(post, "bo@annan.example"))


async def _is_spread_out(post):
    return await post.pool.fetchval(
        "select count(*) > 0 from delivery where status = 'deferred' and last_answer = $1", PACED
    )


async def _has_arrived(post, address):
    return address in {
        message_from_bytes(raw)["To"].rpartition("<")[2].rstrip(">") for raw in post.mailbox.raws()
    }
