"""Somebody registers with an address of the sender: nothing is mailed to it."""

from datetime import timedelta

from shared import times
from tests.support.notify import a_cohort, a_person, a_programme, a_registration, a_session, an_organiser
from tests.support.waiting import until


async def test_no_mail_goes_to_an_address_of_our_own(post):
    at = times.now() + timedelta(days=7)
    session = a_session(1, starts_at=at, ends_at=at + timedelta(hours=2))
    person = a_person(email="post@kallelse.example")
    mine = a_registration(registered_at=times.now())
    await post.tell(an_organiser(), a_programme(), a_cohort(), session, person, mine)
    post.start()

    async def has_failed() -> bool:
        return await post.pool.fetchval("select count(*) from delivery where status = 'failed'") == 1

    await until(has_failed)
    assert await post.pool.fetchval("select last_answer from delivery") == "the address is our own"
    assert post.mailbox.raws() == []
