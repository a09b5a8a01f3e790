"""My page: the seats, withdrawing, and taking a seat again."""

from datetime import timedelta

from tests.support.pages.states import DATES, KARIN


async def my_page_link(story, count=4, **rule):
    await story.series(count)
    return await story.said_yes(await story.invited(**rule))


async def test_the_page_after_a_yes_names_the_first_session_and_the_confirmations_address(story, site):
    await story.series(2)
    link = await story.invited()
    page = await site.get(f"{await story.said_yes(link)}?ny=1")

    assert page.h1 == "Du är anmäld"
    assert (
        "Tack, Karin. Du har plats på alla två träffar. Den första är tisdag 3 februari kl. 9.00–12.00."
        in page.lead
    )
    assert "Den går till karin.lindgren@kommun.example." in page.text


async def test_a_withdrawal_from_one_session_asks_first_and_leaves_the_other_seats(story, site):
    link = await my_page_link(story)
    page = await site.get(link)
    question = await site.get(page.href("Avanmäl dig från det här datumet Lärträff 2"))
    assert question.h1 == "Avanmäla dig från Lärträff 2?"
    form = question.root.one("form")
    field = form.one("input", type="hidden")
    assert set((await site.organiser.seats(await site.registration_of(KARIN))).values()) == {"confirmed"}

    after = await site.get(await site.post(form["action"], {field["name"]: field["value"]}))
    assert "Du är avanmäld från Lärträff 2" in after.text
    seats = await site.organiser.seats(await site.registration_of(KARIN))
    assert seats[story.sessions[1]] == "withdrawn"
    assert list(seats.values()).count("confirmed") == 3


async def test_a_withdrawn_seat_can_be_taken_again(story, site):
    link = await my_page_link(story)
    await site.post(link, {"withdraw": str(story.sessions[1])})
    page = await site.get(link)
    assert "Du är avanmäld" in page.day(story.sessions[1])

    after = await site.get(await site.post(link, {"take": str(story.sessions[1])}))
    assert "Du är anmäld till Lärträff 2" in after.text
    assert "Du är anmäld" in after.day(story.sessions[1])


async def test_a_withdrawal_from_all_sessions_leaves_the_invitation_open_to_answer(story, site):
    link = await my_page_link(story)
    question = await site.get(f"{link}?avanmal=alla")
    assert question.h1 == "Avanmäla dig från alla datum?"
    page = await site.get(await site.post(link, {"withdraw": "all"}))

    assert page.h1 == "Du är avanmäld"
    assert await site.organiser.status(await site.registration_of(KARIN)) == "withdrawn"
    assert set((await site.get(page.href("Öppna inbjudan igen"))).switches().values()) == {True}


async def test_a_withdrawal_posted_twice_leads_to_the_same_page(story, site):
    link = await my_page_link(story)
    first = await site.post(link, {"withdraw": str(story.sessions[0])})

    assert await site.post(link, {"withdraw": str(story.sessions[0])}) == first


async def test_my_page_shows_the_place_in_line_of_a_waiting_seat(story, site):
    await story.series(1)
    link = await story.invited()
    await story.fill(story.sessions[0])
    await site.organiser.register(story.cohort_id, "fore@skola.example", [story.sessions[0]])
    own = await story.said_yes(link)
    page = await site.get(own)

    assert "Väntelista, reservplats 2" in page.day(story.sessions[0])
    assert "En står före dig." in page.text
    assert (await site.get(f"{own}?ny=1")).h1 == "Du står på väntelistan"
    assert (await site.get(f"{own}?avanmal={story.sessions[0]}")).h1 == "Lämna väntelistan till Lärträff 1?"


async def test_a_withdrawal_from_a_session_that_is_over_is_ignored(story, site, clock):
    link = await my_page_link(story)
    clock.now = DATES[0] + timedelta(hours=3)
    page = await site.get(link)
    await site.post(link, {"withdraw": str(story.sessions[0])})

    assert not [href for href in page.hrefs() if str(story.sessions[0]) in href]
    assert (await site.organiser.seats(await site.registration_of(KARIN)))[story.sessions[0]] == "confirmed"


async def test_past_sessions_are_folded_away_with_their_attendance(story, site, clock):
    link = await my_page_link(story)
    await site.organiser.pool.execute(
        "update seat set attendance = 'present' where session_id = $1", story.sessions[0]
    )
    clock.now = DATES[1] + timedelta(days=1)
    page = await site.get(link)

    assert "Två träffar har varit" in page.text
    assert "Du var med" in page.day(story.sessions[0])
    assert "Har varit" in page.day(story.sessions[1])


async def test_a_cancelled_session_shows_its_reason_on_my_page(story, site):
    link = await my_page_link(story)
    await story.cancel(story.sessions[2])
    page = await site.get(link)

    assert "Inställd Orsak: föreläsaren är sjuk." in page.day(story.sessions[2])


async def test_a_withdrawn_seat_in_a_full_session_cannot_be_taken_again(story, site):
    link = await my_page_link(story, waiting_list=False)
    third = story.sessions[2]
    await site.post(link, {"withdraw": str(third)})
    await site.organiser.pool.execute("update session set capacity = 0 where id = $1", third)
    page = await site.refused(link, {"take": str(third)}, expect=409)

    assert page.title.startswith("Fel: Mina datum")
    assert "Träffen är full" in page.text
    assert "Anmäl dig igen Lärträff 3" not in page.buttons()


async def test_the_calendar_choice_can_be_changed_on_my_page(story, site):
    link = await my_page_link(story)
    assert (await site.get(link)).root.one("input", type="radio", checked=True)["value"] == "invitations"
    await site.post(link, {"calendar": "none"})

    assert (await site.get(link)).root.one("input", type="radio", checked=True)["value"] == "none"


async def test_my_page_confirms_a_calendar_choice_and_says_what_it_means(story, site):
    link = await my_page_link(story)
    page = await site.get(await site.post(link, {"calendar": "subscription"}))

    assert "Ditt val är sparat: Prenumeration Lägg in adressen här på sidan i din kalender." in page.text
    assert page.href("Öppna i din kalender").startswith("webcal://")
    english = await site.get(await site.post(f"{link}?lang=en", {"calendar": "invitations"}))
    assert "Your choice is saved: Calendar invitations" in english.text
    assert not [href for href in english.hrefs() if href.endswith(".ics")]


async def test_an_unknown_calendar_choice_changes_nothing(story, site):
    link = await my_page_link(story)
    assert await site.post(link, {"calendar": "sometimes"}) == link

    assert (await site.get(link)).root.one("input", type="radio", checked=True)["value"] == "invitations"


async def test_a_substitutes_page_does_not_link_to_the_invited_persons_invitation(story, site):
    await story.series(2)
    data = {"answer": "substitute", "session_ids": [str(story.sessions[0])], "substitute_name": "Ali Rahimi",
            "substitute_email": "ali@kommun.example"}  # fmt: skip
    await site.post(await story.invited(), data)
    page = await site.get(await site.link("r", await site.registration_of("Ali Rahimi")))

    assert page.h1 == "Mina datum"
    assert not [href for href in page.hrefs() if href.startswith("/i/")]
    assert "Karin" not in page.text


async def test_reading_my_page_changes_no_seat(story, site):
    link = await my_page_link(story)
    before = await site.organiser.pool.fetch("select * from seat order by id")
    for query in (
        "",
        "?ny=1",
        "?avanmal=alla",
        f"?avanmal={story.sessions[0]}",
        f"?withdraw={story.sessions[0]}",
    ):
        await site.get(f"{link}{query}")
        assert (await site.client.head(f"{link}{query}")).status_code == 200

    assert await site.organiser.pool.fetch("select * from seat order by id") == before


async def test_the_withdrawal_question_is_not_shown_for_an_unknown_session(story, site):
    link = await my_page_link(story)

    for other in ("x", "0197f3c2-0000-7000-8000-000000000000", "%00", "alla%00"):
        assert (await site.get(f"{link}?avanmal={other}")).h1 == "Mina datum"


async def test_my_page_of_a_cancelled_cohort_is_gone(story, site):
    link = await my_page_link(story)
    await site.organiser.pool.execute("update cohort set status = 'cancelled'")

    assert (await site.get(link, expect=410)).h1 == "Inställt: Att leda"
    assert (await site.refused(link, {"withdraw": "all"}, expect=410)).h1 == "Inställt: Att leda"
