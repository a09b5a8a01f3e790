"""Each kind of personal data goes when its retention period has ended, and not before; the page says the periods."""

from datetime import timedelta

import pytest

from services.notify.actions.purge_expired import purge_expired
from services.registration.actions.public import enquire
from services.registration.actions.registrations import register
from services.registration.actions.upkeep.dispose import Retention, dispose
from services.registration.domain.enquiry import NewEnquiry
from shared import ids, times
from tests.support.both import ahead
from tests.support.caller import a_caller, an_initiator
from tests.support.registration import an_applicant

KEEP = Retention(people=730, guests=90, enquiries=365, audit=730)
NOTHING = Retention(people=0, guests=0, enquiries=0, audit=0)


@pytest.fixture
async def registered(both):
    """Somebody who was registered to a session a while ago, and somebody with a position."""
    both.post.start()
    organiser = both.organiser
    cohort_id = await organiser.cohort()
    at = ahead(3)
    await organiser.session(cohort_id, starts_at=at, ends_at=at + timedelta(hours=1))
    await register.register(
        organiser.batcher, a_caller(organiser.organiser_id, now=times.now()), cohort_id,
        an_applicant("zefyrina@skola.example", "Zefyrina Ek"), session_ids=None, answers={},
    )  # fmt: skip
    await organiser.person("Rektor Roos", await organiser.organisation("Skolan"), "rektor")
    new = NewEnquiry(
        subject="Kurs", organisation="Skolan", name="Fia", email="fia@fragar.example", language="sv"
    )
    await enquire.enquire(organiser.pool, a_caller(organiser.organiser_id, kind="visitor"), new)
    seat_id = await organiser.pool.fetchval("select id from seat limit 1")
    await organiser.pool.execute(
        "insert into guest (organiser_id, id, seat_id, name, came_at) values ($1, $2, $3, 'Gösta Gäst', now())",
        organiser.organiser_id, ids.new(), seat_id,
    )  # fmt: skip
    await both.settle()
    return both


async def disposed(both, retention, **later):
    count = await dispose(both.organiser.pool, an_initiator(now=times.now() + timedelta(**later)), retention)
    await both.carry()
    return count


async def words(both):
    """Which of them are stored, apart from events that were answered: these go after a week by the database's clock."""
    for pool in (both.organiser.pool, both.post.pool):
        await pool.execute("update outbox set payload = null where status = 'done'")
    text = both.dumped()
    return {word for word in ("Zefyrina", "Gösta", "fragar.example", "Rektor Roos") if word in text}


async def test_each_kind_of_data_goes_at_the_end_of_its_own_period(registered):
    everything = {"Zefyrina", "Gösta", "fragar.example", "Rektor Roos"}
    assert await disposed(registered, KEEP, days=89) == 0
    assert await words(registered) == everything

    assert await disposed(registered, KEEP, days=91) == 0
    assert await words(registered) == everything - {"Gösta"}

    assert await disposed(registered, KEEP, days=366) == 0
    await purge(registered, days=366)
    assert await words(registered) == {"Zefyrina", "Rektor Roos"}

    # The session is in three days, and the period counts from there.
    assert await disposed(registered, KEEP, days=731) == 0
    assert await disposed(registered, KEEP, days=735) == 1
    # Notify goes by the real clock, at which the session is still ahead.
    await registered.scrub(later=timedelta(days=735))
    assert await words(registered) == {"Rektor Roos"}
    assert await registered.organiser.pool.fetchval("select count(*) from seat") == 1, "it stays counted"


async def test_nothing_is_disposed_of_where_the_period_is_zero(registered):
    assert await disposed(registered, NOTHING, days=9999) == 0
    await purge(registered, days=9999, keep_bytes_days=0, keep_enquiries_days=0)

    assert await words(registered) == {"Zefyrina", "Gösta", "fragar.example", "Rektor Roos"}


async def test_a_position_that_has_ended_keeps_nobody(registered):
    await registered.organiser.pool.execute("update position set until_on = current_date")

    assert await disposed(registered, KEEP, days=740) == 2


async def test_the_content_of_sent_mails_goes_after_a_month_and_the_ledger_stays(registered):
    pool = registered.post.pool
    with_bytes = "select count(*) from delivery where message is not null"
    sent = await pool.fetchval(with_bytes)
    assert sent

    await purge(registered, days=29)
    assert await pool.fetchval(with_bytes) == sent
    await purge(registered, days=31)

    assert await pool.fetchval(with_bytes) == 0
    assert "zefyrina@skola.example" in {
        row["to_address"] for row in await pool.fetch("select * from delivery")
    }


async def purge(both, *, keep_bytes_days=30, keep_inbound_days=30, keep_enquiries_days=365, **later):
    await both.post.pool.execute("delete from chore")
    await purge_expired(
        both.post.pool, keep_bytes_days=keep_bytes_days, keep_inbound_days=keep_inbound_days, keep_enquiries_days=keep_enquiries_days,
        now=times.now() + timedelta(**later),
    )  # fmt: skip
