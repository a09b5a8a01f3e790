"""One feed for each person and organiser, which answers for as long as a program may ask (calendar rule 5)."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
import vobject

from services.registration.actions.directory.forget_person import forget
from shared import links
from tests.integration.registration_pages.test_calendar_feed import address, read, subscribed
from tests.support.caller import a_caller
from tests.support.pages.client import KEYS
from tests.support.pages.states import DATES, KARIN
from tests.support.registration import NOW

EMAIL = "karin.lindgren@kommun.example"


async def second_cohort(site, name="Hösten"):
    """Register the same person for another cohort, with the subscription."""
    cohort_id = await site.organiser.cohort(name=name, calendar="subscription")
    session_id = await site.organiser.session(cohort_id, title=name)
    return await site.organiser.register(cohort_id, EMAIL, [session_id])


async def test_the_feed_of_someone_who_withdrew_from_everything_shows_each_date_as_cancelled(story, site):
    link = await subscribed(story, 2)
    url = await address(site, link)
    before = await read(site, url)
    await site.post(link, {"withdraw": "all"})

    after = await read(site, url)

    assert [entry.status for entry in after] == ["CANCELLED", "CANCELLED"]
    assert [(entry.uid, entry.start, entry.summary) for entry in after] == [
        (entry.uid, entry.start, entry.summary) for entry in before
    ]
    assert all(new.sequence > old.sequence for old, new in zip(before, after, strict=True))
    assert {entry.description for entry in after} == {"Du är avanmäld."}


async def test_the_feed_of_someone_who_withdrew_half_a_year_ago_is_an_empty_calendar_not_an_error(
    story, site
):
    link = await subscribed(story, 2)
    url = await address(site, link)
    await site.post(link, {"withdraw": "all"})
    await site.organiser.pool.execute("update seat set since = $1", NOW - timedelta(days=181))

    assert await read(site, url) == []


async def test_a_date_that_was_given_up_leaves_a_feed_with_other_dates(story, site):
    link = await subscribed(story, 3)
    url = await address(site, link)
    await site.post(link, {"withdraw": str(story.sessions[1])})

    assert [entry.summary for entry in await read(site, url)] == [
        "Lärträff 1, Att leda",
        "Lärträff 3, Att leda",
    ]


async def test_the_feed_of_an_erased_person_is_an_empty_calendar(story, site):
    url = await address(site, await subscribed(story, 2))
    person_id = await site.organiser.pool.fetchval("select id from person where name = $1", KARIN)
    await forget(site.organiser.pool, a_caller(site.organiser.organiser_id, now=NOW), person_id)

    assert await read(site, url) == []


async def test_two_registrations_of_a_person_have_one_feed_address(story, site):
    link = await subscribed(story, 1)
    url = await address(site, link)
    registration_id = await second_cohort(site)

    other = await address(site, await site.link("r", registration_id))

    assert other == url
    assert [entry.summary for entry in await read(site, url)] == ["Lärträff 1, Att leda", "Hösten, Att leda"]


async def test_a_feed_address_outlives_the_registration_that_showed_it(story, site):
    link = await subscribed(story, 1)
    url = await address(site, link)
    await second_cohort(site)
    await site.post(link, {"withdraw": "all"})

    assert [(entry.summary, entry.status) for entry in await read(site, url)] == [
        ("Hösten, Att leda", "CONFIRMED")
    ]


async def test_a_feed_address_of_an_earlier_release_leads_to_the_same_feed(story, site):
    url = await address(site, await subscribed(story, 2))
    registration_id = await site.registration_of(KARIN)
    earlier = f"/k/{links.make('k', registration_id, 1, KEYS)}.ics"

    assert await read(site, earlier) == await read(site, url)


async def test_an_entry_of_the_feed_has_its_note_line_by_line(story, site):
    await story.series(0)
    await story.add(
        title="Dag", starts_at=DATES[0], mode="on_site", place="Sal 3", note="Ta med:\n- dator\n- kaffe"
    )
    link = await story.said_yes(await story.invited())
    await site.post(link, {"calendar": "subscription"})

    [entry] = await read(site, await address(site, link))

    assert entry.description.splitlines()[:3] == ["Ta med:", "- dator", "- kaffe"]


async def test_the_feed_is_the_same_bytes_until_something_changes(story, site):
    url = await address(site, await subscribed(story, 2))

    first, second = await site.client.get(url), await site.client.get(url)
    await story.cancel(story.sessions[0])
    third = await site.client.get(url)

    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"] != third.headers["etag"]


@pytest.fixture(scope="session")
def vdirsyncer():
    """The command of vdirsyncer, which keeps every date when a calendar is suddenly empty or gone."""
    if (command := shutil.which("vdirsyncer")) is None:
        pytest.skip("vdirsyncer is not installed")
    return command


async def test_vdirsyncer_takes_the_dates_of_someone_who_withdrew_as_cancelled(
    story, site, tmp_path, vdirsyncer
):
    link = await subscribed(story, 2)
    url = await address(site, link)
    served, kept = tmp_path / "served.ics", tmp_path / "kept"
    kept.mkdir()
    program = (vdirsyncer, "-c", str(configuration_of(tmp_path, served, kept)))
    served.write_bytes((await site.client.get(url)).content)
    run(*program, "discover")
    run(*program, "sync")
    assert statuses_in(kept) == ["CONFIRMED", "CONFIRMED"]

    await site.post(link, {"withdraw": "all"})
    served.write_bytes((await site.client.get(url)).content)
    run(*program, "sync")

    assert statuses_in(kept) == ["CANCELLED", "CANCELLED"]


def run(*command: str) -> None:
    subprocess.run(command, input=b"y\ny\n", check=True, capture_output=True)


def configuration_of(folder: Path, served: Path, kept: Path) -> Path:
    """Write a configuration that copies the calendar in the file `served` to a folder with a file for each entry."""
    path = folder / "vdirsyncer.conf"
    path.write_text(
        f"""[general]
status_path = "{folder}/status"
[pair dates]
a = "feed"
b = "calendar"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "singlefile"
path = "{served}"
[storage calendar]
type = "filesystem"
path = "{kept}"
fileext = ".ics"
"""
    )
    return path


def statuses_in(folder: Path) -> list[str]:
    return [vobject.readOne(path.read_text()).vevent.status.value for path in folder.iterdir()]
