"""What my page shows first, what it offers quietly, and how a person corrects their details."""

from datetime import timedelta

from tests.support.pages.states import DATES, KARIN


async def test_my_page_leads_into_the_meeting_while_its_doors_are_open(story, site, clock):
    await story.series(2)
    link = await story.said_yes(await story.invited())
    door = await site.seat_link(await site.registration_of(KARIN), story.sessions[0])
    clock.now = DATES[0] - timedelta(minutes=31)
    assert "Till mötet" not in (await site.get(link)).text

    clock.now = DATES[0] - timedelta(minutes=29)
    page = await site.get(link)
    assert page.href("Till mötet Lärträff 1") == door
    headings = [element.text for element in page.root.all("h2")]
    assert headings[0] == "Lärträff 1: mötet är öppet"

    clock.now = DATES[0] + timedelta(hours=3)
    assert "Till mötet" not in (await site.get(link)).text


async def test_my_page_asks_once_a_date_whether_the_person_cannot_come(story, site):
    await story.series(3)
    page = await site.get(await story.said_yes(await story.invited()))
    first = page.root.one(id=f"d{str(story.sessions[0])[-12:]}")

    assert [element.text for element in first.all("summary")] == ["Kan du inte? Lärträff 1"]
    assert [element.text for element in first.one("details").all("a")] == [
        "Skicka en ersättare Lärträff 1",
        "Avanmäl dig från det här datumet Lärträff 1",
    ]
    about_all = [element for element in page.root.all("details") if "alls" in element.text]
    assert "Avanmäl dig från alla datum" in about_all[0].text


async def test_an_offered_seat_comes_before_all_dates_on_my_page(story, site):
    await story.series(2)
    link = await story.said_yes(await story.invited())
    seat = await site.organiser.pool.fetchval("select id from seat where session_id = $1", story.sessions[1])
    await site.organiser.pool.execute(
        "update seat set status = 'waiting', position = 1, offered_at = $2, offered_until = $3 where id = $1",
        seat,
        DATES[0] - timedelta(days=20),
        DATES[0] - timedelta(days=10),
    )
    page = await site.get(link)

    headings = [element.text for element in page.root.all("h2")]
    assert headings.index("Vi håller en plats åt dig") < headings.index("Alla mina datum")
    assert page.root.one(id="erbjudande").parent.all(id=f"d{str(story.sessions[1])[-12:]}")
    assert "Ta platsen Lärträff 2" in page.buttons()


async def test_a_person_corrects_their_details_on_my_page(story, site):
    await story.series(1)
    link = await story.said_yes(await story.invited())
    form = await site.get((await site.get(link)).href("Ändra uppgifter"))
    assert form.value("name") == KARIN

    after = await site.get(
        await site.post(
            f"{link}/andra",
            {
                "name": "Karin Lind",
                "role": "rektor",
                "organisation": "Laxå kommun",
                "email": "karin.lind@laxa.example",
            },
        )
    )

    assert "Dina uppgifter är sparade" in after.text
    assert "Karin Lind, rektor" in after.text
    assert "karin.lind@laxa.example" in after.text


async def test_wrong_details_are_refused_and_another_persons_address_is_not_given_away(story, site):
    await story.series(1)
    link = await story.said_yes(await story.invited())
    await site.organiser.register(story.cohort_id, "annan@skola.example")
    full = {"name": KARIN, "organisation": "Laxå kommun", "email": "annan@skola.example"}

    taken = await site.refused(f"{link}/andra", full)
    assert taken.mistakes() == {"email": "Den adressen går inte att använda här. Hör av dig till oss"}
    wrong = await site.refused(f"{link}/andra", full | {"name": "", "email": "karin@"})
    assert set(wrong.mistakes()) == {"name", "email"}


async def test_a_person_with_protected_identity_cannot_change_details_by_link(story, site):
    await story.series(1)
    link = await story.said_yes(await story.invited())
    await story.protect()

    assert "Ändra uppgifter" not in (await site.get(link)).text
    assert await site.post(f"{link}/andra", {"name": "X", "email": "x@skola.example"}) == link


async def test_the_rule_of_the_waiting_list_is_said_once_a_page(story, site):
    await story.series(3)
    invitation = await story.invited()
    await site.organiser.pool.execute("update session set capacity = 1 where title <> 'Lärträff 3'")
    await site.organiser.register(story.cohort_id, "annan@skola.example", story.sessions[:2])
    page = await site.get(await story.said_yes(invitation))

    assert page.text.count("När det är din tur får du platsen direkt") == 1
    assert page.text.count("Du står först i kön.") == 2
