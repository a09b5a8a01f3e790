"""Every state of every page for participants, checked by axe in a real browser: narrow and wide, light and dark.

The pages come from the app in this process: the browser's requests are answered without a network.
"""

import os
from pathlib import Path

import pytest

from tests.support.browser import DESKTOP, PHONE, bring_axe, violations
from tests.support.pages.client import Clock, open_site
from tests.support.pages.gallery_changed import MAKERS, show
from tests.support.pages.states import SeriesBuilder

ADDRESS = "http://kallelse.example/"
# These richest pages are checked in all four combinations, two of them in English; the others only in the two that
# differ most.
RICH = (
    "invitation",
    "invitation_wrong",
    "invitation_of_all_kinds",
    "invitation_parallel",
    "summons",
    "done",
    "my_page",
    "my_page_subscribed",
    "door_open",
    "public_list",
    "cohort_open",
    "cohort_wrong",
    "enquiry_wrong",
    "invitation_asks_wrong",
    "cohort_asks_wrong",
    "my_answers_wrong",
    "my_page_with_code",
    "substitute_wrong",
    "forwarded_wrong",
    "colleagues_wrong",
)
COLOURS = ("#0b5563", "#7a1f3d", "#004b87", "#5b2d8e", "#1e6b2f", "#8a4b00", "#333333", "#c8102e", "#ffd200")
NARROWEST = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
async def gallery_window(postgres_server, browser):
    """Functions that show a state in a browser window, set how it is viewed, and set the organiser's colour."""
    database = await postgres_server.new_database()
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock.set(patch)
        async with open_site(database) as site:
            await SeriesBuilder(site, clock).dress()
            # No transitions: axe checks the colours right after they change.
            context = await browser.new_context(
                viewport=PHONE, java_script_enabled=True, reduced_motion="reduce"
            )
            await bring_axe(context)
            page = await context.new_page()
            shown = {}

            async def answer(route):
                path = route.request.url.removeprefix(ADDRESS.rstrip("/"))
                found = shown["page"] if path == "/" else await site.client.get(path)
                await route.fulfill(status=found.status_code, headers=dict(found.headers), body=found.content)

            await page.route("**/*", answer)

            async def show_state(name, size, scheme, language="sv"):
                shown["page"] = await show(site, clock, name, language)
                await page.goto(ADDRESS)
                return await set_view(name, size, scheme, language)

            async def set_view(name, size, scheme, language="sv"):
                await page.set_viewport_size(size)
                await page.emulate_media(color_scheme=scheme)
                if folder := os.environ.get("SHOTS"):
                    target = Path(folder) / f"{name}-{size['width']}-{scheme}-{language}.png"
                    await page.screenshot(path=target, full_page=True)
                return page

            async def set_accent(colour):
                await site.organiser.pool.execute("update organiser set accent = $1", colour)

            yield show_state, set_view, set_accent
            await context.close()
    await postgres_server.drop(database)


@pytest.fixture(scope="module")
async def state_page(gallery_window, request):
    """A state's page, loaded once for all of its tests; call it with a window size and a colour scheme."""
    name, language = request.param
    show_state, set_view, _ = gallery_window
    await show_state(name, PHONE, "light", language)

    async def with_view(size, scheme):
        return await set_view(name, size, scheme, language)

    return with_view


def each(states):
    return pytest.mark.parametrize(
        "state_page",
        states,
        ids=[f"{name}-{language}" for name, language in states],
        indirect=True,
        scope="module",
    )


IN_SWEDISH = [(name, "sv") for name in MAKERS]
RICH_IN_SWEDISH = [(name, "sv") for name in RICH]
RICH_IN_ENGLISH = [(name, "en") for name in RICH]


@each(IN_SWEDISH)
async def test_a_page_passes_axe_on_a_light_phone_and_a_dark_desktop(state_page):
    assert await violations(await state_page(PHONE, "light")) == []
    assert await violations(await state_page(DESKTOP, "dark")) == []


@each(RICH_IN_ENGLISH)
async def test_an_english_page_passes_axe_on_a_dark_phone_and_a_light_desktop(state_page):
    assert await violations(await state_page(PHONE, "dark")) == []
    assert await violations(await state_page(DESKTOP, "light")) == []


@each(RICH_IN_SWEDISH + RICH_IN_ENGLISH)
async def test_a_page_is_no_wider_than_the_narrowest_window(state_page, request):
    page = await state_page(NARROWEST, "light")

    assert await page.get_attribute("html", "lang") == request.node.callspec.params["state_page"][1]
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]


@each(RICH_IN_SWEDISH)
async def test_buttons_and_links_on_a_page_are_at_least_44_pixels_high(state_page):
    page = await state_page(PHONE, "light")
    small = await page.evaluate(
        """[...document.querySelectorAll('button, a.button, summary, label.day, .foot a')]
             .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44)
             .map(one => one.textContent.trim())"""
    )

    assert small == []


async def test_the_invitation_page_passes_axe_in_every_organisers_colour(gallery_window):
    show_state, set_view, set_accent = gallery_window
    for colour in COLOURS:
        await set_accent(colour)
        found = await violations(await show_state("invitation_of_all_kinds", PHONE, "light"))
        found += await violations(await set_view("invitation_of_all_kinds", PHONE, "dark"))
        assert found == [], colour
    await set_accent("#0b5563")


async def test_a_page_with_mistakes_puts_the_focus_on_its_summary(gallery_window):
    show_state, _, _ = gallery_window
    page = await show_state("invitation_wrong", PHONE, "light")

    assert await page.evaluate("document.activeElement.getAttribute('role')") == "alert"
