"""A public page in a real browser: JSON-LD allowed by the security policy, and the list in another site's frame."""

import json

import pytest

from tests.support.browser import DESKTOP
from tests.support.pages.client import Clock, open_site
from tests.support.pages.gallery import Gallery
from tests.support.pages.gallery_public import cohort
from tests.support.pages.states import SeriesBuilder

HERE = "http://kallelse.example"


@pytest.fixture
async def window(database, browser, monkeypatch):
    """A browser page on the app in this process, its console messages, and another site that frames the list."""
    clock = Clock.set(monkeypatch)
    async with open_site(database) as site:
        await SeriesBuilder(site, clock).dress()
        context = await browser.new_context(viewport=DESKTOP)
        page = await context.new_page()
        console = []
        page.on("console", lambda message: console.append(message.text))
        page.on("pageerror", lambda error: console.append(str(error)))

        async def answer(route):
            url = route.request.url
            if not url.startswith(HERE):
                await route.fulfill(
                    content_type="text/html", body=f'<title>x</title><iframe src="{HERE}/ruc/embed"></iframe>'
                )
                return
            found = await site.client.get(url.removeprefix(HERE))
            await route.fulfill(status=found.status_code, headers=dict(found.headers), body=found.content)

        await page.route("**/*", answer)
        yield page, console, Gallery(site, clock, "sv")
        await context.close()


async def test_the_json_ld_of_a_public_page_is_allowed_by_the_security_policy(window):
    page, console, gallery = window
    path = await cohort(gallery)

    await page.goto(HERE + path)

    data = json.loads(await page.text_content("script[type='application/ld+json']"))
    assert data["name"] == await page.text_content("h1")
    assert console == []


async def test_links_in_the_embedded_public_list_open_outside_the_frame(window):
    page, console, gallery = window
    path = await cohort(gallery)

    await page.goto("http://annan.example/")
    (frame,) = [frame for frame in page.frames if frame != page.main_frame]
    await frame.wait_for_selector("h2")
    await frame.click("h3 a")
    await page.wait_for_url(HERE + path)

    assert await page.text_content("h1") == "Nätverk för förstelärare"
    assert console == []
