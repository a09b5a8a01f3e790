"""Somebody who reads in a long list sees that it is worked on, and how far it has come; without a script the next page is the same."""

import asyncio
import json
from typing import get_args

import httpx
import pytest

from services.registration.actions.directory import import_people
from services.registration.actions.directory.import_people import ImportStep
from services.registration.store.directory import kept_sheets
from services.registration.web.admin.imports import following
from services.registration.web.kit.live_streams import MOST
from shared import ids
from tests.support.pages.staff import signed_in
from tests.support.serving import serve

HERE = "/admin/ruc/personer/las-in"
LIST = b"Namn;E-post\r\nSara Wallin;sara@nora.example\r\nBo Ek;bo@nora.example\r\n"


TELL = """addEventListener('DOMContentLoaded', () => {
  const box = document.getElementById('framsteg')
  if (!box) return
  const tell = () => box.checkVisibility() && told(`${box.innerText.trim()} ${box.querySelector('progress').value}`)
  new MutationObserver(tell).observe(box, {subtree: true, childList: true, attributes: true})
})"""


class HeldReading:
    """A list that is read no further until the test says so; one that is sent later is too large to be kept as it was read."""

    def __init__(self, monkeypatch):
        self.is_asked, self.go_on = asyncio.Event(), asyncio.Event()
        real = import_people.read_apart

        async def read(*args):
            self.is_asked.set()
            await self.go_on.wait()
            return await real(*args)

        monkeypatch.setattr(import_people, "read_apart", read)
        monkeypatch.setattr(kept_sheets, "_MOST_CONTENT", 0)


async def send(staff):
    return await staff.post(HERE, files={"fil": ("lista.csv", LIST), "rader": (None, "")})


async def test_each_step_is_told_while_a_list_is_read_in_and_the_stream_ends_with_it(staff, monkeypatch):
    monkeypatch.setattr(following, "_BEAT", 0.0)
    held = HeldReading(monkeypatch)
    path = await send(staff)
    async with (
        serve(staff.app) as url,
        httpx.AsyncClient(base_url=url, cookies=dict(staff.client.cookies), timeout=20) as browser,
    ):
        storing = asyncio.create_task(browser.post(path, data={"gor": "las-in"}, headers={"origin": url}))
        await held.is_asked.wait()
        async with browser.stream("GET", f"{path}/folj?lang=sv") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            text, parts = "", answer.aiter_text()
            while "Listan läses." not in text:
                text += await anext(parts)
            held.go_on.set()
            text += "".join([part async for part in parts])
        assert (await storing).status_code == 303
    data = [json.loads(line[6:]) for line in text.splitlines() if line.startswith('data: {"')]
    assert [one["all"] for one in data] == [len(get_args(ImportStep))] * len(data)
    assert [one["done"] for one in data] == sorted({one["done"] for one in data})
    assert text.rstrip().endswith("event: end\ndata: {}")
    assert await staff.organiser.pool.fetchval("select count(*) from person") == 2


async def test_a_list_of_somebody_else_is_not_followed_and_a_session_has_a_few_streams(site, staff):
    path = await send(staff)
    async with signed_in(site, "admin") as other:
        assert (await other.client.get(f"{path}/folj")).status_code == 404
    assert (await staff.client.get(f"{HERE}/{ids.new()}/folj")).status_code == 404

    live = staff.app.services.live
    session = await site.organiser.pool.fetchval(
        "select s.token_hash from staff_session s join staff p on p.id = s.staff_id where p.email = 'coordinator@ruc.example'"
    )
    opened = [live.counted(bytes(session)) for _ in range(MOST)]
    for one in opened:
        one.__enter__()
    assert (await staff.client.get(f"{path}/folj")).status_code == 429
    for one in opened:
        one.__exit__(None, None, None)


@pytest.mark.parametrize("scripts", [True, False])
async def test_the_bar_is_there_from_the_press_to_the_next_page(staff, browser, monkeypatch, scripts):
    held = HeldReading(monkeypatch)
    path = await send(staff)
    held.go_on.set()
    async with serve(staff.app) as url:
        context = await browser.new_context(java_script_enabled=scripts)
        cookies = [{"name": name, "value": value, "url": url} for name, value in staff.client.cookies.items()]
        await context.add_cookies(cookies)
        page = await context.new_page()
        told = asyncio.Event()
        if scripts:
            # While the next page is awaited the browser tells of no other element of this one.
            await context.expose_function(
                "told", lambda text: told.set() if text == "Listan läses. 0" else None
            )
            await page.add_init_script(TELL)
        faults = []
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        await page.goto(f"{url}{path}")
        assert not await page.locator("#framsteg").is_visible()
        held.go_on.clear()
        held.is_asked.clear()
        await page.get_by_role("button", name="Läs in 2 rader").click(no_wait_after=True)
        await held.is_asked.wait()
        if scripts:
            await told.wait()
        held.go_on.set()
        await page.get_by_text("Listan är inläst").wait_for()
        assert faults == []
        await context.close()
