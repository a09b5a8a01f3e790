"""The mail of a mailing: planned when everything has arrived, in whatever order; addresses of tests are forgotten."""

from datetime import timedelta

import pytest

from services.notify.actions.forget_openings import forget_openings
from shared import times
from shared.mailing_events import Mailing, MailingAttachment, MailingRecipient
from tests.support.notify import COHORT_ID, ORGANISER_ID, an_id, newer
from tests.support.notify_mails import COMMON, ahead, somebody

KARIN, REGISTRATION = somebody("Karin Holm", "karin@nora.example")
OF_ALL = {"organiser_id": ORGANISER_ID, "epoch": 1, "version": 1, "cohort_id": COHORT_ID}
FILE = MailingAttachment(
    **OF_ALL,
    id=an_id("file"),
    mailing_id=an_id("mailing"),
    name="a.txt",
    media_type="text/plain",
    content=b"Kaffe",
)
MAILING = Mailing(
    **OF_ALL,
    id=an_id("mailing"),
    subject="Inför {{satsning}}",
    body="Ta med dator.",
    attachment_ids=(FILE.id,),
)


def a_recipient(**changes):
    return MailingRecipient(
        **OF_ALL,
        id=an_id(f"recipient {changes.get('test_to')}"),
        mailing_id=MAILING.id,
        person_id=KARIN.id,
        registration_id=REGISTRATION.id,
        sent_at=times.now(),
        **changes,
    )


def everything():
    return [*COMMON, ahead(), KARIN, REGISTRATION, MAILING, FILE, a_recipient()]


async def mailings(post):
    return [key for key in await post.statuses() if key.startswith("mailing:")]


@pytest.mark.parametrize("last", range(9))
async def test_it_is_planned_once_when_the_last_of_what_it_needs_has_arrived(post, last):
    events = everything()
    for event in [*events[last + 1 :], *events[:last]]:
        await post.tell(event)
    assert await mailings(post) == []

    await post.tell(events[last])
    await post.tell(*everything())

    assert await mailings(post) == [f"mailing:{a_recipient().id}"]


async def test_somebody_who_is_erased_gets_none(post):
    await post.tell(*everything()[:-1], newer(KARIN, erased=True, email=None))
    await post.tell(a_recipient())

    assert await mailings(post) == []


async def test_the_address_of_a_test_is_forgotten_after_a_week(post):
    post.start()
    await post.tell(*everything()[:-1], a_recipient(test_to="eva@kontoret.example"))
    key = f"mailing:{a_recipient(test_to='eva@kontoret.example').id}"
    row = await post.until(key, "sent")
    assert (row["to_address"], row["person_id"]) == ("eva@kontoret.example", None)

    await forget_openings(post.pool, now=times.now() + timedelta(days=8))

    row = await post.pool.fetchrow("select * from delivery where key = $1", key)
    assert (row["to_address"], row["message"], row["subject"]) == (None, None, None)
    assert await post.pool.fetchval("select count(*) from snapshot where kind = 'mailing_recipient'") == 0


async def test_a_mailing_that_is_a_week_late_does_not_go(post):
    late = MailingRecipient(
        **{name: getattr(a_recipient(), name) for name in MailingRecipient.__struct_fields__}
        | {"sent_at": times.now() - timedelta(days=8)}
    )
    await post.tell(*everything()[:-1], late)

    assert await mailings(post) == []
