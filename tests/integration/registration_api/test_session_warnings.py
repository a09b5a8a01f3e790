"""What the API warns of when a session is made or changed."""

from datetime import timedelta

import pytest

from shared import times
from tests.support.api import a_cohort, a_session


@pytest.mark.parametrize(
    ("days", "is_warned"), [(0, False), (2, False), (14, False), (15, True), (45 * 365, True)]
)
async def test_a_session_that_lasts_for_weeks_is_warned_about_when_it_is_made_and_changed(
    admin, days, is_warned
):
    cohort = await a_cohort(admin)
    starts = times.local(times.now()).replace(microsecond=0) + timedelta(days=30)
    hours = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(days=days, hours=1)).isoformat()}

    made = await a_session(admin, cohort["id"], **hours)
    changed = await admin.patch(f"/sessions/{cohort['session_ids'][0]}", json=hours)

    assert changed.status_code == 200
    for session in (made, changed.json()):
        assert [found["kind"] for found in session["warnings"]] == ["long"] * is_warned
    if is_warned:
        assert f"{days} dagar" in made["warnings"][0]["detail"]
