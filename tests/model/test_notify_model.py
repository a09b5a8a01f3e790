"""Snapshots in any order, repeated and replayed, between mails that are sent, deferred or lost: recipients know the newest state.

On a real PostgreSQL, through `take_events`, the claims and `mark_mails`; the mail server is a list.
"""

import asyncio
import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import note
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.stateful import run_state_machine_as_test as run

from services.notify.actions.fix_mails import fix_mails
from services.notify.actions.mark_mails import SendAttempt, mark_mails
from services.notify.actions.plan_due import plan_due
from services.notify.actions.take_events import take_events
from services.notify.store import sending, workers
from shared import ids, postgres, times
from shared.events import Invitation, Registration, Seat, SeatStatus, Session
from shared.reminders import ReminderRule
from tests.model.notify_truth import NotifyComparison
from tests.model.profile import SECONDS, profile
from tests.support.notify import a_cohort, a_person, a_programme, a_session, an_organiser, newer
from tests.support.notify_running import SENDER_CONFIG, taken

WHO = ("Karin Holm", "Bo Ek")
# What a receiver may do with a mail; `unmarked`: it took it, and we never heard so.
FATES = ("sent", "sent", "sent", "transient", "lost", "unmarked")

DUE_NOW = """
with rested as (delete from domain_rest), well as (delete from person_rest), uncounted as (delete from mail_count)
update delivery set due_at = clock_timestamp()
 where organiser_id = $1 and (status = 'deferred' or status = 'planned' and kind <> 'reminder')
"""

# As often as each is named.
ACTIONS = [
    *["change_a_session"] * 2, *["register"] * 3, *["change_seats"] * 4, "hear_that_the_invitation_went",
    *["let_some_arrive"] * 5, "let_some_arrive_again", *["resync"] * 2, *["deliver"] * 4,
    *["plan_some_of_the_rest"] * 3,
]  # fmt: skip


class Notify(NotifyComparison, RuleBasedStateMachine):
    """A tenant of its own: snapshots are made here, and reach notify at steps of the machine."""

    pool: postgres.Pool
    database_url: str
    runner: asyncio.Runner

    def do(self, coroutine):
        return self.runner.run(coroutine)

    @initialize(seed=some.integers(0, 2**64 - 1))
    def begin(self, seed):
        self.dice = random.Random(f"{seed}")
        self.organiser_id = uuid4()
        self.now = times.now().replace(microsecond=0)
        self.newest: dict[UUID, Any] = {}
        self.history: list[msgspec.Struct] = []
        self.on_the_way: list[msgspec.Struct] = []
        self.arrived: dict[str, bytes] = {}
        self.order: list[str] = []
        tenant = {"organiser_id": self.organiser_id}
        self.publish(an_organiser(id=self.organiser_id, **tenant))
        self.programme = self.publish(a_programme(id=uuid4(), **tenant))
        rules = (ReminderRule(days_before=1),)
        self.cohort = self.publish(
            a_cohort(id=uuid4(), programme_id=self.programme.id, reminders=rules, **tenant)
        )
        self.sessions = [self._session(number) for number in (1, 2, 3)]
        self.people = [self.publish(a_person(name, id=uuid4(), **tenant)).id for name in WHO]
        self.registrations: dict[int, UUID] = {}
        self.invitations = [self._invite(person_id) for person_id in self.people]

    def _session(self, number):
        starts_at = self.now + timedelta(days=20 + number)
        when = {"starts_at": None, "ends_at": None} if number == 3 else self._when(starts_at)
        session = a_session(
            number, id=uuid4(), organiser_id=self.organiser_id, cohort_id=self.cohort.id, timed_at=self.now, **when
        )  # fmt: skip
        return self.publish(session).id

    def _when(self, starts_at):
        return {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3)}

    def _moment(self):
        """Return a time of its own: the order of a person's registrations and seats follows from it."""
        return self.now + timedelta(seconds=len(self.history))

    def _invite(self, person_id):
        invitation = Invitation(
            organiser_id=self.organiser_id, id=uuid4(), epoch=1, version=1, cohort_id=self.cohort.id,
            person_id=person_id, form="inbjudan", status="queued", session_ids=tuple(self.sessions), invited_at=self.now,
        )  # fmt: skip
        return self.publish(invitation).id

    def publish(self, snapshot):
        """Record a snapshot as written by registration and on its way to notify."""
        self.newest[snapshot.id] = snapshot
        self.history.append(snapshot)
        self.on_the_way.append(snapshot)
        return snapshot

    @rule()
    def something_happens(self):
        """One rule for all actions, evenly: hypothesis favours few and small choices, so that too few actions would interact."""
        action = self.dice.choice(ACTIONS)
        note(action)
        getattr(self, action)()

    # What happens at registration.

    def change_a_session(self):
        number = self.dice.randrange(3)
        change = self.dice.choice(["move", "move", "place", "cancel", "reopen"])
        session: Session = self.newest[self.sessions[number]]
        if change == "move":
            starts_at = (session.starts_at or self.now + timedelta(days=30)) + timedelta(days=1)
            changes = {**self._when(starts_at), "timed_at": self.now}
        elif change == "place":
            changes = {"place": f"Sal {session.version}"}
        else:
            changes = {"status": "cancelled" if change == "cancel" else "scheduled"}
            if session.status == changes["status"]:
                return
        edition = session.edition + (change in {"move", "place", "reopen"})
        self.publish(newer(session, edition=edition, **changes))

    def register(self):
        who = self.dice.randrange(2)
        statuses: list[SeatStatus] = self.dice.choices(["confirmed", "waiting"], k=self.dice.randint(1, 3))
        before = self.registrations.get(who)
        if before is not None and self.newest[before].status != "withdrawn":
            return
        chosen = self.dice.sample(self.sessions, len(statuses))
        seats = tuple(
            Seat(id=uuid4(), session_id=session_id, status=status, since=self._moment())
            for session_id, status in zip(chosen, statuses, strict=True)
        )
        registration = Registration(
            organiser_id=self.organiser_id, id=uuid4(), epoch=1, version=1, cohort_id=self.cohort.id,
            person_id=self.people[who], status="registered", origin="answer", registered_at=self._moment(), seats=seats,
            invitation_id=self.invitations[who],
        )  # fmt: skip
        self.registrations[who] = self.publish(registration).id
        self.publish(newer(self.newest[self.invitations[who]], status="accepted"))

    def change_seats(self):
        who = self.dice.randrange(2)
        change = self.dice.choice(["withdraw", "withdraw", "withdraw_all", "promote", "add"])
        if who not in self.registrations:
            return
        before: Registration = self.newest[self.registrations[who]]
        if before.status == "withdrawn":
            return
        live = [seat for seat in before.seats if seat.status != "withdrawn"]
        waiting = [seat for seat in live if seat.status == "waiting"]
        changed = {}
        if change == "withdraw_all":
            changed = {seat.id: "withdrawn" for seat in live}
        elif change == "withdraw":
            changed = {self.dice.choice(live).id: "withdrawn"}
        elif change == "promote" and waiting:
            changed = {self.dice.choice(waiting).id: "confirmed"}
        seats = [
            msgspec.structs.replace(seat, status=changed.get(seat.id, seat.status)) for seat in before.seats
        ]
        free = set(self.sessions) - {seat.session_id for seat in live}
        if change == "add" and free:
            session_id = self.dice.choice(sorted(free))
            status: SeatStatus = self.dice.choice(["confirmed", "waiting"])
            seats.append(Seat(id=uuid4(), session_id=session_id, status=status, since=self._moment()))
        is_over = all(seat.status == "withdrawn" for seat in seats)
        self.publish(newer(before, seats=tuple(seats), status="withdrawn" if is_over else "registered"))

    def hear_that_the_invitation_went(self):
        who = self.dice.randrange(2)
        before: Invitation = self.newest[self.invitations[who]]
        if before.status == "queued" and f"invitation:{before.id}" in self.arrived:
            self.publish(newer(before, status="sent"))

    # What reaches notify.

    def let_some_arrive(self):
        """New snapshots arrive, in any order."""
        count = self.dice.randint(1, 12)
        self.dice.shuffle(self.on_the_way)
        batch, self.on_the_way = self.on_the_way[:count], self.on_the_way[count:]
        self.do(self._take(batch))

    def let_some_arrive_again(self):
        """Known snapshots of any age arrive again."""
        count = self.dice.randint(1, 6)
        known = [snapshot for snapshot in self.history if snapshot not in self.on_the_way]
        self.do(self._take(self.dice.sample(known, min(count, len(known)))))

    def resync(self):
        """The newest snapshots of some things arrive, marked as a replay."""
        count = self.dice.randint(1, len(self.newest))
        batch = self.dice.sample(list(self.newest.values()), min(count, len(self.newest)))
        self.do(self._take(batch, replayed_at=times.now()))

    async def _take(self, batch, *, replayed_at=None):
        if batch:
            async with self.pool.acquire() as conn, conn.transaction():
                await take_events(conn, taken(*batch, replayed_at=replayed_at), times.now())

    def plan_some_of_the_rest(self):
        """A change is planned for one unit with the change itself, and for the others one by one."""
        self.do(plan_due(self.pool, now=times.now()))

    # What reaches people.

    def deliver(self):
        most, fates = self.dice.randint(1, 6), self.dice.choices(FATES, k=3)
        self.do(self._deliver(most, fates))

    async def _deliver(self, most, fates):
        worker_id = ids.new()
        async with self.pool.acquire() as conn:
            await workers.beat(conn, worker_id)
            shares = dict.fromkeys(await sending.lines_due(conn), most)
            claimed = await sending.claim(conn, worker_id, without=[], shares=shares)
        if not claimed:
            return False
        ready = await fix_mails(
            self.pool, claimed, worker_id=worker_id, sender_config=SENDER_CONFIG, now=times.now()
        )
        tried = []
        for number, mail in enumerate(ready):
            fate = fates[number % len(fates)]
            note(f"{mail.claimed.key}: {fate}")
            if fate in {"sent", "unmarked"}:
                self._receive(mail.claimed.key, mail.message)
            if fate in {"sent", "transient"}:
                tried.append(SendAttempt(mail, fate, "451 wait" if fate == "transient" else "250 ok"))
        await mark_mails(
            self.pool, tried, first_wait=timedelta(seconds=1), jitter=lambda: 0.5, now=times.now()
        )
        async with self.pool.acquire() as conn:
            await workers.leave(conn, worker_id)
            await sending.reclaim_from_silent(conn, timedelta(seconds=8))
        return True

    def _receive(self, key, message):
        assert self.arrived.setdefault(key, message) == message, "the same delivery with other bytes"
        self.order.append(key)

    # In the end.

    def teardown(self):
        if hasattr(self, "organiser_id"):
            self.do(self._settle())
            self.do(self._recipients_know_the_newest_snapshots())

    async def _settle(self):
        """Let every snapshot arrive, some of them again, and send every delivery that is due."""
        self.dice.shuffle(self.on_the_way)
        while self.on_the_way:
            batch, self.on_the_way = self.on_the_way[:3], self.on_the_way[3:]
            await self._take(batch)
        await self._take(self.dice.sample(self.history, min(10, len(self.history))))
        await self._plan_the_rest()
        while True:
            await self.pool.execute(DUE_NOW, self.organiser_id)
            if not await self._deliver(50, ["sent"]):
                break
        before = len(self.order)
        await self._take(self.history)
        await self._take(list(self.newest.values()), replayed_at=times.now())
        await self._plan_the_rest()
        await self.pool.execute(DUE_NOW, self.organiser_id)
        await self._deliver(50, ["sent"])
        assert self.order[before:] == [], "a delivery was sent twice"

    async def _plan_the_rest(self):
        while await plan_due(self.pool, now=times.now()):
            pass


@pytest.mark.timeout(SECONDS)
def test_deliveries_match_the_newest_snapshots_after_any_order_of_events(postgres_server, monkeypatch):
    monkeypatch.setattr("services.notify.actions.take_events.CHUNK", 1)
    monkeypatch.setattr("services.notify.actions.plan_due.CHUNK", 1)
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        database = runner.run(postgres_server.new_database())
        pool = runner.run(postgres.open_pool(database.notify_url, "notify", size=3))
        Notify.pool, Notify.runner, Notify.database_url = pool, runner, database.notify_url
        try:
            run(Notify, settings=profile(40, 25))
        finally:
            runner.run(pool.close())
            runner.run(postgres_server.drop(database))
