"""The texts about who is told of a change."""

from collections.abc import Mapping

import msgspec


class StaffPlanWords(msgspec.Struct, frozen=True, kw_only=True):
    """`mails` and `calendars`: by what changes. `kinds`: by the kind of a mail."""

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
    kinds: Mapping[str, str]
    at_once: str
    between: str
    stopped: str
    unreachable: str
    when: str
    count: str
    names: str
    sample: str
    to: str
    subject: str
    follows: str
    away: str
    counted_here: str
    left_out: str
    show_all: str
    pick: str
    show_mail: str
    no_entries: str
    entry: str
    entry_gone: str
