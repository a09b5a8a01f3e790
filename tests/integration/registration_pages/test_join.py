"""To the meeting: before, while and after the doors are open."""

from datetime import timedelta

import pytest

from tests.support.pages.states import DATES, KARIN

MEETING = "https://meet.example/rum"


@pytest.fixture
def door(story, site):
    async def make(*, forwarding="personal", **session):
        await story.series(0, forwarding=forwarding)
        plain = {"title": "Lärträff 1", "mode": "digital", "join_url": MEETING, "starts_at": DATES[0],
                 "ends_at": DATES[0] + timedelta(hours=3)}  # fmt: skip
        session_id = await story.add(**plain | session)
        await story.said_yes(await story.invited())
        return await site.seat_link(await site.registration_of(KARIN), session_id)

    return make


async def attendance(site):
    return await site.organiser.pool.fetchval("select attendance from seat limit 1")


async def guests(site):
    return [row["name"] for row in await site.organiser.pool.fetch("select name from guest order by came_at")]


async def test_before_the_doors_open_it_says_when_they_do(door, site, clock):
    link = await door()
    clock.now = DATES[0] - timedelta(hours=1, minutes=40)
    page = await site.get(link)

    assert page.h1 == "Mötet öppnar kl. 8.30"
    assert "Det är om en timme och tio minuter. Vi börjar kl. 9.00." in page.lead
    assert page.href("Se om mötet har öppnat") == link
    assert page.buttons() == []
    assert await site.post(link, {"who": "me"}) == link
    assert await attendance(site) is None


async def test_another_day_is_named(door, site):
    assert (await site.get(await door())).h1 == "Mötet öppnar tisdag 3 februari kl. 8.30"


@pytest.mark.parametrize(("minutes", "is_open"), [(-31, False), (-30, True), (179, True), (180, False)])
async def test_the_doors_are_open_from_half_an_hour_before_until_the_end(door, site, clock, minutes, is_open):
    link = await door()
    clock.now = DATES[0] + timedelta(minutes=minutes)
    answer = await site.client.get(link)

    assert ("Jag är Karin Lindgren" in answer.text) is is_open


async def test_the_first_button_notes_who_came_and_leads_to_the_meeting(door, site, clock):
    link = await door()
    clock.now = DATES[0]
    page = await site.get(link)
    assert page.buttons() == ["Jag är Karin Lindgren", "Jag är någon annan"]
    assert await attendance(site) is None

    assert await site.post(link, {"who": "me"}) == MEETING
    assert await attendance(site) == "present"


async def test_the_meetings_address_is_on_no_page_and_in_no_header(door, site, clock):
    link = await door(forwarding="open")
    for now in (DATES[0] - timedelta(days=1), DATES[0], DATES[0] + timedelta(hours=4)):
        clock.now = now
        for query in ("", "?vem=annan", "?inne=1"):
            answer = await site.client.get(link + query)
            assert "meet.example" not in answer.text + str(answer.headers)


async def test_looking_notes_nothing(door, site, clock):
    link = await door()
    clock.now = DATES[0]
    await site.get(f"{link}?who=me")
    assert (await site.client.head(link)).status_code == 200

    assert await attendance(site) is None


async def test_a_form_that_ends_at_the_meeting_may_lead_there(door, site, clock):
    link = await door()
    clock.now = DATES[0]
    page = await site.get(link)

    assert "form-action 'self' https: http:" in page.headers["content-security-policy"]


async def test_a_protected_name_is_not_shown(door, story, site, clock):
    link = await door()
    await story.protect()
    for now in (DATES[0] - timedelta(days=1), DATES[0]):
        clock.now = now
        assert "Karin" not in (await site.get(link)).raw
    assert (await site.get(link)).buttons() == ["Jag är den som är anmäld", "Jag är någon annan"]


async def test_a_personal_link_tells_somebody_else_whom_to_ask(door, story, site, clock):
    link = await door()
    await story.dress()
    clock.now = DATES[0]
    page = await site.get(await site.post(link, {"who": "other"}))

    assert page.h1 == "Länken är personlig"
    assert "070-174 06 05" in page.text
    assert "Karin" not in page.text
    assert await site.post(link, {"who": "guest", "guest_name": "Bo"}) == f"{link}?vem=annan"
    assert await guests(site) == []


@pytest.mark.parametrize("forwarding", ["open", "organisation"])
async def test_somebody_else_is_let_in_as_a_guest_under_a_name(door, site, clock, forwarding):
    link = await door(forwarding=forwarding)
    clock.now = DATES[0]
    page = await site.get(await site.post(link, {"who": "other"}))
    assert ("Hallsbergs kommun" in page.text) is (forwarding == "organisation")
    assert "Karin" not in page.text

    refused = await site.refused(link, {"who": "guest", "guest_name": " "})
    assert refused.mistakes() == {"guest_name": "Skriv ditt namn."}
    assert await site.post(link, {"who": "guest", "guest_name": "Bo Ström"}) == MEETING
    assert await guests(site) == ["Bo Ström"]
    assert await attendance(site) is None


async def test_on_site_one_checks_in(door, site, clock):
    link = await door(mode="on_site", join_url=None, place="Sal 3")
    clock.now = DATES[0]
    page = await site.get(link)
    assert "Sal 3" in page.lead
    assert page.buttons()[0] == "Jag är här, Karin Lindgren"

    after = await site.get(await site.post(link, {"who": "me"}))
    assert after.h1 == "Välkommen, du är incheckad"
    assert await attendance(site) == "present"


async def test_nobody_is_told_they_are_noted_who_is_not(door, site, clock):
    link = await door(mode="on_site", join_url=None)
    clock.now = DATES[0]

    assert (await site.get(f"{link}?inne=1")).h1 == "Är du här?"


async def test_after_the_end_it_is_over(door, site, clock):
    link = await door()
    clock.now = DATES[0] + timedelta(hours=3)

    assert (await site.get(link, expect=410)).h1 == "Mötet är slut"


async def test_a_cancelled_session_and_a_withdrawn_seat_let_nobody_in(door, story, site, clock):
    link = await door()
    clock.now = DATES[0]
    await site.organiser.pool.execute("update seat set status = 'withdrawn'")
    assert (await site.get(link, expect=410)).h1 == "Platsen är avanmäld"
    assert await site.post(link, {"who": "me"}) == link
    assert await attendance(site) is None

    await story.cancel(story.sessions[0])
    assert (await site.get(link, expect=410)).h1 == "Lärträff 1 är inställd"


async def test_a_revoked_link_opens_nothing(door, site, clock):
    link = await door()
    clock.now = DATES[0]
    await site.organiser.pool.execute("update seat set generation = generation + 1")

    assert (await site.refused(link, {"who": "me"}, expect=404)).h1 == "Länken gäller inte längre"
    assert await attendance(site) is None


async def test_whoever_is_in_the_room_of_a_hybrid_meeting_checks_in_there(door, site, clock):
    link = await door(mode="hybrid", place="Sal 3")
    clock.now = DATES[0]
    page = await site.get(link)
    assert page.buttons() == ["Jag är Karin Lindgren", "Jag är på plats", "Jag är någon annan"]

    after = await site.get(await site.post(link, {"who": "here"}))

    assert after.h1 == "Välkommen, du är incheckad"
    assert await attendance(site) == "present"
    assert after.buttons() == ["Jag är Karin Lindgren", "Jag är någon annan"]
    assert await site.post(link, {"who": "me"}) == MEETING


async def test_a_digital_meeting_has_no_room_to_check_in_to(door, site, clock):
    link = await door()
    clock.now = DATES[0]

    assert (await site.get(link)).buttons() == ["Jag är Karin Lindgren", "Jag är någon annan"]
