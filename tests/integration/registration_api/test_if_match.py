"""If-Match: a change that is based on an older version is refused, and where it means nothing it is not ignored."""

import pytest

from tests.support.api import a_cohort, a_session


@pytest.fixture
async def session(admin):
    cohort = await a_cohort(admin)
    return f"/sessions/{cohort['session_ids'][0]}"


async def test_a_resource_has_its_version_as_etag(admin, session):
    answer = await admin.get(session)

    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
    changed = await admin.patch(session, json={"title": "Ny"})
    assert changed.headers["etag"] == f'"{changed.json()["version"]}"' != answer.headers["etag"]


async def test_a_change_with_the_present_etag_is_made_and_with_an_older_one_refused(admin, session):
    etag = (await admin.get(session)).headers["etag"]

    made = await admin.patch(session, json={"title": "Ny"}, headers={"if-match": etag})
    refused = await admin.patch(session, json={"title": "Nyare"}, headers={"if-match": etag})

    assert made.status_code == 200
    assert (refused.status_code, refused.json()["type"]) == (412, "urn:kallelse:problem:precondition-failed")
    assert refused.json()["current"] == (await admin.get(session)).json() == made.json()


async def test_any_present_version_will_do_for_a_star(admin, session):
    assert (await admin.patch(session, json={"title": "Ny"}, headers={"if-match": "*"})).status_code == 200


async def test_the_organiser_itself_heeds_if_match_too(admin):
    answer = await admin.patch("/organiser", json={"name": "Ny"}, headers={"if-match": '"999"'})

    assert answer.status_code == 412


@pytest.mark.parametrize("etag", ["1", 'W/"1"', '"abc"', '"1", "2"', ""])
async def test_an_etag_that_is_not_ours_is_refused(admin, session, etag):
    answer = await admin.patch(session, json={"title": "Ny"}, headers={"if-match": etag})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "If-Match")


async def test_if_match_with_another_method_is_refused_and_not_ignored(admin, session):
    etag = (await admin.get(session)).headers["etag"]

    for answer in (
        await admin.delete(session, headers={"if-match": etag}),
        await admin.post(f"{session}/cancel", json={}, headers={"if-match": etag}),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "If-Match")
    assert (await admin.get(session)).json()["status"] == "scheduled"


async def test_a_session_of_a_cancelled_cohort_cannot_be_resumed_or_added(admin):
    cohort = await a_cohort(admin)
    await admin.post(f"/cohorts/{cohort['id']}/cancel", json={})
    session = f"/sessions/{cohort['session_ids'][0]}"

    resumed = await admin.patch(session, json={"status": "scheduled"})

    assert (resumed.status_code, (await admin.get(session)).json()["status"]) == (409, "cancelled")
    with pytest.raises(AssertionError):
        await a_session(admin, cohort["id"])
