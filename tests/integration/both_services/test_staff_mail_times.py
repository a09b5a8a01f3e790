"""The pages about when mail leaves: what is paused is held and shown everywhere, and hours are chosen without losing a word."""

from datetime import datetime, timedelta

import httpx
import pytest

from shared import times
from tests.support.both import ahead
from tests.support.mail import read
from tests.support.pages import staff as support
from tests.support.pages.client import Site
from tests.support.pages.staff_cohort import fields_of


@pytest.fixture
async def admin(both, office):
    async with httpx.AsyncClient(transport=office._transport, base_url="http://kallelse.example") as client:
        site = Site(both.organiser, client)
        await support.let_in(both.organiser.pool, both.organiser, "maria@prov.example", "admin")
        await support.sign_in(site, "maria@prov.example")
        yield site


@pytest.fixture
async def cohort(both):
    both.post.start()
    made = await both.organiser.cohort()
    await both.organiser.session(
        made, title="Träff 1", starts_at=ahead(30), ends_at=ahead(30) + timedelta(hours=2), place="Aulan"
    )
    return made


def sent(both):
    return [mail.kind for mail in map(read, both.post.mailbox.raws())]


async def planned(both):
    await both.carry()
    await both.post.tell()


async def test_a_paused_cohort_is_shown_on_every_page_and_goes_again_with_one_press(both, admin, cohort):
    here = f"/admin/prov/omgangar/{cohort}"
    assert "Mejlen går som vanligt" in (await admin.get(f"{here}/mejl")).text
    assert await admin.post(f"{here}/mejl/pausa", {}) == f"{here}/mejl?om=pausat"
    await both.organiser.register(cohort, "cia@skola.example", now=times.now())
    await planned(both)
    assert await both.post.quiet() == 0

    for path, text in (
        (f"{here}/mejl", "Ett mejl väntar."),
        (here, "Mejlen är pausade sedan"),
        ("/admin/prov", "mejl väntar, för mejlen om"),
        ("/admin/prov/framover", "pausat"),
        (f"{here}/kvitto", "Pausat"),
        (f"{here}/kvitto", "Pausade: 1."),
    ):
        assert text in (await admin.get(path)).text, path
    assert "Mejlen går som vanligt" not in (await admin.get(f"{here}/mejl")).text
    english = await admin.get("/admin/prov?lang=en")
    assert "mail is waiting, because the mail about" in english.text

    assert await admin.post(f"{here}/mejl/slapp", {}) == f"{here}/mejl?om=slappt"
    await planned(both)
    await both.post.mails(1)
    assert sent(both) == ["confirmation"]
    assert "mejl väntar" not in (await admin.get("/admin/prov")).text


async def test_an_admin_pauses_everything_and_a_coordinator_only_sees_it(both, admin, cohort, office):
    assert await admin.post("/admin/prov/mer/mejl/pausa", {}) == "/admin/prov/mer/mejl?om=pausat"
    await both.organiser.register(cohort, "cia@skola.example", now=times.now())
    await planned(both)
    async with httpx.AsyncClient(transport=office._transport, base_url="http://kallelse.example") as client:
        other = Site(both.organiser, client)
        await support.let_in(both.organiser.pool, both.organiser, "bo@prov.example", "coordinator")
        await support.sign_in(other, "bo@prov.example")
        page = await other.get("/admin/prov/mer/mejl")
        assert "Mejlen är pausade sedan" in page.text
        assert "Släpp på mejlen" not in page.text
        assert "En administratör kan släppa på dem." in (await other.get("/admin/prov")).text
        assert "Alla era mejl är pausade" in (await other.get(f"/admin/prov/omgangar/{cohort}/mejl")).text
    assert await both.post.quiet() == 0
    await admin.post("/admin/prov/mer/mejl/slapp", {})
    await planned(both)
    await both.post.mails(1)


async def test_hours_are_chosen_and_said_and_what_is_wrong_keeps_what_was_typed(admin, cohort):
    here = f"/admin/prov/omgangar/{cohort}/mejl"
    form = fields_of(await admin.get("/admin/prov/mer/mejl/tider"))
    await admin.post(
        "/admin/prov/mer/mejl/tider", form | {"days": "workdays", "opens": "8", "closes": "17.00"}
    )
    said = "Som för alla era omgångar: måndag till fredag, inte helgdagar 8.00–17.00."
    assert said in (await admin.get(here)).text

    form = fields_of(await admin.get(f"{here}/tider"))
    page = await admin.refused(f"{here}/tider", form | {"days": "all", "opens": "17", "closes": "17.30"})
    assert list(page.mistakes()) == ["closes"]
    assert (page.value("opens"), page.value("closes")) == ("17", "17.30")
    page = await admin.refused(f"{here}/tider", form | {"days": "all", "opens": "", "closes": "99"})
    assert sorted(page.mistakes()) == ["closes", "opens"]

    await admin.post(f"{here}/tider", form | {"days": "all", "opens": "7.30", "closes": "0.00"})
    assert "Alla dagar 7.30–24.00." in (await admin.get(here)).text
    assert "Every day 07:30–24:00." in (await admin.get(f"{here}?lang=en")).text
    old = await admin.refused(f"{here}/tider", form | {"days": "any"}, expect=409)
    assert "days" in old.mistakes()
    form = fields_of(await admin.get(f"{here}/tider"))
    assert (form["days"], form["opens"], form["closes"]) == ("all", "07:30", "00:00")
    await admin.post(f"{here}/tider", form | {"days": "any"})
    assert "Mejlen får gå när som helst." in (await admin.get(here)).text


async def test_the_term_ahead_says_when_mail_really_leaves(both, admin, cohort, office):
    opens_on = times.local(times.now()).date() + timedelta(days=3)
    await both.organiser.rule(cohort, await both.organiser.audience(), opens_on=opens_on)
    await office.patch(f"/cohorts/{cohort}", json={"send_hours": {"opens": "09:30", "closes": "15:00"}})
    (invitation,) = (await office.get("/term_ahead")).json()["items"]
    assert times.local(datetime.fromisoformat(invitation["at"])).strftime("%H:%M") == "09:30"
    assert "9.30" in (await admin.get("/admin/prov/framover")).text
