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
    kumla = await site.organiser.pool.fetchval("select id from organisation where name = 'Kumla'")
    without = await site.organiser.audience(roles=("rektor",), excluded_organisations=(kumla,))
    part = (await staff.get(f"{HERE}/{without}?omgang={cohort_id}")).root.one(
        "section", **{"aria-labelledby": "tackning"}
    )
    assert part.one("h2").text == "Ingen kommer från 0 av 1 organisationer"


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


async def test_exclusions_are_typed_ticked_counted_and_explained(staff, site):
    await a_directory(site)
    cohort_id = await site.organiser.cohort(name="Förra")
    await site.organiser.session(cohort_id)
    await site.organiser.register(cohort_id, "bo.ek@kommun.example")
    rule = {"name": "Alla utom några"}
    counts = (
        ({}, "3 personer"),
        ({"excluded_cohorts": str(cohort_id)}, "2 personer"),
        ({"excluded_organisations": "Malmö stad"}, "1 person"),
        ({"exclude_more": "Anna Ek <ANNA.EK@kommun.example>\nbo ek\nbo.ek@kommun.example"}, "1 person"),
    )
    for fields, said in counts:
        page = staff._page(
            await staff.client.post(f"{HERE}/ny", data=rule | fields | {"gor": "rakna"}), 200, checked=True
        )
        assert f"Regeln hittar {said}" in page.text, fields
        assert page.value("exclude_more") == " ".join(fields.get("exclude_more", "").split())

    wrong = {"exclude_more": "Ingen Alls", "excluded_organisations": "Ingenstans"}
    page = await staff.refused(f"{HERE}/ny", rule | wrong)
    assert sorted(page.mistakes()) == ["exclude_more", "excluded_organisations"]
    assert "som undantas" in page.mistakes()["excluded_organisations"], (
        "the form has another field for organisations"
    )

    typed = {"exclude_more": "anna ek", "excluded_cohorts": str(cohort_id), "excluded_organisations": "Kumla"}
    path = (await staff.post(f"{HERE}/ny", rule | typed)).partition("?")[0]
    page = await staff.get(f"{path}?vem=ek")
    assert "Regeln hittar 1 person" in page.text
    for said in ("Inte de som redan är med i", "Förra", "Inte dessa personer", "Inte dessa organisationer"):
        assert said in page.text
    rows = {
        row.all("a")[0].text: row.text
        for row in page.root.one("section", **{"aria-labelledby": "varfor"}).one("tbody").all("tr")
    }
    assert "Inte med" in rows["Anna Ek"]
    assert "Undantagen med namn" in rows["Anna Ek"]
    assert "Undantagen: redan med i" in rows["Bo Ek"]
    assert "Kumla: passar inte (undantagen organisation)" in rows["Bo Ek"]
    assert "Undantagen" not in rows["Cia Ek"]

    change = await staff.get(f"{path}/andra")
    hidden = {"version": change.root.one("input", name="version")["value"], "name": "Alla"}
    assert change.root.one("input", name="excluded_people")["checked"] is not None
    await staff.post(f"{path}/andra", hidden)
    assert "Regeln hittar 3 personer" in (await staff.get(path)).text


async def test_somebody_in_the_list_is_left_out_by_a_press_and_protected_people_too(staff, site):
    await a_directory(site)
    await site.organiser.pool.execute("update person set protected_identity = true where name = 'Anna Ek'")
    audience_id = await site.organiser.audience()
    path = f"{HERE}/{audience_id}"
    links = [a["href"] for a in (await staff.get(path)).root.all("a") if "/undanta/" in a["href"]]
    assert len(links) == 3
    for link in links:
        assert "Anna" not in (await staff.get(link)).raw
        for _ in range(2):
            await staff.post(link)
    page = await staff.get(path)
    assert "Regeln hittar 0 personer" in page.text
    assert "Skyddad identitet" in page.text
    assert "Anna" not in page.raw
    assert "Anna" not in (await staff.get(f"{path}/andra")).raw
    stored = await site.organiser.pool.fetchrow("select version, excluded_person_ids from audience")
    assert (stored["version"], len(stored["excluded_person_ids"])) == (4, 3)
    other = await (await an_organiser(site.organiser.pool, "lund")).person("Dan Ek")
    assert (await staff.client.post(f"{path}/undanta/{other}")).status_code == 404
