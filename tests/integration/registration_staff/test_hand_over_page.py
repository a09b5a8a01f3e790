"""Somebody else takes over a position: chosen, looked over, confirmed; what has been stays."""

from datetime import date

import pytest

from tests.support.pages.staff import signed_in
from tests.support.pages.staff_cohort import a_round, fields_of

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
async def anna(staff):
    """The path to the page of somebody who comes to two sessions, with the round."""
    it = await a_round(staff.organiser)
    it.page = f"/admin/ruc/personer/{it.people['Anna Ek']}"
    return it


async def holders(site, session_id):
    return sorted(await site.organiser.in_session(session_id))


async def test_somebody_of_the_directory_takes_over_after_a_look(staff, site, anna):
    await site.organiser.person("Fia Jo")
    link = (await staff.get(anna.page)).href("Någon annan tar över")
    form = await staff.get(link)
    assert [one.text for one in form.root.one("select").all("option")] == ["rektor, Nora"]

    look = await staff.refused(
        link.partition("?")[0], fields_of(form) | {"successor_id": "fia jo"}, expect=200
    )

    assert look.h1 == "Fia Jo tar över"
    assert "Dagen före är den sista" in look.text
    assert "Det som har varit står kvar hos Anna Ek" in look.text
    assert await holders(site, anna.session_ids[0]) == ["anna.ek@kommun.example", "bo.falk@kommun.example"]
    await staff.post(f"{anna.page}/tar-over", fields_of(look) | {"confirm": "0"})
    assert await holders(site, anna.session_ids[0]) == ["bo.falk@kommun.example", "fia.jo@kommun.example"]
    rows = await site.organiser.pool.fetch(
        "select p.name, q.from_on, q.until_on from position q join person p on p.id = q.person_id "
        "where p.name in ('Anna Ek', 'Fia Jo') order by p.name"
    )
    assert [tuple(row) for row in rows] == [
        ("Anna Ek", None, date(2026, 1, 11)),
        ("Fia Jo", date(2026, 1, 12), None),
    ]
    page = await staff.get(f"{anna.page}?om=overlamnad")
    assert "Tjänsten är överlämnad" in page.text
    assert "2026-01-11" in page.text
    assert "Någon annan tar över" not in page.text
    # The same form once more, and one that was opened before: nothing is done twice, and nothing is brought back.
    again = await staff.client.post(f"{anna.page}/tar-over", data=fields_of(look) | {"confirm": "0"})
    assert again.status_code == 409
    done = await site.organiser.pool.fetchval(
        "select count(*) from audit where action = 'position.hand_over'"
    )
    assert done == 1


async def test_somebody_new_is_added_and_takes_over_at_once_or_not_at_all(staff, site, anna):
    path = f"{anna.page}/tar-over"
    new = {"name": "Gun Ny", "email": "gun@nora.example", "starts_on": "2026-02-10"}
    look = await staff.refused(path, fields_of(await staff.get(path)) | new, expect=200)
    assert "Gun Ny läggs till i registret" in look.text
    assert await site.organiser.pool.fetchval("select count(*) from person where name = 'Gun Ny'") == 0

    await staff.post(path, fields_of(look) | {"confirm": "0"})

    # The first session is before the day, and stays with Anna.
    assert "anna.ek@kommun.example" in await holders(site, anna.session_ids[0])
    assert "gun@nora.example" in await holders(site, anna.session_ids[1])
    page = await staff.get(anna.page)
    assert "2026-02-09" in page.text


async def test_what_is_wrong_is_said_at_once_and_kept(staff, site, anna):
    path = f"{anna.page}/tar-over"
    await site.organiser.person("Dubbel Ek")
    await site.organiser.pool.execute(
        "update person set name_sort = (select name_sort from person where name = 'Dubbel Ek'), name = 'Dubbel Ek' "
        "where name = 'Cia Gran'"
    )
    await site.organiser.pool.execute(
        "update person set email = null, email_key = null where name = 'Dag Hed'"
    )
    form = fields_of(await staff.get(path))
    for typed, wrong in (
        ({"starts_on": "", "organisation_id": "9"}, ["organisation_id", "starts_on", "successor_id"]),
        ({"successor_id": "Ingen Alls"}, ["successor_id"]),
        ({"successor_id": "dubbel ek"}, ["successor_id"]),
        ({"successor_id": "Anna Ek"}, ["successor_id"]),
        ({"successor_id": "Dag Hed"}, ["successor_id"]),
        ({"name": "Gun Ny"}, ["email"]),
        ({"name": "Gun Ny", "email": "bo.falk@kommun.example"}, ["email"]),
        ({"successor_id": "Bo Falk", "name": "Gun Ny", "email": "gun@nora.example"}, ["name"]),
    ):
        page = await staff.refused(path, form | typed)
        assert sorted(page.mistakes()) == wrong, typed
        assert all(page.value(name) == value for name, value in typed.items() if name == "successor_id")
        if "organisation_id" in wrong:
            assert page.mistakes()["organisation_id"] == "Personen har inte den tjänsten längre."
    assert "anna.ek@kommun.example" in await holders(site, anna.session_ids[0])


async def test_who_may_see_and_do_it(staff, site, anna):
    await site.organiser.pool.execute(
        "update person set protected_identity = true where id = $1", anna.people["Anna Ek"]
    )
    path = f"{anna.page}/tar-over"
    assert (await staff.client.get(path)).headers["location"].startswith(anna.page)
    shown = staff._page(await staff.client.post(path, data={"oppna": "1"}), 200, checked=True)
    assert shown.value("starts_on") == "2026-01-12"
    assert (
        await site.organiser.pool.fetchval("select count(*) from audit where action = 'person.reveal'") == 1
    )
    async with signed_in(site, "viewer") as viewer:
        assert (await viewer.client.get(path)).status_code == 403
        other = await viewer.get(f"/admin/ruc/personer/{anna.people['Bo Falk']}")
        assert "tar över" not in other.text
