"""Somebody who has answered "maybe" in their calendar is asked on their own page, and one press says that they come."""

import pytest


@pytest.fixture
async def unsure(story, site):
    await story.series(2)
    registration_id = await site.organiser.register(story.cohort_id, "anna@skola.example", name="Anna")
    await site.organiser.pool.execute(
        "update seat set unsure_at = now() where registration_id = $1 and session_id = $2",
        registration_id,
        story.sessions[0],
    )
    return await site.link("r", registration_id)


async def test_my_page_says_that_one_is_unsure_and_one_press_says_that_one_comes(story, site, unsure):
    day = (await site.get(unsure)).day(story.sessions[0])
    assert "Osäkert om du kommer" in day
    assert "Du har svarat ”kanske” i kalendern. Platsen är din tills du säger nej." in day
    assert "Not sure that you come" in (await site.get(f"{unsure}?lang=en")).day(story.sessions[0])
    assert "Osäkert" not in (await site.get(unsure)).day(story.sessions[1])

    for _ in range(2):  # pressed twice
        goal = await site.post(unsure, {"coming": str(story.sessions[0])})

    assert "Du är anmäld" in (await site.get(goal)).day(story.sessions[0])
    assert "Du är anmäld till" in (await site.get(goal)).text
    assert await site.organiser.pool.fetchval("select count(*) from seat where answered_at is not null") == 1


async def test_the_way_out_stands_at_an_unsure_date_too(story, site, unsure):
    await site.post(unsure, {"withdraw": str(story.sessions[0])})
    goal = await site.post(unsure, {"coming": str(story.sessions[0])})  # from an old tab

    assert "Du är avanmäld" in (await site.get(goal)).day(story.sessions[0])
