"""Mails in a real browser: axe finds nothing, and nothing runs out of a narrow window."""

import pytest

from services.notify.render.preview.cases import previews
from tests.support.browser import PHONE, violations
from tests.support.letters import read

# One of each kind, the last: together they hold every part that a mail can have. That the two languages have the
# same structure is tested where they are compared.
LETTERS = {letter.kind: letter for letter in previews() if letter.language == "sv"}


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS.keys())
async def test_a_mail_passes_axe_and_fits_a_phone_in_light_and_dark(browser, letter):
    page = await browser.new_page(viewport=PHONE)
    try:
        await page.set_content(read(letter).html)
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    finally:
        await page.close()
