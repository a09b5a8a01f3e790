"""The mailbox as `kallelse up` runs it: a process of its own, whose pages anybody can read."""

import asyncio
import sys
from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest

from infra.local import ports
from infra.local.pair import answers
from tests.support.browser import DESKTOP, PHONE, violations


class MailboxProcess:
    """One process, its mails in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.port, self.smtp_port = ports.free(), ports.free()
        self.url = f"http://127.0.0.1:{self.port}"

    async def start(self):
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "infra.mailbox", "--data", str(self.folder), "--port", str(self.port),
            "--smtp-port", str(self.smtp_port),
        )  # fmt: skip
        async with asyncio.timeout(20):
            while not await answers(f"{self.url}/api/v1/messages"):
                assert self.process.returncode is None
                await asyncio.sleep(0.05)

    async def stop(self):
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.wait()

    async def send(self, subject: str):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@b.example", "Åsa Öberg <asa@skola.example>", subject
        mail.set_content("Svara här: https://kallelse.example/i/abc\n")
        mail.add_alternative(
            "<p lang=sv>Svara <a href='https://kallelse.example/i/abc'>här</a></p>", subtype="html"
        )
        mail.add_attachment("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", subtype="calendar")
        await aiosmtplib.send(mail, hostname="127.0.0.1", port=self.smtp_port, start_tls=False)


@pytest.fixture
async def running(tmp_path):
    mailbox = MailboxProcess(tmp_path)
    await mailbox.start()
    yield mailbox
    await mailbox.stop()


async def test_the_mailbox_keeps_its_mails_after_a_restart(running):
    await running.send("Välkommen")
    running.process.kill()
    await running.stop()
    await running.start()

    async with httpx.AsyncClient(base_url=running.url) as client:
        answer = (await client.get("/api/v1/messages")).json()

    assert [message["Subject"] for message in answer["messages"]] == ["Välkommen"]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_mailbox_pages_are_accessible_and_lead_from_the_list_to_a_mail(running, browser, viewport):
    page = await browser.new_page(viewport=viewport)
    await page.goto(running.url)
    assert await violations(page) == []

    await running.send("Välkommen")
    await page.get_by_role("link", name="Hämta igen").click()
    assert await violations(page) == []
    await page.get_by_label("Sök på mottagare eller ämne").fill("öberg")
    await page.get_by_role("button", name="Sök").click()
    await page.get_by_role("link", name="Välkommen").click()

    assert await page.get_by_role("link", name="https://kallelse.example/i/abc").count() == 1
    assert await page.frame_locator("iframe").get_by_role("link", name="här").count() == 1
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.close()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_words_stay_whole_and_the_html_of_a_mail_comes_before_its_text(running, browser, viewport):
    await running.send("Erbjudande om plats: Nätverksträff för skolutvecklingsansvariga, 20 januari")
    page = await browser.new_page(viewport=viewport)
    await page.goto(running.url)
    subject = page.get_by_role("link", name="Erbjudande om plats")
    # The longest word of the list needs more than this.
    assert (await subject.bounding_box())["width"] > 250

    await subject.click()

    shown = await page.locator("iframe").bounding_box()
    text = await page.locator(".text").bounding_box()
    if viewport == PHONE:
        assert shown["y"] + shown["height"] <= text["y"]
        assert min(shown["width"], text["width"]) > 340
    else:
        assert shown["x"] + shown["width"] <= text["x"]
        assert text["y"] < shown["y"] + 100
    await page.get_by_text("Som det kom").click()
    assert (
        await page.get_by_text("Subject: =?utf-8?").count()
        + await page.get_by_text("BEGIN:VCALENDAR").count()
        > 0
    )
    assert await violations(page) == []
    await page.close()
