"""Reminder rules in words."""

from collections.abc import Mapping
from datetime import date, time
from typing import Final
from uuid import UUID

from services.registration.web.admin.kit.route import StaffRequest
from shared import dates, times
from shared.reminders import ReminderRule

_ANY_DAY: Final = date(2027, 1, 20)


def when_in_words(request: StaffRequest, rule: ReminderRule) -> str:
    """Such as: 3 days before, at 10:00."""
    texts = request.words.staff_reminder_rules
    if rule.days_before is not None:
        said = _counted(rule.days_before, texts.same_day, texts.day_before, texts.days_before)
    elif rule.days_after is not None:
        said = _counted(rule.days_after, texts.same_day_after, texts.day_after, texts.days_after)
    elif rule.hours_after is not None:
        said = _counted(rule.hours_after, texts.same_day_after, texts.hour_after, texts.hours_after)
    else:
        said = _counted(rule.hours_before or 0, texts.same_day, texts.hour_before, texts.hours_before)
    if rule.at is None:
        return said
    clock = dates.clock(times.instant(_ANY_DAY, time.fromisoformat(rule.at)), request.locale.language)
    return texts.at_clock.format(when=said, clock=clock)


def session_in_words(request: StaffRequest, rule: ReminderRule, titles: Mapping[UUID, str]) -> str:
    """The title of the session that the rule is about, or that it is about all."""
    texts = request.words.staff_reminder_rules
    if rule.session_id is None:
        return texts.all_sessions
    return titles.get(rule.session_id, texts.gone_session)


def _counted(n: int, none: str, one: str, many: str) -> str:
    return none if n == 0 else one if n == 1 else many.format(n=n)
