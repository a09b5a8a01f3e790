"""Any actions in any order, in memory: the pure core allots seats as the reference model does, and breaks no invariant."""

import copy
import random
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import note
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from services.registration.domain.errors import SessionFull
from tests.model.core import Core
from tests.model.profile import SECONDS, profile
from tests.model.reference import ReferenceModel
from tests.model.reference_parts import Meeting, Refused, Rule
from tests.support.registration import NOW

PEOPLE = 7
MEETINGS = 3
CAPACITIES = [1, 1, 2, 2, 3, None]
ACTIONS = [
    *["register"] * 5, *["withdraw"] * 3, *["leave_a_full_session"] * 3, *["change_dates"] * 3, *["invite"] * 3,
    *["answer"] * 6, *["set_capacity"] * 3, *["move"] * 2, *["cancel_or_reopen"] * 2, "open_or_close", "let_time_pass",
]  # fmt: skip


class Seats(RuleBasedStateMachine):
    """The model decides whether an action is allowed; the core computes the seats that come of it."""

    @initialize(seed=some.integers(0, 2**64 - 1))
    def begin(self, seed):
        self.dice = random.Random(f"{seed}")
        waiting_list, rule_waiting_list = self.dice.random() < 0.7, self.dice.choice([None, True, False])
        starts = [NOW + timedelta(days=4 + 3 * n) for n in range(MEETINGS)]
        capacities = [self.dice.choice(CAPACITIES) for _ in starts]
        everybody = tuple(range(PEOPLE))
        self.model = ReferenceModel(
            now=NOW,
            rules=[
                Rule("kallelse", everybody[::2], None, rule_waiting_list),
                Rule("inbjudan", everybody, (0,)),
                Rule("inbjudan", everybody, None, rule_waiting_list),
            ],
            meetings=[Meeting(at, capacity) for at, capacity in zip(starts, capacities, strict=True)],
            waiting_list=waiting_list,
        )
        self.core = Core(NOW)
        for capacity in capacities:
            self.core.add_session(capacity, has_waiting_list=waiting_list)

    def both(self, model_action, core_action):
        """Apply an action to both; one that the model refuses for another reason than a full session never reaches the core."""
        model, core, reasons = copy.deepcopy(self.model), copy.deepcopy(self.core), set()
        try:
            model_action(model)
        except Refused as refused:
            reasons = refused.reasons
        if reasons - {SessionFull}:
            note(f"refused: {sorted(reason.__name__ for reason in reasons)}")
            return
        try:
            core_action(core)
        except SessionFull:
            note("full")
            assert reasons == {SessionFull}
            return
        assert not reasons
        self.model, self.core = model, core

    @rule()
    def something_happens(self):
        """One rule for all actions, evenly: hypothesis favours few and small choices, so that too few actions would interact."""
        action = self.dice.choice(ACTIONS)
        chosen = sorted(self.dice.sample(range(MEETINGS), self.dice.randint(1, MEETINGS)))
        arguments = {
            "who": self.dice.randrange(PEOPLE),
            "other": self.dice.randrange(PEOPLE),
            "number": self.dice.randrange(MEETINGS),
            "chosen": chosen,
            "chance": self.dice.random(),
        }
        note(f"{action} {arguments}")
        getattr(self, action)(**arguments)

    def register(self, *, who, chosen, **_):
        def core_action(core):
            before = copy.deepcopy(core.counters)
            try:
                core.register(who, chosen)
            except SessionFull:
                assert core.counters == before, "counted, though there is no room in one of them"
                raise

        self.both(lambda model: model.register(who, chosen), core_action)

    def withdraw(self, *, who, chosen, **_):
        self._leave(who, chosen)

    def leave_a_full_session(self, *, who, **_):
        full = [n for n, meeting in enumerate(self.model.meetings) if meeting.queue and meeting.seated]
        if full:
            number = full[who % len(full)]
            self._leave(self.model.meetings[number].seated[0], [number])

    def _leave(self, who, chosen):
        live = [n for n in chosen if self.model.meetings[n].has(who)]
        ahead = [n for n in live if not self.model.meetings[n].is_over(self.model.now)]
        self.both(
            lambda model: model.withdraw(who, chosen),
            lambda core: core.leave(who, ahead or live, promoting=self._promotable(live)),
        )

    def change_dates(self, *, who, chosen, **_):
        registered = sorted(self.model.registered)
        if not registered:
            return
        who = registered[who % len(registered)]
        registration = self.model.registered[who]
        had = [n for n, meeting in enumerate(self.model.meetings) if meeting.has(who)]
        leave = [n for n in had if n not in chosen and not self.model.meetings[n].is_over(self.model.now)]
        self.both(
            lambda model: model.change_dates(who, chosen),
            lambda core: core.change(
                who,
                leave=leave,
                give=[n for n in chosen if n not in had],
                promoting=self._promotable({*had, *chosen}),
                waiting_list=self.model.rules[registration.invitation[0]].waiting_list
                if registration.invitation
                else None,
            ),
        )

    def invite(self, *, number, **_):
        before = copy.deepcopy(self.model)
        try:
            before.invite(number)
        except Refused as refused:
            note(f"{refused.reasons}")
        new = [key for key in before.invitations if key[0] == number and key not in self.model.invitations]
        called = new if self.model.rules[number].kind == "kallelse" else []
        self.both(
            lambda model: model.invite(number),
            # Those whom the model invited before it refused: the last of them must find no room here either.
            lambda core: core.call(
                [(who, before.invitations[rule_number, who]) for rule_number, who in called],
                waiting_list=self.model.rules[number].waiting_list,
            ),
        )

    def answer(self, *, who, other, chosen, number, chance, **_):
        keys = sorted(key for key in self.model.invitations if key[1] == who)
        if not keys:
            return
        key = keys[number % len(keys)]
        answer = "yes" if chance < 0.5 else "no" if chance < 0.75 else "substitute"
        receiver = {"yes": who, "no": None, "substitute": other}[answer]
        to, rule_ = self.model.invitations[key], self.model.rules[key[0]]
        holders = [
            person
            for person, registration in self.model.registered.items()
            if person == who or self._stands_in(registration, key)
        ]
        left = [n for n in to if not self.model._is_closed(n)]
        requested = (
            []
            if receiver is None
            else self.model._requested_meetings(to, left, self._in_order(holders, who), answer, chosen, [])
        )
        self.both(
            lambda model: model.answer(key, answer, chosen, other),
            lambda core: core.answer(
                receiver,
                holders=self._in_order(holders, who),
                left=left,
                requested=requested,
                promoting=self._promotable(to),
                waiting_list=rule_.waiting_list,
            ),
        )

    @staticmethod
    def _stands_in(registration, key):
        return registration.origin == "substitute" and registration.invitation == key

    @staticmethod
    def _in_order(holders, invited):
        return sorted(holders, key=lambda who: who != invited)

    def set_capacity(self, *, number, chance, **_):
        capacity = CAPACITIES[int(chance * len(CAPACITIES))]

        def core_action(core):
            core.set_capacity(number, capacity)
            core.promote_waiting(self._promotable([number]))

        self.both(lambda model: model.set_capacity(number, capacity), core_action)

    def move(self, *, number, chance, **_):
        starts_at = self.model.now + timedelta(days=int(chance * 12) - 2)
        self._change_meeting(number, lambda model: model.move(number, starts_at))

    def cancel_or_reopen(self, *, number, chance, **_):
        self._change_meeting(number, lambda model: model.cancel_meeting(number, is_cancelled=chance < 0.4))

    def _change_meeting(self, number, model_action):
        after = copy.deepcopy(self.model)
        model_action(after)
        self.both(model_action, lambda core: core.promote_waiting(self._promotable([number], after)))

    def open_or_close(self, *, chance, **_):
        self.both(lambda model: model.set_status("closed" if chance < 0.3 else "open"), lambda _: None)

    def let_time_pass(self, *, number, **_):
        self.model.now += timedelta(hours=(1, 24, 72)[number])

    def _promotable(self, sessions, model=None):
        model = model or self.model
        return [n for n in sessions if model.meetings[n].is_ahead(model.now)]

    @invariant()
    def the_core_is_as_the_model(self):
        for n, meeting in enumerate(getattr(self, "model", ReferenceModel(NOW, [], [])).meetings):
            assert (n, self.core.seated(n), self.core.queue(n)) == (n, sorted(meeting.seated), meeting.queue)

    @invariant()
    def nothing_is_counted_wrong(self):
        for n, counter in enumerate(getattr(self, "core", Core(NOW)).counters):
            here = [seat for (_, session), seat in self.core.seats.items() if session == n]
            statuses = Counter(seat.status for seat in here)
            assert counter.taken == statuses["confirmed"]
            positions = [seat.position for seat in here if seat.status == "waiting"]
            assert len(set(positions)) == len(positions)
            assert all(position is not None and position < counter.next_position for position in positions)
            if self.model.status in {"open", "closed"} and self.model.meetings[n].is_ahead(self.model.now):
                assert not positions or counter.room == 0, "somebody waits where there is room"

    def teardown(self):
        assert Counter(self.core.seats.keys()).total() == len({seat.id for seat in self.core.seats.values()})


@pytest.mark.timeout(SECONDS)
def test_seats_of_the_domain_core_match_the_reference_model():
    run(Seats, settings=profile(150, 40))
