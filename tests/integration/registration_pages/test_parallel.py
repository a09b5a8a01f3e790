"""Choosing among parallel sessions: on the invitation and the public form, and changing the choice on my page."""

from datetime import timedelta

from services.registration.actions.sessions import change_session
from services.registration.domain.sessions.session import SessionChanges
from tests.support.caller import a_caller
from tests.support.pages.states import DATES, KARIN
from tests.support.registration import NOW

FIELD = "choice_eftermiddag"
ANNA = {"name": "Anna Ek", "email": "anna@skola.example"}


async def a_day(story, *capacities, **rule):
    """A day with parallel seminars in the afternoon, each with its own capacity; returns an invitation link."""
    await story.series(1)
    for letter, capacity in zip("ABC", capacities, strict=False):
        await story.add(
            title=f"Seminarium {letter}", choice_group="eftermiddag", capacity=capacity,
            starts_at=DATES[0] + timedelta(hours=4), ends_at=DATES[0] + timedelta(hours=5),
        )  # fmt: skip
    return await story.invited(**rule)


async def fill(story, number):
    await story.fill(story.sessions[number])


def chosen(story, number=None):
    return {"answer": "yes", "session_ids": str(story.sessions[0]), FIELD: value(story, number)}


def value(story, number):
    return "none" if number is None else str(story.sessions[number])


async def seats(story, name=KARIN):
    organiser = story.site.organiser
    status_by_session = await organiser.seats(await story.site.registration_of(name))
    return [status_by_session.get(session_id) for session_id in story.sessions]


async def test_each_parallel_session_shows_its_seats_left_and_none_is_preselected(story, site):
    link = await a_day(story, 3, 1, None)
    await fill(story, 2)
    page = await site.get(link)

    assert list(page.switches()) == [str(story.sessions[0])]
    options = page.radios(FIELD)
    # By id, which is the order in which they were made but for those of one millisecond.
    assert list(options) == [*sorted(str(session_id) for session_id in story.sessions[1:]), "none"]
    assert not any(is_on for _, is_on in options.values())
    assert "Seminarium A" in options[str(story.sessions[1])][0]
    assert "Tre platser kvar" in options[str(story.sessions[1])][0]
    assert "Full, du hamnar på väntelistan" in options[str(story.sessions[2])][0]
    assert "kvar" not in options[str(story.sessions[3])][0]
    assert options["none"][0] == "Inget av passen"
    assert "Välj ett pass tisdag 3 februari 2026" in page.text


async def test_the_chosen_parallel_session_gives_a_seat_and_is_shown_again(story, site):
    link = await a_day(story, 3, 3)
    await site.post(link, chosen(story, 2))

    assert await seats(story) == ["confirmed", None, "confirmed"]
    again = (await site.get(link)).radios(FIELD)
    assert [is_on for _, is_on in again.values()] == [False, True, False]


async def test_the_choice_of_no_parallel_session_is_stored_and_shown_again(story, site):
    link = await a_day(story, 3, 3)
    await site.post(link, chosen(story))

    assert await seats(story) == ["confirmed", None, None]
    assert (await site.get(link)).radios(FIELD)["none"][1]


async def test_a_missing_choice_of_parallel_session_is_reported_and_the_input_is_kept(story, site):
    link = await a_day(story, 3, 3)
    page = await site.refused(link, {"answer": "yes", "session_ids": str(story.sessions[0]), "name": ""})

    assert page.mistakes() == {
        "val-1": "Välj ett av passen som går samtidigt, eller Inget av passen",
        "name": "Skriv ditt namn.",
    }
    assert page.switches() == {str(story.sessions[0]): True}
    assert (await site.refused(f"{link}?lang=en", {"answer": "yes"})).mistakes() == {
        "val-1": "Choose one of the sessions that run at the same time, or None of them"
    }


async def test_a_yes_without_any_session_or_parallel_session_is_refused(story, site):
    link = await a_day(story, 3, 3)

    refused = await site.refused(link, {"answer": "yes", FIELD: "none"})

    assert refused.mistakes() == {"datum": "Välj minst ett datum, eller tacka nej"}


async def test_the_choice_of_a_parallel_session_is_kept_when_another_field_is_wrong(story, site):
    link = await a_day(story, 3, 3)
    page = await site.refused(link, chosen(story, 1) | {"name": ""})

    assert list(page.mistakes()) == ["name"]
    assert page.radios(FIELD)[str(story.sessions[1])][1]


async def test_two_parallel_sessions_of_one_group_are_refused(story, site):
    link = await a_day(story, 3, 3)
    page = await site.refused(link, chosen(story, 1) | {FIELD: [value(story, 1), value(story, 2)]})

    assert page.mistakes()["datum"].startswith("Två pass går samtidigt.")


async def test_an_unknown_parallel_session_is_refused(story, site):
    link = await a_day(story, 3, 3)
    page = await site.refused(link, chosen(story) | {FIELD: "vad som helst"})

    assert page.mistakes() == {"datum": "Ett av datumen hör inte till inbjudan. Se över vilka som är valda"}


async def test_a_full_parallel_session_without_a_waiting_list_cannot_be_chosen(story, site):
    link = await a_day(story, 3, 3, waiting_list=False)
    await fill(story, 1)
    page = await site.get(link)

    assert str(story.sessions[1]) not in page.radios(FIELD)
    [shut] = page.root.all("input", type="radio", disabled=True)
    assert "Full, det finns ingen väntelista" in shut.parent.text
    refused = await site.refused(link, chosen(story, 1))
    assert refused.mistakes() == {
        "datum": "Seminarium A går inte att välja längre. Se över vilka datum som är valda"
    }


async def test_a_seat_in_a_parallel_session_is_not_exchanged_for_a_place_in_line(story, site):
    link = await a_day(story, 3, 3)
    await site.post(link, chosen(story, 1))
    await fill(story, 2)

    assert str(story.sessions[2]) not in (await site.get(link)).radios(FIELD)
    await site.refused(link, chosen(story, 2))
    assert await seats(story) == ["confirmed", "confirmed", None]


async def test_overlapping_sessions_are_refused_with_the_names_of_both(story, site):
    await story.series(1)
    await story.add(title="Samråd", starts_at=DATES[0] + timedelta(hours=1))
    link = await story.invited()
    both = {"answer": "yes", "session_ids": [str(session_id) for session_id in story.sessions]}

    swedish = (await site.refused(link, both)).mistakes()
    english = (await site.refused(f"{link}?lang=en", both)).mistakes()

    assert swedish == {"datum": "Två träffar krockar. Lärträff 1 och Samråd går samtidigt. Välj en av dem."}
    assert english == {
        "datum": "Two sessions clash. Lärträff 1 and Samråd run at the same time. Choose one of them."
    }


async def test_a_parallel_session_can_be_changed_on_my_page_while_seats_are_left(story, site):
    link = await a_day(story, 3, 1)
    await site.post(link, chosen(story, 1))
    my_page = await site.link("r", await site.registration_of(KARIN))
    page = await site.get(my_page)
    assert "Byter du hit lämnar du Seminarium A." in page.day(story.sessions[2])
    assert "En plats kvar" in page.day(story.sessions[2])
    assert "Byt hit Seminarium B" in page.buttons()

    after = await site.get(await site.post(my_page, {"take": str(story.sessions[2])}))

    assert "Du är anmäld till Seminarium B" in after.text
    assert await seats(story) == ["confirmed", "withdrawn", "confirmed"]


async def test_a_change_to_a_full_parallel_session_is_refused_and_the_seat_is_kept(story, site):
    link = await a_day(story, 3, 1)
    await site.post(link, chosen(story, 1))
    my_page = await site.link("r", await site.registration_of(KARIN))
    await fill(story, 2)
    page = await site.get(my_page)

    assert "Full. Du har kvar din plats i Seminarium A." in page.day(story.sessions[2])
    assert not [text for text in page.buttons() if "Byt hit" in text]
    refused = await site.refused(my_page, {"take": str(story.sessions[2])}, expect=409)
    assert "Träffen är full" in refused.text
    assert await seats(story) == ["confirmed", "confirmed", None]


async def test_an_overlap_of_two_seats_does_not_prevent_taking_a_third_session(story, site):
    await story.series(3)
    link = await story.invited()
    my_page = await story.said_yes(link, story.sessions[:2])
    organiser = site.organiser
    moved = SessionChanges(starts_at=DATES[0], ends_at=DATES[0] + timedelta(hours=3))
    await change_session.change(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), story.sessions[1], moved, version=None, silent=False, reason=None
    )  # fmt: skip

    await site.post(my_page, {"take": str(story.sessions[2])})

    assert await seats(story) == ["confirmed"] * 3


async def test_the_public_form_requires_a_choice_among_parallel_sessions(story, site):
    await site.organiser.pool.execute("update programme set registration = 'open'")
    await a_day(story, 3, 3)
    page = await site.get("/ruc/varen")
    assert "Tre platser kvar" in page.radios(FIELD)[str(story.sessions[1])][0]

    fields = {"session_ids": str(story.sessions[0])}
    refused = await site.refused("/ruc/varen", ANNA | fields)
    assert list(refused.mistakes()) == ["val-1"]
    await site.post("/ruc/varen", ANNA | fields | {FIELD: value(story, 2)})

    assert await seats(story, "Anna Ek") == ["confirmed", None, "confirmed"]
