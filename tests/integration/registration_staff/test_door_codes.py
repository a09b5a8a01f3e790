"""Codes at the door: typed, or read from the QR code, and one press to note that somebody has come."""

from datetime import timedelta

import pytest

from services.registration.domain.door_code import door_code
from tests.support.pages import staff as support
from tests.support.registration import SOON

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
async def session_id(site, clock):
    """A session on site with two seats, on its day."""
    cohort_id = await site.organiser.cohort(waiting_list=True)
    session_id = await site.organiser.session(
        cohort_id, title="Lärträff 1", capacity=1, mode="on_site", place="Aulan"
    )
    for name in ("Anna Ek", "Bo Alm"):
        await site.organiser.register(cohort_id, f"{name[:2].strip().lower()}@nora.example", name=name)
    clock.now = SOON
    return session_id


@pytest.fixture
async def staff(site, session_id):
    assert session_id
    async with support.signed_in(site) as it:
        yield it


async def seat_of(site, name):
    return await site.organiser.pool.fetchval(
        """select g.id from seat g join registration r on r.id = g.registration_id join person p on p.id = r.person_id
            where p.name = $1""",
        name,
    )


async def marks(site):
    return await site.organiser.pool.fetch("select id, attendance from seat where attendance is not null")


@pytest.mark.parametrize("read", ["signs", "link"])
async def test_a_code_shows_who_it_is_and_one_press_notes_that_they_came(site, staff, session_id, read):
    path = f"/admin/ruc/traffar/{session_id}/narvaro"
    seat_id = await seat_of(site, "Anna Ek")
    link = await site.seat_link(await site.registration_of("Anna Ek"), session_id)
    code = f" {door_code(seat_id).lower()}" if read == "signs" else f"http://kallelse.example{link}?lang=sv"
    roll = await staff.get(path)

    location = await staff.post(roll.href("Bocka av med kod"), {"kod": code})
    page = await staff.get(location)

    assert link.rpartition("/")[2] not in location
    assert page.root.one(id="funnen").text == "Anna Ek"
    assert await marks(site) == []
    [form] = [form for form in page.root.all("form") if form["action"] == path]
    fields = {field["name"]: field["value"] for field in form.all("input")}
    after = await staff.get(await staff.post(path, fields))
    assert [tuple(row) for row in await marks(site)] == [(seat_id, "present")]
    assert "är avbockad och har kommit" in after.text
    assert "Anna Ek har kommit" not in after.buttons()


async def test_a_wrong_code_is_said_and_kept(site, staff, session_id):
    path = f"/admin/ruc/traffar/{session_id}/narvaro/kod"
    link = await site.seat_link(await site.registration_of("Anna Ek"), session_id)
    await site.organiser.pool.execute("update seat set generation = generation + 1")

    for code in ("zzz zzz", "000 000", "12345", f"http://x{link}", f"http://x/j/{'A' * 48}"):
        page = await staff.refused(path, {"kod": code})
        assert "hör inte till någon" in page.mistakes()["kod"]
        assert page.value("kod") == code
    assert "Skriv koden" in (await staff.refused(path, {"kod": ""})).mistakes()["kod"]


async def test_a_code_of_another_session_is_nobodys_here(site, staff, session_id):
    other = await site.organiser.session(await site.organiser.cohort(name="En annan"))
    code = door_code(await seat_of(site, "Anna Ek"))

    await staff.refused(f"/admin/ruc/traffar/{other}/narvaro/kod", {"kod": code})
    await staff.get(f"/admin/ruc/traffar/{other}/narvaro/kod?vem={session_id}")


async def test_a_protected_person_is_masked_at_the_door(site, staff, session_id):
    await site.organiser.pool.execute("update person set protected_identity = true where name = 'Anna Ek'")
    code = door_code(await seat_of(site, "Anna Ek"))

    page = await staff.get(await staff.post(f"/admin/ruc/traffar/{session_id}/narvaro/kod", {"kod": code}))

    assert page.root.one(id="funnen").text == "Person med skyddade uppgifter"
    assert "Anna Ek" not in page.raw


async def test_the_participants_page_shows_the_code_as_signs(site, clock):
    cohort_id = await site.organiser.cohort()
    await site.organiser.session(cohort_id, mode="on_site", place="Aulan")
    registration_id = await site.organiser.register(cohort_id, "anna@nora.example", name="Anna Ek")
    clock.now -= timedelta(minutes=1)

    page = await site.get(await site.link("r", registration_id))

    assert f"Koden som tecken: {door_code(await seat_of(site, 'Anna Ek'))}" in page.text


async def test_a_press_that_cannot_be_noted_stays_at_the_door_with_the_person_and_the_reason(
    site, staff, session_id, clock
):
    path = f"/admin/ruc/traffar/{session_id}/narvaro"
    seat_id = await seat_of(site, "Anna Ek")
    found = await staff.get(await staff.post(f"{path}/kod", {"kod": door_code(seat_id)}))
    [form] = [form for form in found.root.all("form") if form["action"] == path]
    fields = {field["name"]: field["value"] for field in form.all("input", type="hidden")}
    clock.now = SOON - timedelta(hours=2)

    page = await staff.refused(path, fields, expect=409)

    assert page.root.one(id="funnen").text == "Anna Ek"
    assert list(page.mistakes()) == ["funnen"]
    assert "Anna Ek har kommit" in page.buttons()
    assert await marks(site) == []
    clock.now = SOON
    assert (await staff.post(path, fields)).startswith(f"{path}/kod?vem=")
    assert len(await marks(site)) == 1
