"""Entries that may be one person are found, compared session by session, and merged."""

import asyncio

import pytest

from tests.support.pages.staff import signed_in
from tests.support.registration import an_organiser

pytestmark = pytest.mark.usefixtures("clock")
HERE = "/admin/ruc/personer/dubbletter"


async def two_entries(site):
    cohort_id = await site.organiser.cohort()
    first = await site.organiser.session(cohort_id, title="Träff ett")
    second = await site.organiser.session(cohort_id, title="Träff två")
    await site.organiser.register(cohort_id, "anna@skola.example", [first])
    await site.organiser.register(cohort_id, "anna@hem.example", [first, second])
    rows = await site.organiser.pool.fetch("select id, email from person")
    by_email = {row["email"]: row["id"] for row in rows}
    return by_email["anna@skola.example"], by_email["anna@hem.example"]


async def test_two_entries_are_compared_session_by_session_and_become_one(staff, site):
    kept, gone = await two_entries(site)

    page = await staff.get(HERE)
    assert "1 par" in page.text
    assert "Samma namn" in page.text

    page = await staff.get(f"{HERE}/{kept}?med={gone}")
    rows = [
        row.text for row in page.root.one("section", **{"aria-labelledby": "traffar"}).one("tbody").all("tr")
    ]
    assert len(rows) == 2
    assert any("Träff två" in row and "följer med" in row for row in rows)
    assert any("Träff ett" in row and "En plats blir ledig" in row for row in rows)
    assert page.href("Byt vilken som blir kvar") == f"{HERE}/{gone}?med={kept}"

    for _ in range(2):
        assert (
            await staff.post(f"{HERE}/{kept}", {"med": str(gone)})
            == f"/admin/ruc/personer/{kept}?om=sammanslagen"
        )
    page = await staff.get(f"/admin/ruc/personer/{kept}")
    assert "Träff två" in page.text
    assert (await staff.client.get(f"/admin/ruc/personer/{gone}")).headers["location"].endswith(str(kept))
    assert "Inga dubbletter" in (await staff.get(HERE)).text
    assert (await staff.client.get(f"{HERE}/{kept}?med={gone}")).status_code == 404
    assert "No duplicates" in (await staff.get(f"{HERE}?lang=en")).text


async def test_two_presses_at_once_and_one_in_the_other_direction_lead_to_the_entry_that_is_left(staff, site):
    kept, gone = await two_entries(site)

    leads_to = await asyncio.gather(
        *(
            staff.post(f"{HERE}/{one}", {"med": str(two)})
            for one, two in ((kept, gone), (kept, gone), (gone, kept))
        )
    )

    [left] = {path.partition("?")[0] for path in leads_to}
    assert left in {f"/admin/ruc/personer/{one}" for one in (kept, gone)}
    assert await site.organiser.pool.fetchval("select count(*) from merged_person") == 1


async def test_protected_people_are_masked_side_by_side(staff, site):
    kept, gone = await two_entries(site)
    await site.organiser.pool.execute("update person set protected_identity = true where id = $1", gone)
    for page in (await staff.get(HERE), await staff.get(f"{HERE}/{kept}?med={gone}")):
        assert "Skyddad identitet" in page.text
        assert "anna@hem.example" not in page.raw


async def test_a_viewer_and_another_organiser(staff, site):
    kept, gone = await two_entries(site)
    other = await (await an_organiser(site.organiser.pool, "lund")).person("Anna Ek")
    for one, two in ((kept, other), (other, gone), (kept, kept)):
        assert (await staff.client.get(f"{HERE}/{one}?med={two}")).status_code == 404
        assert (await staff.client.post(f"{HERE}/{one}", data={"med": str(two)})).status_code in {404, 409}
    assert (await staff.client.post(f"{HERE}/{kept}", data={})).status_code == 404
    async with signed_in(site, "viewer") as viewer:
        assert (await viewer.client.get(HERE)).status_code == 403
