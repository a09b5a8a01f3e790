"""Admins let people in and out and change their roles; forgotten and changed passwords."""

import re
from datetime import timedelta

import msgspec
import pytest

from services.registration.store import restore_hooks
from services.registration.web.admin.sign_in import forgotten
from shared import links, notice_events
from tests.support.pages import staff as support
from tests.support.pages.client import KEYS
from tests.support.registration import an_organiser

NEW = "karin@ruc.example"
PASSWORD = "korrekt häst batteri"

pytestmark = pytest.mark.usefixtures("clock")


async def told(site) -> list[notice_events.StaffLink]:
    """What notify has been told of links for staff."""
    rows = await site.organiser.pool.fetch(
        "select payload from outbox where kind = 'staff_link' order by seq"
    )
    return [msgspec.json.decode(row["payload"], type=notice_events.StaffLink) for row in rows]


async def link_to(site) -> str:
    """The path of the newest mailed link, as notify makes it."""
    found = (await told(site))[-1]
    return f"/admin/valkommen/{links.make('s', found.id, found.generation, KEYS)}"


async def id_of(site, email=NEW):
    return await site.organiser.pool.fetchval("select id from staff where email = $1", email)


async def invite(admin, email=NEW, role="coordinator", **more):
    return await admin.post("/admin/ruc/medarbetare", {"email": email, "role": role, **more})


async def test_somebody_who_is_invited_chooses_a_password_by_the_mailed_link_and_signs_in(admin, site):
    assert await invite(admin, name="Karin Åberg") == "/admin/ruc/medarbetare?om=inbjuden"

    page = await admin.get("/admin/ruc/medarbetare?om=inbjuden")
    assert "Karin Åberg" in page.text
    assert "Har fått en länk" in page.text
    [event] = await told(site)
    assert (event.email, event.reason, event.language, event.name) == (NEW, "invited", "sv", "Karin Åberg")
    path = await link_to(site)
    assert (await site.get(path)).h1 == "Välj ett lösenord"
    await site.post(path, {"password": PASSWORD})
    await site.get(path, expect=404)
    assert await support.sign_in(site, NEW, password=PASSWORD) == "/admin"
    assert "Har valt lösenord" in (await admin.get(f"/admin/ruc/medarbetare/{await id_of(site)}")).text


async def test_an_invitation_says_everything_that_is_wrong_and_keeps_what_was_typed(admin):
    page = await admin.refused("/admin/ruc/medarbetare", {"email": "karin", "name": "Karin", "role": "owner"})

    assert list(page.mistakes()) == ["email", "role"]
    assert (page.value("email"), page.value("name")) == ("karin", "Karin")
    page = await admin.refused("/admin/ruc/medarbetare", {"email": "ADMIN@ruc.example", "role": "viewer"})
    assert page.mistakes() == {"email": "Den som har den här adressen är redan medarbetare."}


async def test_a_new_link_ends_the_one_before_and_a_link_ends_after_a_week(admin, site, clock):
    await invite(admin)
    first, member = await link_to(site), await id_of(site)

    await admin.post(f"/admin/ruc/medarbetare/{member}/lank")

    await site.get(first, expect=404)
    second = await link_to(site)
    await site.get(second)
    clock.now += timedelta(days=7)
    assert (await site.get(second, expect=404)).h1 == "Länken gäller inte längre"


async def test_no_link_of_another_kind_or_generation_sets_a_password(admin, site):
    await invite(admin)
    member = await id_of(site)
    for kind, generation in (("s", 0), ("s", 2), ("r", 1)):
        await site.get(f"/admin/valkommen/{links.make(kind, member, generation, KEYS)}", expect=404)


async def test_a_role_is_changed_and_the_second_editor_is_told(admin, site):
    await invite(admin)
    here = f"/admin/ruc/medarbetare/{await id_of(site)}"

    await admin.post(here, {"role": "viewer", "was": "coordinator"})

    page = await admin.refused(here, {"role": "admin", "was": "coordinator"}, expect=409)
    assert "Någon har ändrat rollen till får läsa" in page.mistakes()["role"]
    assert await site.organiser.pool.fetchval("select role from staff where email = $1", NEW) == "viewer"
    await admin.post(here, {"role": "admin", "was": "viewer"})


async def test_the_last_admin_keeps_the_role_and_stays(admin, site):
    here = f"/admin/ruc/medarbetare/{await id_of(site, 'admin@ruc.example')}"

    for path, form in ((here, {"role": "viewer", "was": "admin"}), (f"{here}/slut", {})):
        page = await admin.refused(path, form, expect=409)
        assert "den enda som är administratör" in page.mistakes()["role"]
    await admin.get(here)


async def test_whoever_is_let_out_is_signed_out_and_the_link_is_dead(admin, site):
    await invite(admin)
    here = f"/admin/ruc/medarbetare/{await id_of(site)}"
    link = await link_to(site)
    page = await admin.get(f"{here}/slut")
    assert "Personen loggas ut direkt" in page.text

    assert await admin.post(f"{here}/slut") == "/admin/ruc/medarbetare?om=slutat"

    await site.get(link, expect=404)
    assert (await told(site))[-1].until is None
    await admin.get(here, expect=404)
    await invite(admin)
    await site.get(await link_to(site))


async def test_another_organisers_staff_do_not_exist(admin, site):
    other = await an_organiser(site.organiser.pool, "lund")
    await support.let_in(other.pool, other, "chef@lund.example", "admin")
    theirs = f"/admin/ruc/medarbetare/{await id_of(site, 'chef@lund.example')}"

    assert "lund.example" not in (await admin.get("/admin/ruc/medarbetare")).raw
    await admin.get(theirs, expect=404)
    for path, form in (
        (theirs, {"role": "viewer", "was": "admin"}),
        (f"{theirs}/lank", {}),
        (f"{theirs}/slut", {}),
    ):
        await admin.refused(path, form, expect=404)


async def test_a_forgotten_password_is_asked_for_with_one_answer_for_everybody(site):
    await support.let_in(site.organiser.pool, site.organiser, NEW)
    assert "/admin/glomt-losenord" in (await site.get("/admin/sign-in")).hrefs()

    known = await site.client.post("/admin/glomt-losenord", data={"email": NEW.upper()})
    unknown = await site.client.post("/admin/glomt-losenord", data={"email": "nobody@ruc.example"})

    assert (known.status_code, known.headers["location"]) == (
        unknown.status_code,
        unknown.headers["location"],
    )
    assert "Titta i din inkorg" in (await site.get(known.headers["location"])).text
    [event] = await told(site)
    assert (event.reason, event.email) == ("forgotten", NEW)
    assert NEW not in known.headers["location"]


async def test_a_forgotten_password_is_new_at_all_organisers_of_the_address(site, clock):
    other = await an_organiser(site.organiser.pool, "lund")
    await support.let_in(site.organiser.pool, site.organiser, NEW)
    await support.let_in(other.pool, other, NEW, "viewer", password="another one at first")
    await site.post("/admin/glomt-losenord", {"email": NEW})
    path = await link_to(site)
    clock.now += timedelta(hours=23)

    await site.post(path, {"password": PASSWORD})
    await support.sign_in(site, NEW, password=PASSWORD)

    await site.get("/admin/lund")
    await site.get("/admin/ruc")
    assert len(await told(site)) == 3  # one mail; then that each of the two has no link any more


async def test_an_invitation_sets_a_password_at_its_own_organiser_only(admin, site):
    other = await an_organiser(site.organiser.pool, "lund")
    await support.let_in(other.pool, other, NEW)
    await invite(admin)

    await site.post(await link_to(site), {"password": PASSWORD})

    await support.sign_in(site, NEW, password=PASSWORD)
    await site.get("/admin/lund", expect=404)


async def test_a_forgotten_link_lasts_a_day(site, clock):
    await support.let_in(site.organiser.pool, site.organiser, NEW)
    await site.post("/admin/glomt-losenord", {"email": NEW})

    clock.now += timedelta(days=1)

    await site.get(await link_to(site), expect=404)


async def test_one_address_is_mailed_three_times_an_hour_and_one_network_asks_thirty_times(site, clock):
    await support.let_in(site.organiser.pool, site.organiser, NEW)
    for _ in range(5):
        await site.post("/admin/glomt-losenord", {"email": NEW})
    assert len(await told(site)) == 3
    for number in range(25):
        await site.post("/admin/glomt-losenord", {"email": f"nobody{number}@ruc.example"})

    answer = await site.client.post("/admin/glomt-losenord", data={"email": "karin2@ruc.example"})

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
    clock.now += timedelta(hours=1)
    await site.post("/admin/glomt-losenord", {"email": NEW})
    assert len(await told(site)) == 4


async def test_one_address_is_mailed_a_number_of_times_a_day(site, clock, monkeypatch):
    monkeypatch.setattr(forgotten, "MOST_FOR_ADDRESS", 5)
    await support.let_in(site.organiser.pool, site.organiser, NEW)
    for _ in range(8):
        await site.post("/admin/glomt-losenord", {"email": NEW})
        clock.now += timedelta(minutes=50)
    assert len(await told(site)) == 5

    clock.now += timedelta(days=1)
    await site.post("/admin/glomt-losenord", {"email": NEW})

    assert len(await told(site)) == 6


async def test_what_is_no_address_is_said_and_a_form_from_elsewhere_is_refused(site):
    page = await site.refused("/admin/glomt-losenord", {"email": "karin"})
    assert list(page.mistakes()) == ["email"]
    answer = await site.client.post(
        "/admin/glomt-losenord", data={"email": NEW}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


async def test_a_changed_password_ends_all_other_sessions(staff, site):
    email = "coordinator@ruc.example"
    await support.sign_in(site, email)

    assert (
        await staff.post(
            "/admin/ruc/jag/losenord", {"old_password": support.PASSWORD, "new_password": PASSWORD}
        )
        == "/admin/ruc/jag?om=losenord"
    )

    assert "Lösenordet är bytt" in (await staff.get("/admin/ruc/jag?om=losenord")).text
    assert (await site.client.get("/admin/ruc")).status_code == 303
    await site.refused("/admin/sign-in", {"email": email, "password": support.PASSWORD})
    await support.sign_in(site, email, password=PASSWORD)


async def test_the_old_password_is_asked_for_and_counted(staff, clock):
    page = await staff.refused("/admin/ruc/jag/losenord", {"old_password": "", "new_password": "kort"})
    assert list(page.mistakes()) == ["old_password", "new_password"]
    for _ in range(10):
        page = await staff.refused(
            "/admin/ruc/jag/losenord", {"old_password": "wrong wrong wrong", "new_password": PASSWORD}
        )
        assert page.mistakes() == {"old_password": "Det är inte lösenordet du har nu. Försök igen."}
        assert "wrong wrong" not in page.raw

    answer = await staff.client.post(
        "/admin/ruc/jag/losenord", data={"old_password": support.PASSWORD, "new_password": PASSWORD}
    )

    assert answer.status_code == 429
    await staff.get("/admin/ruc")
    clock.now += timedelta(hours=1)
    await staff.post("/admin/ruc/jag/losenord", {"old_password": support.PASSWORD, "new_password": PASSWORD})


async def test_a_restore_ends_links_that_may_have_been_used_since(admin, site):
    await invite(admin)

    await site.organiser.pool.execute(restore_hooks.END_STAFF_LINKS)

    await site.get(await link_to(site), expect=404)


async def test_staff_pages_speak_english_and_say_no_address_in_an_url(admin):
    page = await admin.get("/admin/ruc/medarbetare?lang=en")

    assert page.h1 == "Staff"
    assert not re.search(r"%40|@", " ".join(page.hrefs()))
