"""Debian's Postfix before the receiver: what it hands over comes once, and what cannot be stored waits in its queue."""

import asyncio

import asyncpg
import pytest

from services.notify.domain.inbound.itip import replies_in
from services.notify.domain.inbound.mail import read_mail
from tests.support.calendar_answers import FORMS, Answered
from tests.support.inbound import SEAT, ListeningReceiver, a_mail, hand_over
from tests.support.postfix import Postfix, skip_without_postfix


@pytest.fixture(autouse=True)
def postfix_is_there():
    skip_without_postfix()


@pytest.fixture
async def route(pool, tmp_path):
    """A receiver with Postfix in front of it."""
    async with (
        ListeningReceiver(pool) as receiver,
        Postfix(tmp_path / "postfix", receiver=receiver.port) as postfix,
    ):
        yield receiver, postfix


async def arrived(receiver, postfix, count):
    try:
        async with asyncio.timeout(30):
            while len(await receiver.stored()) < count:  # noqa: ASYNC110 - another process delivers
                await asyncio.sleep(0.05)
    except TimeoutError:
        pytest.fail(postfix.log())
    return await receiver.stored()


async def test_answers_of_all_programs_come_through_postfix_and_are_read(route):
    receiver, postfix = route
    for made in FORMS.values():
        await hand_over(postfix.port, made(Answered(organizer=SEAT)), SEAT)

    rows = await arrived(receiver, postfix, len(FORMS))

    read = [replies_in(read_mail(row["message"])) for row in rows]
    assert [[reply.attendees[0].partstat for reply in replies] for replies in read] == [["ACCEPTED"]] * len(
        FORMS
    )


async def test_what_cannot_be_stored_waits_in_the_queue_of_postfix_and_comes_once(route):
    receiver, postfix = route

    async def die():
        receiver.after = None
        raise ConnectionResetError  # stored, and the answer is lost

    receiver.before = asyncpg.DiskFullError("no space left")
    await hand_over(postfix.port, a_mail(), SEAT)
    await asyncio.sleep(1)
    receiver.before, receiver.after = None, die

    await arrived(receiver, postfix, 1)
    async with asyncio.timeout(30):
        while "status=sent" not in postfix.log():  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.1)

    assert len(await receiver.stored()) == 1
    assert "452 4.3.1" in postfix.log()
