"""A coordinator at a real browser: what is pressed is counted, and what a page is called is asserted."""

import asyncio
import os
from pathlib import Path

from playwright.async_api import Locator, Page

from tests.support.browser import DESKTOP


class CoordinatorInBrowser:
    """Presses and fills in what stands on a page, found by its words, and counts that.

    A press is a click, or a field that is filled in: what a person does with a hand.
    """

    def __init__(self, page: Page, base_url: str) -> None:
        page.set_default_timeout(15_000)
        self.page = page
        self.base_url = base_url
        self.presses = 0

    async def open(self, path: str) -> None:
        """Type an address."""
        await self.page.goto(self.base_url + path)

    async def press(self, words: str, *, within: str = "body") -> None:
        """Press the first link or button that says these words, and wait for the page that follows."""
        self.presses += 1
        found = self.page.locator(within).locator("a, button").filter(has_text=words).first
        async with self.page.expect_navigation():
            await found.click()

    async def fill(self, name: str, value: str) -> None:
        """Type in a field."""
        self.presses += 1
        await self.page.locator(f"main [name={name}]").first.fill(value)

    async def choose(self, name: str, label: str) -> None:
        """Choose in a list by what stands there."""
        self.presses += 1
        await self.page.locator(f"main select[name={name}]").select_option(label=label)

    async def tick(self, label: str) -> None:
        """Tick what has these words beside it."""
        self.presses += 1
        await self.page.locator("main label").filter(has_text=label).first.click()

    async def download(self, words: str) -> bytes:
        """Press a link that gives a file, and return the file."""
        self.presses += 1
        async with self.page.expect_download() as expected:
            await self.page.locator("a").filter(has_text=words).first.click()
        download = await expected.value
        return await asyncio.to_thread(Path(await download.path()).read_bytes)

    async def heading(self) -> str:
        return await self.page.locator("h1").inner_text()

    async def text(self) -> str:
        """What is visible below the bar; what is folded is not."""
        return " ".join((await self.page.locator("main").inner_text()).split())

    def lines(self, selector: str) -> Locator:
        return self.page.locator(selector)

    async def picture(self, name: str) -> None:
        """Keep the upper part of the window as a picture, if the environment names a folder for pictures in `SHOTS`."""
        if folder := os.environ.get("SHOTS"):
            await self.page.screenshot(path=Path(folder) / f"{name}.png")

    async def as_wide_as(self, size: dict[str, int] = DESKTOP) -> None:
        """Show the pages in a window of this size."""
        await self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
