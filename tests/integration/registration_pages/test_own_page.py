"""My page beside its sessions: door code, language, other registrations; personal links after an erasure."""

from datetime import timedelta

import pytest

from services.registration.actions.directory import forget_person
from shared import events, links
from tests.support.caller import a_caller
from tests.support.codes import read_code
from tests.support.pages.client import BASE_URL, KEYS
from tests.support.pages.states import DATES, KARIN
from tests.support.registration import NOW


async def on_site(story, **session):
    await story.series(0)
    defaults = {
        "title": "Uppstart",
        "mode": "on_site",
        "place": "Långhuset",
        "starts_at": DATES[0],
        "ends_at": DATES[0] + timedelta(hours=3),
    }
    await story.add(**defaults | session)
    return await story.said_yes(await story.invited())


async def door_code_of(site, link):
    """The picture of the door code on my page, and the answer to a request for it."""
    picture = (await site.get(link)).root.one("img")
    return picture, await site.client.get(picture["src"])


async def test_the_door_code_on_my_page_is_the_participants_own_join_link(story, site, clock):
    link = await on_site(story)
    page = await site.get(link)
    picture, answer = await door_code_of(site, link)
    door = await site.seat_link(await site.registration_of(KARIN), story.sessions[0])

    assert "Visa koden vid ingången" in page.text
    assert "Uppstart, tisdag 3 februari kl. 9.00–12.00." in page.text
    assert picture["alt"] == "Din personliga kod till Uppstart som QR-kod"
    assert int(picture["width"]) >= 240
    assert read_code(answer.content) == f"{BASE_URL}{door}"
    assert page.href("Går den inte att läsa? Öppna länken") == door

    clock.now = DATES[0]
    opened = await site.get(read_code(answer.content).removeprefix(BASE_URL))
    assert opened.buttons() == ["Jag är här, Karin Lindgren", "Jag är någon annan"]
    after = await site.get(await site.post(door, {"who": "me"}))
    assert after.h1 == "Välkommen, du är incheckad"
    assert await site.organiser.pool.fetchval("select attendance from seat") == "present"


async def test_the_door_code_is_an_svg_that_only_the_reader_may_cache(story, site):
    _, answer = await door_code_of(site, await on_site(story))

    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "private, max-age=3600"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_a_digital_session_has_no_door_code_and_a_hybrid_session_has_one(story, site):
    link = await on_site(story, mode="digital")
    seat = await site.organiser.pool.fetchval("select id from seat")
    assert (await site.get(link)).root.all("img") == []
    assert (await site.client.get(f"{link}/kod/{seat}.svg")).status_code == 404

    await site.organiser.pool.execute("update session set mode = 'hybrid'")
    assert len((await site.get(link)).root.all("img")) == 1


async def test_my_page_shows_the_door_codes_of_the_next_day_until_its_sessions_end(story, site, clock):
    link = await on_site(story)
    for number, start in enumerate((DATES[1], DATES[1] + timedelta(hours=3))):
        await story.add(
            title=f"Pass {number}", mode="on_site", starts_at=start, ends_at=start + timedelta(hours=2)
        )
        await site.post(link, {"take": str(story.sessions[-1])})
    clock.now = DATES[0] + timedelta(hours=2)
    assert [image["alt"] for image in (await site.get(link)).root.all("img")] == [
        "Din personliga kod till Uppstart som QR-kod"
    ]

    clock.now = DATES[0] + timedelta(hours=4)
    assert [image["alt"] for image in (await site.get(link)).root.all("img")] == [
        "Din personliga kod till Pass 0 som QR-kod",
        "Din personliga kod till Pass 1 som QR-kod",
    ]


async def test_a_door_code_is_not_found_for_another_persons_seat_or_a_withdrawn_seat(story, site):
    link = await on_site(story)
    own, answer = await door_code_of(site, link)
    other = await site.organiser.register(story.cohort_id, "annan@skola.example")
    seat = await site.organiser.pool.fetchval("select id from seat where registration_id = $1", other)

    assert answer.status_code == 200
    assert (await site.client.get(f"{link}/kod/{seat}.svg")).status_code == 404
    assert (await site.client.get(f"{link}/kod/x")).status_code == 404
    await site.post(link, {"withdraw": "all"})
    assert (await site.client.get(own["src"])).status_code == 404


async def test_a_chosen_language_applies_to_my_page_and_goes_out_in_a_person_event(story, site):
    await story.series(1)
    link = await story.said_yes(await story.invited())
    swedish = {"accept-language": "sv"}
    page = await site.get(link, **swedish)
    assert "Språk på sidan och i mejl: Svenska" in page.text
    button = page.root.one("button", name="language")
    assert (button.text, button["lang"]) == ("Switch to English", "en")

    after = await site.get(await site.post(f"{link}/sprak", {"language": "en"}), **swedish)

    assert after.root.one("html")["lang"] == "en"
    assert "Your language is saved" in after.text
    person_event = (await site.organiser.told(events.Person))[-1]
    assert (person_event.name, person_event.language) == (KARIN, "en")
    assert (await site.get(link, **swedish)).h1 == "My dates"


async def test_a_choice_of_swedish_outranks_a_browser_that_asks_for_english(story, site):
    await story.series(1)
    invitation = await story.invited()
    link = await story.said_yes(invitation)
    english = {"accept-language": "en-GB"}
    assert (await site.get(link, **english)).root.one("html")["lang"] == "en"
    before = len(await site.organiser.told(events.Person))

    after = await site.get(await site.post(f"{link}/sprak", {"language": "sv"}), **english)

    assert "Språket är sparat" in after.text
    assert (await site.get(invitation, **english)).root.one("html")["lang"] == "sv"
    await site.post(f"{link}/sprak", {"language": "sv"})
    assert len(await site.organiser.told(events.Person)) == before + 1


@pytest.mark.parametrize("form", [{"language": "de"}, {}, {"language": ""}])
async def test_an_unsupported_language_choice_changes_nothing(story, site, form):
    await story.series(1)
    link = await story.said_yes(await story.invited())

    assert await site.post(f"{link}/sprak", form) == link
    assert (
        await site.organiser.pool.fetchval("select language_chosen from person where name = $1", KARIN)
        is False
    )


async def test_my_page_links_to_the_persons_other_registrations(story, site):
    await story.series(1)
    link = await story.said_yes(await story.invited())
    assert "Du är också anmäld till" not in (await site.get(link)).text
    other_cohort = await site.organiser.cohort(name="Hösten")
    await site.organiser.session(other_cohort, starts_at=DATES[3])
    left = await site.organiser.cohort(name="Lämnad")
    await site.organiser.session(left)
    own = "karin.lindgren@kommun.example"
    other = await site.organiser.register(other_cohort, own)
    gone = await site.organiser.register(left, own)
    await site.organiser.pool.execute("update registration set status = 'withdrawn' where id = $1", gone)
    await site.organiser.register(other_cohort, "annan@skola.example")

    page = await site.get(link)

    assert "Du är också anmäld till Att leda, Hösten, nästa datum tisdag 8 september 2026" in page.text
    assert "Lämnad" not in page.text
    assert page.href("Att leda, Hösten") == await site.link("r", other)
    assert (await site.get(page.href("Att leda, Hösten"))).href("Att leda, Våren") == link


async def test_personal_links_answer_410_during_and_after_an_erasure(story, site):
    await story.series(1)
    invitation = await story.invited()
    my_page = await story.said_yes(invitation)
    door = await site.seat_link(await site.registration_of(KARIN), story.sessions[0])
    person = await site.organiser.pool.fetchval("select id from person where name = $1", KARIN)
    await forget_person.forget(site.organiser.pool, a_caller(site.organiser.organiser_id, now=NOW), person)

    for link in (invitation, my_page, door):
        assert (await site.get(link, expect=410)).h1 == "Vi tar bort dina uppgifter"

    async with site.organiser.pool.acquire() as conn, conn.transaction():
        await forget_person.finish(conn, a_caller(site.organiser.organiser_id, now=NOW), [person])
    for link in (invitation, my_page, door):
        page = await site.get(link, expect=410)
        assert page.h1 == "Dina uppgifter är borttagna"
        assert KARIN not in page.text


async def test_personal_links_that_are_revoked_or_malformed_are_not_found(story, site):
    await story.series(1)
    invitation = await story.invited()
    my_page = await story.said_yes(invitation)
    registration = await site.registration_of(KARIN)
    door = await site.seat_link(registration, story.sessions[0])
    await site.organiser.pool.execute("update invitation set generation = generation + 1")
    await site.organiser.pool.execute("update registration set generation = generation + 1")
    await site.organiser.pool.execute("update seat set generation = generation + 1")

    for link in (invitation, my_page, door):
        assert (await site.get(link, expect=404)).h1 == "Länken gäller inte längre"
        forged = link[:-1] + ("y" if link.endswith("x") else "x")
        assert (await site.get(forged, expect=404)).h1 == "Länken stämmer inte"
    unknown = links.make("r", story.sessions[0], 1, KEYS)
    assert (await site.get(f"/r/{unknown}", expect=404)).h1 == "Länken stämmer inte"
