"""What a coordinator is told when mail about changes does not go."""

from tests.support.api import a_cohort


async def test_a_coordinator_sees_how_many_changes_nobody_is_mailed_about(api, admin):
    coordinator, other = await api.client("coordinator"), await api.client("coordinator", "annan")
    await a_cohort(admin)
    assert (await coordinator.get("/organiser")).json()["changes_without_mail"] == 0

    prov = await api.pool.fetchval("select id from organiser where slug = 'prov'")
    parked = "update outbox set status = 'parked' where organiser_id = $1 and kind = 'session'"
    await api.pool.execute(parked, prov)
    late = "update outbox set made_at = now() - interval '11 minutes' where organiser_id = $1 and kind = 'cohort'"
    await api.pool.execute(late, prov)
    late_events = await api.pool.fetchval(
        "select count(*) from outbox where kind = 'cohort' and organiser_id = $1", prov
    )

    assert (await coordinator.get("/organiser")).json()["changes_without_mail"] == 1 + late_events
    assert (await other.get("/organiser")).json()["changes_without_mail"] == 0
