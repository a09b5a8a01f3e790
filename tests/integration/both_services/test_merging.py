"""Two entries of one person become one: what reaches which mailbox."""

from datetime import timedelta

import pytest

from services.registration.actions.directory import merge_people
from shared import ids, times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read

KEPT, GONE = "asa@skola.example", "asa@kommun.example"


@pytest.fixture
async def both(both):
    """The same, delivering from the start."""
    both.post.start()
    return both


@pytest.fixture
async def cohort(both):
    cohort_id = await both.organiser.cohort()
    for days in (14, 21):
        starts_at = ahead(days)
        await both.organiser.session(
            cohort_id, title=f"Dag {days}", starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
        )
    return cohort_id


async def registered(both, cohort_id, email):
    return await both.organiser.register(cohort_id, email, now=times.now())


async def merge(both):
    entries = {
        row["email"]: row["id"] for row in await both.organiser.pool.fetch("select id, email from person")
    }
    await merge_people.merge(
        both.organiser.pool, a_caller(both.organiser.organiser_id), entries[GONE], entries[KEPT]
    )
    await both.settle()


def mails(both, address):
    return [mail for mail in map(read, both.post.mailbox.raws()) if mail.to == address]


def kinds(both, address):
    return [mail.kind for mail in mails(both, address)]


async def test_whoever_had_both_is_mailed_no_withdrawal_and_the_other_calendar_is_emptied(both, cohort):
    for email in (KEPT, GONE):
        await registered(both, cohort, email)
    await both.settle()
    kept, gone = kinds(both, KEPT), kinds(both, GONE)
    await merge(both)
    later = mails(both, GONE)[len(gone) :]

    assert kinds(both, KEPT) == kept
    assert [(mail.kind, mail.calendar_value("METHOD")) for mail in later] == [("calendar", "CANCEL")] * 2
    assert await both.broken() == []


async def test_what_only_the_other_entry_had_is_confirmed_to_the_survivor_as_their_own(both, cohort):
    await registered(both, cohort, GONE)
    await both.organiser.pool.execute(
        "insert into person (organiser_id, id, name, name_sort, name_search, email, email_key) "
        "values ($1, $2, 'Åsa Ö', 'asa', 'asa', $3, $3)", both.organiser.organiser_id, ids.new(), KEPT
    )  # fmt: skip
    await both.settle()
    placed = {mail.calendar_value("UID") for mail in mails(both, GONE) if mail.calendar}
    before = len(mails(both, GONE)), len(mails(both, KEPT))
    await merge(both)
    left, came = mails(both, GONE)[before[0] :], mails(both, KEPT)[before[1] :]

    assert {(mail.kind, mail.calendar_value("METHOD")) for mail in left} == {("calendar", "CANCEL")}
    assert {mail.calendar_value("UID") for mail in left} == placed
    assert [mail.kind for mail in came] == ["confirmation", "calendar", "calendar"]
    assert {mail.calendar_value("METHOD") for mail in came[1:]} == {"REQUEST"}
    assert await both.broken() == []
