"""A person replaces their own links: the old ones open nothing, the new ones are mailed and never shown."""

import re

from tests.integration.registration_pages.test_calendar_feed import address
from tests.support.pages.states import KARIN


async def test_my_page_replaces_every_link_after_a_confirmation(story, site):
    await story.series(2)
    invitation = await story.invited()
    link = await story.said_yes(invitation)
    await site.post(link, {"calendar": "subscription"})
    feed = await address(site, link)
    assert (await site.client.get(feed)).status_code == 200
    door = await site.seat_link(await site.registration_of(KARIN), story.sessions[0])
    asked = await site.get((await site.get(link)).href("Byt mina länkar"))
    assert asked.h1 == "Byta dina länkar?"
    assert (await site.get(link)).h1 == "Mina datum"  # a GET changes nothing

    done = await site.client.post(f"{link}/ny-lank", data={"replace": "yes"})

    assert done.status_code == 200
    assert "Dina länkar är bytta" in done.text
    assert "Kalendern du prenumererar på slutar att hämta dina datum." in done.text
    assert not re.search(r"/[irjk]/[A-Za-z0-9_-]{30,}", done.text.replace(link, ""))
    for dead in (link, invitation, door):
        page = await site.get(dead, expect=404)
        assert page.h1 == "Länken gäller inte längre"
        assert page.href("Mejla mig länken").endswith("/ruc/lank")
    assert (await site.client.get(feed)).status_code == 404


async def test_an_empty_post_replaces_no_link(story, site):
    await story.series(1)
    link = await story.said_yes(await story.invited())

    await site.post(f"{link}/ny-lank")

    assert (await site.get(link)).h1 == "Mina datum"


async def test_a_person_without_an_address_is_told_to_get_in_touch_instead(story, site):
    await story.series(1)
    link = await story.said_yes(await story.invited())
    await site.organiser.pool.execute("update person set email = null, email_key = null")

    assert "Byt mina länkar" not in (await site.get(link)).text
    assert (await site.refused(f"{link}/ny-lank", {"replace": "yes"}, expect=409)).h1 == (
        "Vi har ingen adress till dig"
    )
    assert (await site.get(link)).h1 == "Mina datum"
