"""Drop-in: single sessions on seats that a cohort has left; for whom, from when, and never more than the seats left."""

from datetime import date, timedelta

import pytest

from services.registration.actions.cohorts import change_cohort, publish_cohort
from services.registration.domain.cohort import CohortChanges
from tests.support.caller import a_caller
from tests.support.registration import NOW, TODAY

PATH = "/ruc/varen"
PETRA = {"name": "Petra Palm", "email": "petra@skola.example"}


@pytest.fixture
async def series(story):
    """An invitation to a cohort of four sessions with two seats each, whose single sessions are open to all."""
    await story.dress()
    await story.series(capacity=2, drop_in=True)
    return await story.invited()


async def change(story, **changes):
    organiser = story.site.organiser
    await change_cohort.change(
        organiser.pool,
        a_caller(organiser.organiser_id, now=NOW),
        story.cohort_id,
        CohortChanges(**changes),
        version=None,
    )


def chosen(story, *numbers):
    return PETRA | {"session_ids": [str(story.sessions[number]) for number in numbers]}


@pytest.mark.usefixtures("series")
async def test_the_drop_in_page_says_what_is_open_and_preselects_no_session(site):
    page = await site.get(PATH)

    assert "Några platser i serien är lediga, och dem kan vem som helst få." in page.lead
    assert list(page.switches().values()) == [False] * 4
    assert "Är ett datum fullt finns ingen väntelista." in page.text
    assert "Enstaka datum öppna" in (await site.get("/ruc")).text
    assert "anybody can have them" in (await site.get(f"{PATH}?lang=en")).lead


async def test_a_drop_in_registration_gets_a_seat_in_the_chosen_session_only(story, site, series):
    await story.said_yes(series, story.sessions[:2])
    assert "En plats kvar" in (await site.get(PATH)).day(story.sessions[0])

    await site.post(PATH, chosen(story, 0))

    seats = await site.organiser.seats(await site.registration_of("Petra Palm"))
    assert seats == {story.sessions[0]: "confirmed"}


@pytest.mark.usefixtures("series")
async def test_a_full_session_cannot_be_chosen_by_drop_in(story, site):
    await story.fill(story.sessions[1], capacity=1)
    page = await site.get(PATH)
    assert str(story.sessions[1]) not in page.switches()
    assert "Full, det finns ingen väntelista" in page.day(story.sessions[1])

    refused = await site.refused(PATH, chosen(story, 0, 1))

    assert refused.mistakes() == {
        "datum": "Lärträff 2 går inte att välja längre. Se över vilka datum som är valda"
    }
    assert await site.registration_of("Petra Palm") is None


@pytest.mark.usefixtures("series")
async def test_a_drop_in_registration_is_refused_when_its_session_fills_meanwhile(story, site, monkeypatch):
    """Another registration takes the last seat between the check of the form and the write."""
    from services.registration.web.pages.public import cohort

    plain = cohort.apply

    async def slow(*args, **kwargs):
        await story.fill(story.sessions[0], capacity=1)
        await plain(*args, **kwargs)

    monkeypatch.setattr(cohort, "apply", slow)
    refused = await site.refused(PATH, chosen(story, 0))

    assert refused.mistakes()["datum"].startswith("Lärträff 1: Träffen är full.")
    assert await site.registration_of("Petra Palm") is None


@pytest.mark.usefixtures("series")
async def test_the_drop_in_page_says_when_all_sessions_are_full(story, site):
    await site.organiser.pool.execute("update session set capacity = 0")

    page = await site.get(PATH)

    assert "Fullbokat" in page.text
    assert page.switches() == {}
    await site.refused(PATH, chosen(story, 0), expect=409)


@pytest.mark.usefixtures("series")
async def test_drop_in_opens_at_midnight_swedish_time_on_its_first_day(story, site, clock):
    await change(story, drop_in_from=TODAY + timedelta(days=3))
    page = await site.get(PATH)
    assert "Från torsdag 15 januari 2026 kan vem som helst anmäla sig till enstaka datum" in page.text
    await site.refused(PATH, chosen(story, 0), expect=409)

    clock.now = NOW + timedelta(days=2, hours=14)  # 15 January, 00.00 in Sweden
    assert len((await site.get(PATH)).switches()) == 4
    clock.now -= timedelta(seconds=1)
    assert (await site.get(PATH)).switches() == {}


@pytest.mark.usefixtures("series")
@pytest.mark.parametrize("action", ["close", "cancel", "off"])
async def test_drop_in_is_refused_in_a_closed_a_cancelled_and_an_ordinary_cohort(story, site, action):
    if action == "off":
        await change(story, drop_in=False, drop_in_from=date(2026, 1, 1))
    else:
        await getattr(publish_cohort, action)(
            site.organiser.pool, a_caller(site.organiser.organiser_id, now=NOW), story.cohort_id
        )

    assert (await site.get(PATH)).switches() == {}
    await site.refused(PATH, chosen(story, 0), expect=409)


@pytest.mark.usefixtures("series")
async def test_a_drop_in_participant_takes_more_sessions_on_my_page_while_seats_are_left(story, site):
    await site.post(PATH, chosen(story, 0))
    await story.fill(story.sessions[1], capacity=1)
    my_page = await site.link("r", await site.registration_of("Petra Palm"))
    page = await site.get(my_page)
    assert "Anmäl dig Lärträff 3" in page.buttons()
    assert "Anmäl dig Lärträff 2" not in page.buttons()

    await site.post(my_page, {"take": str(story.sessions[2])})
    await site.refused(my_page, {"take": str(story.sessions[1])}, expect=409)

    seats = await site.organiser.seats(await site.registration_of("Petra Palm"))
    assert seats == {story.sessions[0]: "confirmed", story.sessions[2]: "confirmed"}


async def test_an_invited_person_still_gets_a_waiting_seat_in_a_drop_in_cohort(story, site, series):
    await story.fill(story.sessions[0], capacity=1)

    await story.said_yes(series)

    seats = await site.organiser.seats(await site.registration_of("Karin Lindgren"))
    assert [seats[session_id] for session_id in story.sessions] == [
        "waiting",
        "confirmed",
        "confirmed",
        "confirmed",
    ]
