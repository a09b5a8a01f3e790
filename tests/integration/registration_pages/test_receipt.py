"""After registering on a public page one reads whether one is registered, where the mail goes, and what to do if it is wrong."""

from datetime import timedelta

import pytest

from tests.support.registration import NOW

ANNA = {"name": "Anna Ek", "email": "anna@skola.example"}


@pytest.fixture
async def path(story):
    await story.dress()
    await story.site.organiser.pool.execute("update programme set registration = 'open'")
    await story.series(2)
    slug = await story.site.organiser.pool.fetchval("select slug from cohort where id = $1", story.cohort_id)
    return f"/ruc/{slug}"


def dates(story):
    return {"session_ids": [str(session_id) for session_id in story.sessions]}


async def test_the_receipt_says_that_one_is_registered_and_to_which_address_the_mail_goes(site, story, path):
    location = await site.post(path, ANNA | dates(story))
    page = await site.get(location)

    assert "anna" not in location
    assert page.h1 == "Du är anmäld"
    assert "Vi har skickat ett mejl till anna@skola.example." in page.lead
    assert "Är adressen fel? Anmäl dig igen med den rätta" in page.text
    assert "/r/" not in page.raw


async def test_the_receipt_names_the_date_for_which_one_waits(site, story, path):
    await site.organiser.pool.execute("update cohort set waiting_list = true")
    await story.fill(story.sessions[1])
    page = await site.get(await site.post(path, ANNA | dates(story)))

    assert page.h1 == "Du är anmäld"
    assert "Lärträff 2 är full. Du står på väntelistan." in page.lead


async def test_the_receipt_is_the_same_for_an_address_that_was_registered_before(site, story, path):
    first = await site.get(await site.post(path, ANNA | dates(story)))
    again = await site.get(await site.post(path, ANNA | dates(story)))

    assert (again.h1, again.lead, again.root.one("main").text) == (
        first.h1,
        first.lead,
        first.root.one("main").text,
    )


async def test_the_receipt_is_gone_after_an_hour_and_names_nobody(site, story, path, clock):
    location = await site.post(path, ANNA | dates(story))
    clock.now = NOW + timedelta(hours=2)
    page = await site.get(location)

    assert page.h1 == "Titta i din inkorg"
    assert "anna" not in page.raw
