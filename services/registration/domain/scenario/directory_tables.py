"""Converts organisations, contacts, recipients and audiences between tables of the file and rows."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from services.registration.domain.scenario.format import Table
from services.registration.domain.scenario.rows import (
    Audience,
    Contact,
    Ids,
    Names,
    Organisation,
    Person,
    Position,
    find,
    name_of,
    pack_facts,
    unpack_facts,
    without_empty,
)
from shared.language import Language

_ORGANISATION_FACTS: Final = (
    "short_name",
    "former_name",
    "later_name",
    "school_units",
    "pupils",
    "employees",
)


def organisation_row(row: Table, ids: Ids) -> Organisation:
    return Organisation(
        id=ids["organisation", row["id"]],
        source_id=row["id"],
        name=row["name"],
        type=row.get("type"),
        parent_id=find(ids, "organisation", row.get("parent")),
        municipality_code=row.get("municipality_code"),
        county_code=row.get("county_code"),
        extra=pack_facts(row, _ORGANISATION_FACTS),
    )


def organisation_table(row: Organisation, names: Names) -> Table:
    return without_empty(
        name=row.name,
        type=row.type,
        parent=name_of(names, row.parent_id),
        municipality_code=row.municipality_code,
        county_code=row.county_code,
    ) | unpack_facts(row.extra, _ORGANISATION_FACTS)


def contact_row(row: Table, ids: Ids) -> Contact:
    return Contact(
        id=ids["contact", row["id"]],
        source_id=row["id"],
        label=row["label"],
        title=row.get("title"),
        organisation_id=find(ids, "organisation", row.get("organisation")),
        email=row.get("email"),
        phone=row.get("phone"),
    )


def contact_table(row: Contact, names: Names) -> Table:
    return without_empty(
        label=row.label,
        title=row.title,
        organisation=name_of(names, row.organisation_id),
        email=row.email,
        phone=row.phone,
    )


def person_row(row: Table, ids: Ids, language: Language) -> Person:
    return Person(
        id=ids["directory.recipients", row["id"]],
        source_id=row["id"],
        name=row["label"],
        email=row.get("email"),
        language=language,
        protected_identity=row.get("protected_identity"),
    )


def position_row(row: Table, ids: Ids, position_id: UUID) -> Position | None:
    """Return the position of a recipient; None for a recipient without an organisation."""
    if "organisation" not in row:
        return None
    return Position(
        id=position_id,
        person_id=ids["directory.recipients", row["id"]],
        organisation_id=ids["organisation", row["organisation"]],
        role=row.get("role"),
        group_name=row.get("group"),
    )


def recipient_table(person: Person, position: Position | None, names: Names) -> Table:
    return without_empty(
        label=person.name,
        role=position and position.role,
        organisation=position and name_of(names, position.organisation_id),
        group=position and position.group_name,
        email=person.email,
        protected_identity=person.protected_identity or None,
    )


def audience_row(row: Table, ids: Ids) -> Audience:
    return Audience(
        id=ids["audience", row["id"]],
        source_id=row["id"],
        name=row.get("name") or row["id"],
        roles=row.get("roles", []),
        or_equivalent=row.get("or_equivalent"),
        county_codes=row.get("county_codes", []),
        municipality_codes=row.get("municipality_codes", []),
        organisation_types=row.get("organisation_types", []),
        organisation_ids=_ids(ids, "organisation", row.get("organisations", [])),
        include_suborganisations=row.get("include_suborganisations"),
        groups=row.get("groups", []),
        everyone=row.get("everyone"),
        excluded_person_ids=_ids(ids, "directory.recipients", row.get("excluded_recipients", [])),
        excluded_cohort_ids=_ids(ids, "cohort", row.get("excluded_cohorts", [])),
        excluded_organisation_ids=_ids(ids, "organisation", row.get("excluded_organisations", [])),
    )


def audience_table(row: Audience, names: Names) -> Table:
    return without_empty(
        name=row.name,
        roles=row.roles,
        or_equivalent=row.or_equivalent,
        everyone=row.everyone,
        organisation_types=row.organisation_types,
        county_codes=row.county_codes,
        municipality_codes=row.municipality_codes,
        organisations=_names(names, row.organisation_ids),
        include_suborganisations=row.include_suborganisations,
        groups=row.groups,
        excluded_recipients=_names(names, row.excluded_person_ids),
        excluded_cohorts=_names(names, row.excluded_cohort_ids),
        excluded_organisations=_names(names, row.excluded_organisation_ids),
    )


def _ids(ids: Ids, table: str, named: Iterable[str]) -> list[UUID]:
    return list(dict.fromkeys(ids[table, name] for name in named))


def _names(names: Names, row_ids: Iterable[UUID]) -> list[str]:
    return [names[row_id] for row_id in row_ids if row_id in names]
