"""What no form would send, and what happens at a bad moment, does no harm and loses nothing."""

import asyncio

import asyncpg
import pytest

from services.registration.actions.staff import sign_in
from services.registration.commands import staff as staff_command
from services.registration.domain import staff as durations
from tests.support.pages import staff as support

pytestmark = pytest.mark.usefixtures("clock")
PASSWORD = "korrekt häst batteri"
OWN_PASSWORD = "/admin/ruc/jag/losenord"


def hidden_values(page) -> str:
    return " ".join(field["value"] for field in page.root.all("input", type="hidden"))


async def test_a_password_is_never_in_a_page_that_gives_a_form_back(staff, clock):
    clock.now += durations.IDLE

    page = await staff.refused(
        OWN_PASSWORD, {"old_password": support.PASSWORD, "new_password": PASSWORD, "more": "kept"}, expect=401
    )

    assert "more=kept" in hidden_values(page)
    assert support.PASSWORD.split(maxsplit=1)[0] not in hidden_values(page)
    assert PASSWORD.split(maxsplit=1)[0] not in page.raw


async def test_somebody_who_signs_in_while_the_database_is_away_gets_back_all_but_the_password(
    site, monkeypatch
):
    async def away(*_: object, **__: object) -> None:
        raise asyncpg.CannotConnectNowError("away")

    monkeypatch.setattr(sign_in, "sign_in", away)

    page = await site.refused(
        "/admin/sign-in", {"email": "maria@ruc.example", "password": PASSWORD}, expect=503
    )

    assert hidden_values(page) == "maria@ruc.example"
    assert "batteri" not in page.raw


async def test_every_field_for_a_password_is_named_so_that_it_is_not_given_back(staff, site, database):
    path = await staff_command.add(database.admin_url, "ny@ruc.example", "ruc", "viewer")
    for page in (await staff.get(OWN_PASSWORD), await site.get("/admin/sign-in"), await site.get(path)):
        names = [field["name"] for field in page.root.all("input", type="password")]
        assert names
        assert all(name.endswith("password") for name in names)


async def test_of_two_who_use_a_link_at_once_one_chooses_the_password(site, database):
    path = await staff_command.add(database.admin_url, "ny@ruc.example", "ruc", "viewer")
    passwords = [f"korrekt häst batteri {number}" for number in range(4)]

    answers = await asyncio.gather(*(site.client.post(path, data={"password": one}) for one in passwords))

    assert sorted(answer.status_code for answer in answers) == [303, 404, 404, 404]
    [chosen] = [one for one, answer in zip(passwords, answers, strict=True) if answer.status_code == 303]
    assert await support.sign_in(site, "ny@ruc.example", password=chosen) == "/admin"


@pytest.mark.parametrize("sent", ["%00", "%ed%a0%80", "%ff", "%25_%5c", "a" * 3000])
async def test_a_search_for_anything_at_all_finds_nothing(staff, site, sent):
    cohort_id = await site.organiser.cohort()
    session_id = await site.organiser.session(cohort_id)
    roll = f"/admin/ruc/traffar/{session_id}/narvaro"
    for path in ("/admin/ruc/omgangar", f"/admin/ruc/omgangar/{cohort_id}", roll):
        await staff.get(f"{path}?q={sent}&efter={sent}")

    location = await staff.post(
        roll, content=f"q={sent}&efter={sent}", headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert location.startswith(f"{roll}?om=sparat")
    await staff.get(location)


@pytest.mark.parametrize("until", ["9999-12-31", "0001-01-01", "2027-02-30", "١٢", "\0"])
async def test_a_token_ends_on_a_day_that_exists(admin, until):
    page = await admin.refused("/admin/ruc/nycklar", {"name": "A", "role": "viewer", "until": until})
    assert list(page.mistakes()) == ["until"]


async def test_what_was_written_of_somebody_without_a_seat_stays_also_where_nobody_may_register(staff, site):
    cohort_id = await site.organiser.cohort()
    session_id = await site.organiser.session(cohort_id)
    async with site.organiser.pool.acquire() as conn:
        await conn.execute("update cohort set status = 'cancelled' where id = $1", cohort_id)

    page = await staff.refused(
        f"/admin/ruc/traffar/{session_id}/narvaro/utan-plats",
        {"name": "Dan Fors", "email": "dan@nora.example"},
    )

    assert list(page.mistakes()) == ["email"]
    assert page.value("name") == "Dan Fors"


async def test_of_many_guesses_at_once_no_more_are_tried_than_one_after_another(site):
    await support.let_in(site.organiser.pool, site.organiser, "maria@ruc.example")
    guess = {"email": "maria@ruc.example", "password": "wrong wrong wrong"}

    answers = await asyncio.gather(*(site.client.post("/admin/sign-in", data=guess) for _ in range(14)))

    assert sorted(answer.status_code for answer in answers) == [422] * 10 + [429] * 4


async def test_signing_in_counts_as_no_attempt(site):
    await support.let_in(site.organiser.pool, site.organiser, "maria@ruc.example")

    for _ in range(12):
        await support.sign_in(site, "maria@ruc.example")


async def test_who_asks_for_many_links_at_once_is_mailed_three(site):
    await support.let_in(site.organiser.pool, site.organiser, "maria@ruc.example")

    answers = await asyncio.gather(
        *(site.client.post("/admin/glomt-losenord", data={"email": "maria@ruc.example"}) for _ in range(8))
    )

    assert {answer.status_code for answer in answers} == {303}
    asked = "select count(*) from audit where action = 'staff.ask_for_link'"
    assert await site.organiser.pool.fetchval(asked) == 3
