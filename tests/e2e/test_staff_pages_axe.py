"""Every page for staff in every state, checked by axe in a real browser: a light phone and a dark desktop.

The states are in tests/support/pages/gallery_staff.py; each is answered by the app in this process, and shown in one window.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from playwright.async_api import Page as Window

from tests.support.browser import DESKTOP, PHONE, bring_axe, violations
from tests.support.pages.client import Clock, Page, check, open_site
from tests.support.pages.gallery_staff_new import STATES, make_round
from tests.support.pages.staff import browser as another_browser
from tests.support.pages.staff import signed_in

ADDRESS = "http://kallelse.example/"
NARROWEST = {"width": 320, "height": 640}
Show = Callable[[str, str], Awaitable[httpx.Response]]


@pytest.fixture(scope="module")
async def staff_window(postgres_server, browser) -> AsyncIterator[tuple[Window, Show]]:
    """A browser window, and a function that shows a state in it."""
    database = await postgres_server.new_database()
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock.set(patch)
        async with (
            open_site(database) as site,
            signed_in(site, "admin") as staff,
            another_browser(site) as nobody,
        ):
            made = await make_round(staff, nobody, clock)
            context = await browser.new_context(viewport=PHONE, reduced_motion="reduce")
            await bring_axe(context)
            window = await context.new_page()
            current: dict[str, httpx.Response] = {}

            async def answer(route):
                path = route.request.url.removeprefix(ADDRESS.rstrip("/"))
                found = current["page"] if path == "/" else await site.client.get(path)
                headers = {name: value for name, value in found.headers.items() if name != "set-cookie"}
                await route.fulfill(status=found.status_code, headers=headers, body=found.content)

            await window.route("**/*", answer)

            async def show(name: str, language: str) -> httpx.Response:
                made.language = language
                current["page"] = await STATES[name](made)
                await window.goto(ADDRESS)
                return current["page"]

            yield window, show
            await context.close()
    await postgres_server.drop(database)


@pytest.mark.parametrize("name", STATES)
async def test_a_page_for_staff_passes_axe_and_is_no_wider_than_its_window(staff_window, name):
    window, show = staff_window
    judged = None
    for language, size, scheme in (("sv", PHONE, "light"), ("en", DESKTOP, "dark")):
        await window.set_viewport_size(size)
        await window.emulate_media(color_scheme=scheme)
        shown = await show(name, language)
        check(Page(shown))
        assert await window.get_attribute("html", "lang") == language
        # Where the same elements are visible, only their look is judged once more.
        await window.evaluate("it => { window.judged = it }", judged)
        assert await violations(window) == []
        judged = await window.evaluate("window.judged")
        for width in (size, NARROWEST) if size is PHONE else (size,):
            await window.set_viewport_size(width)
            assert await window.evaluate("document.documentElement.scrollWidth") <= width["width"]


CONFIRMING = (
    "cohort_invite_somebody", "cohort_cancel", "remind", "session_moved", "session_cancel", "mailing", "hand_over_plan",
    "scheduled",
)  # fmt: skip
STACKED = (
    "receipt_of_mails",
    "webhook_log",
    "rules",
    "programmes",
    "mailings",
    "enquiries_all",
    "questions",
    "imports",
    "cohort",
)


async def test_on_a_phone_the_button_is_in_view_at_once_and_rows_are_not_wider_than_the_window(staff_window):
    window, show = staff_window
    await window.set_viewport_size(PHONE)
    for name in CONFIRMING:
        await show(name, "sv")
        box = await window.locator(".savebar--stay button").bounding_box()
        assert box is not None, name
        assert box["y"] + box["height"] <= PHONE["height"], name
    for name in STACKED:
        await show(name, "sv")
        regions = window.locator(".scroll:has(.table--rows)")
        assert await regions.count(), name
        wide = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
        assert await regions.evaluate_all(wide) == 0, name
