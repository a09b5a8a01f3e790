"""The texts of the pages for staff about sessions."""

from collections.abc import Mapping

import msgspec


class SessionFormWords(msgspec.Struct, frozen=True, kw_only=True):
    """Forms of sessions, and the page of one. `choices` by field and value."""

    new_heading: str
    new_button: str
    change_heading: str
    change_button: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    when: str
    where: str
    what: str
    parts: str
    others: str
    no_part: str
    move_heading: str
    tell_heading: str
    compare: str
    now: str
    new_time: str
    change_new: str
    move_button: str
    tell_button: str
    silent_button: str
    recount: str
    changed: str
    from_to: str
    busy: str
    cancel_heading: str
    cancel_button: str
    cancel_button_quiet: str
    cancel_follows: str
    cancel_parts: str
    cancel_part: str
    delete_heading: str
    delete_button: str
    delete_follows: str


class SessionPageWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/traffar/{id}`."""

    change: str
    attendance: str
    cancel: str
    delete: str
    add_part: str
    add_another: str
    facts: str
    day: str
    place: str
    link: str
    seats: str
    waiting: str
    status: str
    statuses: Mapping[str, str]
    choice: str
    part_of: str
    replaces: str
    organisation: str
    host: str
    booked_by: str
    note: str
    agenda: str
    parts: str
    reason: str
    no_link: str
    no_limit: str
    seats_of: str
    moved_from: str
    saved: Mapping[str, str]


class PatternWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/omgangar/{id}/nya-traffar`."""

    heading: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    pattern: str
    each: str
    every: Mapping[str, str]
    title: str
    preview: str
    recount: str
    make: str
    kinds: Mapping[str, str]
    dates: str
    dates_hint: str
    left_out: str
    none: str
