"""A recipient and an organiser get only so many mails within an hour; those above wait, and are not lost."""

import logging
from datetime import timedelta

import msgspec
import pytest

from services.notify.store import ledger
from shared import times
from shared.mail_pauses import HELD_BACK
from tests.support import notify_running
from tests.support.notify import (
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
    an_organiser,
)
from tests.support.waiting import until

DATES = range(1, 6)


def _ahead(number):
    starts_at = (times.now() + timedelta(days=7 * number)).replace(microsecond=0)
    return a_session(number, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))


ALL = (an_organiser(), a_programme(), a_cohort(), *(_ahead(n) for n in DATES))


@pytest.fixture
def most(monkeypatch):
    """Sets the ceilings of the deliverers that start afterwards."""

    def at(**limits):
        config = msgspec.structs.replace(notify_running.SENDER_CONFIG, **limits)
        monkeypatch.setattr(notify_running, "SENDER_CONFIG", config)

    return at


def everybody(*names):
    for name in names:
        yield a_person(name)
        yield a_registration(*(a_seat(n, name) for n in DATES), who=name)


async def held_back(post):
    rows = await post.pool.fetch(
        "select last_answer, due_at > now() as is_later, message is null as is_open from delivery where status = 'deferred'"
    )
    return [tuple(row) for row in rows]


async def test_mails_to_one_recipient_above_the_ceiling_wait_for_the_next_hour(post, most, caplog):
    most(most_to_recipient=2)
    with caplog.at_level(logging.WARNING):
        await post.tell(*ALL, *everybody("Karin Holm", "Bo Berg"))
        post.start()
        await post.mails(4)
        await until(lambda: _count(post, 8))

    assert set(await held_back(post)) == {(HELD_BACK, True, True)}
    async with post.pool.acquire() as conn:
        assert (await ledger.status(conn)).held_back == 8
    assert {record.limit for record in caplog.records if record.getMessage() == "delivery.held_back"} == {
        "recipient"
    }
    assert "karin" not in caplog.text.lower()
    entries = await post.pool.fetchval("select count(*) from calendar_entry where is_placed")
    assert entries == len([m for m in post.mailbox.raws() if b"METHOD" in m or b"text/calendar" in m])


async def test_mails_of_one_organiser_above_the_ceiling_wait_too(post, most):
    most(most_of_organiser=3)
    await post.tell(*ALL, *everybody("Karin Holm", "Bo Berg"))
    post.start()

    await until(lambda: _count(post, 9))

    assert len(await post.mails(3)) == 3


async def test_what_was_held_back_is_sent_once_the_hour_is_over(post, most):
    most(most_to_recipient=2)
    await post.tell(*ALL, *everybody("Karin Holm"))
    deliverer = post.start()
    await until(lambda: _count(post, 4))

    await post.pool.execute("update mail_count set times = 0")
    await post.pool.execute("update delivery set due_at = now() where status = 'deferred'")
    deliverer.wake()

    await post.mails(4)


async def test_a_series_with_its_calendar_entries_is_below_the_ceiling(post):
    await post.tell(*ALL, *everybody("Karin Holm"))
    post.start()

    assert len(await post.mails(6)) == 6


async def _count(post, number):
    return len(await held_back(post)) == number
