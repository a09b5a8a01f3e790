"""Reminder rules from the page and the API to the mailbox: who was there is followed up, and filling in is counted first."""

from datetime import timedelta

import httpx
import pytest

from shared import times
from tests.support.both import ahead
from tests.support.mail import read
from tests.support.pages import staff as support
from tests.support.pages.client import Site
from tests.support.pages.staff_cohort import fields_of


@pytest.fixture
async def staff(both, office):
    async with httpx.AsyncClient(transport=office._transport, base_url="http://kallelse.example") as client:
        site = Site(both.organiser, client)
        await support.let_in(both.organiser.pool, both.organiser, "maria@prov.example")
        await support.sign_in(site, "maria@prov.example")
        yield site


@pytest.fixture
async def cohort(both):
    both.post.start()
    return await both.organiser.cohort()


async def planned(both):
    await both.carry()
    await both.post.tell()


def mails(both, kind):
    return [mail for mail in map(read, both.post.mailbox.raws()) if mail.kind == kind]


async def test_a_session_that_has_been_is_followed_up_for_those_who_were_there(both, office, cohort):
    began = times.now() - timedelta(minutes=30)
    session = await both.organiser.session(
        cohort, title="Startmöte", starts_at=began, ends_at=times.now() + timedelta(seconds=3), place="Aulan"
    )
    for name in ("anna", "bo"):
        await both.organiser.register(cohort, f"{name}@skola.example", now=began - timedelta(days=1))
    rule = {"hours_after": 0, "to": "present", "text": "Tack för att du kom, {{förnamn}}!", "fill_in": True}
    answer = await office.patch(f"/cohorts/{cohort}", json={"reminders": [rule]})
    assert answer.status_code == 200, answer.text
    anna = await both.organiser.pool.fetchval("select id from person where email = 'anna@skola.example'")
    noted = await office.put(
        f"/sessions/{session}/attendance",
        json=[{"person_id": str(anna), "attendance": "present"}],
    )
    assert noted.status_code in {200, 204}, noted.text
    await planned(both)
    rows = await both.post.pool.fetch("select kind, status, person_id from delivery where kind = 'follow_up'")
    assert [(row["kind"], row["person_id"]) for row in rows] == [("follow_up", anna)]
    await both.post.until(
        await both.post.pool.fetchval("select key from delivery where kind = 'follow_up'"), "sent"
    )
    (mail,) = mails(both, "follow_up")
    assert "Tack för att du kom" in mail.text


async def test_rules_are_added_changed_and_removed_on_their_page(both, staff, cohort):
    await both.organiser.session(
        cohort, title="Träff 1", starts_at=ahead(30), ends_at=ahead(30) + timedelta(hours=2), place="Aulan"
    )
    here = f"/admin/prov/omgangar/{cohort}/paminnelser"
    assert "Inga påminnelser än" in (await staff.get(here)).text
    form = fields_of(await staff.get(f"{here}/ny"))
    page = await staff.refused(
        f"{here}/ny",
        form | {"to": "present", "count": "x", "at": "9", "unit": "hours_before", "text": "{{fel}}"},
    )
    assert sorted(page.mistakes()) == ["at", "count", "text", "to"]
    assert page.value("text") == "{{fel}}"

    added = form | {"to": "silent", "count": "3", "at": "10.00", "text": "Hej {{förnamn}}"}
    assert await staff.post(f"{here}/ny", added) == f"{here}?om=sparat"
    page = await staff.get(here)
    assert "3 dagar före, klockan 10.00" in page.text
    assert "De som inte har svarat" in page.text
    assert "Those who have not answered" in (await staff.get(f"{here}?lang=en")).text
    (link,) = [href for href in page.hrefs() if "/paminnelser/andra" in href]
    changed = fields_of(await staff.get(link)) | {"count": "1"}
    assert await staff.post(link, changed) == f"{here}?om=sparat"
    page = await staff.get(here)
    assert "Dagen före, klockan 10.00" in page.text
    assert "3 dagar" not in page.text
    again = form | {
        "to": "silent",
        "count": "1",
        "at": "10.00",
        "version": fields_of(await staff.get(f"{here}/ny"))["version"],
    }
    assert list((await staff.refused(f"{here}/ny", again)).mistakes()) == ["count"]
    name = (await staff.get(here)).root.one("input", name="regel")["value"]
    assert await staff.post(f"{here}/ta-bort", {"regel": name}) == f"{here}?om=borttagen"
    assert await staff.post(f"{here}/ta-bort", {"regel": name}) == f"{here}?om=borttagen"
    assert "Inga påminnelser än" in (await staff.get(here)).text


async def test_filling_in_says_how_many_get_it_now_before_anything_leaves(both, staff, office, cohort):
    began = times.now() - timedelta(days=1)
    await both.organiser.session(
        cohort, title="Startmöte", starts_at=began, ends_at=began + timedelta(hours=2), place="Aulan"
    )
    for name in ("anna", "bo"):
        await both.organiser.register(cohort, f"{name}@skola.example", now=began - timedelta(days=9))
    await planned(both)
    here = f"/admin/prov/omgangar/{cohort}/paminnelser/ny"
    form = fields_of(await staff.get(here)) | {"count": "1", "unit": "hours_after", "fill_in": "yes"}
    looked = await staff.client.post(here, data=form)
    assert "Spara och skicka 2 mejl nu" in looked.text
    assert (await office.get(f"/cohorts/{cohort}")).json()["reminders"] == []
    assert await staff.post(here, form | {"confirm": "2"}) == here.removesuffix("/ny") + "?om=sparat"
    await planned(both)
    assert await both.post.pool.fetchval("select count(*) from delivery where kind = 'follow_up'") == 2

    forward = await office.post(
        "/cohorts", json={"programme_id": str(both.organiser.programme_id), "name": "Igen", "reminders": [{"days_before": 1, "session_id": str(cohort)}]},
    )  # fmt: skip
    assert forward.status_code == 404
    wrong = [
        {"days_after": 1, "to": "silent"},
        {"at": "08:00", "hours_before": 1},
        {},
        {"days_before": 1},
        {"days_before": 1},
    ]
    refused = await office.patch(f"/cohorts/{cohort}", json={"reminders": wrong})
    assert sorted(error["pointer"] for error in refused.json()["errors"]) == [
        "/reminders", "/reminders/0/to", "/reminders/1/at", "/reminders/2/days_before",
    ]  # fmt: skip


async def test_a_copied_cohort_has_the_rules_about_its_own_sessions(both, office, cohort):
    session = await both.organiser.session(
        cohort, title="Träff 1", starts_at=ahead(30), ends_at=ahead(30) + timedelta(hours=2), place="Aulan"
    )
    rules = [
        {"days_before": 2, "session_id": str(session), "text": "Ta med"},
        {"days_after": 1, "at": "10:00"},
    ]
    await office.patch(f"/cohorts/{cohort}", json={"reminders": rules})
    since = [rule["since"] for rule in (await office.get(f"/cohorts/{cohort}")).json()["reminders"]]
    await office.patch(f"/cohorts/{cohort}", json={"reminders": [*rules, {"days_before": 1}]})
    kept = (await office.get(f"/cohorts/{cohort}")).json()["reminders"]
    assert [rule["since"] for rule in kept][:2] == since
    first = (ahead(120)).date().isoformat()
    copy = (
        await office.post(f"/cohorts/{cohort}/copy", json={"name": "Hösten", "first_session_on": first})
    ).json()
    sessions = (await office.get("/sessions", params={"cohort_id": copy["id"]})).json()["items"]
    assert copy["reminders"][0]["session_id"] == sessions[0]["id"]
    assert [rule["text"] for rule in copy["reminders"]] == ["Ta med", None, None]
