"""The switches of the form for a substitute: each says who comes, and none is on until it is chosen."""


async def test_no_session_is_given_to_a_substitute_until_it_is_chosen(story, site):
    await story.series(3)
    link = await story.said_yes(await story.invited())
    page = await site.get(f"{link}/ersattare")

    assert set(page.switches().values()) == {False}
    assert "Ersättaren kommer" in page.day(story.sessions[0])
    assert "Jag kommer själv" in page.raw
    assert "Jag kommer<" not in page.raw
    refused = await site.refused(
        f"{link}/ersattare", {"substitute_name": "Ali Rahimi", "substitute_email": "ali@hallsberg.example"}
    )
    assert refused.mistakes() == {"datum": "Välj minst ett datum som ersättaren kommer till"}


async def test_the_substitute_button_counts_the_sessions_that_are_given_away(story, site):
    await story.series(3)
    link = await story.said_yes(await story.invited())
    button = next(
        text for text in (await site.get(f"{link}/ersattare")).buttons() if text.startswith("Skicka")
    )

    assert "till alla 3" in button
    assert "till valda" in button


async def test_the_colleagues_form_says_that_the_colleagues_come(story, site):
    await story.series(2)
    await site.organiser.pool.execute("update programme set registration = 'open'")
    slug = await site.organiser.pool.fetchval("select slug from cohort where id = $1", story.cohort_id)
    page = await site.get(f"/ruc/{slug}/flera")

    assert "De kommer" in page.day(story.sessions[0])
    assert "Jag kommer" not in page.text


async def test_the_english_form_for_a_substitute_says_who_comes(story, site):
    await story.series(2)
    link = await story.said_yes(await story.invited())
    page = await site.get(f"{link}/ersattare?lang=en")

    assert "My substitute comes" in page.day(story.sessions[1])
    assert "I am coming myself" in page.raw
