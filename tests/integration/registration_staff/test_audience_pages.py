"""A rule is built with a count, and says whom it finds, why, and from where nobody comes."""

import pytest

from tests.support.pages.staff import signed_in
from tests.support.registration import an_organiser

pytestmark = pytest.mark.usefixtures("clock")
HERE = "/admin/ruc/malgrupper"


async def a_directory(site):
    malmo = await site.organiser.organisation("Malmö stad", municipality_code="1280")
    school = await site.organiser.organisation("Borgarskolan", type="skola", parent_id=malmo)
    kumla = await site.organiser.organisation("Kumla", municipality_code="1881")
    await site.organiser.person("Anna Ek", school, "rektor")
    await site.organiser.person("Bo Ek", kumla, "rektor")
    await site.organiser.person("Cia Ek", malmo, "lärare")


async def test_a_rule_is_counted_stored_and_changed(staff, site):
    await a_directory(site)
    rule = {
        "name": "Rektorer i Malmö",
        "roles": "rektor",
        "organisations": "malmö stad",
        "include_suborganisations": "yes",
    }

    counted = staff._page(
        await staff.client.post(f"{HERE}/ny", data={**rule, "gor": "rakna"}), 200, checked=True
    )
    assert "Regeln hittar 1 person" in counted.text
    assert counted.value("roles") == "rektor"
    assert await site.organiser.pool.fetchval("select count(*) from audience") == 0

    path = (await staff.post(f"{HERE}/ny", rule)).partition("?")[0]
    page = await staff.get(path)
    assert "Regeln hittar 1 person" in page.text
    assert "Anna Ek" in page.text

    why = await staff.get(f"{path}?vem=ek")
    rows = {
        row.all("a")[0].text: row.text
        for row in why.root.one("section", **{"aria-labelledby": "varfor"}).one("tbody").all("tr")
    }
    assert "Borgarskolan: passar" in rows["Anna Ek"]
    assert "passar inte (organisationer)" in rows["Bo Ek"]
    assert "passar inte (roller)" in rows["Cia Ek"]

    version = (await staff.get(f"{path}/andra")).root.one("input", name="version")["value"]
    changed = {"version": version, "name": "Rektorer", "roles": "rektor", "county_codes": ["12", "18"]}
    await staff.post(f"{path}/andra", changed)
    assert "Regeln hittar 2 personer" in (await staff.get(path)).text
    assert "The rule finds 2 people" in (await staff.get(f"{path}?lang=en")).text
    await staff.post(f"{path}/ta-bort")
    assert "Ingen målgrupp än" in (await staff.get(HERE)).text


async def test_organisations_that_nobody_comes_from_stand_first(staff, site):
    await a_directory(site)
    cohort_id = await site.organiser.cohort()
    await site.organiser.session(cohort_id)
    await site.organiser.register(cohort_id, "anna.ek@kommun.example")
    audience_id = await site.organiser.audience(roles=("rektor",))

    page = await staff.get(f"{HERE}/{audience_id}?omgang={cohort_id}")

    part = page.root.one("section", **{"aria-labelledby": "tackning"})
    assert part.one("h2").text == "Ingen kommer från 1 av 2 organisationer"
    assert [row.all("th")[0].text for row in part.one("tbody").all("tr")] == ["Kumla", "Borgarskolan"]


async def test_what_is_wrong_is_said_at_once(staff):
    wrong = {"name": "", "organisations": "Ingenstans", "municipalities": "Lillköping", "county_codes": "99"}
    for data in (wrong, {**wrong, "gor": "rakna"}):
        page = await staff.refused(f"{HERE}/ny", data)
        assert sorted(page.mistakes()) == ["county_codes", "municipalities", "name", "organisations"]
        assert page.value("organisations") == "Ingenstans"


async def test_an_audience_for_a_viewer_of_protected_people_and_of_another_organiser(staff, site):
    await a_directory(site)
    await site.organiser.pool.execute("update person set protected_identity = true where name = 'Anna Ek'")
    audience_id = await site.organiser.audience()
    other = await (await an_organiser(site.organiser.pool, "lund")).audience()
    assert "Anna" not in (await staff.get(f"{HERE}/{audience_id}?vem=anna")).root.one("main").text
    assert (await staff.client.get(f"{HERE}/{other}")).status_code == 404
    for deed in ("andra", "ta-bort"):
        assert (await staff.client.post(f"{HERE}/{other}/{deed}", data={"name": "X"})).status_code == 404
    async with signed_in(site, "viewer") as viewer:
        page = await viewer.get(f"{HERE}/{audience_id}")
        assert page.buttons() == ["Visa"]
        assert "Anna" not in page.raw
        assert (await viewer.client.get(f"{HERE}/ny")).status_code == 403
