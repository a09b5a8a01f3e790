"""`/k/….ics`: the feed of a participant who subscribes, as two independent calendar libraries read it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from services.registration.actions.sessions import change_session
from services.registration.domain.sessions.session import SessionChanges
from tests.support.calendar_readers import Published, read_feed_with_libical, read_feed_with_vobject
from tests.support.caller import a_caller
from tests.support.pages.states import DATES, KARIN
from tests.support.registration import NOW

UNABLE = "Kan du inte komma? Avanmäl dig på din sida. Länken dit står i våra mejl till dig."


async def subscribed(story, count=2, **rule):
    """The link to my page of a participant who has accepted the invitation and chosen the subscription."""
    await story.series(count)
    link = await story.said_yes(await story.invited(**rule))
    await story.site.post(link, {"calendar": "subscription"})
    return link


async def address(site, my_page):
    """The address of the feed, as my page shows it."""
    page = await site.get(my_page)
    [url] = [href for href in page.hrefs() if href.endswith(".ics") and not href.startswith("webcal:")]
    return url


async def read(site, url) -> list[Published]:
    answer = await site.client.get(url)
    assert answer.status_code == 200
    found = read_feed_with_libical(answer.content)
    assert read_feed_with_vobject(answer.content) == found
    return found


async def seat_of(site, name, session_id):
    return await site.organiser.pool.fetchval(
        """select s.id from seat s join registration r on r.id = s.registration_id join person p on p.id = r.person_id
            where p.name = $1 and s.session_id = $2 and s.status <> 'withdrawn'""",
        name,
        session_id,
    )


async def test_a_feed_entry_holds_the_seats_uid_times_place_and_join_link(story, site):
    own = await site.get(await subscribed(story, 1))
    [url] = [href for href in own.hrefs() if href.startswith("webcal:")]
    seat_id = await seat_of(site, KARIN, story.sessions[0])

    [entry] = await read(site, url.replace("webcal:", "http:", 1))

    unable, description, way_in = entry.description.rsplit("\n", 2)
    assert unable == UNABLE
    assert description == "Till mötet (öppnar kl. 8.30, länken är din egen):"
    assert way_in.endswith(await site.link("j", seat_id))
    assert entry.uid == f"{seat_id}-seat"
    assert (entry.start, entry.end) == (DATES[0], DATES[0] + timedelta(hours=3))
    assert (entry.summary, entry.location) == ("Lärträff 1, Att leda", "Digitalt möte")
    assert (entry.status, entry.url) == ("CONFIRMED", None)


async def test_the_feed_names_nobody_and_holds_no_links_but_join_links(story, site):
    answer = await site.client.get(await address(site, await subscribed(story, 3)))
    text = answer.content.replace(b"\r\n ", b"").decode()

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "METHOD:PUBLISH\r\n" in text
    assert "X-PUBLISHED-TTL:PT1H\r\n" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert not re.search("attendee|organizer|mailto|karin|lindgren|meet\\.example", text, re.IGNORECASE)
    assert {url.split("/")[3] for url in re.findall(r"https?://[^\\\s]+", text)} == {"j"}


async def test_the_feed_keeps_exact_times_across_both_daylight_saving_changes(story, site):
    moments = [
        datetime(2026, 3, 28, 8, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 30, 7, 0, tzinfo=UTC),
        datetime(2026, 10, 24, 7, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 8, 0, tzinfo=UTC),
    ]
    await story.series(0)
    for starts_at in moments:
        await story.add(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    link = await story.said_yes(await story.invited())
    await site.post(link, {"calendar": "subscription"})

    found = await read(site, await address(site, link))

    assert [entry.start for entry in found] == moments
    assert [entry.end for entry in found] == [moment + timedelta(hours=1) for moment in moments]


async def test_the_feed_shows_a_session_without_hours_as_a_day_and_omits_one_without_a_date(story, site):
    await story.series(0)
    await story.add(title="Studiedag", on=date(2026, 5, 20), mode="on_site")
    await story.add(title="Senare", starts_at=None, ends_at=None, term="HT2026", status="tentative")
    link = await story.said_yes(await story.invited())
    await site.post(link, {"calendar": "subscription"})

    [entry] = await read(site, await address(site, link))

    assert (entry.start, entry.end) == (date(2026, 5, 20), date(2026, 5, 21))
    assert (entry.location, entry.description) == (
        "Plats meddelas senare",
        f"Tiden är inte bestämd.\n{UNABLE}",
    )


async def test_the_feed_marks_cancelled_and_tentative_sessions(story, site):
    link = await subscribed(story, 3)
    await story.cancel(story.sessions[0])
    await site.organiser.pool.execute(
        "update session set status = 'tentative' where id = $1", story.sessions[1]
    )
    url = await address(site, link)

    found = await read(site, url)
    assert [entry.status for entry in found] == ["CANCELLED", "TENTATIVE", "CONFIRMED"]
    assert found[0].description == "Träffen är inställd.\nföreläsaren är sjuk"
    await site.organiser.pool.execute("update cohort set status = 'cancelled'")
    assert {entry.status for entry in await read(site, url)} == {"CANCELLED"}


async def test_a_moved_session_is_the_same_feed_entry_with_a_higher_sequence(story, site):
    url = await address(site, await subscribed(story, 1))
    [before] = await read(site, url)
    moved_to = DATES[0] + timedelta(days=7)
    await change_session.change(
        site.organiser.pool,
        a_caller(site.organiser.organiser_id, now=NOW),
        story.sessions[0],
        SessionChanges(starts_at=moved_to),
        version=None,
        silent=False,
        reason=None,
    )

    [after] = await read(site, url)

    assert (after.uid, after.start) == (before.uid, moved_to)
    assert after.sequence > before.sequence


async def test_the_feed_answers_304_to_a_known_etag_until_something_changes(story, site):
    url = await address(site, await subscribed(story, 1))
    first = await site.client.get(url)
    has_it = {"if-none-match": f'"other", {first.headers["etag"]}'}

    again = await site.client.get(url, headers=has_it)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    await story.cancel(story.sessions[0])
    changed = await site.client.get(url, headers=has_it)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


async def test_the_feed_leaves_out_withdrawn_and_waiting_seats(story, site):
    await story.series(3)
    link = await story.invited()
    await story.fill(story.sessions[2])
    own = await story.said_yes(link)
    await site.post(own, {"calendar": "subscription"})
    await site.post(own, {"withdraw": str(story.sessions[0])})

    assert [entry.summary for entry in await read(site, await address(site, own))] == ["Lärträff 2, Att leda"]


async def test_the_feed_joins_all_cohorts_that_the_person_subscribes_to(story, site):
    url = await address(site, await subscribed(story, 1))
    for name, calendar in (("Hösten", "subscription"), ("Vintern", "invitations"), ("Sommaren", "none")):
        cohort_id = await site.organiser.cohort(name=name, calendar=calendar)
        session_id = await site.organiser.session(cohort_id, title=name)
        await site.organiser.register(cohort_id, "karin.lindgren@kommun.example", [session_id])
        await site.organiser.register(cohort_id, "anna@skola.example", [session_id])

    assert [entry.summary for entry in await read(site, url)] == ["Lärträff 1, Att leda", "Hösten, Att leda"]


@pytest.mark.parametrize("chosen", ["invitations", "none"])
async def test_the_feed_is_empty_when_another_calendar_is_chosen(story, site, chosen):
    link = await subscribed(story)
    url = await address(site, link)
    await site.post(link, {"calendar": chosen})

    assert await read(site, url) == []


async def test_a_malformed_or_revoked_feed_link_answers_404(story, site):
    url = await address(site, await subscribed(story))
    token = url.rsplit("/", 1)[1]
    my_page = await site.link("r", await site.registration_of(KARIN))
    for wrong in (
        url.removesuffix(".ics"),
        f"{url}.ics",
        url.replace(token, f"{'x' * 48}.ics"),
        url.replace(token, f"{token[:10]}.ics"),
        url.replace(token, "%00.ics"),
        url.replace(token, f"{my_page.removeprefix('/r/')}.ics"),
    ):
        answer = await site.client.get(wrong, headers={"accept-language": "en"})
        assert (answer.status_code, answer.text.partition(".")[0]) == (404, "The link is not right")
    await site.organiser.pool.execute("update person set feed_generation = feed_generation + 1")
    answer = await site.client.get(url)
    assert (answer.status_code, answer.text.partition(".")[0]) == (404, "Länken gäller inte längre")


async def test_reading_the_feed_changes_nothing_in_the_database(story, site):
    url = await address(site, await subscribed(story))
    queries = [f"select * from {table}" for table in ("registration", "seat", "outbox", "person")]
    before = [await site.organiser.pool.fetch(query) for query in queries]
    head = await site.client.head(url)
    answer = await site.client.get(url)

    assert (head.status_code, answer.status_code) == (200, 200)
    assert head.headers["etag"] == answer.headers["etag"]
    assert [await site.organiser.pool.fetch(query) for query in queries] == before


async def test_a_registration_for_more_than_twelve_sessions_gets_a_subscription_by_default(story, site):
    await story.series(0)
    for number in range(13):
        await story.add(title=f"Dag {number + 1}", starts_at=DATES[0] + timedelta(days=7 * number))
    own = await story.said_yes(await story.invited())
    page = await site.get(own)

    assert page.root.one("input", type="radio", checked=True)["value"] == "subscription"
    assert len(await read(site, await address(site, own))) == 13
    assert "Adressen att prenumerera på står på din sida." in (await site.get(f"{own}?ny=1")).text
