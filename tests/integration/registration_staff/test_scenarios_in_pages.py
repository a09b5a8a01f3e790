"""Every scenario is shown and can be changed: each page of each cohort opens, and passes the checks of every page."""

import pytest

from services.registration.actions.upkeep.import_scenario import import_scenario
from tests.support import scenarios
from tests.support.caller import an_initiator
from tests.support.pages import staff as support
from tests.support.registration import NOW, OrganiserDriver

pytestmark = pytest.mark.usefixtures("clock")

COHORT_PAGES = (
    "",
    "/andra",
    "/kopiera",
    "/inbjudningar",
    "/ny-inbjudan",
    "/ny-traff",
    "/nya-traffar",
    "/fragor",
    "/stall-in",
)


@pytest.mark.parametrize("name", scenarios.NAMES)
async def test_each_page_about_a_scenario_opens(site, name):
    pool = site.organiser.pool
    document = scenarios.document_of(name)
    await import_scenario(pool, an_initiator(now=NOW, kind="command"), document, dry_run=False)
    [(organiser_id, slug)] = await pool.fetch("select id, slug from organiser where slug <> 'ruc'")
    programme_id = await pool.fetchval("select id from programme where organiser_id = $1", organiser_id)
    await support.let_in(pool, OrganiserDriver(pool, organiser_id, programme_id), "maria@kommun.example")
    await support.sign_in(site, "maria@kommun.example")
    own = f"/admin/{slug}"

    page = await site.get(f"{own}/omgangar")

    assert document["programme"]["title"] in page.text
    await site.get(f"{own}/program/{programme_id}/andra")
    cohorts = await pool.fetch("select id from cohort where organiser_id = $1", organiser_id)
    assert len(cohorts) == len(document["cohort"])
    for cohort in cohorts:
        for path in COHORT_PAGES:
            await site.get(f"{own}/omgangar/{cohort['id']}{path}")
    for session in await pool.fetch(
        "select distinct on (cohort_id) id from session where organiser_id = $1", organiser_id
    ):
        await site.get(f"{own}/traffar/{session['id']}")
        await site.get(f"{own}/traffar/{session['id']}/andra")
