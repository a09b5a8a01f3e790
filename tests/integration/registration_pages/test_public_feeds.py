"""Feeds that anybody can subscribe to: asked hourly by many programs, which get a 304 or a small answer."""

import gzip

import pytest

from services.registration.actions.cohorts import publish_cohort
from tests.support.calendar_readers import read_feed_with_libical
from tests.support.caller import a_caller
from tests.support.pages.states import DATES
from tests.support.registration import NOW

FEEDS = ["/ruc/varen.ics", "/ruc/kalender.ics"]


@pytest.fixture
async def cohort(story, site):
    """A published cohort with four dates and a contact."""
    await story.dress()
    await story.series(4, name="Våren")
    await publish_cohort.publish(
        site.organiser.pool, a_caller(site.organiser.organiser_id, now=NOW), story.cohort_id
    )
    return story


@pytest.mark.parametrize("where", FEEDS)
@pytest.mark.usefixtures("cohort")
async def test_a_public_feed_is_the_same_bytes_each_time_and_answers_304(site, where, clock):
    first = await site.client.get(where)
    clock.now = DATES[0]
    second = await site.client.get(where)
    known = await site.client.get(where, headers={"if-none-match": first.headers["etag"]})

    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["cache-control"] == first.headers["cache-control"]


@pytest.mark.parametrize("where", FEEDS)
async def test_a_public_feed_has_another_etag_and_later_stamp_when_a_session_changes(cohort, site, where):
    first = await site.client.get(where)
    await cohort.cancel(cohort.sessions[0])
    second = await site.client.get(where, headers={"if-none-match": first.headers["etag"]})

    assert second.status_code == 200
    assert second.headers["etag"] != first.headers["etag"]
    before, after = (read_feed_with_libical(answer.content) for answer in (first, second))
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new.status for _, new in changed] == ["CANCELLED"]
    assert all(new.sequence > old.sequence for old, new in changed)


@pytest.mark.parametrize("where", FEEDS)
async def test_a_public_feed_counts_a_change_of_the_programmes_title_as_a_change_of_its_dates(
    cohort, site, where
):
    first = read_feed_with_libical((await site.client.get(where)).content)
    await cohort.site.organiser.pool.execute(
        "update programme set title = 'Att leda och lära', version = version + 1"
    )
    second = read_feed_with_libical((await site.client.get(where)).content)

    assert all(new.summary.endswith("Att leda och lära") for new in second)
    assert all(new.sequence > old.sequence for old, new in zip(first, second, strict=True))


@pytest.mark.parametrize("where", FEEDS)
@pytest.mark.usefixtures("cohort")
async def test_a_public_feed_is_compressed_for_those_who_take_gzip_alone(site, where):
    plain = await site.client.get(where, headers={"accept-encoding": "identity"})
    small = await site.client.get(where, headers={"accept-encoding": "br, gzip"})
    refused = await site.client.get(where, headers={"accept-encoding": "gzip;q=0"})

    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert small.headers["content-encoding"] == "gzip"
    assert small.content == plain.content
    assert int(small.headers["content-length"]) == len(gzip.compress(plain.content, 6, mtime=0))
    assert int(small.headers["content-length"]) < len(plain.content) / 2


@pytest.mark.usefixtures("cohort")
async def test_caches_keep_a_public_feed_for_each_language_apart(site):
    swedish = await site.client.get(FEEDS[0], headers={"accept-language": "sv"})
    english = await site.client.get(FEEDS[0], headers={"accept-language": "en"})

    assert swedish.content != english.content
    assert {answer.headers["vary"] for answer in (swedish, english)} == {"Accept-Encoding, Accept-Language"}


async def test_each_date_of_a_public_feed_has_a_description_with_its_note_page_and_contact(cohort, site):
    await site.organiser.pool.execute(
        "update session set note = E'Ta med:\\n- dator' where id = $1", cohort.sessions[0]
    )

    first, second, *_ = read_feed_with_libical((await site.client.get(FEEDS[0])).content)

    contact = "Frågor? Maria Ekström, kontakt@ruc.example, 070-174 06 05"
    page = "Mer om träffen: http://kallelse.example/ruc/varen"
    assert first.description == f"Ta med:\n- dator\n{contact}\n{page}"
    assert second.description == f"{contact}\n{page}"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND"])
async def test_a_method_that_a_feed_does_not_take_is_answered_with_get_and_head(site, method):
    answer = await site.client.request(method, "/k/abc.ics")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
