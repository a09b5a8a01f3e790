"""The invitation page: what it shows, and what an answer leads to."""


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
