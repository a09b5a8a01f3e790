"""The texts of the pages for staff about reminder rules and follow-ups."""

from collections.abc import Mapping

import msgspec


class ReminderRuleWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/omgangar/{id}/paminnelser`. `to` by whom a rule goes to; `units` by the field of the offset."""

    heading: str
    lead: str
    rules: str
    nothing: str
    when: str
    whom: str
    about: str
    own_text: str
    has_text: str
    all_sessions: str
    gone_session: str
    same_day: str
    day_before: str
    days_before: str
    hour_before: str
    hours_before: str
    same_day_after: str
    day_after: str
    days_after: str
    hour_after: str
    hours_after: str
    at_clock: str
    add: str
    change: str
    remove: str
    new_heading: str
    change_heading: str
    new_button: str
    look_button: str
    fill_in_button: str
    fill_in_one: str
    fill_in_nobody: str
    fill_in_follows: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    to: Mapping[str, str]
    units: Mapping[str, str]
    saved: Mapping[str, str]
