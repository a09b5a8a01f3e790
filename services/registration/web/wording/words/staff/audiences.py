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
    exclusions: str
    exclusions_about: str
    not_on_cohorts: str
    not_on_cohorts_hint: str
    not_these_people: str
    not_people: str
    not_people_hint: str
    not_places: str
    not_places_hint: str
    left_out_by_name: str
    left_out_by_cohort: str
    left_out_place: str
    exclude: str
    exclude_heading: str
    exclude_follows: str
    exclude_do: str
    delete: str
    delete_heading: str
    delete_follows: str
    said: Mapping[str, TitledText]
