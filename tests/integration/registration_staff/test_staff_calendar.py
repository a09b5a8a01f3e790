"""The calendar of staff: a link of one's own to all sessions, replaced, taken away, and ended with the person."""

import pytest
from icalendar import Calendar

from services.registration.actions.staff.change_staff import stop
from tests.support.caller import a_caller
from tests.support.registration import NOW, an_organiser

pytestmark = pytest.mark.usefixtures("clock")


async def make(browser, deed="ny"):
    location = await browser.post("/admin/ruc/jag/kalender", {"gor": deed})
    page = await browser.get(location)
    found = page.root.all("input", id="kalenderadress")
    return page, found[0]["value"].partition("example")[2] if found else None


async def entries(browser, path):
    answer = await browser.client.get(path)
    assert answer.status_code == 200
    return [dict(event) for event in Calendar.from_ical(answer.content).walk("VEVENT")]


async def test_all_sessions_of_open_cohorts_are_there_with_a_link_to_their_page(site, staff):
    cohort_id = await staff.organiser.cohort()
    session_id = await staff.organiser.session(
        cohort_id, title="Lärträff 1", place="Aulan", mode="hybrid", join_url="https://meet.example/1"
    )
    assert (await staff.get("/admin/ruc/jag")).root.all("input", id="kalenderadress") == []

    page, path = await make(staff)

    assert "Du har en ny kalenderadress" in page.text
    [event] = await entries(site, path)
    assert event["SUMMARY"].startswith("Lärträff 1")
    assert event["URL"].endswith(f"/admin/ruc/traffar/{session_id}")
    assert event["UID"] == f"{session_id}-staff"
    assert "meet.example" not in str(event)
    before = (await site.client.get(path)).headers["etag"]
    assert (await site.client.get(path, headers={"if-none-match": before})).status_code == 304


async def test_a_link_that_was_replaced_or_taken_away_opens_nothing(site, staff):
    _, first = await make(staff)
    _, second = await make(staff)
    assert first != second
    assert (await site.client.get(first)).status_code == 404
    assert (await site.client.get(second)).status_code == 200

    page, none = await make(staff, "ta-bort")

    assert none is None
    assert "borttagen" in page.text
    assert (await site.client.get(second)).status_code == 404
    _, third = await make(staff)
    assert third not in {first, second}


async def test_who_is_let_out_gets_an_empty_calendar(site, staff, admin):
    assert admin
    cohort_id = await staff.organiser.cohort()
    await staff.organiser.session(cohort_id)
    _, path = await make(staff)
    assert len(await entries(site, path)) == 1
    staff_id = await site.organiser.pool.fetchval("select id from staff where role = 'coordinator'")

    await stop(site.organiser.pool, a_caller(site.organiser.organiser_id, now=NOW), staff_id)

    assert await entries(site, path) == []


async def test_the_calendar_of_one_organiser_has_nothing_of_another(site, staff):
    other = await an_organiser(site.organiser.pool, "lund")
    await other.session(await other.cohort())
    _, path = await make(staff)

    assert await entries(site, path) == []
