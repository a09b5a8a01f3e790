"""What a coordinator does for somebody who phones: answers, withdraws, puts in a substitute, takes back, registers."""

import pytest

from tests.support.pages import staff as support
from tests.support.pages.staff_cohort import a_round, fields_of, press, spaced
from tests.support.registration import an_organiser

pytestmark = pytest.mark.usefixtures("clock")


def path_of(it, name):
    return f"{it.path}/person/{it.people[name]}"


async def seats_of(staff, name):
    rows = await staff.organiser.pool.fetch(
        """select s.title, g.status from seat g join session s on s.id = g.session_id
             join registration r on r.id = g.registration_id join person p on p.id = r.person_id
            where p.name = $1 and g.status <> 'withdrawn' order by s.title""",
        name,
    )
    return {row["title"]: row["status"] for row in rows}


async def test_the_page_says_how_the_person_was_asked_and_what_they_have(staff):
    it = await a_round(staff.organiser)
    await staff.organiser.pool.execute(
        "update invitation set message = 'Ring mig' where person_id = $1", it.people["Bo Falk"]
    )

    page = await staff.get(path_of(it, "Bo Falk"))

    assert page.h1 == "Bo Falk"
    assert "rektor · Kumla · bo.falk@kommun.example" in page.text
    assert "Inbjuden måndag 12 januari 2026: svarade ja" in page.text
    assert "Skrev till er: Ring mig" in page.text
    rows = [spaced(row) for row in page.root.one("tbody").all("tr")]
    assert [row.rsplit("15.00 ", 1)[1] for row in rows] == ["Kommer", "Väntar, reservplats 1"]
    assert page.href("Allt om personen") == f"/admin/ruc/personer/{it.people['Bo Falk']}"


async def test_a_yes_by_telephone_for_some_of_the_sessions(staff):
    it = await a_round(staff.organiser, seats=5)

    goal = await press(
        staff,
        f"{path_of(it, 'Dag Hed')}/svara",
        answer="yes",
        session_ids=[str(it.session_ids[1])],
        message="Ringde",
    )

    assert await seats_of(staff, "Dag Hed") == {"Lärträff 2": "confirmed"}
    page = await staff.get(goal)
    assert "Svaret är sparat" in page.text
    assert "svarade ja" in page.text
    [entry] = await staff.organiser.pool.fetch(
        "select * from audit where action = 'invitation.answer' and actor_kind = 'staff'"
    )
    assert entry["actor_id"] is not None


async def test_a_no_and_then_a_substitute_after_all_also_after_the_last_day(staff, clock):
    it = await a_round(staff.organiser)
    await press(staff, f"{path_of(it, 'Anna Ek')}/svara", answer="no")
    assert await seats_of(staff, "Anna Ek") == {}
    clock.now = clock.now.replace(day=31)
    await support.sign_in(staff, "coordinator@ruc.example")

    await press(
        staff,
        f"{path_of(it, 'Dag Hed')}/svara",
        answer="substitute",
        substitute_name="Siv Ny",
        substitute_email="siv@kommun.example",
    )

    assert (await seats_of(staff, "Siv Ny")).keys() == {"Lärträff 1", "Lärträff 2"}
    assert "Siv Ny kommer i stället" in (await staff.get(path_of(it, "Dag Hed"))).text


async def test_all_that_is_missing_in_an_answer_is_said_and_what_was_typed_kept(staff):
    it = await a_round(staff.organiser)
    path = f"{path_of(it, 'Dag Hed')}/svara"
    typed = {"answer": "substitute", "substitute_email": "siv", "message": "Hon ringde"}
    posted = {
        name: value for name, value in fields_of(await staff.get(path)).items() if name != "session_ids"
    }

    page = await staff.refused(path, posted | typed)

    assert set(page.mistakes()) == {"session_ids", "substitute_name", "substitute_email"}
    assert (page.value("substitute_email"), page.value("message")) == ("siv", "Hon ringde")
    assert list((await staff.refused(path, {"answer": ""})).mistakes()) == ["answer"]


async def test_a_withdrawal_frees_the_seat_for_whoever_waits(staff):
    it = await a_round(staff.organiser)

    await press(staff, f"{path_of(it, 'Anna Ek')}/avanmal", session_ids=[str(it.session_ids[1])])

    assert await seats_of(staff, "Anna Ek") == {"Lärträff 1": "confirmed"}
    assert (await seats_of(staff, "Bo Falk"))["Lärträff 2"] == "confirmed"
    page = await staff.refused(f"{path_of(it, 'Anna Ek')}/avanmal", {})
    assert list(page.mistakes()) == ["session_ids"]


async def test_a_substitute_takes_the_seat_and_gives_it_back(staff):
    it = await a_round(staff.organiser)
    own = path_of(it, "Anna Ek")

    await press(staff, f"{own}/ersattare", substitute_name="Siv Ny", substitute_email="siv@kommun.example")
    assert (await seats_of(staff, "Siv Ny")).keys() == {"Lärträff 1", "Lärträff 2"}
    page = await staff.get(own)
    assert page.href("Ta tillbaka platsen") == f"{own}/ta-tillbaka"
    await press(staff, f"{own}/ta-tillbaka", session_ids=[str(it.session_ids[0])])

    assert await seats_of(staff, "Anna Ek") == {"Lärträff 1": "confirmed"}
    assert await seats_of(staff, "Siv Ny") == {"Lärträff 2": "confirmed"}


async def test_what_the_rules_refuse_is_said_with_what_was_typed_kept(staff):
    it = await a_round(staff.organiser)
    path = f"{path_of(it, 'Anna Ek')}/ersattare"
    posted = fields_of(await staff.get(path)) | {
        "substitute_name": "Anna Ek",
        "substitute_email": "anna.ek@kommun.example",
    }

    page = await staff.refused(path, posted, expect=409)

    assert "Ersättaren är du själv" in page.root.one("div", role="alert").text
    assert page.value("substitute_email") == "anna.ek@kommun.example"


async def test_somebody_who_was_not_invited_is_registered(staff):
    it = await a_round(staff.organiser)
    path = f"{it.path}/anmal"
    wrong = await staff.refused(
        path, fields_of(await staff.get(path)) | {"person_name": "", "person_email": "x"}
    )
    assert set(wrong.mistakes()) == {"person_name", "person_email"}

    posted = fields_of(await staff.get(path)) | {
        "person_name": "Ulf Extra",
        "person_email": "ulf@kommun.example",
    }
    goal = await staff.post(path, posted)

    assert await seats_of(staff, "Ulf Extra") == {"Lärträff 1": "confirmed", "Lärträff 2": "waiting"}
    assert (await staff.get(goal)).h1 == "Ulf Extra"
    again = await staff.refused(path, posted, expect=409)
    assert "Redan anmäld" in again.text
    assert "1 kommer utan egen inbjudan" in (await staff.get(it.path)).text


async def test_a_protected_person_is_masked_here_too(site, staff):
    it = await a_round(staff.organiser)
    await staff.organiser.pool.execute(
        "update person set protected_identity = true where id = $1", it.people["Dag Hed"]
    )
    own = path_of(it, "Dag Hed")

    for path in (own, f"{own}/svara"):
        page = await staff.get(path)
        assert "Dag Hed" not in page.raw
        assert "dag.hed" not in page.raw
        assert "Laxå" not in page.raw
    async with support.signed_in(site, "viewer") as viewer:
        await viewer.get(own, expect=404)


async def test_a_viewer_sees_a_person_without_what_can_be_done(site):
    it = await a_round(site.organiser)
    async with support.signed_in(site, "viewer") as viewer:
        page = await viewer.get(path_of(it, "Anna Ek"))
        assert not [text for text in ("Svara åt", "Avanmäl", "Byt till") if text in page.text]
        await viewer.get(f"{path_of(it, 'Anna Ek')}/avanmal", expect=403)


async def test_people_of_other_cohorts_and_organisers_are_not_found(site, staff):
    it = await a_round(staff.organiser)
    other = await staff.organiser.cohort(name="Annan")
    await staff.get(f"/admin/ruc/omgangar/{other}/person/{it.people['Anna Ek']}", expect=404)
    await an_organiser(site.organiser.pool, "lund")
    await staff.get(f"/admin/lund/omgangar/{it.cohort_id}/person/{it.people['Anna Ek']}", expect=404)


async def test_english_has_the_same(staff):
    it = await a_round(staff.organiser)
    own = path_of(it, "Anna Ek")
    for path in (
        own,
        *(f"{own}/{what}" for what in ("svara", "avanmal", "ersattare", "ta-tillbaka")),
        f"{it.path}/anmal",
    ):
        await staff.get(f"{path}?lang=en")
    assert "Is coming" in (await staff.get(f"{own}?lang=en")).text
