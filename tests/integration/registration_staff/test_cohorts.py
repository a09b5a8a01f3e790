"""Programmes and cohorts, as a coordinator lists, makes, changes and copies them."""

import asyncio
from datetime import date

import pytest

from tests.support.pages import staff as support
from tests.support.pages.staff_cohort import a_round, fields_of, press, spaced
from tests.support.registration import an_organiser

pytestmark = pytest.mark.usefixtures("clock")


async def test_an_empty_list_says_what_will_stand_there(site):
    other = await an_organiser(site.organiser.pool, "lund")
    await other.pool.execute("delete from programme where organiser_id = $1", other.organiser_id)
    await support.let_in(other.pool, other, "anna@lund.example")
    await support.sign_in(site, "anna@lund.example")

    page = await site.get("/admin/lund/omgangar")

    assert "Inga satsningar än" in page.text
    assert page.href("Ny satsning") == "/admin/lund/program/nytt"


async def test_the_list_has_each_cohort_with_its_status_days_and_counts(staff):
    await a_round(staff.organiser)
    await staff.organiser.cohort(name="Omgång 2027", is_open=False)

    page = await staff.get("/admin/ruc/omgangar")

    rows = [spaced(row) for row in page.root.all("tbody")[0].all("tr")]
    assert rows == [
        "Omgång 2027 Utkast Inga datum än 0 0 0",
        "Omgång 2026 Öppen 2026-02-03 till 2026-02-10 2 5 2",
    ]
    drafts = await staff.get("/admin/ruc/omgangar?urval=draft")
    assert "Omgång 2026" not in drafts.text
    found = await staff.get("/admin/ruc/omgangar?q=omgång 2026")
    assert "Omgång 2026" in found.text
    assert "Inget stämmer" in (await staff.get("/admin/ruc/omgangar?q=zzz")).text


async def test_the_list_goes_on_by_key(staff):
    await staff.organiser.pool.execute(
        """insert into programme (organiser_id, id, title)
           select $1, gen_random_uuid(), 'Satsning ' || n from generate_series(1, 20) n""",
        staff.organiser.organiser_id,
    )

    first = await staff.get("/admin/ruc/omgangar")
    second = await staff.get(first.href("Äldre satsningar"))

    shown = [heading.text for page in (first, second) for heading in page.root.all("h2")]
    assert len(shown) == len(set(shown)) == 21
    assert second.href("Till de senaste") == "/admin/ruc/omgangar"


async def test_a_programme_and_its_first_cohort_are_made(staff):
    goal = await press(
        staff, "/admin/ruc/program/nytt", title="Ledarskap", kind="nätverk", registration="open"
    )
    assert goal.endswith("/ny-omgang")

    goal = await press(
        staff, goal, name="Omgång 2027", capacity="40", reminders="3 dagar\n2 timmar", must_confirm="yes"
    )

    page = await staff.get(goal)
    assert page.h1 == "Ledarskap"
    assert "utkast" in page.root.one("p", role="status").text
    row = await staff.organiser.pool.fetchrow("select * from cohort where name = 'Omgång 2027'")
    assert (row["capacity"], row["slug"], row["status"]) == (40, "omgang-2027", "draft")
    assert row["must_confirm"]
    assert [(rule.get("days_before"), rule.get("hours_before")) for rule in row["reminders"]] == [
        (3, None),
        (None, 2),
    ]
    [entry] = await staff.organiser.pool.fetch(
        "select * from audit where action = 'cohort.create' and actor_kind = 'staff'"
    )
    assert entry["actor_id"] is not None


async def test_all_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(staff):
    programme_id = staff.organiser.programme_id
    path = f"/admin/ruc/program/{programme_id}/ny-omgang"
    typed = {
        "name": "",
        "slug": "Å b",
        "capacity": "många",
        "starts_on": "i mars",
        "reminders": "snart",
        "offer_hours": "0",
    }

    page = await staff.refused(path, fields_of(await staff.get(path)) | typed)

    assert set(page.mistakes()) == {"name", "slug", "starts_on", "capacity", "offer_hours", "reminders"}
    assert {name: page.value(name) for name in typed} == typed
    assert await staff.organiser.pool.fetchval("select count(*) from cohort") == 0


async def test_the_same_form_posted_twice_makes_one_cohort(staff):
    path = f"/admin/ruc/program/{staff.organiser.programme_id}/ny-omgang"
    posted = fields_of(await staff.get(path)) | {"name": "Omgång 2027"}

    goals = await asyncio.gather(staff.post(path, posted), staff.post(path, posted))

    assert len({goal.partition("?")[0] for goal in goals}) == 1
    assert await staff.organiser.pool.fetchval("select count(*) from cohort") == 1


async def test_the_second_editor_is_told_what_changed_and_loses_nothing(site, staff):
    cohort_id = await staff.organiser.cohort(name="Omgång 2026")
    path = f"/admin/ruc/omgangar/{cohort_id}/andra"
    async with support.signed_in(site, "admin") as other:
        mine, theirs = fields_of(await staff.get(path)), fields_of(await other.get(path))
        await other.post(path, theirs | {"name": "Omgång A", "capacity": "30"})

        page = await staff.refused(path, mine | {"name": "Omgång B", "number": "7"}, expect=409)

    assert page.root.one(id="mistakes").text == "admin@ruc.example har sparat en ändring medan du skrev"
    assert page.value("name") == "Omgång B"
    assert "Nu står det: Omgång A." in page.mistakes()["name"]
    assert page.value("capacity") == "30"
    assert "taget med" in page.mistakes()["capacity"]
    assert page.value("number") == "7"
    await staff.post(path, fields_of(page))
    row = await staff.organiser.pool.fetchrow("select * from cohort where id = $1", cohort_id)
    assert (row["name"], row["capacity"], row["number"]) == ("Omgång B", 30, 7)


async def test_reminders_that_were_not_changed_keep_from_when_they_apply(staff):
    path = f"/admin/ruc/program/{staff.organiser.programme_id}/ny-omgang"
    goal = await press(staff, path, name="Omgång 2027")
    own = goal.partition("?")[0]
    before = await staff.organiser.pool.fetchval("select reminders from cohort")

    await press(staff, f"{own}/andra", name="Omgång 27")

    assert await staff.organiser.pool.fetchval("select reminders from cohort") == before


async def test_a_taken_address_is_said_at_its_field(staff):
    await staff.organiser.cohort(name="Ett", slug="ett")
    cohort_id = await staff.organiser.cohort(name="Två", slug="tva")
    path = f"/admin/ruc/omgangar/{cohort_id}/andra"

    page = await staff.refused(path, fields_of(await staff.get(path)) | {"slug": "ett"})

    assert page.mistakes() == {"slug": "Adressen används av en annan omgång. Skriv en annan."}


async def test_a_cohort_is_opened_closed_and_cancelled_each_after_a_page_that_says_what_follows(staff):
    cohort_id = await staff.organiser.cohort(is_open=False)
    await staff.organiser.session(cohort_id)
    own = f"/admin/ruc/omgangar/{cohort_id}"

    asked = await staff.get(f"{own}/oppna")
    assert "ingen som svarar på frågor" in asked.text
    assert (
        await staff.organiser.pool.fetchval("select status from cohort where id = $1", cohort_id) == "draft"
    )
    await press(staff, f"{own}/oppna")
    assert "Anmälan är öppen" in (await staff.get(f"{own}?om=oppnad")).text
    await staff.organiser.register(cohort_id, "anna@skola.example")
    assert "Ingen får mejl" in (await staff.get(f"{own}/stang")).text
    await press(staff, f"{own}/stang")
    asked = await staff.get(f"{own}/stall-in")
    assert "Ställ in och skicka 1 mejl" in asked.buttons()
    await press(staff, f"{own}/stall-in", reason="För få anmälda")

    row = await staff.organiser.pool.fetchrow(
        "select status, cancel_reason from session where cohort_id = $1", cohort_id
    )
    assert tuple(row) == ("cancelled", "För få anmälda")
    assert (await staff.get(f"{own}/oppna", expect=409)).h1 == "Omgången är inställd"


async def test_a_page_that_says_what_follows_is_shown_anew_if_the_cohort_has_changed(staff):
    cohort_id = await staff.organiser.cohort(is_open=False)
    own = f"/admin/ruc/omgangar/{cohort_id}"
    posted = fields_of(await staff.get(f"{own}/oppna"))
    await press(staff, f"{own}/andra", name="Annat namn")

    page = await staff.refused(f"{own}/oppna", posted, expect=409)

    assert page.h1 == "Öppna anmälan till Annat namn"
    await staff.post(f"{own}/oppna", fields_of(page))


async def test_only_an_empty_cohort_and_a_programme_without_cohorts_are_deleted(staff):
    it = await a_round(staff.organiser)
    page = await staff.refused(
        f"{it.path}/ta-bort", fields_of(await staff.get(f"{it.path}/ta-bort")), expect=409
    )
    assert "går inte att ta bort" in page.root.one("div", role="alert").text
    programme = f"/admin/ruc/program/{staff.organiser.programme_id}/ta-bort"
    await staff.refused(programme, fields_of(await staff.get(programme)), expect=409)

    empty = await staff.organiser.cohort(name="Tom")
    await press(staff, f"/admin/ruc/omgangar/{empty}/ta-bort")

    assert await staff.organiser.pool.fetchval("select count(*) from cohort where id = $1", empty) == 0


async def test_a_copy_proposes_name_and_day_and_warns_of_what_to_look_at(staff):
    it = await a_round(staff.organiser)
    asked = await staff.get(f"{it.path}/kopiera")
    assert asked.value("name") == "Omgång 2026"
    assert asked.value("first_session_on") == "2026-08-04"
    posted = fields_of(asked) | {"name": "Omgång 2027", "first_session_on": "2027-02-23"}

    goals = [await staff.post(f"{it.path}/kopiera", posted) for _ in range(2)]

    assert goals[0].partition("?")[0] == goals[1].partition("?")[0]
    page = await staff.get(goals[0])
    assert "Se över datum" in page.root.one("p", role="status").text
    days = await staff.organiser.pool.fetch(
        "select s.on_date from session s join cohort c on c.id = s.cohort_id where c.name = 'Omgång 2027' order by 1"
    )
    assert [row["on_date"] for row in days] == [date(2027, 2, 23), date(2027, 3, 2)]
    assert "Skollov" in page.root.one("ul", **{"class": "checks"}).text
    assert await staff.organiser.pool.fetchval("select count(*) from cohort") == 2


async def test_a_viewer_sees_the_pages_and_no_button_that_is_not_theirs(site):
    it = await a_round(site.organiser)
    async with support.signed_in(site, "viewer") as viewer:
        for path in ("/admin/ruc/omgangar", it.path):
            page = await viewer.get(path)
            assert not [
                href for href in page.hrefs() if href.endswith(("/andra", "/kopiera", "/nytt", "/ny-omgang"))
            ]
            assert "Flytta" not in page.text
        assert (await viewer.get(f"{it.path}/andra", expect=403)).h1 == "Du får inte göra det här"


async def test_english_has_the_same(staff):
    it = await a_round(staff.organiser)
    await staff.get("/admin/ruc/omgangar?lang=en")
    page = await staff.get(f"{it.path}?lang=en")
    assert "Remind one who has not answered" in page.text
    for step in ("andra", "kopiera", "stang", "stall-in", "ta-bort"):
        await staff.get(f"{it.path}/{step}?lang=en")
    goal = await press(staff, f"{it.path}/andra?lang=en")
    assert goal.endswith("?om=sparat&lang=en")
