"""Options of a question as lines of text: what a coordinator types, and back."""

import re
from collections.abc import Sequence

from services.registration.domain.question import Option
from shared import swedish

_BAR = "|"


def as_lines(options: Sequence[Option]) -> str:
    """One option on each line, the English label after a bar."""
    return "\n".join(
        f"{option.label} {_BAR} {option.label_en}" if option.label_en else option.label for option in options
    )


def from_lines(text: str, before: Sequence[Option]) -> tuple[Option, ...]:
    """Read the lines; an option keeps its stored value if its label is known, or if only labels were reworded.

    A value says what somebody has answered, so that it must not change with a label.
    """
    lines = [line for line in (each.strip() for each in text.splitlines()) if line]
    labels = [tuple(part.strip() for part in line.partition(_BAR)[::2]) for line in lines]
    by_label = {option.label: option.value for option in before}
    left = [option for option in before if option.label not in {label for label, _ in labels}]
    is_reworded = len(labels) == len(before)
    taken = set(by_label.values())
    found = []
    for number, (label, label_en) in enumerate(labels):
        value = by_label.get(label)
        if value is None and is_reworded and before[number] in left:
            value = before[number].value
        if value is None:
            value = _new_value(label, taken)
        taken.add(value)
        found.append(Option(value=value, label=label, label_en=label_en or None))
    return tuple(found)


def _new_value(label: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "_", swedish.search_key(label)).strip("_")[:60] or "svar"
    value, number = base, 1
    while value in taken:
        number += 1
        value = f"{base}_{number}"
    return value
