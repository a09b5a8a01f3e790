"""An id of another organiser in a field finds nothing, and stores nothing."""

import pytest

from tests.support.pages.staff_cohort import a_round, fields_of
from tests.support.registration import an_organiser

pytestmark = pytest.mark.usefixtures("clock")
REFUSED = {"audience_id": 422, "session_ids": 409}


@pytest.fixture
async def other(site):
    return await a_round(await an_organiser(site.organiser.pool, "lund"))


@pytest.fixture
async def own(site):
    return await a_round(site.organiser)


async def counted(site, table):
    return await site.organiser.pool.fetchval(f"select count(*) from {table}")


@pytest.mark.parametrize("named", REFUSED)
async def test_a_rule_takes_only_what_is_the_organisers_own(staff, site, own, other, named):
    path, before = f"{own.path}/ny-inbjudan", await counted(site, "invitation_rule")
    theirs = {"audience_id": str(other.audience_id), "session_ids": str(other.session_ids[0])}
    posted = fields_of(await staff.get(path)) | {"audience_id": str(own.audience_id), "which": "some"}
    posted |= {"session_ids": str(own.session_ids[0])} | {named: theirs[named]}

    page = await staff.refused(path, posted, expect=REFUSED[named])

    assert page.mistakes()
    assert await counted(site, "invitation_rule") == before


async def test_the_live_count_says_nothing_of_anothers_audience(staff, own, other):
    path = f"{own.path}/ny-inbjudan"
    posted = fields_of(await staff.get(path)) | {"audience_id": str(other.audience_id), "count": "1"}

    page = await staff.refused(path, posted, expect=200)

    assert "hittar ingen i dag" in page.text


async def test_nobody_is_registered_for_anothers_session(staff, site, own, other):
    path, before = f"{own.path}/anmal", await counted(site, "registration")
    person = {"person_name": "Dan Fors", "person_email": "dan@nora.example"}
    posted = fields_of(await staff.get(path)) | person | {"session_ids": str(other.session_ids[0])}

    answer = await staff.client.post(path, data=posted)

    assert answer.status_code in {404, 409, 422}
    assert await counted(site, "registration") == before


async def test_no_mailing_is_written_to_anothers_cohort(staff, site, other):
    path = f"/admin/ruc/utskick/nytt?omgang={other.cohort_id}"

    assert (await staff.client.get(path)).status_code == 404
    assert (await staff.client.post(path, data={"subject": "Hej", "body": "Hej"})).status_code == 404

    assert await counted(site, "mailing") == 0
