"""A head of schools on a phone, without JavaScript: answers, changes her mind, goes to the meeting; keys only."""

import asyncio

import pytest
import uvicorn

from tests.support.api import running
from tests.support.browser import PHONE
from tests.support.page_client import Clock, Site
from tests.support.page_states import DATES, KARIN, Story
from tests.support.registration import an_office


class Server(uvicorn.Server):
    """Says when it can be reached."""

    def __init__(self, app):
        super().__init__(uvicorn.Config(app, port=0, lifespan="off", log_config=None, ws="none"))
        self.ready = asyncio.Event()

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.ready.set()


async def room(_scope, _receive, send):
    """Somebody else's site, where the meeting is."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": b"<title>Rummet</title><h1>Rummet</h1>"})


async def serve(app):
    server = Server(app)
    task = asyncio.create_task(server.serve())
    await server.ready.wait()
    port = server.servers[0].sockets[0].getsockname()[1]
    return server, task, f"http://127.0.0.1:{port}"


@pytest.fixture
async def phone(browser):
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False, locale="sv-SE")
    yield await context.new_page()
    await context.close()


async def test_from_the_invitation_to_the_meeting(database, monkeypatch, phone):
    clock = Clock.set(monkeypatch)
    async with running(database) as api:
        here, elsewhere = await serve(api.app), await serve(room)
        try:
            story = Story(Site(await an_office(api.pool, "ruc"), api.bare()), clock)
            await story.series(2)
            await api.pool.execute("update session set join_url = $1", f"{elsewhere[2]}/rum")
            await phone.goto(here[2] + await story.invited())
            await phone.locator(f"input[value='{story.sessions[1]}']").focus()
            await phone.keyboard.press("Space")
            yes = phone.locator("button[name=answer][value=yes]")
            assert await yes.inner_text() == "Anmäl dig till valda"
            await yes.focus()
            await phone.keyboard.press("Enter")
            await phone.get_by_role("heading", name="Du är anmäld", exact=True).wait_for()

            await phone.get_by_role("link", name="Visa eller ändra mina datum").press("Enter")
            await phone.get_by_role("button", name="Anmäl dig Lärträff 2").press("Enter")
            await phone.get_by_role("heading", name="Du är anmäld till Lärträff 2").wait_for()
            await phone.get_by_role("link", name="Avanmäl dig Lärträff 2").press("Enter")
            await phone.get_by_role("button", name="Avanmäl mig").press("Enter")
            await phone.get_by_role("heading", name="Du är avanmäld från Lärträff 2").wait_for()

            clock.now = DATES[0]
            own = await story.site.registration_of(KARIN)
            await phone.goto(here[2] + await story.site.seat_link(own, story.sessions[0]))
            await phone.get_by_role("button", name=f"Jag är {KARIN}").press("Enter")
            await phone.wait_for_url(f"{elsewhere[2]}/rum")
            assert await phone.title() == "Rummet"
        finally:
            for server, task, _ in (here, elsewhere):
                server.should_exit = True
                await task
