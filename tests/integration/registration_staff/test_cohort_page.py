"""The page of a cohort: the answers so far, its sessions, who is missing, and its people."""

import pytest

from tests.support.pages import staff as support
from tests.support.pages.staff_cohort import a_round, spaced
from tests.support.registration import NOW, an_organiser

pytestmark = pytest.mark.usefixtures("clock")


def people(page):
    return [row.all("th")[0].text for row in page.root.all("table")[-1].one("tbody").all("tr")]


async def test_the_funnel_says_how_many_are_left_and_where_the_others_went(staff):
    it = await a_round(staff.organiser)

    page = await staff.get(it.path)

    steps = [spaced(step) for step in page.root.one("ol", **{"class": "funnel"}).all("li")]
    assert steps == [
        "5 inbjudna",
        "4 fick inbjudan 1 gick inte fram",
        "3 har svarat 1 har inte svarat",
        "2 kommer 1 tackade nej",
    ]
    assert page.href("1 har inte svarat") == f"{it.path}?urval=silent#personer"


async def test_the_sessions_show_seats_who_waits_and_the_link(staff):
    it = await a_round(staff.organiser)

    page = await staff.get(it.path)

    rows = [spaced(row) for row in page.root.all("table")[0].one("tbody").all("tr")]
    assert rows[0] == "Lärträff 1 2026-02-03 tisdag, vecka 6 13.00–15.00 2 – Finns Flytta Lärträff 1"
    assert (
        rows[1]
        == "Lärträff 2 2026-02-10 tisdag, vecka 7 13.00–15.00 1 av 1, fullt 1 Behövs inte Flytta Lärträff 2"
    )


async def test_organisations_that_nobody_comes_from_stand_first_with_the_reason(staff):
    it = await a_round(staff.organiser)

    page = await staff.get(it.path)

    assert page.root.one(id="tackning").text == "2 av 4 organisationer kommer"
    rows = [spaced(row) for row in page.root.one("ul", **{"class": "coverage"}).all("li")]
    assert rows == [
        "Askersund Ingen 1 gick inte fram",
        "Laxå Ingen 1 har inte svarat, 1 nej",
        "Kumla 1 kommer",
        "Nora 1 kommer",
    ]


async def test_each_person_has_a_dot_for_each_session(staff):
    it = await a_round(staff.organiser)

    page = await staff.get(it.path)

    rows = [spaced(row) for row in page.root.all("table")[-1].one("tbody").all("tr")]
    assert rows[:3] == [
        "Anna Ek rektor Nora Ja kommer kommer Svarade 12 januari",
        "Bo Falk rektor Kumla Ja kommer väntar på plats Svarade 12 januari",
        "Cia Gran rektor Laxå Nej kan inte kan inte Svarade 12 januari",
    ]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("silent", ["Dag Hed"]),
        ("bounced", ["Eva Ib"]),
        ("yes", ["Anna Ek", "Bo Falk"]),
        ("no", ["Cia Gran"]),
        ("waiting", ["Bo Falk"]),
        ("nonsense", ["Anna Ek", "Bo Falk", "Cia Gran", "Dag Hed", "Eva Ib"]),
    ],
)
async def test_the_people_are_narrowed_to_a_selection_with_its_count(staff, selection, expected):
    it = await a_round(staff.organiser)

    page = await staff.get(f"{it.path}?urval={selection}")

    assert people(page) == expected
    current = [link.text for link in page.root.all("a", **{"aria-current": "true"})]
    assert current[0].rsplit(maxsplit=1)[-1] == str(len(expected))


async def test_people_are_found_by_name_and_by_organisation(staff):
    it = await a_round(staff.organiser)

    assert people(await staff.get(f"{it.path}?q=bo f")) == ["Bo Falk"]
    assert people(await staff.get(f"{it.path}?q=laxå")) == ["Cia Gran", "Dag Hed"]
    assert people(await staff.get(f"{it.path}?q=laxå&urval=silent")) == ["Dag Hed"]
    assert "Ingen stämmer" in (await staff.get(f"{it.path}?q=100%25")).text


async def test_a_protected_person_is_masked_and_a_viewer_sees_none(site, staff):
    it = await a_round(staff.organiser)
    await staff.organiser.pool.execute(
        "update person set protected_identity = true where id = $1", it.people["Dag Hed"]
    )

    page = await staff.get(it.path)

    assert "Dag Hed" not in page.raw
    assert "Skyddad identitet" in people(page)
    assert "1 har inte svarat, 1 nej" not in page.text
    assert "Ingen stämmer" in (await staff.get(f"{it.path}?q=dag hed")).text
    async with support.signed_in(site, "viewer") as viewer:
        seen = await viewer.get(it.path)
        assert "Skyddad" not in seen.text
        assert "4 inbjudna" in spaced(seen.root)


async def test_a_cohort_with_5650_invited_is_one_light_page_after_another(staff):
    it = await a_round(staff.organiser)
    pool, organiser_id = staff.organiser.pool, staff.organiser.organiser_id
    await pool.execute(
        """with made as (
             insert into person (organiser_id, id, name, name_sort, name_search)
             select $1, gen_random_uuid(), 'Person ' || n, 'person ' || n, 'person ' || n from generate_series(1, 5645) n
             returning id, name)
           insert into invitation (organiser_id, id, invitation_rule_id, cohort_id, person_id, session_ids, status,
                                   invited_at, organisation, role)
           select $1, gen_random_uuid(), $2, $3, id, $4, 'sent', now(), 'Skola ' || (length(name) + ascii(right(name, 1))) , 'lärare'
             from made""",
        organiser_id,
        it.rule_id,
        it.cohort_id,
        it.session_ids,
    )

    page = await staff.get(it.path)

    assert "5 650 inbjudna" in " ".join(spaced(page.root).split())
    assert len(people(page)) == 40
    second = await staff.get(page.href("Fler personer"))
    assert not set(people(page)) & set(people(second))
    assert second.href("Från början") == f"{it.path}#personer"
    last = await staff.get(f"{it.path}?q=person 5645")
    assert people(last) == ["Person 5645"]


async def test_links_that_are_shared_or_missing_near_their_date_are_warned_about(staff):
    cohort_id = await staff.organiser.cohort()
    for title in ("Ett", "Två"):
        await staff.organiser.session(
            cohort_id, title=title, mode="digital", join_url="https://meet.example/same"
        )
    await staff.organiser.session(cohort_id, title="Nära", mode="digital", starts_at=NOW.replace(day=20))

    page = await staff.get(f"/admin/ruc/omgangar/{cohort_id}")

    checks = [item.text for item in page.root.one("ul", **{"class": "checks"}).all("li")]
    assert checks == [
        "Nära är tisdag 20 januari 2026 och saknar möteslänk.",
        "Ett och Två har samma möteslänk.",
    ]


async def test_another_organisers_cohort_does_not_exist(site, staff):
    other = await an_organiser(site.organiser.pool, "lund")
    cohort_id = await other.cohort()

    await staff.get(f"/admin/ruc/omgangar/{cohort_id}", expect=404)
    await staff.get(f"/admin/ruc/omgangar/{cohort_id}/andra", expect=404)
    answer = await staff.client.post(f"/admin/ruc/omgangar/{cohort_id}/stall-in", data={})
    assert answer.status_code == 404
