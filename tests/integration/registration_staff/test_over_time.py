"""The answers of a cohort day by day: bars without styles of their own, and a table that says the same."""

from datetime import timedelta

import pytest

from services.registration.store.views.staff import cohort_people
from tests.support.pages.staff import signed_in
from tests.support.pages.staff_cohort import a_round
from tests.support.registration import NOW

pytestmark = pytest.mark.usefixtures("clock")


def table_of(page):
    return [
        [cell.text for cell in (*row.all("th"), *row.all("td"))] for row in page.root.one("tbody").all("tr")
    ]


async def a_term(site):
    """Everybody is invited on the 10th; Anna says yes on the 11th, Cia no on the 13th; Bo comes on the 11th and leaves on the 15th."""
    it = await a_round(site.organiser)
    pool, day = site.organiser.pool, NOW.replace(day=10)
    await pool.execute(
        "update invitation set invited_at = $1, answered_at = null where answered_at is null", day
    )
    await pool.execute("update invitation set invited_at = $1", day)
    for name, days in (("Anna Ek", 1), ("Bo Falk", 1), ("Cia Gran", 3)):
        await pool.execute(
            "update invitation set answered_at = $1 where person_id = $2",
            day + timedelta(days=days),
            it.people[name],
        )
    await pool.execute(
        "update registration set status = 'withdrawn' where person_id = $1", it.people["Bo Falk"]
    )
    await pool.execute(
        "update seat set status = 'withdrawn', position = null, since = $1 where registration_id in "
        "(select id from registration where person_id = $2)",
        day + timedelta(days=5), it.people["Bo Falk"],
    )  # fmt: skip
    return it


async def test_each_day_is_counted_by_the_answer_that_holds(staff, site):
    it = await a_term(site)

    page = await staff.get((await staff.get(it.path)).href("Svaren dag för dag"))

    assert table_of(page) == [
        ["2026-01-10", "5", "0", "0", "0", "0"],
        ["2026-01-11", "0", "1", "1", "0", "1"],
        ["2026-01-13", "0", "1", "0", "1", "2"],
        ["2026-01-15", "0", "1", "0", "1", "3"],
    ]
    charts = page.root.all("svg", role="img")
    assert [len(chart.all("rect")) for chart in charts] == [1, 3, 1, 2]
    assert {chart["viewbox"] for chart in charts} == {"0 0 14 5", "0 0 14 1"}
    assert "Inbjudna: 5. Flest på en dag: 5, den 10 januari 2026." in charts[0]["aria-label"]
    assert [bar["x"] for bar in charts[1].all("rect")] == ["9", "11", "13"]
    assert tuple(one.text for one in page.root.all("p", **{"class": "days__ends"})[0].all("span")) == (
        "2 januari 2026",
        "15 januari 2026",
    )
    assert "style=" not in page.raw
    async with site.organiser.pool.acquire() as conn:
        counted = await cohort_people.read(
            conn, site.organiser.organiser_id, it.cohort_id, sees_protected=True, limit=1
        )
        days = await cohort_people.per_day(
            conn, site.organiser.organiser_id, it.cohort_id, sees_protected=True
        )
    sums = tuple(sum(getattr(one, name) for one in days) for name in ("invited", "yes", "no"))
    assert sums == (counted.counts.invited, counted.counts.yes, counted.counts.no)
    assert "Answered until then" in (await staff.get(f"{it.path}/over-tid?lang=en")).text
    answer = await staff.client.get(page.href("Hämta som CSV"))
    assert "2026-01-13" in answer.text


async def test_nobody_yet_one_day_and_a_viewer(staff, site):
    cohort_id = await site.organiser.cohort()
    path = f"/admin/ruc/omgangar/{cohort_id}/over-tid"
    empty = await staff.get(path)
    assert "Ingen är inbjuden eller anmäld än" in empty.text
    assert "Svaren dag för dag" not in (await staff.get(path.removesuffix("/over-tid"))).text
    await site.organiser.session(cohort_id)
    await site.organiser.register(cohort_id, "dan@nora.example", name="Dan Fors", now=NOW)
    page = await staff.get(path)
    assert [row[1:5] for row in table_of(page)] == [["0", "1", "1", "0"]]
    assert "Inbjudna: ingen än." in page.text
    await site.organiser.pool.execute("update person set protected_identity = true")
    async with signed_in(site, "viewer") as viewer:
        assert "Ingen är inbjuden" in (await viewer.get(path)).text
