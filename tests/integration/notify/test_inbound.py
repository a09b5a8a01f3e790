"""The SMTP receiver: a mail is stored before it is acknowledged, once, and what cannot be stored stays with its sender."""

import asyncio

import aiosmtplib
import asyncpg
import pytest

from services.notify.actions.receive_mail import receive_mail
from services.notify.inbound.dispatch import handle_open
from services.notify.inbound.receiver import LARGEST_MAIL
from shared import times
from tests.support.inbound import POST, SEAT, ListeningReceiver, a_mail
from tests.support.reports import MACHINES


@pytest.fixture
async def receiver(pool):
    async with ListeningReceiver(pool) as made:
        yield made


async def test_a_mail_is_stored_as_it_came(receiver):
    raw = a_mail(".\n..\nÅ")

    await receiver.send(raw, to=[POST, SEAT.upper()])

    [row] = await receiver.stored()
    assert row["message"] == raw
    assert (row["envelope_from"], row["recipients"], row["status"]) == (
        "karin@nora.example",
        [SEAT, POST],
        "open",
    )


async def test_the_addresses_that_are_taken_are_ours(receiver):
    for to in (
        POST,
        SEAT,
        f"b+{'f' * 32}@KALLELSE.example",
        "kurs@ruc.example",
        "postmaster@kallelse.example",
    ):
        await receiver.send(a_mail(to), to=to)

    others = (
        "karin@nora.example",
        "anna@kallelse.example",
        f"m+{'g' * 32}@kallelse.example",
        "post@ruc.example",
    )
    for to in others:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
            await receiver.send(a_mail(), to=to)
        assert refused.value.recipients[0].code == 550
    assert len(await receiver.stored()) == 5


async def test_a_mail_that_is_sent_again_because_its_answer_was_lost_is_one(receiver):
    async def die():
        raise ConnectionResetError

    receiver.after = die
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await receiver.send(a_mail())
    receiver.after = None

    await receiver.send(a_mail())

    assert refused.value.code == 452
    assert len(await receiver.stored()) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        asyncpg.DiskFullError("no space left"),
        asyncpg.InterfaceError("pool is closed"),
        ConnectionRefusedError(),
        TimeoutError(),
        asyncpg.CannotConnectNowError("starting"),
    ],
)
async def test_what_cannot_be_stored_stays_with_its_sender(receiver, trouble):
    receiver.before = trouble
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await receiver.send(a_mail())
    receiver.before = None

    assert refused.value.code == 452
    assert await receiver.stored() == []
    await receiver.send(a_mail())
    assert len(await receiver.stored()) == 1


async def test_a_mail_of_more_than_ten_megabytes_is_refused_and_one_of_ten_is_taken(receiver):
    await receiver.send(a_mail() + (b"x" * 998 + b"\r\n") * 10_000)
    with pytest.raises(aiosmtplib.SMTPResponseException) as refused:
        await receiver.send(b"Subject: x\r\n\r\n" + (b"x" * 998 + b"\r\n") * (LARGEST_MAIL // 1000 + 1))

    assert refused.value.code == 552
    assert len(await receiver.stored()) == 1


async def test_many_connections_are_served_and_too_many_are_told_to_come_back(receiver):
    connections = [
        aiosmtplib.SMTP(hostname="127.0.0.1", port=receiver.port, use_tls=False, start_tls=False)
        for _ in range(51)
    ]
    for one in connections:
        await one.connect()

    codes = [(await one.ehlo()).code for one in connections[:50]]
    with pytest.raises(aiosmtplib.SMTPResponseException) as refused:
        await connections[50].ehlo()

    assert (set(codes), refused.value.code) == ({250}, 421)
    for one in connections:
        one.close()


FORMS = {
    "words": (a_mail(), "karin@nora.example", "words"),
    "an automatic reply": (a_mail(Auto_Submitted="auto-replied"), "karin@nora.example", "automatic"),
    "a report": (a_mail(), "", "report"),
    "one of ours": (a_mail(X_Kallelse_Key="reminder:1"), "karin@nora.example", "loop"),
    "one that went round": (b"Received: from x\r\n" * 31 + a_mail(), "karin@nora.example", "loop"),
    "nothing": (b"\r\n", "karin@nora.example", "unreadable"),
    "octets": (bytes(range(256)) * 40, "karin@nora.example", "unreadable"),
}


@pytest.mark.parametrize("what", FORMS)
async def test_each_class_of_mail_is_told_apart_and_nothing_is_sent(pool, what, mailbox):
    raw, sender, expected = FORMS[what]
    await receive_mail(pool, envelope_from=sender, recipients=[POST], raw=raw)

    assert await handle_open(pool, MACHINES, now=times.now())
    assert not await handle_open(pool, MACHINES, now=times.now())

    row = await pool.fetchrow("select class, status from inbound_message")
    assert (row["class"], mailbox.raws()) == (expected, [])
    assert row["status"] in {"done", "set_aside"}


async def test_one_that_breaks_what_reads_it_is_set_aside_and_the_next_is_handled(pool, monkeypatch):
    from services.notify.inbound import dispatch

    read_mail = dispatch.read_mail

    def fragile(raw):
        if b"Bomb" in raw:
            raise RecursionError
        return read_mail(raw)

    monkeypatch.setattr(dispatch, "read_mail", fragile)
    for words in ("Bomb", "Hej"):
        await receive_mail(pool, envelope_from="x@y.example", recipients=[POST], raw=a_mail(words))

    await handle_open(pool, MACHINES, now=times.now())

    rows = await pool.fetch("select class, status from inbound_message order by arrival")
    assert [row["class"] for row in rows] == ["unreadable", "words"]
    assert rows[0]["status"] == "set_aside"


async def test_two_that_handle_at_once_handle_each_mail_once(pool):
    for n in range(30):
        await receive_mail(pool, envelope_from="x@y.example", recipients=[POST], raw=a_mail(f"{n}"))

    await asyncio.gather(*(handle_open(pool, MACHINES, now=times.now()) for _ in range(4)))

    assert await pool.fetchval("select count(*) from inbound_message where status = 'open'") == 0
