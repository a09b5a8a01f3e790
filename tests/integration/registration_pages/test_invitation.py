"""The invitation page: what it shows, and what each answer leads to."""

from datetime import date, timedelta

from shared import times
from tests.support.pages.client import Page
from tests.support.pages.states import DATES, KARIN, RESPOND_BY
from tests.support.registration import NOW


def ids(story, *numbers):
    return [str(story.sessions[number]) for number in numbers]


async def test_the_invitation_page_preselects_every_session(story, site):
    await story.series()
    page = await site.get(await story.invited())

    assert page.switches() == {str(session_id): True for session_id in story.sessions}
    assert page.h1 == "Att leda"
    assert "Inbjudan till Karin Lindgren" in page.text
    assert "Svara senast tisdag 20 januari 2026" in page.text
    assert "tisdag 3 februari 2026 kl. 9.00–12.00" in page.day(story.sessions[0])
    assert "Lärträff 1 digitalt vecka 6" in page.day(story.sessions[0])
    assert [legend.text for legend in page.root.all("legend")] == ["Våren 2026", "Hösten 2026"]


async def test_a_yes_to_some_sessions_gives_those_seats_and_leads_to_my_page(story, site):
    await story.series()
    link = await story.invited()
    where = await site.post(link, {"answer": "yes", "session_ids": ids(story, 0, 2)})

    assert where.startswith("/r/")
    done = await site.get(where)
    assert done.h1 == "Du är anmäld"
    assert "Du har plats på två träffar." in done.lead
    seats = await story.site.organiser.seats(await site.registration_of(KARIN))
    assert seats == {story.sessions[0]: "confirmed", story.sessions[2]: "confirmed"}


async def test_an_invitation_to_one_session_has_no_switch_and_can_be_accepted(story, site):
    await story.series(1)
    link = await story.invited()
    page = await site.get(link)

    assert page.switches() == {}
    assert page.root.one("input", name="session_ids")["value"] == str(story.sessions[0])
    assert (await site.post(link, {"answer": "yes"})).startswith("/r/")


async def test_a_yes_without_a_session_is_refused_and_nothing_is_stored(story, site):
    await story.series()
    page = await site.refused(await story.invited(), {"answer": "yes", "message": "Kanske"})

    assert page.mistakes() == {"datum": "Välj minst ett datum, eller tacka nej"}
    assert set(page.switches().values()) == {False}
    assert page.value("message") == "Kanske"
    assert await site.registration_of(KARIN) is None


async def test_a_yes_with_a_substitute_filled_in_is_refused_with_the_question_who_comes(story, site):
    await story.series()
    link = await story.invited()
    data = {"answer": "yes", "session_ids": ids(story, 0, 1), "substitute_name": "Ali Rahimi"}
    page = await site.refused(link, data)

    assert page.root.one(id="mistakes").text == "Vem kommer?"
    assert list(page.mistakes()) == ["substitute_name"]
    assert page.value("substitute_name") == "Ali Rahimi"
    assert "open" in page.root.one("details", id="ersattare").attributes
    assert await site.registration_of(KARIN) is None


async def test_the_invitation_form_reports_all_mistakes_at_once_and_keeps_the_input(story, site):
    await story.series()
    data = {
        "answer": "substitute", "session_ids": ids(story, 1, 3), "name": "", "role": "rektor", "organisation": " ",
        "substitute_name": "", "substitute_email": "ali.rahimi@hallsberg", "message": "Två\r\nrader",
    }  # fmt: skip
    page = await site.refused(await story.invited(), data)

    assert list(page.mistakes()) == ["name", "organisation", "substitute_name", "substitute_email"]
    assert page.title.startswith("Fel: ")
    assert list(page.switches().values()) == [False, True, False, True]
    assert page.value("role") == "rektor"
    assert page.value("substitute_email") == "ali.rahimi@hallsberg"
    assert page.root.one(id="message").text == "Två rader"
    for opened in ("uppgifter", "ersattare", "meddelande"):
        assert "open" in page.root.one("details", id=opened).attributes
    assert page.root.one(id="organisation")["aria-invalid"] == "true"


async def test_a_declined_invitation_can_be_opened_and_accepted_again(story, site):
    await story.series()
    link = await story.invited()

    assert await site.post(link, {"answer": "no"}) == link
    page = await site.get(link)
    assert page.h1 == "Du har tackat nej"
    assert "till och med tisdag 20 januari 2026" in page.text
    again = await site.get(page.href("Öppna inbjudan igen"))
    assert set(again.switches().values()) == {True}
    assert (await site.post(link, {"answer": "yes", "session_ids": ids(story, 0)})).startswith("/r/")


async def test_a_reason_for_declining_an_invitation_is_stored_and_shown_again(story, site):
    await story.series()
    link = await story.invited()
    await site.post(link, {"answer": "no"})
    page = await site.get(await site.post(link, {"reason": "Fel vecka\nför oss"}))

    assert "vi har fått det du skrev" in page.text
    assert page.root.one(id="reason").text == "Fel vecka för oss"
    assert (await story.site.organiser.invitations(story.cohort_id))[KARIN]["message"] == "Fel vecka\nför oss"


async def test_a_substitute_takes_the_seats_and_the_invitation_link_says_who_comes(story, site):
    await story.series()
    link = await story.invited()
    data = {"answer": "substitute", "session_ids": ids(story, 0, 1), "substitute_name": "Ali Rahimi",
            "substitute_email": "ali@kommun.example"}  # fmt: skip
    await site.post(link, data)
    page = await site.get(link)

    assert page.h1 == "Ali Rahimi kommer i ditt ställe"
    assert "Lärträff 1, tisdag 3 februari" in page.text
    seats = await site.organiser.seats(await site.registration_of("Ali Rahimi"))
    assert set(seats) == {story.sessions[0], story.sessions[1]}
    assert (
        await site.refused(link, {"answer": "yes", "session_ids": ids(story, 0)}, expect=200)
    ).h1 == page.h1


async def test_a_substitute_with_the_invited_persons_own_address_is_refused(story, site):
    await story.series()
    data = {"answer": "substitute", "session_ids": ids(story, 0), "substitute_name": "K",
            "substitute_email": "Karin.Lindgren@Kommun.example"}  # fmt: skip
    page = await site.refused(await story.invited(), data)

    assert page.mistakes() == {"substitute_email": "Adressen är din egen. Skriv ersättarens."}


async def test_an_invitation_without_substitutes_offers_none_and_refuses_one(story, site):
    await story.series()
    link = await story.invited(substitutes_allowed=False)
    data = {"answer": "substitute", "session_ids": ids(story, 0), "substitute_name": "Ali",
            "substitute_email": "ali@kommun.example"}  # fmt: skip

    assert "Skicka ersättaren" not in (await site.get(link)).buttons()
    assert list((await site.refused(link, data)).mistakes()) == ["svar"]


async def test_name_role_and_organisation_corrected_with_a_yes_are_shown_on_my_page(story, site):
    await story.series()
    link = await story.invited()
    where = await site.post(
        link, {"answer": "yes", "session_ids": ids(story, 0), "name": "Karin Åkesson", "role": "bitr. skolchef",
               "organisation": "Lekebergs kommun"},
    )  # fmt: skip
    page = await site.get(where.partition("?")[0])

    assert "Karin Åkesson, bitr. skolchef" in page.text
    assert "Lekebergs kommun" in page.text


async def test_an_accepted_invitation_shows_its_sessions_and_can_be_changed(story, site):
    await story.series()
    link = await story.invited()
    await story.said_yes(link, story.sessions[:2])
    page = await site.get(link)

    assert list(page.switches().values()) == [True, True, False, False]
    assert "Spara ändringen" in page.buttons()
    await site.post(link, {"answer": "yes", "session_ids": ids(story, 1, 2)})
    assert list((await site.get(link)).switches().values()) == [False, True, True, False]


async def test_an_invitation_can_be_answered_until_midnight_swedish_time_on_the_last_day(story, site, clock):
    await story.series()
    link = await story.invited()
    clock.now = times.end_of_day(RESPOND_BY) - timedelta(seconds=1)
    assert (await site.get(link)).switches()

    clock.now = times.end_of_day(RESPOND_BY)
    page = await site.get(link, expect=410)
    assert page.h1 == "Det är för sent att svara"
    assert "tisdag 20 januari 2026" in page.lead
    assert "kontakt" not in page.text or "Hör av dig" in page.text
    late = await site.refused(link, {"answer": "yes", "session_ids": ids(story, 0)}, expect=410)
    assert late.h1 == page.h1
    assert await site.registration_of(KARIN) is None


async def test_an_accepted_invitation_leads_to_my_page_after_the_last_day_to_answer(story, site, clock):
    await story.series()
    link = await story.invited()
    my_page = await story.said_yes(link)
    clock.now = times.end_of_day(RESPOND_BY)
    page = await site.get(link)

    assert page.href("Till mina datum") == my_page


async def test_a_person_with_a_summons_can_withdraw_after_the_cohort_has_closed(story, site):
    await story.series(2)
    link = await story.invited(kind="kallelse")
    await site.organiser.pool.execute("update cohort set status = 'closed'")
    page = await site.get(link)

    assert page.h1 == "Anmälan är stängd"
    await site.post(page.href("Till mina datum"), {"withdraw": "all"})
    assert await site.organiser.status(await site.registration_of(KARIN)) == "withdrawn"


async def test_a_full_session_can_be_chosen_for_a_place_on_the_waiting_list(story, site):
    await story.series(2)
    await story.fill(story.sessions[0])
    link = await story.invited()
    page = await site.get(link)

    assert "Full, du hamnar på väntelistan" in page.day(story.sessions[0])
    assert page.switches() == dict.fromkeys(ids(story, 0, 1), True)
    done = await site.get(await site.post(link, {"answer": "yes", "session_ids": ids(story, 0, 1)}))
    assert "Lärträff 1 är full. Du står på väntelistan." in done.lead
    assert "reservplats 1" in done.day(story.sessions[0])


async def test_a_full_session_without_a_waiting_list_cannot_be_chosen(story, site):
    await story.series(3)
    await story.fill(story.sessions[0])
    link = await story.invited(waiting_list=False)
    page = await site.get(link)

    assert "det finns ingen väntelista" in page.day(story.sessions[0])
    assert list(page.switches()) == ids(story, 1, 2)
    stale = await site.refused(link, {"answer": "yes", "session_ids": ids(story, 0, 1)})
    assert stale.mistakes()["datum"].startswith("Lärträff 1 går inte att välja längre")
    assert list(stale.switches().values()) == [True, False]


async def test_a_cancelled_session_shows_its_reason_and_cannot_be_chosen(story, site):
    await story.series(3)
    link = await story.invited()
    await story.cancel(story.sessions[1])
    page = await site.get(link)

    assert "Inställd" in page.day(story.sessions[1])
    assert "föreläsaren är sjuk" in page.day(story.sessions[1])
    assert list(page.switches()) == ids(story, 0, 2)
    stale = await site.refused(link, {"answer": "yes", "session_ids": ids(story, 0, 1)})
    assert stale.mistakes()["datum"].startswith("Lärträff 2 går inte att välja längre")


async def test_a_session_without_hours_says_that_its_time_comes_later(story, site):
    await story.series(1)
    whole_day = await story.add(title="Studiedag", on=NOW.date() + timedelta(days=60))
    page = await site.get(await story.invited())

    assert "fredag 13 mars 2026, tid meddelas senare" in page.day(whole_day)
    assert "00.00" not in page.text


async def test_the_invitation_page_of_a_cancelled_cohort_is_gone(story, site):
    await story.series()
    link = await story.invited()
    await site.organiser.pool.execute("update cohort set status = 'cancelled'")
    page = await site.get(link, expect=410)

    assert page.h1 == "Inställt: Att leda"


async def test_the_invitation_page_of_a_draft_cohort_is_not_open_yet(story, site):
    await story.series()
    link = await story.invited()
    await site.organiser.pool.execute("update cohort set status = 'draft'")

    assert (await site.get(link, expect=404)).h1 == "Inbjudan är inte öppen än"


async def test_a_revoked_invitation_link_does_not_name_the_invited_person(story, site):
    await story.series()
    link = await story.invited()
    await site.organiser.pool.execute("update invitation set generation = generation + 1")
    page = await site.get(link, expect=404)

    assert page.h1 == "Länken gäller inte längre"
    assert "Karin" not in page.text
    assert (await site.refused(link, {"answer": "no"}, expect=404)).h1 == page.h1


async def test_a_protected_persons_name_is_hidden_on_the_invitation_and_kept_when_left_empty(story, site):
    await story.series()
    link = await story.invited()
    await story.protect()
    page = await site.get(link)

    assert "Karin" not in page.raw
    assert "karin" not in page.raw
    my_page = await site.post(link, {"answer": "yes", "session_ids": ids(story, 0), "name": "", "role": "skolchef",
                                  "organisation": "Hallsbergs kommun"})  # fmt: skip
    assert "Karin" not in (await site.get(my_page)).raw
    assert await site.registration_of(KARIN) is not None


async def test_a_summons_gives_seats_at_once_and_requires_a_reason_for_a_no(story, site):
    await story.series()
    link = await story.invited(kind="kallelse")
    page = await site.get(link)
    assert "Du är kallad, Karin Lindgren" in page.text
    assert set((await site.organiser.seats(await site.registration_of(KARIN))).values()) == {"confirmed"}

    refused = await site.refused(link, {"answer": "no", "message": "  "})
    assert refused.mistakes() == {"message": "Skriv varför du inte kan komma. En mening räcker."}
    await site.post(link, {"answer": "no", "message": "Jag är sjuk"})
    assert (await site.get(link)).h1 == "Du har anmält förhinder"
    assert await site.organiser.status(await site.registration_of(KARIN)) == "withdrawn"


async def test_a_person_excused_from_a_summons_can_accept_it_again(story, site):
    await story.series(2)
    link = await story.invited(kind="kallelse")
    await site.post(link, {"answer": "no", "message": "Jag är sjuk"})
    await site.post(link, {"answer": "yes", "session_ids": ids(story, 0, 1)})

    assert "Två" not in (await site.get(link)).h1
    assert set((await site.organiser.seats(await site.registration_of(KARIN))).values()) == {"confirmed"}


async def test_the_summons_page_says_after_a_withdrawal_that_there_is_no_seat(story, site):
    await story.series(2)
    link = await story.invited(kind="kallelse")
    await site.post(await site.link("r", await site.registration_of(KARIN)), {"withdraw": "all"})

    assert (await site.get(link)).h1 == "Du har anmält förhinder"
    again = await site.get(f"{link}?svara=1")
    assert again.lead == "Du har ingen plats just nu. Kan du komma ändå? Säg det här."


async def test_the_same_answer_to_an_invitation_twice_gives_its_seats_once(story, site):
    await story.series()
    link = await story.invited()
    data = {"answer": "yes", "session_ids": ids(story, 0, 1)}

    assert await site.post(link, data) == await site.post(link, data)
    count = await site.organiser.pool.fetchval("select count(*) from seat")
    assert count == 2


async def test_reading_the_invitation_page_changes_nothing_in_the_database(story, site):
    await story.series()
    link = await story.invited()
    before = await _all_rows(site)
    await site.get(link)
    await site.get(f"{link}?svara=1&answer=yes&session_ids={story.sessions[0]}")
    head = await site.client.head(link)

    assert head.status_code == 200
    assert head.headers["content-type"] == "text/html; charset=utf-8"
    assert await _all_rows(site) == before


async def _all_rows(site):
    return [
        await site.organiser.pool.fetch(f"select * from {table} order by id")
        for table in ("invitation", "registration", "seat", "person", "outbox")
    ]


async def test_the_invitation_page_shows_no_other_persons_name_or_address(story, site):
    await story.series()
    link = await story.invited()
    await story.invited("Bo Ström", respond_by=None)
    await story.fill(story.sessions[0])
    page: Page = await site.get(link)

    assert "Bo" not in page.text
    assert page.raw.count("@") == 1


async def test_pages_with_35_sessions_stay_within_the_size_limit(story, site):
    await story.series(0)
    for number in range(35):
        starts_at = DATES[0] + timedelta(days=20 * number)
        await story.add(
            title=f"Handledning med rektorsgruppen {number + 1}", mode="hybrid", place="Karlstads universitet, hus 12",
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        )  # fmt: skip
    link = await story.invited()
    my_page = await story.said_yes(link)

    # The client checks the size of every page that it fetches, together with the stylesheet.
    for path in (link, my_page, f"{my_page}?ny=1"):
        assert "Handledning med rektorsgruppen 35" in (await site.get(path)).text


async def test_a_session_on_a_holiday_eve_says_so_on_every_page(story, site):
    await story.dress()
    await story.series(1)
    eve = await story.add(title="Avslutning", on=date(2026, 6, 19))
    link = await story.invited()
    own = await story.said_yes(link)

    for path in (link, own, f"{own}?ny=1", "/ruc/varen"):
        page = await site.get(path)
        assert "vecka 25 Det är midsommarafton." in page.day(eve)
        assert "Det är" not in page.day(story.sessions[0])
    assert "week 25 It is Midsummer Eve." in (await site.get(f"{link}?lang=en")).day(eve)
