"""What happens to an offer of a seat, and to those who wait, when the session is cancelled, resumed or moved."""

from datetime import timedelta

import pytest

from services.registration.actions.cohorts.publish_cohort import cancel as cancel_cohort
from services.registration.actions.registrations.accept_offer import accept, expire
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.actions.sessions.cancel_session import cancel
from services.registration.actions.sessions.change_session import change
from services.registration.actions.sessions.create_session import create
from services.registration.domain.errors import CohortCancelled
from services.registration.domain.sessions.session import NewSession, SessionChanges
from shared import events
from tests.support.caller import a_caller, an_initiator
from tests.support.registration import NOW, SOON, OrganiserDriver

ANNA, BO, CIA = "anna@skola.example", "bo@skola.example", "cia@skola.example"
DAY = timedelta(days=1)


class Offered:
    """One seat that Anna has given up and that is offered to Bo; Cia waits."""

    def __init__(self, organiser: OrganiserDriver) -> None:
        self.organiser = organiser

    async def make(self) -> "Offered":
        organiser = self.organiser
        await organiser.pool.execute("update programme set registration = 'open'")
        self.cohort = await organiser.cohort(capacity=1)
        self.session = await organiser.session(self.cohort)
        anna, self.bo, self.cia = [await organiser.register(self.cohort, email) for email in (ANNA, BO, CIA)]
        await withdraw(organiser.pool, self.caller(), anna, session_ids=None)
        return self

    def caller(self, now=NOW):
        return a_caller(self.organiser.organiser_id, now=now)

    async def cancel(self, now):
        await cancel(self.organiser.pool, self.caller(now), self.session, reason=None)

    async def change(self, now, **fields):
        await change(
            self.organiser.pool, self.caller(now), self.session, SessionChanges(**fields),
            version=None, silent=False, reason=None,
        )  # fmt: skip

    async def until(self, registration_id):
        """The end of the offer, which notify has been told too."""
        ends = await self.organiser.pool.fetchval(
            "select offered_until from seat where registration_id = $1", registration_id
        )
        told = [e for e in await self.organiser.told(events.Registration) if e.id == registration_id][-1]
        assert told.seats[-1].offered_until == ends
        return ends


@pytest.fixture
async def offered(organiser: OrganiserDriver) -> Offered:
    return await Offered(organiser).make()


async def test_an_offer_starts_again_when_its_session_takes_place_after_all(offered):
    first = await offered.until(offered.bo)
    await offered.cancel(NOW + timedelta(hours=1))

    await offered.change(NOW + timedelta(hours=3), status="scheduled")

    again = await offered.until(offered.bo)
    assert again - first == timedelta(hours=3)
    assert await offered.organiser.in_session(offered.session) == {BO: "waiting", CIA: "waiting"}
    assert await offered.organiser.taken(offered.session) == 1


async def test_an_offer_that_ran_out_while_the_session_was_cancelled_starts_again(offered):
    first = await offered.until(offered.bo)
    await offered.cancel(NOW + timedelta(hours=1))

    await offered.change(first + timedelta(hours=1), status="scheduled")

    assert await offered.until(offered.bo) >= first + DAY
    await accept(
        offered.organiser.pool, offered.caller(first + timedelta(hours=2)), offered.bo, session_id=offered.session
    )  # fmt: skip
    assert await offered.organiser.in_session(offered.session) == {BO: "confirmed", CIA: "waiting"}


async def test_an_offer_that_lapsed_while_the_session_was_cancelled_is_made_again_to_the_same_person(offered):
    first = await offered.until(offered.bo)
    await offered.cancel(NOW + timedelta(hours=1))
    await expire(offered.organiser.pool, an_initiator(now=first + timedelta(minutes=1)))
    assert await offered.until(offered.bo) is None

    await offered.change(first + timedelta(hours=1), status="scheduled")

    assert await offered.until(offered.bo) >= first + DAY
    assert await offered.until(offered.cia) is None


async def test_an_offer_whose_session_is_resumed_shortly_before_it_begins_becomes_a_seat(offered):
    await offered.cancel(NOW + timedelta(hours=1))

    await offered.change(SOON - timedelta(hours=2), status="scheduled")

    assert await offered.organiser.in_session(offered.session) == {BO: "confirmed", CIA: "waiting"}
    assert await offered.organiser.taken(offered.session) == 1


async def test_an_offer_ends_before_a_session_that_is_moved_nearer_begins(offered):
    starts_at = await offered.until(offered.bo) - timedelta(hours=3)

    await offered.change(NOW + timedelta(hours=1), starts_at=starts_at)

    ends = await offered.until(offered.bo)
    assert ends is None or ends < starts_at
    assert await offered.organiser.in_session(offered.session) == {
        BO: "confirmed" if ends is None else "waiting", CIA: "waiting",
    }  # fmt: skip


async def test_an_offer_keeps_its_time_when_its_session_is_moved_further_away(offered):
    first = await offered.until(offered.bo)

    await offered.change(NOW + timedelta(hours=1), starts_at=SOON + 7 * DAY)

    assert await offered.until(offered.bo) == first


@pytest.mark.parametrize(
    ("now", "status"), [(SOON - timedelta(minutes=5), "confirmed"), (SOON + timedelta(minutes=5), "waiting")]
)
async def test_nobody_gets_a_seat_from_the_waiting_list_after_the_start(
    organiser: OrganiserDriver, now, status
):
    cohort = await organiser.cohort(capacity=1)
    session = await organiser.session(cohort)
    for email in (ANNA, BO):
        await organiser.register(cohort, email)

    await change(
        organiser.pool, a_caller(organiser.organiser_id, now=now), session, SessionChanges(capacity=2),
        version=None, silent=False, reason=None,
    )  # fmt: skip

    assert await organiser.in_session(session) == {ANNA: "confirmed", BO: status}


async def test_nobody_moves_up_for_a_withdrawal_after_the_start(organiser: OrganiserDriver):
    cohort = await organiser.cohort(capacity=1)
    session = await organiser.session(cohort)
    anna, _ = [await organiser.register(cohort, email) for email in (ANNA, BO)]

    late = a_caller(organiser.organiser_id, now=SOON + timedelta(minutes=5))
    await withdraw(organiser.pool, late, anna, session_ids=[session])

    assert await organiser.in_session(session) == {BO: "waiting"}


async def test_a_session_of_a_cancelled_cohort_cannot_take_place_after_all(offered):
    await cancel_cohort(offered.organiser.pool, offered.caller(), offered.cohort)

    for status in ("scheduled", "tentative"):
        with pytest.raises(CohortCancelled):
            await offered.change(NOW, status=status)
    with pytest.raises(CohortCancelled):
        await create(offered.organiser.pool, offered.caller(), offered.cohort, NewSession(title="Ny träff"))
    await offered.change(NOW, note="Bilderna finns kvar")
