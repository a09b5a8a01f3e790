"""One person registers several colleagues: all or none, each with a link and a mail of their own."""

from datetime import timedelta

import pytest

from services.registration.actions.cohorts import publish_cohort
from services.registration.actions.directory import change_person, forget_person
from services.registration.actions.registrations import send_link
from services.registration.actions.upkeep import purge_expired
from services.registration.domain.directory.person import PersonChanges
from services.registration.store.health import invariants
from shared import events
from tests.support.caller import a_caller, an_initiator
from tests.support.registration import NOW

PATH = "/ruc/varen/flera"
EVA = {"assistant_name": "Eva Berg", "assistant_email": "eva@skola.example", "organisation": "Centralskolan"}


@pytest.fixture
async def open_to_all(story):
    await story.dress()
    await story.site.organiser.pool.execute("update programme set registration = 'open'")
    await story.series(2)
    return story


def dates(story):
    return {"session_ids": [str(session_id) for session_id in story.sessions]}


def rows(*colleagues):
    return {
        f"{field}-{number}": value
        for number, (name, email) in enumerate(colleagues, start=1)
        for field, value in (("name", name), ("email", email))
    }


async def people(site):
    found = await site.organiser.pool.fetch(
        """select p.name, p.email, p.email_key, r.id, r.organisation, r.origin
             from person p join registration r on r.person_id = p.id order by p.name"""
    )
    return {row["name"]: row for row in found}


async def test_each_colleague_gets_a_registration_and_a_personal_link_of_their_own(open_to_all, site):
    page = await site.get((await site.get("/ruc/varen")).href("Anmäl flera kollegor på en gång"))
    assert set(page.switches().values()) == {True}
    three = rows(("Anna Ek", "anna@skola.example"), ("Bo Ek", ""), ("Cia Ek", ""))

    receipt = await site.get(await site.post(PATH, EVA | dates(open_to_all) | three))

    assert receipt.h1 == "Tre kollegor är anmälda"
    facts = [(row.one("dt").text, row.one("dd").text) for row in receipt.root.one("dl").all("div")]
    assert facts == [(name, "Plats på två datum") for name in ("Anna Ek", "Bo Ek", "Cia Ek")]
    assert "@" not in receipt.root.one("main").text
    found = await people(site)
    assert {name: (row["email"], row["email_key"]) for name, row in found.items()} == {
        "Anna Ek": ("anna@skola.example", "anna@skola.example"),
        "Bo Ek": ("eva@skola.example", None),
        "Cia Ek": ("eva@skola.example", None),
    }
    assert {row["organisation"] for row in found.values()} == {"Centralskolan"}
    registrations = await site.organiser.told(events.Registration)
    assert sorted(registration.id for registration in registrations) == sorted(
        row["id"] for row in found.values()
    )
    assert {(person.name, person.email) for person in await site.organiser.told(events.Person)} == {
        ("Anna Ek", "anna@skola.example"), ("Bo Ek", "eva@skola.example"), ("Cia Ek", "eva@skola.example"),
    }  # fmt: skip
    own = await site.get(await site.link("r", found["Bo Ek"]["id"]))
    assert "Bo Ek" in own.text
    assert "Anna Ek" not in own.text
    async with site.organiser.pool.acquire() as conn:
        assert [name for name, _, holds in await invariants.count(conn) if not holds] == []


async def test_the_receipt_leaves_it_to_the_mails_who_waits_where_a_session_is_full(open_to_all, site):
    first, second = open_to_all.sessions
    await site.organiser.pool.execute("update session set capacity = 1 where id = $1", second)
    location = await site.post(PATH, EVA | dates(open_to_all) | rows(("Bo Ek", ""), ("Cia Ek", "")))

    outcomes = [cell.text for cell in (await site.get(location)).root.one("dl").all("dd")]

    assert outcomes == ["Vilka datum det finns plats på står i mejlet."] * 2
    found = await people(site)
    assert await site.organiser.seats(found["Cia Ek"]["id"]) == {first: "confirmed", second: "waiting"}


async def test_no_colleague_is_registered_when_there_is_no_seat_for_one_of_them(open_to_all, site):
    await site.organiser.pool.execute("update cohort set waiting_list = false")
    await site.organiser.pool.execute(
        "update session set capacity = 1 where id = $1", open_to_all.sessions[1]
    )
    page = await site.refused(PATH, EVA | dates(open_to_all) | rows(("Bo Ek", ""), ("Cia Ek", "")))

    assert list(page.mistakes()) == ["datum"]
    assert page.mistakes()["datum"].startswith("Lärträff 2: Träffen är full.")
    assert (page.value("name-1"), page.value("name-2")) == ("Bo Ek", "Cia Ek")
    assert await people(site) == {}


@pytest.mark.usefixtures("open_to_all")
async def test_the_colleagues_form_reports_all_mistakes_at_once_with_each_colleagues_number(site):
    page = await site.refused(
        PATH,
        {"assistant_name": "", "assistant_email": "eva"}
        | rows(("Anna Ek", "anna@skola.example"), ("", "bo@skola.example"), ("Cia Ek", "cia@"), ("Dan", "ANNA@skola.example")),
    )  # fmt: skip

    assert page.mistakes() == {
        "datum": "Välj minst ett datum",
        "assistant_name": "Skriv ditt namn.",
        "assistant_email": "Skriv en e-postadress, till exempel namn@kommun.example.",
        "name-2": "Kollega 2: Skriv namnet.",
        "email-3": "Kollega 3: Skriv en e-postadress, till exempel namn@kommun.example.",
        "email-4": "Kollega 4: Adressen står redan hos en annan kollega. Lämna tomt om mejlet ska gå till dig",
    }
    assert page.value("email-3") == "cia@"


async def test_colleagues_with_the_same_name_need_an_address_each(open_to_all, site):
    page = await site.refused(PATH, EVA | dates(open_to_all) | rows(("Bo Ek", ""), ("Bo Ek", "")))

    assert page.mistakes() == {"email-2": "Kollega 2: Två kollegor med samma namn behöver var sin adress"}


async def test_the_colleagues_form_without_a_name_is_refused(open_to_all, site):
    page = await site.refused(PATH, EVA | dates(open_to_all) | rows(("", ""), (" ", "")))

    assert page.mistakes() == {"name-1": "Skriv namnet på minst en kollega"}


async def test_the_person_who_registers_colleagues_may_be_registered_too(open_to_all, site):
    both = rows(("Eva Berg", "eva@skola.example"), ("Bo Ek", "eva@skola.example"))
    await site.post(PATH, EVA | dates(open_to_all) | both)

    found = await people(site)
    assert {name: row["email_key"] for name, row in found.items()} == {
        "Eva Berg": "eva@skola.example", "Bo Ek": None,
    }  # fmt: skip


async def test_the_colleagues_form_posted_twice_registers_once_and_resends_the_links(open_to_all, site):
    form = EVA | dates(open_to_all) | rows(("Anna Ek", "anna@skola.example"), ("Bo Ek", ""))
    first = await site.get(await site.post(PATH, form))
    second = await site.get(await site.post(PATH, form))

    assert first.root.one("main").text == second.root.one("main").text
    assert len(await people(site)) == 2
    resent = (await site.organiser.told(events.Registration))[-2:]
    assert all(registration.link_asked_at is not None for registration in resent)


async def test_the_colleagues_form_adds_fields_keeps_the_input_and_stores_nothing(open_to_all, site):
    form = EVA | dates(open_to_all) | rows(*((f"Kollega {n}", "") for n in range(1, 6))) | {"more": "1"}
    page = await site.refused(PATH, form, expect=200)

    assert len([field for field in page.root.all("input") if field["name"].startswith("name-")]) == 10
    assert page.value("name-5") == "Kollega 5"
    assert page.mistakes() == {}
    twenty = await site.refused(PATH, form | rows(*(("", "") for _ in range(20))) | {"more": "1"}, expect=200)
    assert len([field for field in twenty.root.all("input") if field["name"].startswith("name-")]) == 20
    assert "Fler kollegor" not in twenty.buttons()
    assert await people(site) == {}


async def test_the_receipt_of_a_registration_of_colleagues_is_gone_after_an_hour(open_to_all, site, clock):
    location = await site.post(PATH, EVA | dates(open_to_all) | rows(("Bo Ek", "")))
    clock.now = NOW + timedelta(hours=1)

    assert (await site.get(location, expect=410)).h1 == "Kvittot finns inte kvar"
    assert (await site.get(f"{PATH}?kvitto=x", expect=410)).h1 == "Kvittot finns inte kvar"
    await purge_expired.forget(site.organiser.pool, an_initiator(now=clock.now))
    assert await site.organiser.pool.fetchval("select count(*) from receipt") == 0


async def test_a_lost_link_is_sent_again_for_every_registration_that_shares_the_address(open_to_all, site):
    await site.post(PATH, EVA | dates(open_to_all) | rows(("Bo Ek", ""), ("Cia Ek", "")))
    before = len(await site.organiser.told(events.Registration))
    await send_link.send_links(
        site.organiser.pool, a_caller(site.organiser.organiser_id, now=NOW), "Eva@Skola.example"
    )

    again = (await site.organiser.told(events.Registration))[before:]
    found = await people(site)
    assert {registration.id for registration in again} == {found["Bo Ek"]["id"], found["Cia Ek"]["id"]}


async def test_erasure_of_one_colleague_leaves_the_others_who_share_the_address(open_to_all, site):
    await site.post(PATH, EVA | dates(open_to_all) | rows(("Bo Ek", ""), ("Cia Ek", "")))
    pool, organiser_id = site.organiser.pool, site.organiser.organiser_id
    bo = await pool.fetchval("select id from person where name = 'Bo Ek'")
    await forget_person.forget(pool, a_caller(organiser_id, now=NOW), bo)
    async with pool.acquire() as conn, conn.transaction():
        await forget_person.finish(conn, a_caller(organiser_id, now=NOW), [bo])

    assert await pool.fetchval("select count(*) from receipt") == 0
    assert await pool.fetchval("select count(*) from person where shared_key is not null") == 1
    found = await people(site)
    assert set((await site.organiser.seats(found["Cia Ek"]["id"])).values()) == {"confirmed"}
    assert "Bo Ek" not in found


async def test_a_colleague_without_an_address_may_choose_a_language(open_to_all, site):
    await site.post(PATH, EVA | dates(open_to_all) | rows(("Bo Ek", ""), ("Cia Ek", "")))
    link = await site.link("r", (await people(site))["Bo Ek"]["id"])
    await site.post(f"{link}/sprak", {"language": "en"})

    assert (await site.get(link)).h1 == "My dates"


@pytest.mark.parametrize("close", [True, False])
async def test_the_colleagues_form_is_closed_where_public_registration_is_closed(open_to_all, site, close):
    organiser = site.organiser
    if close:
        await publish_cohort.close(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), open_to_all.cohort_id
        )
    else:
        await organiser.pool.execute("update programme set registration = 'invitation_only'")
    answer = await site.client.get(PATH)

    assert (answer.status_code, answer.headers["location"]) == (303, "/ruc/varen")
    assert await site.post(PATH, EVA | dates(open_to_all) | rows(("Bo Ek", ""))) == "/ruc/varen"
    assert await people(site) == {}
    assert "Anmäl flera kollegor" not in (await site.get("/ruc/varen")).text


async def test_a_shared_address_stays_shared_until_the_person_gets_another(open_to_all, site):
    await site.post(PATH, EVA | dates(open_to_all) | rows(("Bo Ek", ""), ("Eva Berg", "eva@skola.example")))
    pool, organiser_id = site.organiser.pool, site.organiser.organiser_id
    bo = await pool.fetchval("select id from person where name = 'Bo Ek'")

    async def change(**changes):
        await change_person.change(pool, a_caller(organiser_id), bo, PersonChanges(**changes), version=None)
        keys = await pool.fetchrow("select name, email_key, shared_key from person where id = $1", bo)
        return tuple(keys)

    assert await change(name="Bo Ekman") == ("Bo Ekman", None, "eva@skola.example")
    assert await change(email="bo@skola.example") == ("Bo Ekman", "bo@skola.example", None)
