"""A participant on a phone, by keyboard and without JavaScript: answers, changes the answer, goes to the meeting."""

import re

import pytest

from tests.support.api import running
from tests.support.browser import PHONE
from tests.support.pages.client import Clock, Site
from tests.support.pages.states import DATES, KARIN, SeriesBuilder
from tests.support.registration import an_organiser
from tests.support.serving import serve


async def room(_scope, _receive, send):
    """Another site, which hosts the meeting."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": b"<title>Rummet</title><h1>Rummet</h1>"})


@pytest.fixture
async def phone(browser):
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False, locale="sv-SE")
    yield await context.new_page()
    await context.close()


async def test_a_participant_goes_by_keyboard_from_the_invitation_to_the_meeting(
    database, monkeypatch, phone
):
    clock = Clock.set(monkeypatch)
    async with running(database) as api, serve(api.app) as here, serve(room) as elsewhere:
        story = SeriesBuilder(Site(await an_organiser(api.pool, "ruc"), api.bare()), clock)
        await story.series(2)
        await api.pool.execute("update session set join_url = $1", f"{elsewhere}/rum")
        await phone.goto(here + await story.invited())
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
        await (
            phone.locator("summary")
            .filter(has_text=re.compile(r"Kan du inte.*Lärträff 2", re.DOTALL))
            .press("Enter")
        )
        await phone.get_by_role("link", name=re.compile("Avanmäl.*Lärträff 2")).press("Enter")
        await phone.get_by_role("button", name="Avanmäl mig").press("Enter")
        await phone.get_by_role("heading", name="Du är avanmäld från Lärträff 2").wait_for()

        clock.now = DATES[0]
        own = await story.site.registration_of(KARIN)
        await phone.goto(here + await story.site.seat_link(own, story.sessions[0]))
        await phone.get_by_role("button", name=f"Gå in som {KARIN}").press("Enter")
        await phone.wait_for_url(f"{elsewhere}/rum")
        assert await phone.title() == "Rummet"
