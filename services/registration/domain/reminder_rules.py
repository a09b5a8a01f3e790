"""Reminder rules of a cohort: what contradicts itself, and from when on a rule applies."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.form import FieldError
from shared import placeholders
from shared.reminders import ReminderRule, code_of

MOST_RULES: Final = 20
MOST_DAYS: Final = 366
MOST_HOURS: Final = 720
TEXT: Final = 4000

_BEFORE_ONLY: Final = frozenset({"silent", "unsure", "waiting"})


def contradictions(rule: ReminderRule) -> Iterator[FieldError]:
    """Find what of a rule cannot be so, each at its field."""
    offsets = (rule.days_before, rule.hours_before, rule.days_after, rule.hours_after)
    if all(one is None for one in offsets):
        yield FieldError("days_before", "missing")
    # Days and hours before together were always taken, and the days count.
    if rule.is_after and sum(one is not None for one in offsets) > 1:
        yield FieldError("days_after", "does_not_match")
    if (rule.is_after and rule.to in _BEFORE_ONLY) or (not rule.is_after and rule.to == "present"):
        yield FieldError("to", "does_not_match")
    if rule.at is not None and rule.days_before is None and rule.days_after is None:
        yield FieldError("at", "does_not_match")
    for name in placeholders.unknown(rule.text or ""):
        yield FieldError("text", "placeholder", name)
    if placeholders.is_unclosed(rule.text or ""):
        yield FieldError("text", "braces")


def name_of(rule: ReminderRule) -> str:
    """Return what tells a rule from the others of its cohort: whom, when, about which session."""
    return f"{code_of(rule)}:{rule.session_id or ''}"


def are_alike(rules: Sequence[ReminderRule]) -> bool:
    """Whether two of the rules would send the same mails."""
    return len({name_of(rule) for rule in rules}) < len(rules)


def applied(
    rules: Sequence[ReminderRule],
    before: Sequence[ReminderRule],
    *,
    filled_in: Collection[str] = (),
    now: datetime,
) -> tuple[ReminderRule, ...]:
    """Return the rules with the time from which they apply: now, or as it was for those that were there before.

    Those named in `filled_in` apply to what was due before, too.
    """
    since: Mapping[str, datetime | None] = {name_of(rule): rule.since for rule in before}
    return tuple(
        msgspec.structs.replace(
            rule, since=None if name_of(rule) in filled_in else since.get(name_of(rule), now)
        )
        for rule in rules
    )


def copied(rules: Sequence[ReminderRule], new_ids: Mapping[UUID, UUID]) -> tuple[ReminderRule, ...]:
    """Return the rules for a copied cohort: those about one session are about its copy, where there is one."""
    return tuple(
        msgspec.structs.replace(rule, session_id=new_ids[rule.session_id] if rule.session_id else None)
        for rule in rules
        if rule.session_id is None or rule.session_id in new_ids
    )


def asks_who_came(rules: Sequence[ReminderRule]) -> bool:
    """Whether notify has to know who was there."""
    return any(rule.to == "present" for rule in rules)
