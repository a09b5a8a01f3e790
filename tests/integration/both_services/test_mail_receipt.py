"""How the mails of a cohort went, a line for each person, and how far they have come: the same live and after a reload."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from services.registration.web.admin.kit import list_file
from services.registration.web.admin.sendings import progress, receipt
from services.registration.web.kit.live_streams import MOST
from tests.support.both import ahead
from tests.support.pages import staff as support
from tests.support.pages.client import Site
from tests.support.registration import an_organiser
from tests.support.serving import serve


@pytest.fixture
def app(office):
    return office._transport.app


@pytest.fixture
async def staff(both, app):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://kallelse.example"
    ) as client:
        site = Site(both.organiser, client)
        await support.let_in(both.organiser.pool, both.organiser, "maria@prov.example")
        await support.sign_in(site, "maria@prov.example")
        yield site


@pytest.fixture
async def cohort(both):
    """Anna and Bo can be mailed; Eva has no address."""
    both.post.start()
    organiser = both.organiser
    nora = await organiser.organisation("Nora kommun", municipality_code="1884")
    for name in ("Anna Ek", "Bo Lind", "Eva Ib"):
        await organiser.person(name, nora, "rektor")
    made = await organiser.cohort()
    await organiser.session(
        made, title="Träff 1", starts_at=ahead(30), ends_at=ahead(30) + timedelta(hours=2), place="Aulan"
    )
    await organiser.rule(made, await organiser.audience())
    return made


@pytest.fixture
async def invited(both, office, cohort):
    await office.post(f"/cohorts/{cohort}/invite")
    await both.settle()
    pool = both.organiser.pool
    await pool.execute("update person set email = null, email_key = null where name = 'Eva Ib'")
    await both.post.pool.execute(
        "update delivery set status = 'bounced', last_answer = '550 no such user' where to_address like 'bo.%'"
    )
    return cohort


@asynccontextmanager
async def served(app, cookies=None):
    """The app on a port of its own, as browsers meet it."""
    async with serve(app) as url, httpx.AsyncClient(base_url=url, timeout=20, cookies=cookies) as client:
        yield client


def events_of(text):
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


async def test_each_person_has_a_line_with_what_became_of_the_mail(staff, invited):
    page = await staff.get(f"/admin/prov/omgangar/{invited}")
    assert "Så gick mejlen, person för person" in page.text
    own = f"/admin/prov/omgangar/{invited}/kvitto"

    page = await staff.get(own)
    rows = [row.text for row in page.root.all("tr")]
    assert any("Anna Ek" in row and "Inbjudan" in row and "Lämnat till e-postservern" in row for row in rows)
    assert any("Bo Lind" in row and "Kom tillbaka" in row and "550 no such user" in row for row in rows)
    assert any("Eva Ib" in row and "Ingen e-postadress" in row for row in rows)
    assert "script-src 'self'" in page.headers["content-security-policy"]

    unreached = await staff.get(f"{own}?urval=onadda")
    assert "Anna Ek" not in unreached.text
    assert [name in unreached.text for name in ("Bo Lind", "Eva Ib")] == [True, True]
    assert "Handed to the mail server" in (await staff.get(f"{own}?lang=en")).text
    assert "Inget mejl har skickats" in (await staff.get(f"{own}?slag=offer")).text

    file = await staff.client.get(f"{own}.csv?urval=onadda")
    assert "Bo Lind" in file.text
    assert "Anna Ek" not in file.text
    assert "Eva Ib" in file.text


async def test_a_file_says_when_the_mails_cannot_be_seen(app, staff, invited, monkeypatch):
    async with httpx.AsyncClient(base_url="http://127.0.0.1:1") as client:
        monkeypatch.setattr(app.services, "notify", client)
        file = await staff.client.get(f"/admin/prov/omgangar/{invited}/kvitto.csv")
    assert "Det går inte att se hur mejlen gick just nu." in file.text
    assert "Eva Ib" in file.text


async def test_a_file_says_that_it_is_cut_where_a_page_of_the_ledger_ends_at_the_limit(
    both, office, staff, cohort, monkeypatch
):
    await office.post(f"/cohorts/{cohort}/invite")
    await both.settle()
    for where in (receipt, list_file):
        monkeypatch.setattr(where, "MOST_ROWS", 2)
    monkeypatch.setattr(receipt, "_OF_A_FILE", 1)
    file = await staff.client.get(f"/admin/prov/omgangar/{cohort}/kvitto.csv")
    assert "bara de första 2 raderna" in file.text


async def test_progress_is_the_same_live_and_on_a_reload_and_ends_when_all_is_sent(
    both, office, staff, cohort, monkeypatch
):
    monkeypatch.setattr(progress, "_QUIET", 1.0)
    monkeypatch.setattr(progress, "_ASK_EVERY", 0.1)
    monkeypatch.setattr(progress, "_BEAT", 0.05)
    own = f"/admin/prov/omgangar/{cohort}/kvitto"
    await office.post(f"/cohorts/{cohort}/invite")
    await both.carry()
    async with (
        served(office._transport.app, dict(staff.client.cookies)) as browser,
        browser.stream("GET", f"{own}/folj") as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        sending = asyncio.create_task(both.settle())
        events = events_of("".join([part async for part in answer.aiter_text()]))
        await sending
    assert events[-1][0] == "end"
    counts = [data for name, data in events if name == "progress"]
    assert [one["done"] for one in counts] == sorted(one["done"] for one in counts)
    assert counts[-1] == {"done": 3, "all": 3, "text": "Alla 3 har gått ut.", "is_going": False}
    page = await staff.get(own)
    assert "Alla 3 har gått ut." in page.text
    bar = page.root.all("progress")[0]
    assert (bar["value"], bar["max"]) == ("3", "3")


async def test_the_bar_moves_without_a_reload_where_scripts_run(both, office, staff, cohort, browser):
    await office.post(f"/cohorts/{cohort}/invite")
    async with serve(office._transport.app) as url:
        context = await browser.new_context()
        cookies = [{"name": name, "value": value, "url": url} for name, value in staff.client.cookies.items()]
        await context.add_cookies(cookies)
        page = await context.new_page()
        faults = []
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        await page.goto(f"{url}/admin/prov/omgangar/{cohort}/kvitto")
        assert not await page.locator("progress").is_visible(), "nothing is on its way yet"
        await both.settle()
        await page.locator("#framsteg p", has_text="Alla 3 har gått ut.").wait_for()
        assert await page.locator("progress").get_attribute("value") == "3"
        assert faults == [], "the content policy lets the script do its work"
        await context.close()


async def test_a_stream_ends_with_its_session_holds_no_connection_and_has_heartbeats(
    both, staff, app, cohort, monkeypatch
):
    for name, seconds in (("_SESSION_EVERY", 0.2), ("_BEAT", 0.05), ("_HEARTBEAT_EVERY", 0.1)):
        monkeypatch.setattr(progress, name, seconds)
    path = f"/admin/prov/omgangar/{cohort}/kvitto/folj"
    pool, db = both.organiser.pool, app.services.pool
    async with (
        served(app, dict(staff.client.cookies)) as browser,
        browser.stream("GET", path) as answer,
    ):
        parts = answer.aiter_text()
        text = ""
        while ": \n\n" not in text:
            text += await anext(parts)
        async with asyncio.timeout(10):
            while db.get_idle_size() < db.get_size():  # noqa: ASYNC110 - a pool has no event
                await asyncio.sleep(0.01)
        await pool.execute("delete from staff_session")
        text += "".join([part async for part in parts])
    assert text.rstrip().endswith("event: end\ndata: {}")


async def test_a_session_has_few_streams_and_a_server_that_stops_ends_them_at_once(staff, app, cohort):
    path = f"/admin/prov/omgangar/{cohort}/kvitto/folj"
    async with served(app, dict(staff.client.cookies)) as browser:
        open_ones = [browser.stream("GET", path) for _ in range(MOST)]
        answers = [await one.__aenter__() for one in open_ones]
        readers = [answer.aiter_text() for answer in answers]
        for reader in readers:
            await anext(reader)
        assert (await browser.get(path)).status_code == 429

        app.services.live.stop()
        async with asyncio.timeout(10):
            rest = ["".join([part async for part in reader]) for reader in readers]
        for one in open_ones:
            await one.__aexit__(None, None, None)
    assert not any("event: end" in text for text in rest), "the browser asks again"
    assert app.services.live._open == {}


async def test_a_stream_is_behind_the_same_doors_as_its_page(both, staff, app, cohort):
    other = await an_organiser(both.organiser.pool, "lund")
    theirs = await other.cohort()
    path = f"/admin/prov/omgangar/{cohort}/kvitto/folj"
    async with served(app) as stranger, served(app, dict(staff.client.cookies)) as browser:
        assert (await stranger.get(path)).status_code == 303
        assert (await browser.get(path.replace(str(cohort), str(theirs)))).status_code == 404
        assert (await browser.get(path.replace("prov", "lund"))).status_code == 404
