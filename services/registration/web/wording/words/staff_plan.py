"""The texts about who is told of a change."""

from collections.abc import Mapping

import msgspec


class StaffPlanWords(msgspec.Struct, frozen=True, kw_only=True):
    """`mails` and `calendars`: by what changes."""

    heading: str
    region: str
    group: str
    people: str
    mail: str
    calendar: str
    holders: str
    waiting: str
    unanswered: str
    mails: Mapping[str, str]
    calendars: Mapping[str, str]
    no_entry: str
    no_mail: str
    on_invitation: str
    nobody: str
    sum: str
    total: str
    total_none: str
    total_one: str
    follows: str
