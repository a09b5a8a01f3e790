"""The invitation: what it shows, and what an answer leads to."""

from datetime import date, timedelta

from shared import times
from tests.support.pages.client import Page
from tests.support.pages.states import DATES, KARIN, RESPOND_BY
from tests.support.registration import NOW


def ids(story, *numbers):
    return [str(story.sessions[number]) for number in numbers]


async def test_every_date_is_on_at_first(story, site):
    await story.series()
    page = await site.get(await story.invited())

    assert page.switches() == {str(one): True for one in story.sessions}
    assert page.h1 == "Att leda"
    assert "Inbjudan till Karin Lindgren" in page.text
    assert "Svara senast tisdag 20 januari 2026" in page.text
    assert "tisdag 3 februari 2026 kl. 9.00–12.00" in page.day(story.sessions[0])
    assert "Lärträff 1 digitalt vecka 6" in page.day(story.sessions[0])
    assert [one.text for one in page.root.all("legend")] == ["Våren 2026", "Hösten 2026"]


async def test_yes_to_some_leads_to_ones_own_page_and_gives_those_seats(story, site):
    await story.series()
    link = await story.invited()
    where = await site.post(link, {"answer": "yes", "session_ids": ids(story, 0, 2)})

    assert where.startswith("/r/")
    done = await site.get(where)
    assert done.h1 == "Du är anmäld"
    assert "Två datum är klara." in done.lead
    seats = await story.site.organiser.seats(await site.registration_of(KARIN))
    assert seats == {story.sessions[0]: "confirmed", story.sessions[2]: "confirmed"}


async def test_one_date_needs_no_switch_and_the_field_is_there_all_the_same(story, site):
    await story.series(1)
    link = await story.invited()
    page = await site.get(link)

    assert page.switches() == {}
    assert page.root.one("input", name="session_ids")["value"] == str(story.sessions[0])
    assert (await site.post(link, {"answer": "yes"})).startswith("/r/")


async def test_none_chosen_is_told_at_the_dates_and_nothing_is_stored(story, site):
    await story.series()
    page = await site.refused(await story.invited(), {"answer": "yes", "message": "Kanske"})

    assert page.mistakes() == {"datum": "Välj minst ett datum, eller tacka nej"}
    assert set(page.switches().values()) == {False}
    assert page.value("message") == "Kanske"
    assert await site.registration_of(KARIN) is None


async def test_yes_with_a_substitute_filled_in_asks_who_comes(story, site):
    await story.series()
    link = await story.invited()
    data = {"answer": "yes", "session_ids": ids(story, 0, 1), "substitute_name": "Ali Rahimi"}
    page = await site.refused(link, data)

    assert page.root.one(id="mistakes").text == "Vem kommer?"
    assert list(page.mistakes()) == ["substitute_name"]
    assert page.value("substitute_name") == "Ali Rahimi"
    assert "open" in page.root.one("details", id="ersattare").attributes
    assert await site.registration_of(KARIN) is None


async def test_every_mistake_is_told_at_once_and_everything_typed_is_kept(story, site):
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


async def test_no_acts_at_once_and_can_be_undone(story, site):
    await story.series()
    link = await story.invited()

    assert await site.post(link, {"answer": "no"}) == link
    page = await site.get(link)
    assert page.h1 == "Du har tackat nej"
    assert "till och med tisdag 20 januari 2026" in page.text
    again = await site.get(page.href("Öppna inbjudan igen"))
    assert set(again.switches().values()) == {True}
    assert (await site.post(link, {"answer": "yes", "session_ids": ids(story, 0)})).startswith("/r/")


async def test_a_reason_after_a_no_is_kept_and_shown_again(story, site):
    await story.series()
    link = await story.invited()
    await site.post(link, {"answer": "no"})
    page = await site.get(await site.post(link, {"reason": "Fel vecka\nför oss"}))

    assert "vi har fått det du skrev" in page.text
    assert page.root.one(id="reason").text == "Fel vecka för oss"
    assert (await story.site.organiser.invitations(story.cohort_id))[KARIN]["message"] == "Fel vecka\nför oss"


async def test_a_substitute_takes_the_seats_and_the_old_link_says_so_without_a_name(story, site):
    await story.series()
    link = await story.invited()
    data = {"answer": "substitute", "session_ids": ids(story, 0, 1), "substitute_name": "Ali Rahimi",
            "substitute_email": "ali@kommun.example"}  # fmt: skip
    await site.post(link, data)
    page = await site.get(link, expect=410)

    assert page.h1 == "En ersättare kommer i ditt ställe"
    assert "Hallsbergs kommun" in page.text
    assert "Ali" not in page.text
    seats = await site.organiser.seats(await site.registration_of("Ali Rahimi"))
    assert set(seats) == {story.sessions[0], story.sessions[1]}
    assert (
        await site.refused(link, {"answer": "yes", "session_ids": ids(story, 0)}, expect=410)
    ).h1 == page.h1


async def test_one_cannot_be_ones_own_substitute(story, site):
    await story.series()
    data = {"answer": "substitute", "session_ids": ids(story, 0), "substitute_name": "K",
            "substitute_email": "Karin.Lindgren@Kommun.example"}  # fmt: skip
    page = await site.refused(await story.invited(), data)

    assert page.mistakes() == {"substitute_email": "Adressen är din egen. Skriv ersättarens."}


async def test_a_personal_invitation_offers_no_substitute_and_takes_none(story, site):
    await story.series()
    link = await story.invited(substitutes_allowed=False)
    data = {"answer": "substitute", "session_ids": ids(story, 0), "substitute_name": "Ali",
            "substitute_email": "ali@kommun.example"}  # fmt: skip

    assert "Skicka ersättaren" not in (await site.get(link)).buttons()
    assert list((await site.refused(link, data)).mistakes()) == ["svar"]


async def test_corrected_details_are_kept_with_the_answer(story, site):
    await story.series()
    link = await story.invited()
    where = await site.post(
        link, {"answer": "yes", "session_ids": ids(story, 0), "name": "Karin Åkesson", "role": "bitr. skolchef",
               "organisation": "Lekebergs kommun"},
    )  # fmt: skip
    page = await site.get(where.partition("?")[0])

    assert "Karin Åkesson, bitr. skolchef" in page.text
    assert "Lekebergs kommun" in page.text


async def test_what_stands_is_shown_after_a_yes_and_can_be_changed(story, site):
    await story.series()
    link = await story.invited()
    await story.said_yes(link, story.sessions[:2])
    page = await site.get(link)

    assert list(page.switches().values()) == [True, True, False, False]
    assert "Spara ändringen" in page.buttons()
    await site.post(link, {"answer": "yes", "session_ids": ids(story, 1, 2)})
    assert list((await site.get(link)).switches().values()) == [False, True, True, False]


async def test_the_last_day_counts_to_its_end_in_sweden(story, site, clock):
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


async def test_a_yes_stands_after_the_last_day_and_leads_to_ones_own_page(story, site, clock):
    await story.series()
    link = await story.invited()
    mine = await story.said_yes(link)
    clock.now = times.end_of_day(RESPOND_BY)
    page = await site.get(link)

    assert page.href("Till mina datum") == mine


async def test_who_is_called_can_still_withdraw_when_the_cohort_has_closed(story, site):
    await story.series(2)
    link = await story.invited(kind="kallelse")
    await site.organiser.pool.execute("update cohort set status = 'closed'")
    page = await site.get(link)

    assert page.h1 == "Anmälan är stängd"
    await site.post(page.href("Till mina datum"), {"withdraw": "all"})
    assert await site.organiser.status(await site.registration_of(KARIN)) == "withdrawn"


async def test_full_says_waiting_list_and_can_be_chosen(story, site):
    await story.series(2)
    await story.fill(story.sessions[0])
    link = await story.invited()
    page = await site.get(link)

    assert "Full, du hamnar på väntelistan" in page.day(story.sessions[0])
    assert page.switches() == dict.fromkeys(ids(story, 0, 1), True)
    done = await site.get(await site.post(link, {"answer": "yes", "session_ids": ids(story, 0, 1)}))
    assert "Lärträff 1 är full, där står du på väntelistan." in done.lead
    assert "reservplats 1" in done.day(story.sessions[0])


async def test_full_without_a_waiting_list_cannot_be_chosen(story, site):
    await story.series(3)
    await story.fill(story.sessions[0])
    link = await story.invited(waiting_list=False)
    page = await site.get(link)

    assert "det finns ingen väntelista" in page.day(story.sessions[0])
    assert list(page.switches()) == ids(story, 1, 2)
    stale = await site.refused(link, {"answer": "yes", "session_ids": ids(story, 0, 1)})
    assert stale.mistakes()["datum"].startswith("Lärträff 1 går inte att välja längre")
    assert list(stale.switches().values()) == [True, False]


async def test_a_cancelled_date_is_struck_and_cannot_be_chosen(story, site):
    await story.series(3)
    link = await story.invited()
    await story.cancel(story.sessions[1])
    page = await site.get(link)

    assert "Inställd" in page.day(story.sessions[1])
    assert "föreläsaren är sjuk" in page.day(story.sessions[1])
    assert list(page.switches()) == ids(story, 0, 2)
    stale = await site.refused(link, {"answer": "yes", "session_ids": ids(story, 0, 1)})
    assert stale.mistakes()["datum"].startswith("Lärträff 2 går inte att välja längre")


async def test_an_unknown_time_is_shown_as_unknown(story, site):
    await story.series(1)
    whole_day = await story.add(title="Studiedag", on=NOW.date() + timedelta(days=60))
    page = await site.get(await story.invited())

    assert "fredag 13 mars 2026, tid meddelas senare" in page.day(whole_day)
    assert "00.00" not in page.text


async def test_the_dates_of_a_cancelled_cohort_are_gone(story, site):
    await story.series()
    link = await story.invited()
    await site.organiser.pool.execute("update cohort set status = 'cancelled'")
    page = await site.get(link, expect=410)

    assert page.h1 == "Inställt: Att leda"


async def test_a_draft_shows_no_dates(story, site):
    await story.series()
    link = await story.invited()
    await site.organiser.pool.execute("update cohort set status = 'draft'")

    assert (await site.get(link, expect=404)).h1 == "Inbjudan är inte öppen än"


async def test_a_revoked_link_says_nothing_of_whom_it_was_for(story, site):
    await story.series()
    link = await story.invited()
    await site.organiser.pool.execute("update invitation set generation = generation + 1")
    page = await site.get(link, expect=404)

    assert page.h1 == "Länken gäller inte längre"
    assert "Karin" not in page.text
    assert (await site.refused(link, {"answer": "no"}, expect=404)).h1 == page.h1


async def test_a_protected_name_is_not_shown_and_stays_when_it_is_left_empty(story, site):
    await story.series()
    link = await story.invited()
    await story.protect()
    page = await site.get(link)

    assert "Karin" not in page.raw
    assert "karin" not in page.raw
    mine = await site.post(link, {"answer": "yes", "session_ids": ids(story, 0), "name": "", "role": "skolchef",
                                  "organisation": "Hallsbergs kommun"})  # fmt: skip
    assert "Karin" not in (await site.get(mine)).raw
    assert await site.registration_of(KARIN) is not None


async def test_who_is_called_has_seats_and_is_asked_for_a_reason_with_a_no(story, site):
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


async def test_who_was_excused_can_come_after_all(story, site):
    await story.series(2)
    link = await story.invited(kind="kallelse")
    await site.post(link, {"answer": "no", "message": "Jag är sjuk"})
    await site.post(link, {"answer": "yes", "session_ids": ids(story, 0, 1)})

    assert "Två" not in (await site.get(link)).h1
    assert set((await site.organiser.seats(await site.registration_of(KARIN))).values()) == {"confirmed"}


async def test_who_gave_up_a_called_seat_is_not_told_that_it_is_booked(story, site):
    await story.series(2)
    link = await story.invited(kind="kallelse")
    await site.post(await site.link("r", await site.registration_of(KARIN)), {"withdraw": "all"})

    assert (await site.get(link)).lead == "Du har ingen plats just nu. Kan du komma ändå? Säg det här."


async def test_the_same_answer_twice_gives_the_same_seats_once(story, site):
    await story.series()
    link = await story.invited()
    data = {"answer": "yes", "session_ids": ids(story, 0, 1)}

    assert await site.post(link, data) == await site.post(link, data)
    count = await site.organiser.pool.fetchval("select count(*) from seat")
    assert count == 2


async def test_looking_changes_nothing(story, site):
    await story.series()
    link = await story.invited()
    before = await _everything(site)
    await site.get(link)
    await site.get(f"{link}?svara=1&answer=yes&session_ids={story.sessions[0]}")
    head = await site.client.head(link)

    assert head.status_code == 200
    assert head.headers["content-type"] == "text/html; charset=utf-8"
    assert await _everything(site) == before


async def _everything(site):
    return [
        await site.organiser.pool.fetch(f"select * from {table} order by id")
        for table in ("invitation", "registration", "seat", "person", "outbox")
    ]


async def test_no_other_persons_name_or_address_is_on_the_page(story, site):
    await story.series()
    link = await story.invited()
    await story.invited("Bo Ström", respond_by=None)
    await story.fill(story.sessions[0])
    page: Page = await site.get(link)

    assert "Bo" not in page.text
    assert page.raw.count("@") == 1


async def test_two_years_of_meetings_still_fit(story, site):
    await story.series(0)
    for number in range(35):
        starts_at = DATES[0] + timedelta(days=20 * number)
        await story.add(
            title=f"Handledning med rektorsgruppen {number + 1}", mode="hybrid", place="Karlstads universitet, hus 12",
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        )  # fmt: skip
    link = await story.invited()
    mine = await story.said_yes(link)

    # Each page that is fetched is weighed with its stylesheet.
    for path in (link, mine, f"{mine}?ny=1"):
        assert "Handledning med rektorsgruppen 35" in (await site.get(path)).text


async def test_a_date_on_an_eve_says_so_on_every_page_where_it_stands(story, site):
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
