"""The texts of the audit log: a phrase for each action, and what fields and values are called."""

from collections.abc import Mapping

import msgspec


class StaffLogWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/logg`. `actions`: what comes between who did it and what it was done to. `groups`: by the first part of an action."""

    actions: Mapping[str, str]
    groups: Mapping[str, str]
    kinds: Mapping[str, str]
    fields: Mapping[str, str]
    values: Mapping[str, str]
    actors: Mapping[str, str]
    actor_groups: Mapping[str, str]
    heading: str
    lead: str
    narrow: str
    who: str
    kind: str
    first: str
    last: str
    all: str
    show: str
    wrong_day: str
    about: str
    show_all: str
    none: str
    none_found: str
    older: str
    show_values: str
    on_what: str
    all_about: str
    changed: str
    values_heading: str
    field: str
    before: str
    after: str
    no_values: str
    token: str
    participant: str
    protected: str
    gone: str
    yes: str
    no: str
