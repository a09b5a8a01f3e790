"""The mailbox: stores mail unchanged, shows it as Mailpit does, and refuses it when configured to."""

import asyncio
from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest

from infra.mailbox import answers
from infra.mailbox.server import Mailbox
from infra.mailbox.store import Messages
from infra.mailbox.web import create_app
from shared import times


def a_mail(
    *, to: str = "Åsa Öberg <asa@skola.example>", subject: str = "Välkommen på måndag"
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Kallelse <noreply@kallelse.example>"
    mail["To"] = to
    mail["Subject"] = subject
    mail.set_content("Svara här: https://kallelse.example/i/abc.\n\n.en rad med punkt först\n")
    mail.add_alternative("<p>Svara <a href='https://kallelse.example/i/abc'>här</a></p>", subtype="html")
    mail.add_attachment(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", maintype="text", subtype="calendar")
    return mail


async def send(mailbox: Mailbox, mail: EmailMessage, *, seconds: float = 5.0) -> None:
    await aiosmtplib.send(mail, hostname=mailbox.host, port=mailbox.port, start_tls=False, timeout=seconds)


@pytest.fixture
async def client(mailbox):
    transport = httpx.ASGITransport(create_app(mailbox))
    async with httpx.AsyncClient(transport=transport, base_url="http://mailbox.example") as http_client:
        yield http_client


async def test_a_mail_is_listed_with_names_addresses_and_subject(mailbox, client):
    await send(mailbox, a_mail())

    answer = (await client.get("/api/v1/messages")).json()

    assert answer["total"] == 1
    (message,) = answer["messages"]
    assert set(message) == {"ID", "From", "To", "Subject", "Created"}
    assert message["From"] == {"Name": "Kallelse", "Address": "noreply@kallelse.example"}
    assert message["To"] == [{"Name": "Åsa Öberg", "Address": "asa@skola.example"}]
    assert message["Subject"] == "Välkommen på måndag"


async def test_a_mail_is_stored_byte_for_byte(mailbox, client):
    raw = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\n.a dot\r\n\xc3\xa5 trailing \r\n"
    smtp = aiosmtplib.SMTP(hostname=mailbox.host, port=mailbox.port, start_tls=False)
    async with smtp:
        await smtp.sendmail("a@b.example", ["c@d.example"], raw)
    (message,) = (await client.get("/api/v1/messages")).json()["messages"]

    answer = await client.get(f"/api/v1/message/{message['ID']}/raw")

    assert answer.content == raw


async def test_mails_are_listed_newest_first_in_pages(mailbox, client):
    for number in range(3):
        await send(mailbox, a_mail(subject=f"nummer {number}"))

    answer = (await client.get("/api/v1/messages", params={"start": 1, "limit": 1})).json()

    assert answer["total"] == 3
    assert [message["Subject"] for message in answer["messages"]] == ["nummer 1"]


async def test_deleting_all_mails_empties_the_mailbox(mailbox, client):
    await send(mailbox, a_mail())

    assert (await client.delete("/api/v1/messages")).status_code == 200
    assert (await client.get("/api/v1/messages")).json() == {"total": 0, "messages": []}


async def test_an_unknown_mail_is_not_found(client):
    for path in ("/api/v1/message/none/raw", "/message/none", "/message/none/html"):
        assert (await client.get(path)).status_code == 404


async def test_the_page_of_a_mail_shows_links_html_in_a_frame_and_the_calendar(mailbox, client):
    await send(mailbox, a_mail(subject="Hej <b>"))
    (message,) = (await client.get("/api/v1/messages")).json()["messages"]

    listed = (await client.get("/", params={"q": "asa@skola"})).text
    shown = (await client.get(f"/message/{message['ID']}")).text
    html = await client.get(f"/message/{message['ID']}/html")

    assert f'<a href="/message/{message["ID"]}">Hej &lt;b&gt;</a>' in listed
    assert '<a href="https://kallelse.example/i/abc">https://kallelse.example/i/abc</a>.' in shown
    assert f'src="/message/{message["ID"]}/html"' in shown
    assert "BEGIN:VCALENDAR" in shown
    assert "sandbox" in html.headers["content-security-policy"]
    assert "<a href='https://kallelse.example/i/abc'>" in html.text


async def test_a_search_for_another_recipient_finds_no_mail(mailbox, client):
    await send(mailbox, a_mail())

    assert "Inget mejl stämmer" in (await client.get("/", params={"q": "bo@skola"})).text


async def test_a_domain_can_be_refused_temporarily_over_http(mailbox, client):
    await client.put("/api/v1/answers", json={"skola.example": "451 4.7.1 wait"})

    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(mailbox, a_mail())

    assert refused.value.recipients[0].code == 451
    await client.put("/api/v1/answers", json={})
    await send(mailbox, a_mail())
    assert mailbox.messages.count() == 1


async def test_an_address_can_be_refused_permanently_while_others_at_its_domain_are_accepted(mailbox):
    mailbox.answer = answers.by_table({"ASA@skola.example": "550 5.1.1 no"})

    await send(mailbox, a_mail(to="bo@skola.example"))
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(mailbox, a_mail())

    assert refused.value.recipients[0].code == 550
    assert mailbox.messages.count() == 1


@pytest.mark.parametrize(("answer", "kept"), [("hang", 0), ("data: hang", 1)])
async def test_a_silent_mailbox_lets_the_sender_time_out(mailbox, answer, kept):
    mailbox.answer = lambda _: answer

    with pytest.raises((TimeoutError, aiosmtplib.SMTPException)):
        await send(mailbox, a_mail(), seconds=0.3)

    assert mailbox.messages.count() == kept


async def test_a_mail_can_be_refused_after_its_data(mailbox):
    mailbox.answer = lambda _: "data: 451 4.3.0 full"

    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await send(mailbox, a_mail())

    assert refused.value.code == 451
    assert mailbox.messages.count() == 0


async def test_waiting_for_two_mails_ends_when_both_have_arrived(mailbox):
    waiting = asyncio.create_task(mailbox.wait_for(2))
    await send(mailbox, a_mail())
    await send(mailbox, a_mail())

    await waiting

    assert len(mailbox.raws()) == 2


def test_mails_survive_a_restart_and_the_oldest_are_dropped(tmp_path):
    messages = Messages(tmp_path / "mailbox.sqlite3", capacity=10)
    for number in range(25):
        messages.add(b"Subject: %d\r\n\r\n" % number, sender="", recipients=["a@b.example"], now=times.now())
    messages.close()

    again = Messages(tmp_path / "mailbox.sqlite3", capacity=10)

    assert again.count() == 15
    assert again.list_newest(limit=1)[0].subject == "24"
    assert again.list_newest(start=14)[0].subject == "10"
    again.close()
