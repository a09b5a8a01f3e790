"""Waiting, offers, late answers and none, in any order: the service does what the reference model does."""

import asyncio
import random
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, note
from hypothesis import strategies as some

from services.registration.actions.registrations import accept_offer, register, withdraw
from services.registration.actions.sessions import cancel_session, change_session
from services.registration.domain.errors import RegistrationError
from services.registration.domain.sessions.session import SessionChanges
from services.registration.store import registrations
from services.registration.store.health import invariants
from shared import ids, postgres
from tests.model.offers_reference import OffersReference, organisation
from tests.model.profile import SECONDS, profile
from tests.model.reference_parts import Refused
from tests.support.caller import a_caller, acting, an_initiator
from tests.support.registration import NOW, an_applicant, an_organiser

PEOPLE = 8
ACTIONS = [
    *["register"] * 5,
    *["withdraw"] * 3,
    *["accept"] * 4,
    *["wait"] * 3,
    "expire",
    "set_capacity",
    "cancel",
]
BY_THE_CLOCK = {"no event to notify unanswered for over ten minutes", "no offer of a seat past its time"}


class OffersComparison:
    """One session in the service, and the reference model of it."""

    def __init__(self, organiser, cohort, session, model, dice):
        self.organiser, self.cohort, self.session, self.model, self.dice = (
            organiser,
            cohort,
            session,
            model,
            dice,
        )
        self.where = (organiser.pool, organiser.organiser_id)
        self.batcher = organiser.batcher
        self.registered: dict[int, UUID] = {}

    async def step(self):
        action, who = self.dice.choice(ACTIONS), self.dice.randrange(PEOPLE)
        note(f"{action} {who} at {self.model.now}")
        await getattr(self, action)(who)
        await self.compare()

    async def both(self, model_action, service_action):
        """Apply an action to both: both do it, or the service refuses it for one of the model's reasons."""
        reasons: set[type[Exception]] = set()
        try:
            model_action()
        except Refused as refused:
            reasons = refused.reasons
        try:
            result, error_type = await service_action, None
        except RegistrationError as error:
            result, error_type = None, type(error)
        assert error_type in reasons if reasons else error_type is None, (error_type, reasons)
        return result

    async def register(self, who):
        applicant = an_applicant(f"p{who}@skola.example", f"Person {who}", organisation=organisation(who))
        made = await self.both(
            lambda: self.model.register(who),
            register.register(
                self.batcher,
                a_caller(self.where[1], now=self.model.now),
                self.cohort,
                applicant,
                session_ids=[self.session],
                answers={},
            ),
        )
        if made:
            self.registered[who] = made

    async def withdraw(self, who):
        if who in self.registered:
            await self.both(
                lambda: self.model.withdraw(who),
                withdraw.withdraw(
                    *acting(self.where, now=self.model.now), self.registered[who], session_ids=None
                ),
            )

    async def accept(self, who):
        if self.model.offered and self.dice.random() < 0.7:
            who = self.dice.choice(sorted(self.model.offered))
        if who in self.registered:
            await self.both(
                lambda: self.model.accept(who),
                accept_offer.accept(
                    *acting(self.where, now=self.model.now), self.registered[who], session_id=self.session
                ),
            )

    async def wait(self, _):
        self.model.now += timedelta(hours=self.dice.randint(1, 20))

    async def expire(self, _):
        self.model.expire()
        await accept_offer.expire(self.organiser.pool, an_initiator(now=self.model.now))

    async def set_capacity(self, _):
        capacity = self.dice.choice([0, 1, 1, 2, 3, None])
        self.model.set_capacity(capacity)
        await self._change(capacity=capacity)

    async def cancel(self, _):
        is_cancelled = not self.model.is_cancelled
        self.model.cancel(is_cancelled=is_cancelled)
        if is_cancelled:
            await cancel_session.cancel(*acting(self.where, now=self.model.now), self.session, reason=None)
        else:
            await self._change(status="scheduled")

    async def _change(self, **changes):
        await change_session.change(
            *acting(self.where, now=self.model.now), self.session, SessionChanges(**changes), version=None, silent=False, reason=None,

        )  # fmt: skip

    async def compare(self):
        async with self.organiser.pool.acquire() as conn:
            registration_ids = list(self.registered.values())
            seats_by_registration = await registrations.list_seats(
                conn, self.organiser.organiser_id, registration_ids
            )
            broken = [name for name, _, is_kept in await invariants.count(conn) if not is_kept]
        live = {
            who: seat
            for who, registration in self.registered.items()
            for seat in seats_by_registration.get(registration, ())
            if seat.status != "withdrawn"
        }
        model = self.model
        assert {who for who, seat in live.items() if seat.status == "confirmed"} == set(model.seated)
        assert {who: seat.offered_until for who, seat in live.items() if seat.is_offered} == model.offered
        places = {who: seat.position for who, seat in live.items() if seat.position is not None}
        assert places == {who: place for place, who in enumerate(model.in_line(), start=1)}
        assert await self.organiser.taken(self.session) == len(model.seated) + len(model.offered)
        assert set(broken) <= BY_THE_CLOCK


async def an_evening(pool, seed):
    """Let 35 random actions happen around one session."""
    dice = random.Random(seed)
    organiser = await an_organiser(pool, slug=f"kvall-{ids.new()}")
    await pool.execute("update programme set registration = 'open' where id = $1", organiser.programme_id)
    order, capacity = dice.choice(["time", "organisation_first"]), dice.choice([1, 1, 2, 3])
    cohort = await organiser.cohort(waiting_order=order)
    starts_at = NOW + timedelta(days=dice.choice([3, 8, 30]), hours=4)
    session = await organiser.session(
        cohort, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=capacity
    )
    comparison = OffersComparison(
        organiser, cohort, session, OffersReference(NOW, starts_at, capacity, order), dice
    )
    for _ in range(35):
        await comparison.step()


@pytest.mark.timeout(SECONDS)
def test_offers_match_the_reference_model(postgres_server):
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        database = runner.run(postgres_server.new_database())
        pool = runner.run(postgres.open_pool(database.registration_url, "registration", size=3))

        @profile(20, 1)
        @given(seed=some.integers(0, 2**64 - 1))
        def evenings(seed):
            runner.run(an_evening(pool, seed))

        try:
            evenings()
        finally:
            runner.run(pool.close())
            runner.run(postgres_server.drop(database))
