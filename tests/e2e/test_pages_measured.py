"""What answering an invitation costs: pages, presses, requests and bytes, counted in a browser with an empty cache.

The figures are written to `build/pages.json` and published in docs/measured.md; what each page weighs is counted where every
state is made anyway (tests/integration/registration_pages/test_every_state.py).
"""

from urllib.parse import urlsplit

import pytest

from tests.support.api import running
from tests.support.browser import PHONE
from tests.support.pages.client import HEAVIEST, Clock, Site
from tests.support.pages.figures import report
from tests.support.pages.states import SeriesBuilder
from tests.support.registration import an_organiser
from tests.support.serving import serve

REPORT = "pages.json"


@pytest.fixture
async def invited(database, monkeypatch):
    """The address of an invitation to four dates, on a server."""
    clock = Clock.set(monkeypatch)
    async with running(database) as api, serve(api.app) as here:
        story = SeriesBuilder(Site(await an_organiser(api.pool, "ruc"), api.bare()), clock)
        await story.dress()
        await story.series(4)
        yield here + await story.invited()


class Meter:
    """Counts the requests of a browser page from now on."""

    def __init__(self, page):
        self.requests = []
        page.on("requestfinished", self.count)

    def count(self, request):
        self.requests.append(request)

    @property
    def pages(self) -> int:
        return sum(
            request.resource_type == "document" and request.redirected_to is None for request in self.requests
        )

    async def cost(self) -> dict[str, int]:
        """Requests, and bytes both ways with headers, over the network; cached responses are not counted."""
        sizes = [await request.sizes() for request in self.requests]
        sent = [size for size in sizes if size["responseBodySize"] >= 0]
        return {"requests": len(sent), "bytes": sum(sum(size.values()) for size in sent)}


@pytest.fixture
async def phone(browser):
    context = await browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False, locale="sv-SE"
    )
    yield await context.new_page()
    await context.close()


async def test_an_answer_to_an_invitation_takes_one_press_and_under_fifty_kilobytes(invited, phone):
    meter = Meter(phone)
    await phone.goto(invited)
    assert meter.pages == 1

    await phone.locator("button[name=answer][value=yes]").tap()
    await phone.get_by_role("heading", name="Du är anmäld", exact=True).wait_for()

    figures = {"pages": meter.pages, "presses": 1} | await meter.cost()
    report(REPORT, "from the link to registered, by thumb", figures)
    assert meter.pages == 2, "the invitation, and what one is registered for"
    assert figures["bytes"] < HEAVIEST
    assert {urlsplit(request.url).netloc for request in meter.requests} == {urlsplit(invited).netloc}
    assert await phone.context.cookies() == []


async def test_an_invitation_is_answered_by_keyboard_in_under_thirty_steps(invited, phone):
    await phone.goto(invited)
    yes, presses = phone.locator("button[name=answer][value=yes]"), 0
    while not await yes.evaluate("it => it === document.activeElement"):
        await phone.keyboard.press("Tab")
        presses += 1
        assert presses < 30, "the button cannot be reached by Tab"
    await phone.keyboard.press("Enter")
    await phone.get_by_role("heading", name="Du är anmäld", exact=True).wait_for()

    report(REPORT, "from the link to registered, by keyboard", {"tabs": presses, "presses": presses + 1})
