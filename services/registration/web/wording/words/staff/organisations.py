"""Organisations, and the search in the bar."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import TitledText


class OrganisationPageWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/organisationer`."""

    lead: str
    uppermost: str
    none: str
    none_found: str
    add: str
    change: str
    new_heading: str
    change_heading: str
    name: str
    type: str
    type_hint: str
    no_type: str
    parent: str
    parent_hint: str
    municipality: str
    municipality_hint: str
    county: str
    below: str
    details: str
    show: str
    nothing_below: str
    nobody: str
    all_people: str
    cohorts: str
    cohort: str
    invited: str
    coming: str
    no_cohorts: str
    delete: str
    delete_heading: str
    delete_follows: str
    said: Mapping[str, TitledText]


class FindWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/sok`."""

    heading: str
    nothing_asked: str
    cohorts: str
    none: str
    where: str
    first_only: str
