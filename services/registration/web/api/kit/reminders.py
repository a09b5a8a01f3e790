"""Reminder rules in a request: whom to mail, and how long before or after a session."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.domain.reminder_rules import (
    MOST_DAYS,
    MOST_HOURS,
    MOST_RULES,
    TEXT,
    applied,
    are_alike,
    contradictions,
    name_of,
)
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.send_hours import Clock
from shared.reminders import ReminderRule, ReminderTo

Days = Annotated[int, msgspec.Meta(ge=0, le=MOST_DAYS)]
Hours = Annotated[int, msgspec.Meta(ge=0, le=MOST_HOURS)]


class Reminder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to mail, and how long before a session begins or after it has ended, in days or in hours.

    `at`: at which Swedish clock time (08:00), of a rule in days. `to`: `seat` who has a seat, `unsure` who has one and has answered
    maybe in their calendar, `waiting` who waits for one, `silent` who has not answered, `present` who was there (after only).
    `session_id`: about this session alone. `text`: what is added, Markdown with the placeholders of mailings. A rule applies to what
    falls due after it was made; with `fill_in` also to what was due before (`?dry_run=true` counts those mails).
    """

    days_before: Days | None = None
    hours_before: Hours | None = None
    days_after: Days | None = None
    hours_after: Hours | None = None
    at: Clock | None = None
    to: ReminderTo = "seat"
    session_id: UUID | None = None
    text: Annotated[str, msgspec.Meta(max_length=TEXT)] | None = None
    fill_in: bool = False


Reminders = Annotated[list[Reminder], msgspec.Meta(max_length=MOST_RULES)]


def read_reminders(
    reminders: Sequence[Reminder], before: Sequence[ReminderRule], now: datetime
) -> tuple[ReminderRule, ...]:
    """Return the rules; those that were there `before` apply as they did. Raises `BadInput` with everything that is wrong."""
    rules = [
        ReminderRule(
            **{name: getattr(each, name) for name in each.__struct_fields__ if name != "fill_in"},
        )
        for each in reminders
    ]
    errors = [
        ErrorItem(f"/reminders/{index}/{error.field}", error.code, str(error.limit or ""))
        for index, rule in enumerate(rules)
        for error in contradictions(rule)
    ]
    if are_alike(rules):
        errors.append(ErrorItem("/reminders", "twice"))
    if errors:
        raise BadInput(errors=errors)
    filled_in = {name_of(rule) for rule, each in zip(rules, reminders, strict=True) if each.fill_in}
    return applied(rules, before, filled_in=filled_in, now=now)
