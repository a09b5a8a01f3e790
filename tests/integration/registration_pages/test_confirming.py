"""A cohort that asks to confirm by mail: the form, its receipt, and the page behind the link before, at and after the press."""

from datetime import timedelta

import pytest

from services.registration.actions.registrations import accept_offer, confirm_registration
from shared import events
from tests.support.caller import a_caller, an_initiator
from tests.support.registration import NOW

ANNA = {"name": "Anna Ek", "email": "anna@skola.example"}
LATE = NOW + timedelta(hours=24)
BUTTON = {"confirm": "1"}


@pytest.fixture
async def path(story):
    await story.dress()
    await story.site.organiser.pool.execute("update programme set registration = 'open'")
    await story.series(2)
    await story.site.organiser.pool.execute("update cohort set must_confirm = true")
    return "/ruc/varen"


def dates(story):
    return {"session_ids": [str(session_id) for session_id in story.sessions]}


@pytest.fixture
async def registered(site, story, path):
    """Anna's registration, made by the public form."""
    await site.post(path, ANNA | dates(story))
    return await site.registration_of("Anna Ek")


async def let_go(site, clock, now=LATE):
    clock.now = now
    await confirm_registration.let_go(site.organiser.pool, an_initiator(now=now))
    await accept_offer.expire(site.organiser.pool, an_initiator(now=now))


SAID = {
    "sv": ("men du är inte anmäld", "Bekräfta din anmälan", "Du är inte anmäld än. Vi har skickat ett mejl till anna@skola.example."),
    "en": ("but you are not registered", "Confirm your registration", "You are not registered yet. We have sent an email to anna@skola.example."),
}  # fmt: skip


@pytest.mark.parametrize("language", SAID)
async def test_the_form_and_the_receipt_say_that_it_has_to_be_confirmed(site, story, path, language):
    note, heading, lead = SAID[language]
    assert note in (await site.get(f"{path}?lang={language}")).text

    receipt = await site.get(await site.post(f"{path}?lang={language}", ANNA | dates(story)))

    assert receipt.h1 == heading
    assert receipt.lead.startswith(lead)
    assert "/r/" not in receipt.raw


async def test_the_receipt_is_the_same_for_an_address_that_is_registered(site, story, path, registered):
    first = await site.get(await site.post(path, ANNA | dates(story)))
    await confirm_registration.confirm(
        site.organiser.pool, a_caller(site.organiser.organiser_id, now=NOW), registered
    )
    second = await site.get(await site.post(path, ANNA | dates(story)))
    third = await site.get(await site.post(path, ANNA | {"email": "bo@skola.example"} | dates(story)))

    assert first.text == second.text
    assert third.text == first.text.replace("anna@", "bo@")


@pytest.mark.usefixtures("story")
async def test_the_page_says_in_both_languages_that_it_is_not_confirmed_and_has_one_button(site, registered):
    link = await site.link("r", registered)
    page, english = await site.get(link), await site.get(f"{link}?lang=en")

    assert (page.h1, english.h1) == ("Bekräfta din anmälan", "Confirm your registration")
    assert page.lead.startswith(
        "Din anmälan är inte bekräftad än. Bekräfta den senast tisdag 13 januari kl. 10.00. Till dess håller vi platserna."
    )
    assert "Du bekräftar för Anna Ek." in page.text
    assert english.lead.startswith("Your registration is not confirmed yet. Confirm it by Tuesday 13 January")
    assert page.buttons() == ["Bekräfta anmälan"]
    assert english.buttons() == ["Confirm the registration"]
    assert page.text.count("Vi håller en plats åt dig") == 2
    assert "Har du inte anmält dig? Då behöver du inte göra något." in page.text
    assert len(await site.organiser.told(events.Registration)) == 1


async def test_the_press_leads_to_the_page_that_follows_every_registration(site, story, registered):
    link = await site.link("r", registered)

    done = await site.get(await site.post(link, BUTTON))

    assert done.h1 == "Du är anmäld"
    assert set((await site.organiser.seats(registered)).values()) == {"confirmed"}
    assert (await site.get(link)).h1 != "Bekräfta din anmälan"
    again = await site.get(await site.post(link, BUTTON))
    assert again.h1 == "Du är anmäld"
    assert [await site.organiser.taken(session_id) for session_id in story.sessions] == [1, 1]


@pytest.mark.parametrize("subpage", ["ersattare", "svar", "andra", "ny-lank"])
@pytest.mark.usefixtures("story")
async def test_every_other_page_of_the_link_asks_to_confirm_first(site, registered, subpage):
    link = await site.link("r", registered)

    assert (await site.get(f"{link}/{subpage}")).h1 == "Bekräfta din anmälan"


async def test_nothing_else_can_be_posted_before_it_is_confirmed(site, story, registered):
    link = await site.link("r", registered)

    for data in ({"withdraw": "all"}, {"accept": str(story.sessions[0])}, {"calendar": "none"}):
        page = await site.refused(link, data, expect=409)
        assert page.h1 == "Bekräfta din anmälan"
    assert set((await site.organiser.seats(registered)).values()) == {"waiting"}
    assert len(await site.organiser.told(events.Registration)) == 1


async def test_whoever_reads_the_mail_can_still_ask_for_what_is_stored(site, registered):
    link = await site.link("r", registered)

    assert (await site.get(f"{link}/uppgifter")).h1 != "Bekräfta din anmälan"


@pytest.mark.usefixtures("story")
async def test_a_registration_that_was_let_go_says_so_and_leads_to_the_form(site, path, registered, clock):
    link = await site.link("r", registered)
    clock.now = LATE
    before_the_sweep = await site.get(link)
    await let_go(site, clock)

    page = await site.get(link)

    assert page.h1 == before_the_sweep.h1 == "Anmälan gäller inte längre"
    assert page.lead == "Den bekräftades inte före tisdag 13 januari kl. 10.00. Platsen har lämnats vidare."
    assert page.href("Anmäl dig igen") == path
    late = await site.refused(link, BUTTON, expect=200)
    assert late.h1 == page.h1
    assert "The registration has ended" in (await site.get(f"{link}?lang=en")).text


async def test_the_old_link_leads_to_the_new_registration_of_somebody_who_came_back(
    site, story, path, registered, clock
):
    link = await site.link("r", registered)
    await let_go(site, clock)
    await site.post(path, ANNA | dates(story))

    answer = await site.client.get(link)

    assert answer.status_code == 303
    assert (await site.get(answer.headers["location"])).h1 == "Bekräfta din anmälan"


@pytest.mark.usefixtures("path")
async def test_a_date_that_is_full_is_named_as_a_place_in_the_line(site, story, path):
    await site.organiser.pool.execute("update session set capacity = 1")
    await site.organiser.register(story.cohort_id, "bo@skola.example")
    await site.post(path, ANNA | dates(story))

    page = await site.get(await site.link("r", await site.registration_of("Anna Ek")))

    assert "Det är fullt, så då står du på väntelistan." in page.text
    assert page.text.count("Väntelista.") == 2


async def test_the_invitation_of_an_address_that_a_stranger_typed_is_still_unanswered(site, story, path):
    link = await story.invited("Karin Ek")
    email = await site.organiser.pool.fetchval("select email from person where name = 'Karin Ek'")
    before = (await site.get(link)).text

    await site.post(path, {"name": "Någon", "email": email} | dates(story))

    assert (await site.get(link)).text == before


async def test_several_colleagues_are_told_who_confirms_and_one_link_names_those_it_confirms(
    site, story, path
):
    form = await site.get(f"{path}/flera")
    assert "Du bekräftar för dem som saknar egen adress." in form.text
    assistant = {"assistant_name": "Eva Ek", "assistant_email": "eva@skola.example"}
    named = {"name-1": "Bo Ek", "email-1": "", "name-2": "Cia Ek", "email-2": "", "name-3": "Di Ek", "email-3": "di@skola.example"}  # fmt: skip

    receipt = await site.get(await site.post(f"{path}/flera", assistant | named | dates(story)))

    assert receipt.h1 == "Tre anmälningar att bekräfta"
    facts = [row.one("dd").text for row in receipt.root.one("dl").all("div")]
    assert facts == ["Två datum, när anmälan är bekräftad"] * 3
    link = await site.link("r", await site.registration_of("Bo Ek"))
    assert "Du bekräftar för Bo Ek och Cia Ek." in (await site.get(link)).text
    await site.post(link, BUTTON)
    statuses = await site.organiser.pool.fetch(
        "select p.name, r.status from registration r join person p on p.id = r.person_id order by p.name"
    )
    assert [tuple(row) for row in statuses] == [
        ("Bo Ek", "registered"),
        ("Cia Ek", "registered"),
        ("Di Ek", "waiting"),
    ]


async def test_the_page_does_not_name_somebody_with_a_protected_identity(site, registered):
    await site.organiser.pool.execute("update person set protected_identity = true")

    page = await site.get(await site.link("r", registered))

    assert page.h1 == "Bekräfta din anmälan"
    assert "Anna" not in page.text


async def test_the_page_names_a_date_that_was_let_go_and_one_that_was_cancelled(
    site, story, registered, clock
):
    await story.cancel(story.sessions[0])
    await site.organiser.pool.execute(
        "update seat set offered_until = $1 where session_id = $2", NOW, story.sessions[1]
    )
    clock.now = NOW + timedelta(minutes=1)

    page = await site.get(await site.link("r", registered))

    facts = [row.one("dd").text for row in page.root.one("dl").all("div")]
    assert [fact.partition(". ")[2].rpartition("kl. ")[2].partition(". ")[2] for fact in facts] == [
        "Inställd.",
        "Platsen har lämnats vidare.",
    ]
    assert "Till dess" not in page.text
    assert "Det är fullt" not in page.text
