"""Anything in any order: registration on a real PostgreSQL does what the plain model of it does, and tells notify so."""

import asyncio
import random
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import note
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from services.registration.actions import (
    answer_invitation,
    cancel_session,
    change_cohort,
    change_dates,
    change_session,
    invite,
    publish_cohort,
    register,
    withdraw,
)
from services.registration.domain.cohort import CohortChanges
from services.registration.domain.errors import RegistrationError
from services.registration.domain.session import SessionChanges
from services.registration.store import invariants
from shared import events, ids, postgres
from tests.model import reference
from tests.model.profile import SECONDS, profile
from tests.model.reference import Meeting, Refused, Rule
from tests.support.registration import NOW, an_applicant, an_office

PEOPLE = 7
CAPACITIES = [1, 1, 2, 2, 3, None]
MOST_MEETINGS = 5
# As often as each is named.
DEEDS = [
    *["register"] * 3, *["several_register"] * 2, *["withdraw"] * 2, *["leave_a_full_session"] * 2,
    *["change_dates"] * 3, *["invite"] * 3, *["answer"] * 6, *["set_capacity"] * 2, "set_common_capacity",
    "have_a_waiting_list", *["move"] * 2, *["cancel_or_reopen"] * 2, "add_a_session", *["open_or_close"] * 2, "let_time_pass",
]  # fmt: skip
_DECODER = msgspec.json.Decoder(events.Event)

people = some.integers(0, PEOPLE - 1)
numbers = some.integers(0, MOST_MEETINGS - 1)
choices = some.none() | some.lists(numbers, max_size=3, unique=True)
capacities = some.sampled_from([1, 1, 2, 2, 3, None])

# The newest rows of each table beside the model; positions order a queue.
SEATS = """
select s.session_id, r.person_id, s.status
  from seat s join registration r on r.id = s.registration_id
 where s.organiser_id = $1 and s.status <> 'withdrawn'
 order by s.session_id, s.position nulls first, s.id
"""
REGISTRATIONS = "select id, person_id, status, version from registration where organiser_id = $1"
INVITATIONS = "select id, invitation_rule_id, person_id, status, session_ids, version from invitation where organiser_id = $1"
TOLD = "select seq, payload from outbox where organiser_id = $1 and seq > $2 order by seq"


class Registration(RuleBasedStateMachine):
    """One cohort of an organiser of its own, and the model of it."""

    pool: postgres.Pool
    runner: asyncio.Runner

    def do(self, coroutine):
        return self.runner.run(coroutine)

    @initialize(seed=some.integers(0, 2**64 - 1))
    def begin(self, seed):
        # Mixed, so that neighbours are strangers.
        self.dice = random.Random(f"{seed}")
        capacity, waiting_list = self.dice.choice(CAPACITIES), self.dice.random() < 0.8
        self.do(self._begin(capacity, waiting_list, self.dice.choice([None, None, True, False])))

    async def _begin(self, capacity, waiting_list, says):
        self.office = await an_office(self.pool, slug=f"modell-{ids.new()}")
        self.where = (self.pool, self.office.organiser_id)
        self.cohort_id = await self.office.cohort(capacity=capacity, waiting_list=waiting_list)
        school = await self.office.organisation("Skolan")
        names = [f"Person {n}" for n in range(PEOPLE)]
        roles = ["lärare" if n % 2 else "rektor" for n in range(PEOPLE)]
        self.person_ids = [
            await self.office.person(name, school, role) for name, role in zip(names, roles, strict=True)
        ]
        self.emails = [f"person.{n}@kommun.example" for n in range(PEOPLE)]
        everybody, heads = (
            await self.office.audience(everyone=True),
            await self.office.audience(roles=["rektor"]),
        )
        starts = [NOW + timedelta(days=5), NOW + timedelta(days=9)]
        self.meeting_ids: list[UUID] = []
        for one in starts:
            await self._new_session(one)
        first = [self.meeting_ids[0]]
        self.rule_ids = [
            await self.office.rule(self.cohort_id, heads, kind="kallelse", waiting_list=says),
            await self.office.rule(self.cohort_id, everybody, kind="inbjudan", session_ids=first),
            await self.office.rule(self.cohort_id, everybody, kind="inbjudan"),
        ]
        rektors = tuple(n for n in range(PEOPLE) if roles[n] == "rektor")
        self.model = reference.Office(
            now=NOW,
            rules=[
                Rule("kallelse", rektors, None, says),
                Rule("inbjudan", tuple(range(PEOPLE)), (0,)),
                Rule("inbjudan", tuple(range(PEOPLE)), None),
            ],
            meetings=[Meeting(one) for one in starts],
            capacity=capacity,
            waiting_list=waiting_list,
        )
        self.registration_ids: dict[int, UUID] = {}
        self.invitation_ids: dict[tuple[int, int], UUID] = {}
        self.told: dict[UUID, events.Snapshot] = {}
        self.read_to = 0
        self.changed = True

    async def _new_session(self, starts_at):
        self.meeting_ids.append(
            await self.office.session(
                self.cohort_id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
            )
        )

    def both(self, deed, action):
        """Do it to the model and in earnest: both do it, or both refuse, for a reason that the model has too."""
        tried, reasons = self.model.copy(), set()
        try:
            deed(tried)
        except Refused as refused:
            reasons = refused.reasons
        try:
            self.do(action)
            said = None
        except RegistrationError as error:
            said = type(error)
        note(f"said: {said and said.__name__}; the model: {sorted(one.__name__ for one in reasons)}")
        assert said in reasons if reasons else said is None
        if said is None:
            self.model = tried
        self.changed = True

    def named(self, chosen):
        return None if chosen is None else [self.meeting_ids[n] for n in chosen]

    @rule()
    def something_happens(self):
        """One rule for all, evenly: hypothesis' own choices favour the few and the small, and too little would meet."""
        dice = self.dice
        meetings = range(len(self.meeting_ids))
        chosen = sorted(dice.sample(meetings, dice.randint(1, min(3, len(meetings)))))
        deed = dice.choice(DEEDS)
        said = {
            "who": dice.randrange(PEOPLE),
            "other": dice.randrange(PEOPLE),
            "number": dice.choice(meetings),
            "chosen": dice.choice([chosen, chosen, chosen, None, []]),
            "capacity": dice.choice(CAPACITIES),
            "days": dice.randint(-2, 12),
            "chance": dice.random(),
        }
        note(f"{deed} {said}")
        getattr(self, deed)(**said)

    # What people do.

    def register(self, *, who, chosen, **_):
        async def registering():
            await register.register(
                *self.where,
                self.cohort_id,
                an_applicant(self.emails[who], f"Person {who}"),
                session_ids=self.named(chosen),
                answers={},
                now=self.model.now,
            )

        self.both(lambda model: model.register(who, chosen), registering())

    def several_register(self, *, number, who, other, **_):
        """So many that somebody has to wait."""
        for one in ((who + n) % PEOPLE for n in range(2 + other)):
            if one not in self.model.registered:
                self.register(who=one, chosen=[number])

    def withdraw(self, *, who, chosen, **_):
        if who in self.registration_ids and chosen != []:
            self.both(
                lambda model: model.withdraw(who, chosen),
                withdraw.withdraw(
                    *self.where,
                    self.registration_ids[who],
                    session_ids=self.named(chosen),
                    now=self.model.now,
                ),
            )

    def leave_a_full_session(self, *, number, who, **_):
        full = [n for n, one in enumerate(self.model.meetings) if one.queue and one.seated]
        if full:
            number = full[number % len(full)]
            seated = sorted(self.model.meetings[number].seated)
            self.withdraw(who=seated[who % len(seated)], chosen=[number])

    def change_dates(self, *, who, chosen, **_):
        chosen = [] if chosen is None else chosen
        registered = sorted(self.model.registered) if who % 4 else sorted(self.registration_ids)
        if registered:
            who = registered[who % len(registered)]
            self.both(
                lambda model: model.change_dates(who, chosen),
                change_dates.change_dates(
                    *self.where,
                    self.registration_ids[who],
                    session_ids=self.named(chosen),
                    now=self.model.now,
                ),
            )

    def answer(self, *, who, other, chosen, number, chance, **_):
        mine = sorted(key for key in self.invitation_ids if key[1] == who)
        if not mine:
            return
        key, answer = (
            mine[number % len(mine)],
            "yes" if chance < 0.5 else "no" if chance < 0.75 else "substitute",
        )
        self.both(
            lambda model: model.answer(key, answer, chosen, other),
            answer_invitation.answer(
                *self.where,
                self.invitation_ids[key],
                answer=answer,
                session_ids=self.named(chosen),
                substitute=an_applicant(self.emails[other], f"Person {other}"),
                message=None,
                details=None,
                now=self.model.now,
            ),
        )

    # What a coordinator does.

    def invite(self, *, number, **_):
        number %= len(self.rule_ids)
        before, counted = len(self.model.invitations), []

        async def inviting():
            done = await invite.invite(
                *self.where,
                self.cohort_id,
                invitation_rule_ids=[self.rule_ids[number]],
                now=self.model.now,
            )
            counted.append(done.invited)

        self.both(lambda model: model.invite(number), inviting())
        assert counted in ([], [len(self.model.invitations) - before])

    def set_capacity(self, *, number, capacity, **_):
        self.both(
            lambda model: model.set_capacity(number, capacity),
            self._change_session(number, SessionChanges(capacity=capacity)),
        )

    def set_common_capacity(self, *, capacity, **_):
        self.both(
            lambda model: model.set_common_capacity(capacity),
            self._change_cohort(CohortChanges(capacity=capacity)),
        )

    def have_a_waiting_list(self, *, chance, **_):
        is_so = chance < 0.7
        self.both(
            lambda model: setattr(model, "waiting_list", is_so),
            self._change_cohort(CohortChanges(waiting_list=is_so)),
        )

    def move(self, *, number, days, **_):
        starts_at = self.model.now + timedelta(days=days, hours=1)
        self.both(
            lambda model: model.move(number, starts_at),
            self._change_session(number, SessionChanges(starts_at=starts_at)),
        )

    def cancel_or_reopen(self, *, number, chance, **_):
        is_so = chance < 0.4
        action = (
            cancel_session.cancel(*self.where, self.meeting_ids[number], reason="sjuk", now=self.model.now)
            if is_so
            else self._change_session(number, SessionChanges(status="scheduled"))
        )
        self.both(lambda model: model.cancel_meeting(number, is_cancelled=is_so), action)

    def add_a_session(self, *, days, **_):
        if len(self.meeting_ids) < MOST_MEETINGS and days > 0:
            starts_at = self.model.now + timedelta(days=days)
            self.do(self._new_session(starts_at))
            self.model.meetings.append(Meeting(starts_at))

    def open_or_close(self, *, chance, **_):
        # A closed cohort is soon opened again: most happens in an open one.
        is_open = self.model.status == "open"
        status = "cancelled" if chance < 0.03 else "closed" if chance < 0.3 and is_open else "open"
        deeds = {
            "open": publish_cohort.publish,
            "closed": publish_cohort.close,
            "cancelled": publish_cohort.cancel,
        }
        self.both(
            lambda model: model.set_status(status),
            deeds[status](*self.where, self.cohort_id, now=self.model.now),
        )

    def let_time_pass(self, *, number, **_):
        self.model.now += timedelta(hours=(1, 24, 24, 48, 96)[number])

    async def _change_session(self, number, changes):
        await change_session.change(
            *self.where,
            self.meeting_ids[number],
            changes,
            version=None,
            silent=False,
            reason=None,
            now=self.model.now,
        )

    async def _change_cohort(self, changes):
        await change_cohort.change(*self.where, self.cohort_id, changes, version=None, now=self.model.now)

    @invariant()
    def all_is_as_the_model_says(self):
        if getattr(self, "changed", False):
            self.do(self._compare())
            self.changed = False

    async def _compare(self):
        async with self.pool.acquire() as conn:
            seats = await conn.fetch(SEATS, self.office.organiser_id)
            registrations = await conn.fetch(REGISTRATIONS, self.office.organiser_id)
            invitations = await conn.fetch(INVITATIONS, self.office.organiser_id)
            told = await conn.fetch(TOLD, self.office.organiser_id, self.read_to)
            broken = {name: count for name, count, is_kept in await invariants.count(conn) if not is_kept}
        assert broken == {}
        who = {person_id: n for n, person_id in enumerate(self.person_ids)}
        for n, meeting in enumerate(self.model.meetings):
            here = [row for row in seats if row["session_id"] == self.meeting_ids[n]]
            seated = [who[row["person_id"]] for row in here if row["status"] == "confirmed"]
            queue = [who[row["person_id"]] for row in here if row["status"] == "waiting"]
            assert (n, sorted(seated), queue) == (n, sorted(meeting.seated), meeting.queue)
        live = {who[row["person_id"]]: row for row in registrations if row["status"] != "withdrawn"}
        assert {n: row["status"] for n, row in live.items()} == {
            n: self.model.status_of(n) for n in self.model.registered
        }
        self.registration_ids |= {n: row["id"] for n, row in live.items()}
        found = {
            (self.rule_ids.index(row["invitation_rule_id"]), who[row["person_id"]]): row
            for row in invitations
        }
        assert {key: row["status"] for key, row in found.items()} == self.model.answers
        assert {
            key: sorted(self.meeting_ids.index(one) for one in row["session_ids"])
            for key, row in found.items()
        } == {key: sorted(to) for key, to in self.model.invitations.items()}
        self.invitation_ids = {key: row["id"] for key, row in found.items()}
        self._nobody_waits_where_there_is_room()
        self._notify_knows(told, seats, registrations, invitations)

    def _nobody_waits_where_there_is_room(self):
        model = self.model
        for n, one in enumerate(model.meetings):
            if model.status in {"open", "closed"} and one.can_be_had(model.now):
                assert not (one.queue and model._room(n))

    def _notify_knows(self, told, seats, registrations, invitations):
        """What was told last of each thing, by version, is what is so."""
        for row in told:
            event = _DECODER.decode(row["payload"])
            self.read_to = row["seq"]
            before = self.told.get(event.id)
            assert before is None or event.version > before.version, "a version that does not rise"
            self.told[event.id] = event
        who = {row["person_id"]: row["id"] for row in registrations if row["status"] != "withdrawn"}
        so = {(who[row["person_id"]], row["session_id"]): row["status"] for row in seats}
        said = {
            (one.id, seat.session_id): seat.status
            for one in self.told.values()
            if isinstance(one, events.Registration)
            for seat in one.seats
            if seat.status != "withdrawn"
        }
        assert said == so
        for row in (*registrations, *invitations):
            assert (self.told[row["id"]].version, self.told[row["id"]].status) == (
                row["version"],
                row["status"],
            )
        for n, meeting in enumerate(self.model.meetings):
            session = self.told[self.meeting_ids[n]]
            assert (session.status == "cancelled", session.starts_at) == (
                meeting.is_cancelled,
                meeting.starts_at,
            )
        assert self.told[self.cohort_id].status == self.model.status


@pytest.mark.timeout(SECONDS)
def test_registration_does_what_the_model_does(postgres_server):
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        database = runner.run(postgres_server.new_database())
        pool = runner.run(postgres.open_pool(database.registration_url, "registration", size=3))
        Registration.pool, Registration.runner = pool, runner
        try:
            run(Registration, settings=profile(25, 30))
        finally:
            runner.run(pool.close())
            runner.run(postgres_server.drop(database))
