"""The way to the mail server: what lasts, what passes, and a connection that is clean for the next."""

import asyncio
import contextlib
from contextlib import asynccontextmanager

import pytest

from services.notify.smtp import PermanentRefusal, Relay, RelayUnavailable, TransientFailure
from services.notify.smtp_plain import PlainSmtpConnection, new_connection
from services.notify.smtp_protocol import as_data

MESSAGE = b"Subject: x\r\n\r\n.\r\nGod dag\r\n"


@pytest.fixture(params=["one by one", "together", "plain"], autouse=True)
def way(request, monkeypatch):
    """Every test with a server that wants its commands one by one, with one that takes them together, and by aiosmtplib."""
    monkeypatch.setattr(ScriptedSmtp, "pipelines", request.param != "one by one")
    return request.param


class Observed(list):
    """What was told of each try: how it ended, and whether the time it took can be."""

    def add(self, outcome, seconds):
        self.append((outcome, 0 <= seconds < 60))


class ScriptedSmtp:
    """Speaks just enough SMTP; `says` answers a command by its first word, `hang up` closes the connection."""

    pipelines = False

    def __init__(self, says=None):
        self.says = says or {}
        self.heard = []
        self.messages = []
        self.connections = 0

    def answer(self, word):
        said = self.says.get(word)
        if isinstance(said, list):
            said = said.pop(0) if said else None
        ehlo = "250-here\r\n250-SIZE 1000\r\n250 PIPELINING" if self.pipelines else "250 here"
        plain = {"EHLO": ehlo, "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on", ".": "250 kept"}
        return said or plain.get(word, "250 ok")

    async def speak(self, words):
        self.writer.write(f"{words}\r\n".encode())
        await self.writer.drain()

    async def serve(self, reader, writer):
        self.connections += 1
        self.writer = writer
        try:
            if await self._say(writer, self.answer("greeting") if "greeting" in self.says else "220 here"):
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
            self.heard.append(word)
            said = self.answer(word)
            in_data = said.startswith("354")
            self.messages += [b""] * in_data
            if not await self._say(writer, said) or word == "QUIT":
                return

    async def _say(self, writer, said):
        if said == "hang up":
            return False
        writer.write(f"{said}\r\n".encode())
        await writer.drain()
        return True


def a_relay(port, way):
    return Relay(
        host="127.0.0.1",
        port=port,
        our_name="kallelse.example",
        timeout_seconds=0.5,
        pipelining=way != "plain",
    )


@asynccontextmanager
async def a_line(way, says=None, observed=None):
    server = ScriptedSmtp(says)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    line = new_connection(a_relay(port, way), (Observed() if observed is None else observed).add)
    assert isinstance(line, PlainSmtpConnection) == (way == "plain")
    try:
        yield line, server
    finally:
        await line.quit()
        listening.close()
        await asyncio.sleep(0)


async def until(holds):
    async with asyncio.timeout(2):
        while not holds():  # noqa: ASYNC110 - what comes on a socket rings no bell of ours
            await asyncio.sleep(0)


async def send(line, to="karin@nora.example"):
    return await line.send("b+1@kallelse.example", to, MESSAGE)


async def test_a_connection_is_kept_for_the_next(way):
    async with a_line(way) as (line, server):
        assert await send(line) == "250 kept"
        assert await send(line) == "250 kept"

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
async def test_what_lasts_and_what_passes_are_told_apart_and_the_next_mail_goes(way, word, answer, failure):
    async with a_line(way, {word: [answer]}) as (line, server):
        with pytest.raises(failure) as caught:
            await send(line)

        assert "karin" not in str(caught.value)
        assert await send(line) == "250 kept"
        assert "RSET" in server.heard or server.connections == 2


@pytest.mark.parametrize("word", ["RCPT", "DATA", "."])
async def test_a_connection_that_is_lost_in_the_middle_is_a_passing_failure(way, word):
    async with a_line(way, {word: ["hang up"]}) as (line, _):
        with pytest.raises(TransientFailure, match="the connection was lost"):
            await send(line)

        assert await send(line) == "250 kept"


async def test_a_connection_that_was_let_go_while_idle_is_opened_again(way):
    async with a_line(way, {"MAIL": [None, "hang up"]}) as (line, server):
        await send(line)

        assert await send(line) == "250 kept"
        assert server.connections == 2


async def test_a_server_that_goes_away_politely_while_idle_is_called_again(way):
    async with a_line(way, {"MAIL": [None, "421 4.4.2 idle too long"]}) as (line, server):
        await send(line)

        assert await send(line) == "250 kept"
        assert server.connections == 2


@pytest.mark.parametrize("greeting", ["421 4.3.2 too many", "554 no", "hang up"])
async def test_a_server_that_greets_with_a_refusal_is_away(way, greeting):
    async with a_line(way, {"greeting": greeting}) as (line, _):
        with pytest.raises(RelayUnavailable):
            await send(line)


async def test_a_port_where_nobody_listens_is_a_relay_that_is_away(way, unused_port):
    line = new_connection(a_relay(unused_port, way), Observed().add)

    with pytest.raises(RelayUnavailable):
        await send(line)


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
async def test_an_address_that_would_break_the_talk_never_reaches_it(way, address):
    async with a_line(way) as (line, server):
        with pytest.raises(PermanentRefusal) as caught:
            await send(line, address)

        assert server.heard == []
        assert address not in str(caught.value)


async def test_a_message_comes_as_it_is_with_its_lone_dots_doubled(way):
    async with a_line(way) as (line, server):
        await send(line)

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
def test_no_line_of_a_message_ends_it(message, written):
    assert as_data(message) == written


async def test_a_server_that_wants_a_message_for_a_refused_recipient_gets_none(way):
    async with a_line(way, {"RCPT": ["550 5.1.1 nobody"]}) as (line, server):
        with pytest.raises(PermanentRefusal):
            await send(line)
        assert await send(line) == "250 kept"

        assert len([one for one in server.messages if one]) == 1
        assert server.connections == (2 if way == "together" else 1)


async def test_a_word_that_nobody_asked_for_is_not_taken_for_an_answer(way):
    async with a_line(way, {"greeting": "220 here"}) as (line, server):
        await send(line)
        await server.speak("421 4.4.2 idle too long")
        if way != "plain":
            await until(lambda: line._protocol.is_stale)

        assert await send(line) == "250 kept"
        # aiosmtplib may drop what nobody asked for, and keep the connection until the server hangs up.
        assert server.connections == 2 or way == "plain"
        assert len(server.messages) == 2


@pytest.mark.parametrize("nonsense", ["what?", "2", "250-" + "x" * 40_000])
async def test_a_reply_that_makes_no_sense_is_a_lost_connection(way, nonsense):
    async with a_line(way, {"RCPT": [nonsense]}) as (line, _):
        with pytest.raises(TransientFailure):
            await send(line)

        assert await send(line) == "250 kept"


async def test_a_reply_in_many_lines_and_pieces_is_one(way):
    async with a_line(way, {".": ["250-kept\r\n250-as\r\n250 q1"]}) as (line, _):
        assert await send(line) == "250 kept as q1"


async def test_a_cancelled_try_leaves_no_half_mail_behind(way):
    async with a_line(way) as (line, server):
        await send(line)
        held = asyncio.Event()
        server.answer = lambda word: (
            held.set() or "250-" if word == "RCPT" else ScriptedSmtp.answer(server, word)
        )
        task = asyncio.create_task(send(line))
        await held.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        del server.answer

        assert not line.is_open
        assert await send(line) == "250 kept"
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
async def test_each_try_is_observed_with_its_outcome(way, word, answer, outcome):
    observed = Observed()
    async with a_line(way, {word: [answer]}, observed) as (line, _):
        with contextlib.suppress(PermanentRefusal, TransientFailure, RelayUnavailable):
            await send(line)

    assert observed == [(outcome, True)]


async def test_an_answer_that_does_not_ask_for_the_message_never_counts_as_sent(way):
    async with a_line(way, {"DATA": ["250 thanks"]}) as (line, _):
        with pytest.raises(TransientFailure):
            await send(line)

        assert await send(line) == "250 kept"
