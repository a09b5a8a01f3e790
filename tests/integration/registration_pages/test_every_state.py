"""Every state of every page, in both languages, passes the standing checks.

What each weighs is written to `build/weights.json`; the heaviest and the median are published in docs/measured.md.
"""

from collections import defaultdict

import pytest

from services.registration.web.kit.assets import stylesheet
from tests.support.pages.client import HEAVIEST, Clock, Page, check, open_site
from tests.support.pages.figures import report
from tests.support.pages.gallery_changed import MAKERS, show
from tests.support.pages.states import SeriesBuilder

REPORT = "weights.json"


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


@pytest.fixture(scope="module")
def weights():
    """The bytes of each page, by language and state."""
    counted = defaultdict(dict)
    yield counted
    for language, of_states in counted.items():
        report(REPORT, f"bytes of each page, {language}, without its style", of_states)
    report(REPORT, "bytes of the style, once", {"css": len(stylesheet.CSS)})


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", MAKERS)
async def test_a_page_passes_the_standing_checks_and_weighs_under_fifty_kilobytes_in_every_state(
    gallery, weights, name, language
):
    page = Page(await show(*gallery, name, language))

    check(page)
    weights[language][name] = page.size
    assert page.size + len(stylesheet.CSS) < HEAVIEST
    assert page.root.one("html")["lang"] == language
