"""The join page: before, while and after the doors of a session are open."""

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


async def test_the_join_page_says_when_the_doors_open_and_notes_no_attendance_before(door, site, clock):
    link = await door()
    clock.now = DATES[0] - timedelta(hours=1, minutes=40)
    page = await site.get(link)

    assert page.h1 == "Mötet öppnar kl. 8.30"
    assert "Det är om en timme och tio minuter. Vi börjar kl. 9.00." in page.lead
    assert page.href("Se om mötet har öppnat") == link
    assert page.buttons() == []
    assert await site.post(link, {"who": "me"}) == link
    assert await attendance(site) is None


async def test_the_join_page_names_the_day_when_the_doors_open_on_another_day(door, site):
    assert (await site.get(await door())).h1 == "Mötet öppnar tisdag 3 februari kl. 8.30"


@pytest.mark.parametrize(("minutes", "is_open"), [(-31, False), (-30, True), (179, True), (180, False)])
async def test_the_join_page_is_open_from_half_an_hour_before_a_session_until_its_end(
    door, site, clock, minutes, is_open
):
    link = await door()
    clock.now = DATES[0] + timedelta(minutes=minutes)
    answer = await site.client.get(link)

    assert ("Gå in som Karin Lindgren" in answer.text) is is_open


async def test_the_join_button_notes_attendance_and_redirects_to_the_meeting(door, site, clock):
    link = await door()
    clock.now = DATES[0]
    page = await site.get(link)
    assert page.buttons() == ["Gå in som Karin Lindgren", "Jag är någon annan"]
    assert await attendance(site) is None

    assert await site.post(link, {"who": "me"}) == MEETING
    assert await attendance(site) == "present"


async def test_the_meeting_link_is_on_no_join_page_and_in_no_header(door, site, clock):
    link = await door(forwarding="open")
    for now in (DATES[0] - timedelta(days=1), DATES[0], DATES[0] + timedelta(hours=4)):
        clock.now = now
        for query in ("", "?vem=annan", "?inne=1"):
            answer = await site.client.get(link + query)
            assert "meet.example" not in answer.text + str(answer.headers)


async def test_reading_the_join_page_notes_no_attendance(door, site, clock):
    link = await door()
    clock.now = DATES[0]
    await site.get(f"{link}?who=me")
    assert (await site.client.head(link)).status_code == 200

    assert await attendance(site) is None


async def test_the_security_policy_of_the_join_page_allows_the_redirect_to_the_meeting(door, site, clock):
    link = await door()
    clock.now = DATES[0]
    page = await site.get(link)

    assert "form-action 'self' https: http:" in page.headers["content-security-policy"]


async def test_the_join_page_hides_the_name_of_a_person_with_protected_identity(door, story, site, clock):
    link = await door()
    await story.protect()
    for now in (DATES[0] - timedelta(days=1), DATES[0]):
        clock.now = now
        assert "Karin" not in (await site.get(link)).raw
    assert (await site.get(link)).buttons() == ["Gå in som den som är anmäld", "Jag är någon annan"]


async def test_a_personal_join_link_refuses_another_person_and_names_the_contact(door, story, site, clock):
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
async def test_another_person_enters_by_a_forwardable_join_link_as_a_named_guest(
    door, site, clock, forwarding
):
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


async def test_the_join_page_of_an_on_site_session_checks_the_participant_in(door, site, clock):
    link = await door(mode="on_site", join_url=None, place="Sal 3")
    clock.now = DATES[0]
    page = await site.get(link)
    assert "Sal 3" in page.lead
    assert page.buttons()[0] == "Jag är här, Karin Lindgren"

    after = await site.get(await site.post(link, {"who": "me"}))
    assert after.h1 == "Välkommen, du är incheckad"
    assert await attendance(site) == "present"


async def test_the_join_page_confirms_no_check_in_that_was_not_made(door, site, clock):
    link = await door(mode="on_site", join_url=None)
    clock.now = DATES[0]

    assert (await site.get(f"{link}?inne=1")).h1 == "Är du här?"


async def test_the_join_page_is_gone_after_the_session_has_ended(door, site, clock):
    link = await door()
    clock.now = DATES[0] + timedelta(hours=3)

    assert (await site.get(link, expect=410)).h1 == "Mötet är slut"


async def test_the_join_page_of_a_withdrawn_seat_or_a_cancelled_session_is_gone(door, story, site, clock):
    link = await door()
    clock.now = DATES[0]
    await site.organiser.pool.execute("update seat set status = 'withdrawn'")
    assert (await site.get(link, expect=410)).h1 == "Platsen är avanmäld"
    assert await site.post(link, {"who": "me"}) == link
    assert await attendance(site) is None

    await story.cancel(story.sessions[0])
    assert (await site.get(link, expect=410)).h1 == "Lärträff 1 är inställd"


async def test_a_revoked_join_link_is_not_found_and_notes_no_attendance(door, site, clock):
    link = await door()
    clock.now = DATES[0]
    await site.organiser.pool.execute("update seat set generation = generation + 1")

    assert (await site.refused(link, {"who": "me"}, expect=404)).h1 == "Länken gäller inte längre"
    assert await attendance(site) is None


async def test_the_join_page_of_a_hybrid_session_offers_check_in_on_site_and_the_meeting(door, site, clock):
    link = await door(mode="hybrid", place="Sal 3")
    clock.now = DATES[0]
    page = await site.get(link)
    assert page.buttons() == ["Gå in som Karin Lindgren", "Jag är på plats", "Jag är någon annan"]

    after = await site.get(await site.post(link, {"who": "here"}))

    assert after.h1 == "Välkommen, du är incheckad"
    assert await attendance(site) == "present"
    assert after.buttons() == ["Gå in som Karin Lindgren", "Jag är någon annan"]
    assert await site.post(link, {"who": "me"}) == MEETING


async def test_the_join_page_of_a_digital_session_offers_no_check_in_on_site(door, site, clock):
    link = await door()
    clock.now = DATES[0]

    assert (await site.get(link)).buttons() == ["Gå in som Karin Lindgren", "Jag är någon annan"]
