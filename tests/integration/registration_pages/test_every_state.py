"""Every state of every page, in both languages, passes the standing checks."""

import pytest

from tests.support.pages.client import Clock, Page, check, open_site
from tests.support.pages.gallery_changed import MAKERS, show
from tests.support.pages.states import SeriesBuilder


@pytest.fixture(scope="module")
async def gallery(postgres_server):
    """One organiser for all states; each has a cohort and a person of its own."""
    database = await postgres_server.new_database()
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock.set(patch)
        async with open_site(database) as site:
            await SeriesBuilder(site, clock).dress()
            yield site, clock
    await postgres_server.drop(database)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", MAKERS)
async def test_a_page_passes_the_standing_checks_in_every_state(gallery, name, language):
    page = Page(await show(*gallery, name, language))

    check(page)
    assert page.root.one("html")["lang"] == language
