"""The camera at the door, in a browser whose reader of codes and camera the test plays."""

import pytest

from tests.support.browser import PHONE, violations
from tests.support.pages.client import Clock, open_site
from tests.support.pages.staff import signed_in
from tests.support.registration import SOON
from tests.support.serving import serve

# What the camera sees is set by the test; asking for it is counted, as browsers ask the person then.
READER = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ['qr_code'] }
  async detect() {
    const text = sessionStorage.getItem('seen')
    return text ? [{rawValue: text}] : []
  }
}
"""
CAMERA = """
const canvas = document.createElement('canvas')
let turn = 0
setInterval(() => canvas.getContext('2d').fillRect(turn++ % 9, 0, 9, 9), 50)
Object.defineProperty(navigator, 'mediaDevices', {value: {getUserMedia: async () => {
  sessionStorage.setItem('asked', 1 + Number(sessionStorage.getItem('asked')))
  if (sessionStorage.getItem('forbidden')) throw new DOMException('', 'NotAllowedError')
  return canvas.captureStream(5)
}}})
navigator.permissions.query = async () => ({state: 'granted'})
"""
HIDDEN, SEEN = "#kamera[hidden]", "#kamera:not([hidden])"


@pytest.fixture
async def door(database, browser, monkeypatch):
    """A function that opens the page for codes in a new window, with the site and the session's id."""
    clock = Clock.set(monkeypatch)
    async with open_site(database) as site, serve(site.app) as address:
        cohort_id = await site.organiser.cohort()
        session_id = await site.organiser.session(
            cohort_id, title="Lärträff 1", mode="on_site", place="Aulan"
        )
        for name in ("Anna Ek", "Bo Alm"):
            await site.organiser.register(cohort_id, f"{name[:2].strip().lower()}@nora.example", name=name)
        clock.now = SOON
        contexts = []
        async with signed_in(site) as staff:
            cookies = [
                {"name": cookie.name, "value": cookie.value or "", "url": address}
                for cookie in staff.client.cookies.jar
            ]

        async def open_door(*scripts):
            context = await browser.new_context(viewport=PHONE, locale="sv-SE")
            contexts.append(context)
            await context.add_cookies(cookies)
            for script in scripts:
                await context.add_init_script(script)
            page = await context.new_page()
            page.faults = []
            page.on("pageerror", lambda fault: page.faults.append(str(fault)))
            page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
            await page.goto(f"{address}/admin/ruc/traffar/{session_id}/narvaro/kod")
            return page

        yield open_door, site, session_id
        for context in contexts:
            await context.close()


async def hold_up(page, site, session_id, name):
    """Hold the code on somebody's page in front of the camera."""
    link = await site.seat_link(await site.registration_of(name), session_id)
    await page.evaluate("text => sessionStorage.setItem('seen', text)", f"http://kallelse.example{link}")


async def test_codes_are_read_posted_and_noted_by_a_press_for_each_person(door):
    open_door, site, session_id = door
    page = await open_door(READER, CAMERA)
    await page.wait_for_selector(SEEN)
    assert await page.evaluate("sessionStorage.getItem('asked')") is None, "nobody is asked before the press"

    await page.evaluate("sessionStorage.setItem('seen', 'https://other.example/menu')")
    await page.get_by_role("button", name="Läs av med kameran").click()
    await page.get_by_text("Det är ingen kod från Kallelse").wait_for()
    assert await page.locator("video").is_visible()
    assert await violations(page) == []
    for name in ("Anna Ek", "Bo Alm"):
        await hold_up(page, site, session_id, name)
        await page.get_by_role("heading", name=name).wait_for()
        assert "/j/" not in page.url
        # The camera is closed until the person is noted, and then opens again by itself; the same code is not read twice.
        assert not await page.locator("video").is_visible()
        await page.get_by_role("button", name=f"{name} har kommit").click()
        await page.get_by_text("är avbockad och har kommit").wait_for()
        await page.locator("video:not([hidden])").wait_for()
    asked = await page.evaluate("sessionStorage.getItem('asked')")
    assert asked == "3"
    await page.get_by_role("button", name="Stäng kameran").click()
    assert not await page.locator("video").is_visible()
    marks = await site.organiser.pool.fetch("select attendance from seat where attendance is not null")
    assert [mark["attendance"] for mark in marks] == ["present", "present"]
    assert page.faults == []


async def test_without_a_reader_or_a_camera_the_field_is_there_as_before(door):
    open_door, _, _ = door
    without = await open_door("delete window.BarcodeDetector")
    assert await without.locator(HIDDEN).count() == 1
    assert await without.locator("#kod").is_visible()
    refused = await open_door(READER, CAMERA, "sessionStorage.setItem('forbidden', '1')")
    await refused.get_by_role("button", name="Läs av med kameran").click()
    await refused.get_by_text("Kameran får inte användas här").wait_for()
    assert await refused.locator("#kod").is_visible()
    assert without.faults == refused.faults == []
