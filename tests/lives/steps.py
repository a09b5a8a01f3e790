"""The steps of a life: drawn from a seed, printed as sentences, and carried out where they are possible."""

import random
from collections.abc import Collection
from dataclasses import dataclass

# How often each deed is drawn.
WEIGHTS = {
    "invite": 3, "yes": 8, "no": 3, "substitute": 3, "register": 5, "withdraw": 5, "take": 3, "hand_over": 4,
    "accept": 4, "run_out": 3, "move": 5, "place": 2, "undate": 1, "cancel_session": 4, "resume": 4, "capacity": 3,
    "cancel_cohort": 1, "close_or_open": 1, "address": 4, "no_address": 1, "language": 2, "calendar": 4, "erase": 1,
    "copy": 1, "hours_pass": 2, "day_passes": 4, "form": 3, "colleagues": 1, "silently": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step. The numbers choose among what is there when it is carried out, so that it stays possible when others are dropped.

    `by_page`: by the person, else by the coordinator's program. `is_settled`: the mails go out before the next step.
    """

    deed: str
    who: int
    other: int
    date: int
    how: int
    by_page: bool
    is_settled: bool


@dataclass(frozen=True)
class Setting:
    """The cohort that a life begins with."""

    capacity: int
    dates: int
    is_open: bool  # anyone may register, and a freed seat is offered
    kind: str
    respond_days: int | None
    first_day: int
    is_full_rule: bool  # the invitation rule covers all dates
    reminds: bool
    in_vain: bool = False  # some of the mails that wait have been tried in vain, and keep their bytes


def draw(
    seed: int, length: int, without: Collection[str] = (), *, in_vain: bool = False
) -> tuple[Setting, list[Step]]:
    """The life of a seed. `without`: deeds that are left out of it."""
    dice = random.Random(f"life {seed}")
    setting = Setting(
        capacity=dice.choice([1, 1, 1, 2]),
        dates=dice.choice([1, 2, 2, 3]),
        is_open=dice.random() < 0.6,
        kind=dice.choice(["inbjudan", "inbjudan", "inbjudan", "kallelse"]),
        respond_days=dice.choice([None, 2, 5]),
        first_day=dice.choice([4, 10, 20]),
        is_full_rule=dice.random() < 0.7,
        reminds=dice.random() < 0.3,
        in_vain=in_vain,
    )
    first = dice.choice([["invite"], ["register", "register"], ["register", "invite"]])
    deeds = first + dice.choices(list(WEIGHTS), weights=list(WEIGHTS.values()), k=length - len(first))
    steps = [
        Step(
            deed=deed,
            who=dice.randrange(12),
            other=dice.randrange(12),
            date=dice.randrange(12),
            how=dice.randrange(12),
            by_page=dice.random() < 0.6,
            is_settled=dice.random() < 0.8,
        )
        for deed in deeds
    ]
    steps = [step for step in steps if step.deed not in without]
    return setting, steps
