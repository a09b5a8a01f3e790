"""The feed and the mailed entries of a seat share a UID: whichever comes later has the higher SEQUENCE."""

from datetime import timedelta

import pytest

from services.registration.actions.registrations.choose_calendar import choose_calendar
from services.registration.actions.sessions import change_session
from services.registration.domain.sessions.session import SessionChanges
from services.registration.store.views import calendar_feed
from services.registration.web.calendar_feed import own_entries
from shared import times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read
from tests.support.pages.client import KEYS

ANNA = "anna@skola.example"


@pytest.fixture
async def both(both):
    """Both services, delivering from the start."""
    both.post.start()
    return both


def caller(both):
    return a_caller(both.organiser.organiser_id, now=times.now())


async def in_feed(both, registration_id):
    """UID and SEQUENCE of the only entry in the person's feed."""
    organiser = both.organiser
    async with organiser.pool.acquire() as conn:
        person_id = await conn.fetchval("select person_id from registration where id = $1", registration_id)
        dates = await calendar_feed.list_own_dates(
            conn, organiser.organiser_id, person_id, withdrawn_after=times.now()
        )
    [entry] = own_entries(dates, "sv", "https://kallelse.example", KEYS)
    return entry.uid, entry.sequence


def mailed(both):
    """UID, METHOD and SEQUENCE of every calendar message, in the order of the numbers."""
    found = [mail for mail in map(read, both.post.mailbox.raws()) if mail.to == ANNA and mail.calendar]
    return sorted(
        (
            (mail.calendar_value("UID"), mail.calendar_value("METHOD"), int(mail.calendar_value("SEQUENCE")))
            for mail in found
        ),
        key=lambda message: message[2],
    )


async def move(both, session_id, days):
    moved_to = ahead(days)
    await change_session.change(
        both.organiser.pool, caller(both), session_id, SessionChanges(starts_at=moved_to), version=None, silent=False, reason=None
    )  # fmt: skip
    await both.settle()


async def choose(both, registration_id, calendar):
    await choose_calendar(both.organiser.pool, caller(both), registration_id, calendar=calendar)
    await both.settle()


async def test_a_calendar_that_takes_mails_and_feed_in_turn_gets_ever_higher_sequences(both):
    cohort_id = await both.organiser.cohort(calendar="invitations")
    session_id = await both.organiser.session(
        cohort_id, title="Träff", starts_at=ahead(14), ends_at=ahead(14) + timedelta(hours=2)
    )
    registration_id = await both.organiser.register(cohort_id, ANNA, now=times.now())
    await both.settle()
    for days in (15, 16, 17):
        await move(both, session_id, days)
    seen = [mailed(both)[-1][2]]
    for _ in range(2):
        await choose(both, registration_id, "subscription")
        uid, sequence = await in_feed(both, registration_id)
        assert mailed(both)[-1][:2] == (uid, "CANCEL")
        seen += [mailed(both)[-1][2], sequence]
        await move(both, session_id, 20 + len(seen))
        seen.append((await in_feed(both, registration_id))[1])
        await choose(both, registration_id, "invitations")
        assert mailed(both)[-1][:2] == (uid, "REQUEST")
        seen.append(mailed(both)[-1][2])
        await move(both, session_id, 40 + len(seen))
        seen.append(mailed(both)[-1][2])

    assert seen == sorted(set(seen))
    assert await both.broken() == []


async def test_a_date_with_mailed_entries_is_not_in_the_feed(both):
    cohort_id = await both.organiser.cohort(calendar="invitations")
    await both.organiser.session(
        cohort_id, title="Träff", starts_at=ahead(14), ends_at=ahead(14) + timedelta(hours=2)
    )
    registration_id = await both.organiser.register(cohort_id, ANNA, now=times.now())
    await both.settle()
    async with both.organiser.pool.acquire() as conn:
        person_id = await conn.fetchval("select person_id from registration where id = $1", registration_id)
        dates = await calendar_feed.list_own_dates(
            conn, both.organiser.organiser_id, person_id, withdrawn_after=times.now()
        )

    assert [method for _, method, _ in mailed(both)] == ["REQUEST"]
    assert dates == []


async def test_a_mail_and_my_page_give_the_same_feed_address(both):
    cohorts = [await both.organiser.cohort(name=name, calendar="subscription") for name in ("Vår", "Höst")]
    registrations = []
    for cohort_id in cohorts:
        await both.organiser.session(
            cohort_id, title="Träff", starts_at=ahead(14), ends_at=ahead(14) + timedelta(hours=2)
        )
        registrations.append(await both.organiser.register(cohort_id, ANNA, now=times.now()))
    await both.settle()

    texts = [mail.text for mail in map(read, both.post.mailbox.raws()) if mail.kind == "confirmation"]
    addresses = {word for text in texts for word in text.split() if word.endswith(".ics")}
    assert len(texts) == 2
    assert len(addresses) == 1
