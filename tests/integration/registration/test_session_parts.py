"""A day with parallel seminars that is cancelled, moved or deleted: what is stored, told and refused."""

from datetime import timedelta

import pytest

from services.registration.actions.cohorts import publish_cohort
from services.registration.actions.sessions import (
    cancel_session,
    change_session,
    create_session,
    delete_session,
)
from services.registration.domain.errors import (
    FieldsRefused,
    SessionHasParts,
    SessionOfAnotherCohort,
    WholeCancelled,
)
from services.registration.domain.sessions.session import NewSession, SessionChanges
from services.registration.store import sessions
from shared import events
from tests.support.caller import a_caller
from tests.support.registration import NOW, SOON

LATER = SOON + timedelta(days=7)


class Day:
    """A day with two seminars at the same time."""

    def __init__(self, organiser, cohort_id, whole, parts):
        self.organiser, self.cohort_id, self.whole, self.parts = organiser, cohort_id, whole, parts
        self.pool = organiser.pool
        self.caller = a_caller(organiser.organiser_id, now=NOW, kind="command")

    async def change(self, session_id, **changes):
        await change_session.change(
            self.pool,
            self.caller,
            session_id,
            SessionChanges(**changes),
            version=None,
            silent=False,
            reason=None,
        )

    async def cancel(self, session_id, reason=None):
        await cancel_session.cancel(self.pool, self.caller, session_id, reason=reason)

    async def shown(self, field):
        async with self.pool.acquire() as conn:
            found = await sessions.list_after(conn, self.organiser.organiser_id, cohort_id=self.cohort_id)
        return {one.title: getattr(one, field) for one in found}


@pytest.fixture
async def day(organiser):
    cohort_id = await organiser.cohort()
    whole = await organiser.session(
        cohort_id, title="Studiedag", starts_at=SOON, ends_at=SOON + timedelta(hours=4)
    )
    parts = [
        await organiser.session(
            cohort_id, title=f"Sem {n}", parent_id=whole, choice_group="em",
            starts_at=SOON + timedelta(hours=1), ends_at=SOON + timedelta(hours=2),
        )
        for n in (1, 2)
    ]  # fmt: skip
    return Day(organiser, cohort_id, whole, parts)


async def test_seminars_are_cancelled_with_their_day_and_told(day):
    await day.cancel(day.whole, reason="Snö")

    assert set((await day.shown("status")).values()) == {"cancelled"}
    assert set((await day.shown("cancel_reason")).values()) == {"Snö"}
    told = {one.id: one.status for one in await day.organiser.told(events.Session)}
    assert {told[one] for one in (day.whole, *day.parts)} == {"cancelled"}
    audited = await day.pool.fetch("select subject_id from audit where action = 'session.cancel'")
    assert {row["subject_id"] for row in audited} == {day.whole, *day.parts}


async def test_a_seminar_is_cancelled_alone(day):
    await day.cancel(day.parts[0])

    assert await day.shown("status") == {"Studiedag": "scheduled", "Sem 1": "cancelled", "Sem 2": "scheduled"}


async def test_cancelling_again_takes_seminars_along_that_were_left(day):
    await day.pool.execute("update session set status = 'cancelled' where id = $1", day.whole)
    await day.cancel(day.whole)

    assert set((await day.shown("status")).values()) == {"cancelled"}


async def test_seminars_move_with_their_day_and_take_place_after_all_with_it(day):
    await day.change(day.whole, starts_at=LATER)
    assert (await day.shown("starts_at"))["Sem 2"] == LATER + timedelta(hours=1)
    assert (await day.shown("edition"))["Sem 2"] == 2

    await day.cancel(day.whole)
    await day.change(day.whole, status="scheduled")
    assert set((await day.shown("status")).values()) == {"scheduled"}


async def test_no_seminar_takes_place_while_its_day_is_cancelled(day):
    await day.cancel(day.whole)
    with pytest.raises(WholeCancelled) as refused:
        await day.change(day.parts[0], status="scheduled")
    assert refused.value.title == "Studiedag"
    with pytest.raises(WholeCancelled):
        await create_session.create(
            day.pool,
            day.caller,
            day.cohort_id,
            NewSession(title="Sem 3", on=SOON.date(), parent_id=day.whole),
        )
    other = await day.organiser.session(day.cohort_id, title="Annat")
    with pytest.raises(WholeCancelled):
        await day.change(other, parent_id=day.whole)


async def test_a_cancelled_cohort_still_cancels_all(day):
    await publish_cohort.cancel(day.pool, day.caller, day.cohort_id)

    assert set((await day.shown("status")).values()) == {"cancelled"}


async def test_a_day_with_seminars_is_not_deleted_and_they_are_named(day):
    with pytest.raises(SessionHasParts) as refused:
        await delete_session.delete(day.pool, day.caller, day.whole)

    assert refused.value.titles == "Sem 1, Sem 2"


async def test_a_session_is_part_of_no_part_of_its_own_and_of_no_other_cohort(day):
    for whole in (day.whole, day.parts[0]):
        with pytest.raises(FieldsRefused):
            await day.change(day.whole, parent_id=whole)
    elsewhere = await day.organiser.cohort(name="Hösten")
    with pytest.raises(SessionOfAnotherCohort):
        await day.organiser.session(elsewhere, title="Sem 9", parent_id=day.whole)
