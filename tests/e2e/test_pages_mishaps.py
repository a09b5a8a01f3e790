"""Mishaps in a browser: pressing twice, going back, two windows, an outdated window, scripts and unusual letters."""

import pytest

from tests.support.api import running
from tests.support.browser import PHONE
from tests.support.pages.client import Clock, Site
from tests.support.pages.gallery import Gallery
from tests.support.pages.gallery_public import cohort
from tests.support.pages.states import SeriesBuilder
from tests.support.registration import an_organiser
from tests.support.serving import serve

YES = "button[name=answer][value=yes]"
NO = "button[name=answer][value=no]"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
NAMES = ("Zoë Łukasiewicz-Ñandú", "محمد عبد الله", "李小龍", "Åsa 🌻 Öberg", "O'Brien & Söner")


@pytest.fixture
async def place(database, monkeypatch, browser):
    """The service on a port, and the browser context of a phone."""
    clock = Clock.set(monkeypatch)
    async with running(database) as api, serve(api.app) as here:
        story = SeriesBuilder(Site(await an_organiser(api.pool, "ruc"), api.bare()), clock)
        await story.dress()
        context = await browser.new_context(viewport=PHONE, locale="sv-SE", base_url=here)
        yield story, context, api.pool
        await context.close()


async def invited(story, context):
    await story.series(4)
    link = await story.invited()
    page = await context.new_page()
    await page.goto(link)
    return page, link


async def is_heading(page, words: str) -> None:
    await page.get_by_role("heading", name=words, exact=True).wait_for()


async def test_an_answer_pressed_twice_registers_once(place):
    story, context, pool = place
    page, _ = await invited(story, context)

    # Two presses before the first response: the browser drops the first request, the server handles both.
    await page.evaluate(
        """yes => { const form = document.querySelector(yes).form, data = new FormData(form, document.querySelector(yes));
             window.first = fetch(form.action, {method: 'POST', body: new URLSearchParams(data)}) }""",
        YES,
    )
    await page.locator(YES).dblclick()

    await is_heading(page, "Du är anmäld")
    assert await pool.fetchval("select count(*) from registration") == 1
    assert await pool.fetchval("select count(*) from seat where status = 'confirmed'") == 4


async def test_the_invitation_page_after_going_back_shows_the_registration_and_can_decline_it(place):
    story, context, pool = place
    page, _ = await invited(story, context)
    await page.locator(YES).click()
    await is_heading(page, "Du är anmäld")

    await page.go_back()

    assert "Du är anmäld till fyra datum" in await page.inner_text("main")
    async with page.expect_navigation():
        await page.locator(NO).click()
    assert await pool.fetchval("select status from invitation") == "declined"
    assert await pool.fetchval("select count(*) from seat where status <> 'withdrawn'") == 0


async def test_reloading_the_page_after_an_answer_registers_once(place):
    story, context, pool = place
    page, _ = await invited(story, context)
    await page.locator(YES).click()
    await is_heading(page, "Du är anmäld")

    await page.reload()

    await is_heading(page, "Du är anmäld")
    assert await pool.fetchval("select count(*) from registration") == 1


async def test_the_last_answer_counts_when_an_invitation_is_open_in_two_windows(place):
    story, context, pool = place
    one, link = await invited(story, context)
    other = await context.new_page()
    await other.goto(link)

    async with one.expect_navigation():
        await one.locator(NO).click()
    await other.locator(YES).click()

    await is_heading(other, "Du är anmäld")
    assert await pool.fetchval("select status from invitation") == "accepted"
    assert await pool.fetchval("select count(*) from seat where status = 'confirmed'") == 4


async def test_an_answer_from_a_window_left_open_past_the_last_day_changes_nothing(place):
    story, context, pool = place
    page, _ = await invited(story, context)
    story.clock.now = story.clock.now.replace(year=story.clock.now.year + 1)

    async with page.expect_navigation():
        await page.locator(YES).click()

    assert await page.locator(YES).count() == 0
    assert await pool.fetchval("select count(*) from registration") == 0


async def test_an_answer_is_refused_and_its_input_kept_when_a_session_was_cancelled_meanwhile(place):
    story, context, pool = place
    page, _ = await invited(story, context)
    reason = page.locator("[name=message]")
    await page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    await reason.fill("Jag kommer en kvart sent.")
    await story.cancel(story.sessions[2])

    await page.locator(YES).click()

    await page.locator("[role=alert]").wait_for()
    assert await page.locator("[name=message]").input_value() == "Jag kommer en kvart sent."
    assert await pool.fetchval("select count(*) from registration") == 0


async def test_a_script_typed_into_every_field_is_shown_as_text(place):
    story, context, _ = place
    gallery = Gallery(story.site, story.clock, "sv")
    gallery.story = story
    path = await cohort(gallery)
    page = await context.new_page()
    messages = []
    page.on("dialog", lambda dialog: messages.append(dialog.message))
    page.on("pageerror", lambda error: messages.append(str(error)))
    await page.goto(path)

    for field in await page.locator("main input[type=text], main input:not([type]), main textarea").all():
        await field.fill(SCRIPT)
    await page.locator("input[name=email]").evaluate(
        "(it, text) => { it.type = 'text'; it.value = text }", SCRIPT
    )
    await page.locator("main form button").last.click()

    await page.locator("[role=alert]").wait_for()
    assert await page.locator("input[name=name]").input_value() == SCRIPT
    assert await page.locator("main script:not([type='application/ld+json']), main img").count() == 0
    assert messages == []


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_in_any_alphabet_is_stored_and_shown_as_it_was_written(place, name):
    story, context, pool = place
    gallery = Gallery(story.site, story.clock, "sv")
    gallery.story = story
    page = await context.new_page()
    await page.goto(await cohort(gallery))

    await page.locator("input[name=name]").fill(name)
    await page.locator("input[name=email]").fill("nagon@skola.example")
    await page.locator("main form button").last.click()
    await page.wait_for_url("**skickat=1*")

    assert await pool.fetchval("select name from person where email = 'nagon@skola.example'") == name
    own = await story.site.registration_of(name)
    await page.goto(await story.site.link("r", own))
    assert name in await page.inner_text("main")


async def test_every_button_keeps_its_border_in_forced_colours(place):
    story, context, _ = place
    page, _ = await invited(story, context)
    await page.emulate_media(forced_colors="active")

    without_edge = await page.evaluate(
        """[...document.querySelectorAll('main button, main a.button')]
             .filter(one => one.checkVisibility() && parseFloat(getComputedStyle(one).borderTopWidth) < 1)
             .map(one => one.textContent.trim())"""
    )

    assert without_edge == []


async def test_the_keyboard_reaches_all_controls_in_order_and_shows_the_focus(place):
    story, context, _ = place
    page, _ = await invited(story, context)
    seen = []
    for _ in range(60):
        await page.keyboard.press("Tab")
        at = await page.evaluate(
            """() => { const it = document.activeElement; if (it === document.body) return null;
                 const box = it.getBoundingClientRect(), style = getComputedStyle(it), label = it.closest('label');
                 const ringed = [style, ...(label ? [getComputedStyle(label), ...[...label.children].map(one => getComputedStyle(one))] : [])]
                   .some(one => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2 || one.boxShadow !== 'none');
                 return {top: box.top + scrollY, name: it.name || it.textContent.trim(), ringed}; }"""
        )
        if at is None:
            break
        seen.append(at)

    assert [control["name"] for control in seen if not control["ringed"]] == []
    switches = [control["top"] for control in seen if control["name"] == "session_ids"]
    assert len(switches) == 4
    assert switches == sorted(switches)
    assert [control["name"] for control in seen].count("answer") >= 2
