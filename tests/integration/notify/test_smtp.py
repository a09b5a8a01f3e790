"""The connection to the relay: permanent and transient failures, and a clean state for the next mail."""

import asyncio
import contextlib
from contextlib import asynccontextmanager

import pytest

from services.notify.smtp import Relay
from services.notify.smtp_errors import PermanentRefusal, RelayUnavailable, TransientFailure
from services.notify.smtp_plain import PlainSmtpConnection, new_connection
from services.notify.smtp_protocol import as_data

MESSAGE = b"Subject: x\r\n\r\n.\r\nGod dag\r\n"


@pytest.fixture(params=["one by one", "together", "plain"], autouse=True)
def mode(request, monkeypatch):
    """Runs every test with a server without pipelining, with one that has it, and through aiosmtplib."""
    monkeypatch.setattr(ScriptedSmtp, "pipelines", request.param != "one by one")
    return request.param


class Observed(list):
    """What was observed of each attempt: its outcome, and whether its duration is plausible."""

    def add(self, outcome, seconds):
        self.append((outcome, 0 <= seconds < 60))


class ScriptedSmtp:
    """Speaks just enough SMTP; `replies` holds the answer to a command by its first word, `hang up` closes the connection."""

    pipelines = False

    def __init__(self, replies=None):
        self.replies = replies or {}
        self.commands = []
        self.messages = []
        self.connections = 0

    def answer(self, word):
        reply = self.replies.get(word)
        if isinstance(reply, list):
            reply = reply.pop(0) if reply else None
        ehlo = "250-here\r\n250-SIZE 1000\r\n250 PIPELINING" if self.pipelines else "250 here"
        plain = {"EHLO": ehlo, "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on", ".": "250 kept"}
        return reply or plain.get(word, "250 ok")

    async def send_line(self, words):
        self.writer.write(f"{words}\r\n".encode())
        await self.writer.drain()

    async def serve(self, reader, writer):
        self.connections += 1
        self.writer = writer
        try:
            if await self._reply(
                writer, self.answer("greeting") if "greeting" in self.replies else "220 here"
            ):
                await self._protocol(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _protocol(self, reader, writer):
        in_data = False
        while line := await reader.readline():
            text = line.decode().rstrip("\r\n")
            if in_data and text != ".":
                self.messages[-1] += line
                continue
            word = text.split(" ")[0].upper() or "."
            self.commands.append(word)
            reply = self.answer(word)
            in_data = reply.startswith("354")
            self.messages += [b""] * in_data
            if not await self._reply(writer, reply) or word == "QUIT":
                return

    async def _reply(self, writer, reply):
        if reply == "hang up":
            return False
        writer.write(f"{reply}\r\n".encode())
        await writer.drain()
        return True


def a_relay(port, mode):
    return Relay(
        host="127.0.0.1",
        port=port,
        our_name="kallelse.example",
        timeout_seconds=0.5,
        pipelining=mode != "plain",
    )


@asynccontextmanager
async def a_connection(mode, replies=None, observed=None):
    server = ScriptedSmtp(replies)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    connection = new_connection(a_relay(port, mode), (Observed() if observed is None else observed).add)
    assert isinstance(connection, PlainSmtpConnection) == (mode == "plain")
    try:
        yield connection, server
    finally:
        await connection.quit()
        listening.close()
        await asyncio.sleep(0)


async def until(holds):
    async with asyncio.timeout(2):
        while not holds():  # noqa: ASYNC110 - nothing signals what arrives on a socket
            await asyncio.sleep(0)


async def send(connection, to="karin@nora.example"):
    return await connection.send("b+1@kallelse.example", to, MESSAGE)


async def test_an_smtp_connection_is_kept_for_the_next_mail(mode):
    async with a_connection(mode) as (connection, server):
        assert await send(connection) == "250 kept"
        assert await send(connection) == "250 kept"

        assert server.connections == 1


@pytest.mark.parametrize(
    ("word", "answer", "failure"),
    [
        ("RCPT", "550 5.1.1 no karin@nora.example", PermanentRefusal),
        ("RCPT", "451 4.7.1 later", TransientFailure),
        (".", "554 5.7.1 no", PermanentRefusal),
        (".", "452 4.3.1 full", TransientFailure),
        ("DATA", "451 4.3.0 busy", TransientFailure),
        ("MAIL", "451 4.3.2 too much", RelayUnavailable),
        ("MAIL", "530 5.7.0 who are you", RelayUnavailable),
        ("MAIL", "552 5.3.4 too large", PermanentRefusal),
    ],
)
async def test_permanent_and_transient_refusals_are_distinguished_and_the_next_mail_is_sent(
    mode, word, answer, failure
):
    async with a_connection(mode, {word: [answer]}) as (connection, server):
        with pytest.raises(failure) as caught:
            await send(connection)

        assert "karin" not in str(caught.value)
        assert await send(connection) == "250 kept"
        assert "RSET" in server.commands or server.connections == 2


@pytest.mark.parametrize("word", ["RCPT", "DATA", "."])
async def test_a_connection_lost_in_the_middle_of_a_mail_is_a_transient_failure(mode, word):
    async with a_connection(mode, {word: ["hang up"]}) as (connection, _):
        with pytest.raises(TransientFailure, match="the connection was lost"):
            await send(connection)

        assert await send(connection) == "250 kept"


async def test_a_connection_closed_by_the_relay_while_idle_is_opened_again(mode):
    async with a_connection(mode, {"MAIL": [None, "hang up"]}) as (connection, server):
        await send(connection)

        assert await send(connection) == "250 kept"
        assert server.connections == 2


async def test_a_connection_ended_with_421_while_idle_is_opened_again(mode):
    async with a_connection(mode, {"MAIL": [None, "421 4.4.2 idle too long"]}) as (connection, server):
        await send(connection)

        assert await send(connection) == "250 kept"
        assert server.connections == 2


@pytest.mark.parametrize("greeting", ["421 4.3.2 too many", "554 no", "hang up"])
async def test_a_relay_that_greets_with_a_refusal_is_unavailable(mode, greeting):
    async with a_connection(mode, {"greeting": greeting}) as (connection, _):
        with pytest.raises(RelayUnavailable):
            await send(connection)


async def test_a_relay_on_a_port_where_nobody_listens_is_unavailable(mode, unused_port):
    connection = new_connection(a_relay(unused_port, mode), Observed().add)

    with pytest.raises(RelayUnavailable):
        await send(connection)


@pytest.mark.parametrize(
    "address",
    [
        "two@signs@nora.example",
        "räv@nora.example",
        "x@y.example>\r\nRCPT TO:<evil@z.example",
        "x@<y.example",
        "x",
        f"{'a' * 65}@nora.example",
    ],
)
async def test_an_address_that_would_break_the_protocol_is_refused_before_it_is_sent(mode, address):
    async with a_connection(mode) as (connection, server):
        with pytest.raises(PermanentRefusal) as caught:
            await send(connection, address)

        assert server.commands == []
        assert address not in str(caught.value)


async def test_a_message_is_sent_unchanged_with_its_leading_dots_doubled(mode):
    async with a_connection(mode) as (connection, server):
        await send(connection)

        assert server.messages == [MESSAGE.replace(b"\r\n.\r\n", b"\r\n..\r\n")]


@pytest.mark.parametrize(
    ("message", "written"),
    [
        (b"a\r\nb\r\n", b"a\r\nb\r\n.\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b".a\r\n.\r\nb\r\n", b"..a\r\n..\r\nb\r\n.\r\n"),
        (b"a\n.\nb\r.\r\n", b"a\r\n..\r\nb\r\n..\r\n.\r\n"),
        (b"", b"\r\n.\r\n"),
    ],
)
def test_no_line_within_a_message_ends_the_smtp_data(message, written):
    assert as_data(message) == written


async def test_a_message_is_not_sent_for_a_refused_recipient(mode):
    async with a_connection(mode, {"RCPT": ["550 5.1.1 nobody"]}) as (connection, server):
        with pytest.raises(PermanentRefusal):
            await send(connection)
        assert await send(connection) == "250 kept"

        assert len([message for message in server.messages if message]) == 1
        assert server.connections == (2 if mode == "together" else 1)


async def test_an_unrequested_smtp_reply_is_not_taken_for_an_answer(mode):
    async with a_connection(mode, {"greeting": "220 here"}) as (connection, server):
        await send(connection)
        await server.send_line("421 4.4.2 idle too long")
        if mode != "plain":
            await until(lambda: connection._protocol.is_stale)

        assert await send(connection) == "250 kept"
        # aiosmtplib may discard an unrequested reply and keep the connection until the server closes it.
        assert server.connections == 2 or mode == "plain"
        assert len(server.messages) == 2


@pytest.mark.parametrize("nonsense", ["what?", "2", "250-" + "x" * 40_000])
async def test_a_malformed_smtp_reply_is_a_transient_failure(mode, nonsense):
    async with a_connection(mode, {"RCPT": [nonsense]}) as (connection, _):
        with pytest.raises(TransientFailure):
            await send(connection)

        assert await send(connection) == "250 kept"


async def test_an_smtp_reply_of_several_lines_is_joined(mode):
    async with a_connection(mode, {".": ["250-kept\r\n250-as\r\n250 q1"]}) as (connection, _):
        assert await send(connection) == "250 kept as q1"


async def test_a_cancelled_send_closes_the_connection_and_the_next_mail_is_sent(mode):
    async with a_connection(mode) as (connection, server):
        await send(connection)
        reached = asyncio.Event()
        server.answer = lambda word: (
            reached.set() or "250-" if word == "RCPT" else ScriptedSmtp.answer(server, word)
        )
        task = asyncio.create_task(send(connection))
        await reached.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        del server.answer

        assert not connection.is_open
        assert await send(connection) == "250 kept"
        assert server.connections == 2


@pytest.mark.parametrize(
    ("word", "answer", "outcome"),
    [
        (".", "250 kept", "sent"),
        ("RCPT", "550 5.1.1 nobody", "refused"),
        (".", "452 4.3.1 full", "passing"),
        ("MAIL", "451 4.3.2 too much", "away"),
    ],
)
async def test_each_send_attempt_is_observed_with_its_outcome(mode, word, answer, outcome):
    observed = Observed()
    async with a_connection(mode, {word: [answer]}, observed) as (connection, _):
        with contextlib.suppress(PermanentRefusal, TransientFailure, RelayUnavailable):
            await send(connection)

    assert observed == [(outcome, True)]


async def test_a_reply_to_data_other_than_354_never_counts_as_sent(mode):
    async with a_connection(mode, {"DATA": ["250 thanks"]}) as (connection, _):
        with pytest.raises(TransientFailure):
            await send(connection)

        assert await send(connection) == "250 kept"
