"""Any actions in any order: registration on a real PostgreSQL matches the reference model, and so do its events."""

import asyncio
import copy
import random
from datetime import timedelta

import pytest
from hypothesis import note
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from services.registration.actions.invitations import answer_invitation
from services.registration.actions.registrations import change_dates, register, withdraw
from services.registration.domain.errors import RegistrationError
from services.registration.domain.invitation import Answer
from shared import ids, postgres
from tests.model import reference
from tests.model.profile import SECONDS, profile
from tests.model.reference_parts import Meeting, Refused, Rule
from tests.model.registration_compared import RegistrationComparison
from tests.model.registration_coordinator import MOST_MEETINGS, Coordinator
from tests.support.caller import a_caller, acting
from tests.support.registration import NOW, an_applicant, an_organiser

PEOPLE = 7
CAPACITIES = [1, 1, 2, 2, 3, None]
# As often as each is named.
ACTIONS = [
    *["register"] * 3, *["several_register"] * 2, *["withdraw"] * 2, *["leave_a_full_session"] * 2,
    *["change_dates"] * 3, *["invite"] * 3, *["answer"] * 6, *["set_capacity"] * 2, "set_common_capacity",
    "have_a_waiting_list", *["move"] * 2, *["cancel_or_reopen"] * 2, "add_a_session", *["open_or_close"] * 2, "let_time_pass",
]  # fmt: skip

people = some.integers(0, PEOPLE - 1)
numbers = some.integers(0, MOST_MEETINGS - 1)
choices = some.none() | some.lists(numbers, max_size=3, unique=True)
capacities = some.sampled_from([1, 1, 2, 2, 3, None])


class Registration(Coordinator, RegistrationComparison, RuleBasedStateMachine):
    """One cohort of an organiser of its own, and the model of it."""

    @initialize(seed=some.integers(0, 2**64 - 1))
    def begin(self, seed):
        # A text as seed, so that neighbouring numbers give different sequences.
        self.dice = random.Random(f"{seed}")
        capacity, waiting_list = self.dice.choice(CAPACITIES), self.dice.random() < 0.8
        self.do(self._begin(capacity, waiting_list, self.dice.choice([None, None, True, False])))

    async def _begin(self, capacity, waiting_list, rule_waiting_list):
        self.organiser = await an_organiser(self.pool, slug=f"modell-{ids.new()}")
        self.where = (self.pool, self.organiser.organiser_id)
        self.batcher = self.organiser.batcher
        self.cohort_id = await self.organiser.cohort(capacity=capacity, waiting_list=waiting_list)
        school = await self.organiser.organisation("Skolan")
        names = [f"Person {n}" for n in range(PEOPLE)]
        roles = ["lärare" if n % 2 else "rektor" for n in range(PEOPLE)]
        self.person_ids = [
            await self.organiser.person(name, school, role) for name, role in zip(names, roles, strict=True)
        ]
        self.emails = [f"person.{n}@kommun.example" for n in range(PEOPLE)]
        everybody, heads = (
            await self.organiser.audience(everyone=True),
            await self.organiser.audience(roles=["rektor"]),
        )
        starts = [NOW + timedelta(days=5), NOW + timedelta(days=9, hours=3)]
        self.meeting_ids = []
        for starts_at in starts:
            await self.new_session(starts_at)
        first = [self.meeting_ids[0]]
        self.rule_ids = [
            await self.organiser.rule(self.cohort_id, heads, kind="kallelse", waiting_list=rule_waiting_list),
            await self.organiser.rule(self.cohort_id, everybody, kind="inbjudan", session_ids=first),
            await self.organiser.rule(self.cohort_id, everybody, kind="inbjudan"),
        ]
        rektors = tuple(n for n in range(PEOPLE) if roles[n] == "rektor")
        self.model = reference.ReferenceModel(
            now=NOW,
            rules=[
                Rule("kallelse", rektors, None, rule_waiting_list),
                Rule("inbjudan", tuple(range(PEOPLE)), (0,)),
                Rule("inbjudan", tuple(range(PEOPLE)), None),
            ],
            meetings=[Meeting(starts_at) for starts_at in starts],
            capacity=capacity,
            waiting_list=waiting_list,
        )
        self.registration_ids = {}
        self.invitation_ids = {}
        self.newest_events = {}
        self.read_to = 0
        self.changed = True

    async def new_session(self, starts_at):
        self.meeting_ids.append(
            await self.organiser.session(
                self.cohort_id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
            )
        )

    def both(self, model_action, service_action):
        """Apply an action to both: both do it, or the service refuses it for one of the model's reasons."""
        model, reasons = copy.deepcopy(self.model), set()
        try:
            model_action(model)
        except Refused as refused:
            reasons = refused.reasons
        try:
            self.do(service_action)
            error_type = None
        except RegistrationError as error:
            error_type = type(error)
        note(
            f"service: {error_type and error_type.__name__}; the model: {sorted(reason.__name__ for reason in reasons)}"
        )
        assert error_type in reasons if reasons else error_type is None
        if error_type is None:
            self.model = model
        self.changed = True

    def session_ids_of(self, chosen):
        return None if chosen is None else [self.meeting_ids[n] for n in chosen]

    @rule()
    def something_happens(self):
        """One rule for all actions, evenly: hypothesis favours few and small choices, so that too few actions would interact."""
        dice = self.dice
        meetings = range(len(self.meeting_ids))
        chosen = sorted(dice.sample(meetings, dice.randint(1, min(3, len(meetings)))))
        action = dice.choice(ACTIONS)
        arguments = {
            "who": dice.randrange(PEOPLE),
            "other": dice.randrange(PEOPLE),
            "number": dice.choice(meetings),
            "chosen": dice.choice([chosen, chosen, chosen, None, []]),
            "capacity": dice.choice(CAPACITIES),
            "days": dice.randint(-2, 12),
            "chance": dice.random(),
        }
        note(f"{action} {arguments}")
        getattr(self, action)(**arguments)

    # Actions of participants.

    def register(self, *, who, chosen, **_):
        async def register_in_service():
            await register.register(
                self.batcher,
                a_caller(self.where[1], now=self.model.now),
                self.cohort_id,
                an_applicant(self.emails[who], f"Person {who}"),
                session_ids=self.session_ids_of(chosen),
                answers={},
            )

        self.both(lambda model: model.register(who, chosen), register_in_service())

    def several_register(self, *, number, who, other, **_):
        """Register so many people that somebody has to wait."""
        for person in ((who + n) % PEOPLE for n in range(2 + other)):
            if person not in self.model.registered:
                self.register(who=person, chosen=[number])

    def withdraw(self, *, who, chosen, **_):
        if who in self.registration_ids and chosen != []:
            self.both(
                lambda model: model.withdraw(who, chosen),
                withdraw.withdraw(
                    *acting(self.where, now=self.model.now),
                    self.registration_ids[who],
                    session_ids=self.session_ids_of(chosen),
                ),
            )

    def leave_a_full_session(self, *, number, who, **_):
        full = [n for n, meeting in enumerate(self.model.meetings) if meeting.queue and meeting.seated]
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
                    *acting(self.where, now=self.model.now),
                    self.registration_ids[who],
                    session_ids=self.session_ids_of(chosen),
                ),
            )

    def answer(self, *, who, other, chosen, number, chance, **_):
        keys = sorted(key for key in self.invitation_ids if key[1] == who)
        if not keys:
            return
        key = keys[number % len(keys)]
        answer: Answer = "yes" if chance < 0.5 else "no" if chance < 0.75 else "substitute"
        self.both(
            lambda model: model.answer(key, answer, chosen, other),
            answer_invitation.answer(
                *acting(self.where, now=self.model.now),
                self.invitation_ids[key],
                answer=answer,
                session_ids=self.session_ids_of(chosen),
                substitute=an_applicant(self.emails[other], f"Person {other}"),
                message=None,
                details=None,
            ),
        )

    @invariant()
    def all_is_as_the_model_says(self):
        if getattr(self, "changed", False):
            self.do(self._compare())
            self.changed = False


@pytest.mark.timeout(SECONDS)
def test_the_registration_service_matches_the_reference_model(postgres_server):
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        database = runner.run(postgres_server.new_database())
        pool = runner.run(postgres.open_pool(database.registration_url, "registration", size=3))
        Registration.pool, Registration.runner = pool, runner
        try:
            run(Registration, settings=profile(25, 30))
        finally:
            runner.run(pool.close())
            runner.run(postgres_server.drop(database))
