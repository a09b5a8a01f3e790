"""A real browser for tests, driven by Playwright, with axe to check accessibility."""

import shutil
from collections.abc import AsyncIterator
from typing import Final

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

FLAGS: Final = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
PHONE: Final = {"width": 390, "height": 844}
DESKTOP: Final = {"width": 1280, "height": 900}


# The shell has no window to draw, and loads a page for half the processor time.
BROWSERS: Final = ("chromium-headless-shell", "chromium")

# What stands on a page is judged once. On the same page in another view only the look is judged, unless something else is
# visible there.
JUDGE: Final = """async looks => {
  const on = [...document.querySelectorAll('*')].map(one => {
    const box = one.getBoundingClientRect()
    return one.checkVisibility({visibilityProperty: true}) && box.right > 0 && box.bottom > -scrollY && box.width * box.height > 0
  }).join()
  const only = window.judged === on ? {runOnly: {type: 'rule', values: looks}} : {}
  const found = await axe.run({resultTypes: ['violations'], ...only})
  if (found.violations.length === 0) window.judged = on
  return found.violations
}"""
LOOKS: Final = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        # The distribution's browser, otherwise the one that `make test` had Playwright install.
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        chromium = await playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        await chromium.close()


async def bring_axe(place: Page | BrowserContext) -> None:
    """Let each page come with axe, which is faster than to send it to each."""
    await place.add_init_script(Axe().axe_script)


async def violations(page: Page) -> list[str]:
    """Return axe's violations of WCAG 2.2 A and AA and of its best practices."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(Axe().axe_script)
    found = await page.evaluate(JUDGE, LOOKS)
    return [f"{violation['id']}: {violation['nodes'][0]['html'][:120]}" for violation in found]
