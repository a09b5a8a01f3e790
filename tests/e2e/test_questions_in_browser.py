"""A cohort's questions on a phone without JavaScript: a conditional question shows when its condition is met."""

import pytest

from tests.support.browser import PHONE
from tests.support.pages.client import Clock, open_site
from tests.support.pages.gallery import Gallery
from tests.support.pages.gallery_questions import invited_with_questions
from tests.support.pages.states import SeriesBuilder
from tests.support.serving import serve


@pytest.fixture
async def phone(database, browser, monkeypatch):
    """A phone without JavaScript on an invitation with all kinds of questions, and the names of its fields."""
    clock = Clock.set(monkeypatch)
    async with open_site(database) as site, serve(site.app) as address:
        await SeriesBuilder(site, clock).dress()
        gallery = Gallery(site, clock, "sv")
        link, made = await invited_with_questions(gallery)
        names = {value: name for name, value in (await made.fields(**{key: key for key in made.ids})).items()}
        context = await browser.new_context(viewport=PHONE, java_script_enabled=False, locale="sv-SE")
        page = await context.new_page()
        await page.goto(address + link)
        yield page, names, site
        await context.close()


async def press(page, name, value):
    await page.locator(f'label:has(input[name="{name}"][value="{value}"])').click()


async def test_a_conditional_question_shows_when_its_condition_is_met_without_javascript(phone):
    page, names, _ = phone
    needs, other = page.locator(f'[name="{names["needs"]}"]').first, page.locator(f"#{names['other']}")
    assert not await needs.is_visible()

    await press(page, names["lunch"], "yes")
    assert await needs.is_visible()
    assert not await other.is_visible()
    await press(page, names["needs"], "annat")
    assert await other.is_visible()
    await press(page, names["lunch"], "no")
    assert not await needs.is_visible()
    assert not await other.is_visible()


async def test_a_question_about_one_session_hides_when_the_session_is_switched_off(phone):
    page, names, _ = phone
    late = page.locator(f'[name="{names["late"]}"]').first
    assert await late.is_visible()

    await page.locator("label.day").last.click()

    assert not await late.is_visible()


async def test_questions_can_be_corrected_answered_and_changed_without_javascript(phone):
    page, names, site = phone
    await press(page, names["lunch"], "yes")
    await page.get_by_role("button", name="Anmäl dig till alla 4").click()
    assert (await page.title()).startswith("Fel: ")
    alert = page.get_by_role("alert")
    assert await alert.get_by_role("link").all_text_contents() == [
        "Svara på frågan: Vad vill du veta mer om?",
        "Läs texten och kryssa för att du godkänner den.",
    ]
    await alert.get_by_role("link").first.click()
    assert page.url.endswith(f"#{names['know']}")
    assert await page.locator(f'[name="{names["lunch"]}"][value=yes]').is_checked()

    await page.fill(f"#{names['know']}", "Hur man leder genom andra")
    await page.get_by_label("Jag har läst och godkänner").check()
    await page.get_by_role("button", name="Anmäl dig till alla 4").click()
    assert await page.text_content("h1") == "Du är anmäld"
    await page.get_by_role("link", name="Visa eller ändra mina datum").click()
    await page.get_by_role("link", name="Ändra svaren").click()
    await press(page, names["way"], "tag")
    await page.get_by_role("button", name="Spara svaren").click()

    assert await page.get_by_role("status").get_by_role("heading").text_content() == "Dina svar är sparade"
    assert "Tåg" in await page.locator("dl").first.text_content()
    kept = await site.organiser.pool.fetchrow("select answers, consent_version from registration")
    assert (sorted(map(str, kept["answers"].values())), kept["consent_version"]) == (
        ["Hur man leder genom andra", "tag"],
        1,
    )
    assert await site.organiser.pool.fetchval("select count(*) from sensitive_answer") == 1
