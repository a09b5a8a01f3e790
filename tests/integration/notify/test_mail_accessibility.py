"""Mails in a real browser: axe finds nothing, and nothing is wider than a phone."""

import pytest

from services.notify.render.preview.cases import previews
from tests.support.browser import PHONE, violations
from tests.support.letters import read

# The last preview of each kind: together they contain every part that a mail can have. Another test compares the
# structure of the two languages.
LETTERS = {letter.kind: letter for letter in previews() if letter.language == "sv"}


@pytest.fixture(scope="module")
async def page(browser):
    page = await browser.new_page(viewport=PHONE)
    yield page
    await page.close()


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS.keys())
async def test_a_mail_passes_axe_and_fits_a_phone_in_light_and_dark(page, letter):
    await page.goto("about:blank")  # no letter is judged by what the one before it has left
    await page.set_content(read(letter).html)
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
