"""Organisations from the pages for staff, and the search in the bar."""

import pytest

from shared import ids
from tests.support.pages.staff import signed_in
from tests.support.registration import an_organiser

pytestmark = pytest.mark.usefixtures("clock")
HERE = "/admin/ruc/organisationer"


def rows(page):
    return [row.all("th")[0].all("a")[0].text for row in page.root.all("tbody")[0].all("tr")]


async def test_an_organisation_is_added_below_another_found_and_changed(staff):
    assert "Ingen än" in (await staff.get(HERE)).text
    key = {"form_key": str(ids.new())}
    malmo = {"name": "Malmö stad", "type": "kommun", **key}
    path = (await staff.post(f"{HERE}/ny", malmo)).partition("?")[0]
    assert (await staff.post(f"{HERE}/ny", malmo)).partition("?")[0] == path
    await staff.post(f"{HERE}/ny", {"name": "Borgarskolan", "type": "skola", "parent_id": "malmö stad"})

    assert rows(await staff.get(HERE)) == ["Malmö stad"]
    assert rows(await staff.get(f"{HERE}?q=borgar")) == ["Borgarskolan"]
    page = await staff.get(path)
    assert "Skåne län" in page.text
    assert rows(page) == ["Borgarskolan"]

    form = await staff.get(f"{path}/andra")
    version = form.root.one("input", name="version")["value"]
    wrong = {"version": version, "name": "", "parent_id": "Borgarskolan", "municipality": "Lillköping"}
    assert sorted((await staff.refused(f"{path}/andra", wrong)).mistakes()) == ["municipality", "name"]
    circle = {"version": version, "name": "Malmö", "parent_id": "Borgarskolan"}
    assert list((await staff.refused(f"{path}/andra", circle)).mistakes()) == ["parent_id"]
    await staff.post(f"{path}/andra", {"version": version, "name": "Malmö", "municipality": "Malmö stad"})
    assert (await staff.get(path)).h1 == "Malmö"
    assert (await staff.client.post(f"{path}/ta-bort")).status_code == 409


async def test_the_page_of_an_organisation_tells_its_people_and_who_comes(staff, site):
    place = await site.organiser.organisation("Kumla")
    cohort_id = await site.organiser.cohort()
    await site.organiser.session(cohort_id)
    await site.organiser.person("Anna Ek", place, "rektor")
    hidden = await site.organiser.person("Hemlig Ek", place, "rektor")
    await site.organiser.pool.execute("update person set protected_identity = true where id = $1", hidden)
    await site.organiser.register(cohort_id, "anna.ek@kommun.example")
    await site.organiser.register(cohort_id, "hemlig.ek@kommun.example")

    page = await staff.get(f"{HERE}/{place}")

    assert "Anna Ek" in page.text
    assert "Hemlig" not in page.raw
    assert [cell.text for cell in page.root.one("section", **{"aria-labelledby": "omgangar"}).all("td")] == [
        "0",
        "1",
    ]


async def test_a_viewer_and_another_organiser(site):
    place = await site.organiser.organisation("Kumla")
    other = await (await an_organiser(site.organiser.pool, "lund")).organisation("Lund")
    async with signed_in(site, "viewer") as viewer:
        page = await viewer.get(f"{HERE}/{place}")
        assert page.buttons() == []
        assert "Ändra" not in page.text
        assert (await viewer.client.get(f"{HERE}/{place}/andra")).status_code == 403
        assert (await viewer.client.get(f"{HERE}/{other}")).status_code == 404
    async with signed_in(site) as staff:
        for deed in ("andra", "ta-bort"):
            assert (await staff.client.post(f"{HERE}/{other}/{deed}", data={"name": "X"})).status_code == 404


async def test_the_search_in_the_bar_finds_people_organisations_and_cohorts(staff, site):
    place = await site.organiser.organisation("Kumla kommun")
    person_id = await site.organiser.person("Kumla Karlsson", place)
    hidden = await site.organiser.person("Kumla Hemlig")
    await site.organiser.pool.execute("update person set protected_identity = true where id = $1", hidden)
    cohort_id = await site.organiser.cohort()
    await site.organiser.pool.execute("update cohort set name = 'Kumla 2027' where id = $1", cohort_id)

    page = await staff.get("/admin/ruc/sok?q=kumla")

    for path in (f"personer/{person_id}", f"organisationer/{place}", f"omgangar/{cohort_id}"):
        assert f"/admin/ruc/{path}" in page.hrefs()
    assert "Hemlig" not in page.raw
    assert page.root.one("form", **{"class": "bar__find"})["action"] == "/admin/ruc/sok"
    assert "Inget heter så" in (await staff.get("/admin/ruc/sok?q=%25")).text
    assert (await staff.get("/admin/ruc/sok?lang=en")).h1 == "Search"
