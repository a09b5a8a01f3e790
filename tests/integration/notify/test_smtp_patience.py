"""How long a reply may take, and how many mails one connection carries."""

import asyncio
import contextlib
import socket

import msgspec
import pytest

from services.notify.settings import NotifySettings
from services.notify.smtp import Relay
from services.notify.smtp_errors import TransientFailure
from services.notify.smtp_plain import new_connection
from tests.support.relay import FakeRelay

MESSAGE = b"Subject: x\r\n\r\nGod dag\r\n"


@pytest.fixture
async def relay():
    async with FakeRelay() as one:
        yield one


@pytest.fixture(params=["together", "one by one", "plain"])
def line(request, relay):
    """A connection each way: pipelined, to a server without pipelining, and by aiosmtplib alone."""
    relay.extensions = ["PIPELINING"] if request.param == "together" else []
    return lambda **how: new_connection(
        Relay(
            host="127.0.0.1", port=relay.port, our_name="kallelse.example", pipelining=request.param != "plain", **how
        ),
        lambda *_: None,
    )  # fmt: skip


async def send(line, number=1):
    return await line.send("b+1@kallelse.example", f"p{number}@nora.example", MESSAGE)


async def test_a_filter_that_needs_longer_than_other_replies_gets_the_mail_once(relay, line):
    relay.seconds = 0.6
    one = line(timeout_seconds=0.2, data_timeout_seconds=5.0)

    assert await send(one) == "250 2.0.0 taken"

    assert len(relay.taken) == 1
    await one.quit()


async def test_the_reply_after_a_mail_has_an_end_too(relay, line):
    relay.seconds = 5.0
    one = line(timeout_seconds=0.2, data_timeout_seconds=0.4)

    with pytest.raises(TransientFailure, match="no answer in time") as caught:
        await send(one)
    assert not caught.value.is_answer


def test_the_reply_after_a_mail_may_take_ten_minutes_by_default():
    defaults = {field.name: field.default for field in msgspec.structs.fields(NotifySettings)}

    assert defaults["smtp_data_timeout_seconds"] == 600
    assert defaults["smtp_mails_per_connection"] is None


async def test_a_connection_ends_with_quit_after_ten_mails(relay, line):
    one = line()
    for number in range(25):
        await send(one, number)
    await one.quit()

    sessions = [mail.session for mail in relay.taken]
    assert [sessions.count(session) for session in (1, 2, 3)] == [10, 10, 5]
    assert relay.quits == relay.sessions == 3


@pytest.mark.parametrize(
    ("greeting", "most"),
    [
        ("220 relay.example ESMTP Exim 4.96 Mon, 30 Nov 2026 12:00:00 +0100", 10),
        ("220 relay.example ESMTP", 10),
        ("220 relay.example ESMTP Postfix (Debian/GNU)", 100),
        ("220 relay.example Microsoft ESMTP MAIL Service ready", 100),
    ],
)
async def test_a_connection_carries_more_mails_to_a_server_that_is_known_to_have_no_limit(
    relay, line, greeting, most
):
    relay.greeting = greeting
    one = line()
    for number in range(most + 1):
        await send(one, number)
    await one.quit()

    assert [mail.session for mail in relay.taken].count(1) == most


async def test_refused_mails_count_too_since_a_relay_counts_transactions(relay, line):
    relay.at_recipient = lambda to: "451 4.2.1 busy" if to.startswith("p1@") else None
    one = line(mails_per_connection=2)
    for number in (1, 2, 3):
        with contextlib.suppress(TransientFailure):
            await send(one, number)
    await one.quit()

    assert relay.sessions == 2


async def test_a_connection_may_be_kept_for_as_many_mails_as_there_are(relay, line):
    one = line(mails_per_connection=0)
    for number in range(25):
        await send(one, number)
    await one.quit()

    assert relay.sessions == 1


async def test_the_system_ends_a_connection_whose_other_end_is_gone(relay):
    one = new_connection(
        Relay(host="127.0.0.1", port=relay.port, our_name="kallelse.example"), lambda *_: None
    )
    await send(one)

    sock = one._protocol._transport.get_extra_info("socket")
    assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 15
    await one.quit()
    await asyncio.sleep(0)
