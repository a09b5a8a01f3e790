"""Values that are stored and fail only when they are read: each is stored so that it can be read, or refused."""

import pytest

from tests.support.api import a_cohort, made


@pytest.mark.parametrize("term", ["VT0000", "HT9999", "Våren"])
async def test_a_term_of_any_text_is_shown_with_the_questions_of_the_cohort(admin, term):
    cohort = await a_cohort(admin, sessions=0)
    await made(admin, "/sessions", cohort_id=cohort["id"], title="Träff", term=term)
    await made(admin, "/questions", cohort_id=cohort["id"], kind="text", label="Kost", sensitive=True)

    shown = await admin.get(f"/questions?cohort_id={cohort['id']}")
    assert shown.status_code == 200, shown.text
    assert (await admin.get(f"/sessions?cohort_id={cohort['id']}")).status_code == 200


async def test_a_meeting_address_is_shown_in_ascii(admin):
    cohort = await a_cohort(admin, sessions=0)
    made = await admin.post(
        "/sessions", json={"cohort_id": cohort["id"], "title": "Träff", "join_url": "https://möte.example/å"}
    )
    assert made.json()["join_url"] == "https://xn--mte-sna.example/%C3%A5"
    refused = await admin.patch(f"/sessions/{made.json()['id']}", json={"join_url": "https://[::1/"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/join_url")
