"""What a real browser makes of a public page: data for search engines that its policy lets stand, and a frame elsewhere."""

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
    """A window to the app in this process, with all that its console says; another site frames the list."""
    clock = Clock.set(monkeypatch)
    async with open_site(database) as site:
        await SeriesBuilder(site, clock).dress()
        context = await browser.new_context(viewport=DESKTOP)
        page = await context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))

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
        yield page, said, Gallery(site, clock, "sv")
        await context.close()


async def test_the_data_stands_in_the_page_and_the_policy_does_not_complain(window):
    page, said, gallery = window
    path = await cohort(gallery)

    await page.goto(HERE + path)

    data = json.loads(await page.text_content("script[type='application/ld+json']"))
    assert data["name"] == await page.text_content("h1")
    assert said == []


async def test_another_site_shows_the_list_and_its_links_open_outside_the_frame(window):
    page, said, gallery = window
    path = await cohort(gallery)

    await page.goto("http://annan.example/")
    (frame,) = [one for one in page.frames if one != page.main_frame]
    await frame.wait_for_selector("h2")
    await frame.click("h3 a")
    await page.wait_for_url(HERE + path)

    assert await page.text_content("h1") == "Nätverk för förstelärare"
    assert said == []
