"""The join link of a session that was digital and is held on site now, and of one whose meeting has any letters."""

from datetime import timedelta

import pytest

from tests.support.pages.states import DATES, KARIN


@pytest.fixture
def door(story, site):
    async def make(**session):
        await story.series(0)
        plain = {"title": "Lärträff 1", "mode": "digital", "join_url": "https://meet.example/rum", "starts_at": DATES[0],
                 "ends_at": DATES[0] + timedelta(hours=3)}  # fmt: skip
        session_id = await story.add(**plain | session)
        await story.said_yes(await story.invited())
        return await site.seat_link(await site.registration_of(KARIN), session_id)

    return make


async def test_before_the_doors_open_no_link_is_promised_on_site(door, site):
    page = await site.get(await door(mode="on_site", place="Konserthuset"))

    assert "leder dig in" not in page.text
    assert "Träffen är på plats. Du behöver ingen länk för att vara med." in page.text


async def test_attendance_on_site_is_noted_and_leads_to_no_meeting(door, site, clock):
    link = await door(mode="on_site", place="Konserthuset")
    clock.now = DATES[0]
    there = await site.post(link, {"who": "me"})

    assert there == f"{link}?inne=1"
    assert "meet.example" not in (await site.get(there)).raw


@pytest.mark.parametrize("stored", ["https://meet.example/möte", "https://mötet.example/å?ä=ö"])
async def test_a_meeting_address_with_any_letters_leads_to_the_meeting(door, site, clock, stored):
    link = await door()
    # As an earlier release stored it; a new one is stored in ASCII.
    await site.organiser.pool.execute("update session set join_url = $1", stored)
    clock.now = DATES[0]

    there = await site.post(link, {"who": "me"})
    assert there.isascii()
    assert there.startswith("https://")


async def test_a_meeting_address_is_stored_as_it_is_sent_on(door, site, clock):
    link = await door(join_url="https://meet.example/möte")
    clock.now = DATES[0]

    assert await site.post(link, {"who": "me"}) == "https://meet.example/m%C3%B6te"
    assert (
        await site.organiser.pool.fetchval("select join_url from session") == "https://meet.example/m%C3%B6te"
    )
