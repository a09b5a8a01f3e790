"""Audiences."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import TitledText


class AudiencePageWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/malgrupper`."""

    lead: str
    rules: str
    none: str
    add: str
    change: str
    new_heading: str
    change_heading: str
    rule: str
    rule_about: str
    everybody: str
    roles: str
    types: str
    groups: str
    counties: str
    municipalities: str
    below_too: str
    lines: str
    roles_there: str
    count: str
    finds: str
    finds_one: str
    members: str
    nobody: str
    first_only: str
    who: str
    who_hint: str
    why: str
    why_columns: tuple[str, ...]
    is_in: str
    is_not_in: str
    fits: str
    does_not_fit: str
    not_now: str
    no_position: str
    nobody_called_so: str
    cohort: str
    no_cohort: str
    coverage: str
    covered: str
    coverage_columns: tuple[str, ...]
    delete: str
    delete_heading: str
    delete_follows: str
    said: Mapping[str, TitledText]
