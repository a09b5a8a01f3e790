"""The roll of a session: ticking people off, those without a mark, and people without a seat."""

from datetime import timedelta

import pytest

from services.registration.actions.registrations.withdraw import withdraw
from services.registration.actions.sessions import cancel_session
from services.registration.domain.registration import Applicant
from tests.support.caller import a_caller
from tests.support.pages import staff as support
from tests.support.registration import SOON

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
async def session_id(site):
    """A session with two seats and a third person who waits."""
    cohort_id = await site.organiser.cohort(waiting_list=True)
    session_id = await site.organiser.session(cohort_id, title="Lärträff 1", capacity=2)
    for name in ("Åsa Ek", "Bo Alm", "Cia Dal"):
        email = f"{name.split()[0].lower().replace('å', 'a')}@nora.example"
        await site.organiser.register(cohort_id, email, name=name, organisation="Nora kommun")
    return session_id


@pytest.fixture
def roll(session_id, clock):
    clock.now = SOON
    return f"/admin/ruc/traffar/{session_id}/narvaro"


@pytest.fixture
async def staff(site, roll):
    """A browser in which a coordinator signs in on the day of the session."""
    assert roll
    async with support.signed_in(site) as it:
        yield it


async def attendance(site):
    rows = await site.organiser.pool.fetch(
        """select p.name, g.attendance from seat g join registration r on r.id = g.registration_id
             join person p on p.id = r.person_id where g.attendance is not null"""
    )
    return {row["name"]: row["attendance"] for row in rows}


def marks(page):
    return {field["name"] for field in page.root.all("input", type="radio")}


async def test_people_stand_by_name_with_what_is_worth_knowing(staff, roll):
    page = await staff.get(roll)

    assert [legend.text for legend in page.root.all("legend")] == [
        "Bo Alm Nora kommun",
        "Cia Dal Nora kommun, på väntelistan",
        "Åsa Ek Nora kommun",
    ]
    assert "0 av 2 har kommit" in page.text


async def test_marks_are_stored_and_can_be_changed(staff, site, roll):
    fields = sorted(marks(await staff.get(roll)))
    await staff.post(roll, {fields[0]: "present", fields[1]: "absent"})
    assert sorted((await attendance(site)).values()) == ["absent", "present"]

    assert await staff.post(roll, {fields[0]: "excused"}) == f"{roll}?om=sparat"

    assert sorted((await attendance(site)).values()) == ["absent", "excused"]


def form_of(page, **marks):
    """What the form of this page posts with these marks, by name; what is chosen on the page goes along."""
    fields = {field["name"]: field["value"] for field in page.root.all("input", type="hidden")}
    rows = {row.one("b").text: row for row in page.root.all("fieldset")}
    for name, row in rows.items():
        for pick in row.all("input", type="radio"):
            chosen = marks.get(name.split()[0].lower().replace("å", "a"))
            if pick["value"] == chosen or (chosen is None and "checked" in pick.attributes):
                fields[pick["name"]] = pick["value"]
    return fields


def row_of(page, name):
    """What is chosen for a person, and all that stands there."""
    [row] = [row for row in page.root.all("fieldset") if row.one("b").text == name]
    chosen = [pick["value"] for pick in row.all("input", type="radio") if "checked" in pick.attributes]
    return chosen, row.one("legend").text


async def test_two_who_tick_the_same_roll_do_not_undo_each_others_marks(staff, site, roll):
    await staff.post(roll, form_of(await staff.get(roll), bo="absent"))
    opened = await staff.get(roll)
    await staff.post(roll, form_of(opened, bo="present"))

    await staff.post(roll, form_of(opened, asa="present"))

    assert await attendance(site) == {"Bo Alm": "present", "Åsa Ek": "present"}


async def test_a_tick_that_somebody_else_made_otherwise_is_kept_and_shown_beside_what_is_stored(
    staff, site, roll
):
    opened = await staff.get(roll)
    await staff.post(roll, form_of(opened, bo="absent", cia="present"))

    page = await staff.refused(roll, form_of(opened, bo="present", asa="excused", cia="present"), expect=409)

    assert await attendance(site) == {"Bo Alm": "absent", "Åsa Ek": "excused", "Cia Dal": "present"}
    assert page.root.one("h2", id="mistakes").text == "Allt är inte sparat"
    [(anchor, said)] = page.mistakes().items()
    assert said.startswith("Bo Alm: någon annan har bockat av")
    assert page.root.one(id=anchor).tag == "fieldset"
    chosen, text = row_of(page, "Bo Alm")
    assert chosen == ["present"]
    assert "Nu sparat: Uteblev." in text
    assert "Allt annat du har bockat av är sparat." in page.text
    assert await staff.post(roll, form_of(page)) == f"{roll}?om=sparat"
    assert (await attendance(site))["Bo Alm"] == "present"


async def test_whoever_has_left_meanwhile_is_named_and_the_other_ticks_are_stored(staff, site, roll, clock):
    opened = await staff.get(roll)
    for name in ("Bo Alm", "Cia Dal"):
        registration_id = await site.registration_of(name)
        caller = a_caller(site.organiser.organiser_id, now=clock.now)
        await withdraw(site.organiser.pool, caller, registration_id, session_ids=None)

    page = await staff.refused(roll, form_of(opened, bo="absent", cia="present", asa="present"), expect=409)

    assert await attendance(site) == {"Cia Dal": "present", "Åsa Ek": "present"}
    assert list(page.mistakes().values()) == ["Bo Alm har ingen plats och kan bara bockas av med Kom."]
    assert "Bo Alm" not in [row.one("b").text for row in page.root.all("fieldset")]


async def test_when_the_session_has_been_cancelled_what_was_ticked_is_shown_again(
    staff, site, roll, session_id, clock
):
    opened = await staff.get(roll)
    caller = a_caller(site.organiser.organiser_id, now=clock.now)
    await cancel_session.cancel(site.organiser.pool, caller, session_id, reason=None)

    page = await staff.refused(f"{roll}?lang=en", form_of(opened, bo="present"), expect=409)

    assert page.root.one("h2", id="mistakes").text == "Not everything is saved"
    assert "Nothing is saved. What you have ticked is still here." in page.text
    assert row_of(page, "Bo Alm")[0] == ["present"]
    assert await attendance(site) == {}


async def test_everybody_without_a_mark_is_marked_at_once_but_not_those_who_wait(staff, site, roll):
    bo = next(one for one in (await staff.get(roll)).root.all("input", type="radio"))
    await staff.post(roll, {bo["name"]: "absent"})

    await staff.post(f"{roll}/ovriga", {"mark": "present"})

    assert await attendance(site) == {"Bo Alm": "absent", "Åsa Ek": "present"}
    assert "De som inte är avbockade" not in (await staff.get(roll)).text


async def test_what_is_ticked_is_stored_before_all_the_others_are_marked(staff, site, roll):
    opened = await staff.get(roll)
    [others] = [one for one in opened.root.all("button", name="mark") if one["value"] == "absent"]
    assert opened.root.one("form", id=others["form"])["action"] == roll

    await staff.post(others["formaction"], form_of(opened, bo="present") | {"mark": "absent"})

    assert await attendance(site) == {"Bo Alm": "present", "Åsa Ek": "absent"}


async def test_when_the_others_cannot_be_marked_the_ticks_are_shown_again_and_nobody_is_registered(
    staff, site, roll, session_id, clock
):
    opened = await staff.get(roll)
    caller = a_caller(site.organiser.organiser_id, now=clock.now)
    await cancel_session.cancel(site.organiser.pool, caller, session_id, reason=None)

    page = await staff.refused(
        f"{roll}/ovriga", form_of(opened, bo="absent") | {"mark": "present"}, expect=409
    )
    assert row_of(page, "Bo Alm")[0] == ["absent"]
    assert "Inget är sparat." in page.text
    page = await staff.refused(f"{roll}/utan-plats", {"name": "Dan Fors", "email": "dan@nora.example"})
    assert page.value("email") == "dan@nora.example"
    assert "inställd" in page.mistakes()["email"]
    assert await site.organiser.pool.fetchval("select count(*) from registration") == 3
    assert await attendance(site) == {}


async def test_somebody_without_a_seat_is_registered_and_present(staff, site, roll):
    page = await staff.refused(f"{roll}/utan-plats", {"name": "", "email": "dan"})
    assert sorted(page.mistakes()) == ["email", "name"]
    assert page.value("email") == "dan"

    await staff.post(f"{roll}/utan-plats", {"name": "Dan Fors", "email": "dan@nora.example"})
    assert (await attendance(site))["Dan Fors"] == "present"

    page = await staff.refused(f"{roll}/utan-plats", {"name": "Dan Fors", "email": "dan@nora.example"})
    assert "redan anmäld" in page.mistakes()["email"]


async def test_a_search_finds_name_and_organisation_and_is_kept(staff, roll):
    page = await staff.get(f"{roll}?q=asa")
    assert [legend.text for legend in page.root.all("legend")] == ["Åsa Ek Nora kommun"]

    [field] = marks(page)
    assert await staff.post(roll, {field: "present", "q": "asa"}) == f"{roll}?om=sparat&q=asa"
    assert "heter så" in (await staff.get(f"{roll}?q=zzz")).text


async def test_nothing_can_be_ticked_before_the_doors_open(staff, roll, clock):
    clock.now = SOON - timedelta(hours=2)
    page = await staff.get(roll)

    assert "Närvaron kan bockas av från" in page.text
    assert "Spara närvaron" not in page.buttons()
    fields = dict.fromkeys(marks(page), "present")
    assert (await staff.client.post(roll, data=fields)).status_code == 409


async def test_a_viewer_sees_the_roll_and_no_button(site, roll):
    async with support.signed_in(site, "viewer") as viewer:
        page = await viewer.get(roll)

        assert page.buttons() == ["Sök"]
        assert (await viewer.client.post(roll, data={})).status_code == 403


async def test_people_of_another_session_and_nonsense_are_not_marked(staff, site, roll):
    answer = await staff.client.post(roll, data={"m-nonsense": "present", "m-x": "absent"})
    assert answer.status_code == 303
    other = "m-00000000-0000-7000-8000-000000000000"
    page = await staff.refused(roll, {other: "present"}, expect=409)
    assert list(page.mistakes().values()) == ["Person med skyddade uppgifter finns inte längre i listan."]
    assert (await staff.client.post(roll, data={other: "present", "till": "kod"})).status_code == 404
    assert await attendance(site) == {}


async def test_a_long_roll_is_shown_some_at_a_time(staff, site):
    cohort_id = await site.organiser.cohort()
    session_id = await site.organiser.session(cohort_id)
    for number in range(65):
        applicant = Applicant(name=f"Person {number:02}", email=f"p{number}@nora.example")
        await site.organiser.register(cohort_id, applicant.email, name=applicant.name)
    path = f"/admin/ruc/traffar/{session_id}/narvaro"

    first = await staff.get(path)
    second = await staff.get(first.href("Nästa sida"))

    assert len(marks(first)) == 60
    assert len(marks(second)) == 5
    assert marks(first).isdisjoint(marks(second))
