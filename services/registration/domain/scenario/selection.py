"""Selects a tenant's rows for the export of one programme or one cohort."""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.scenario.provenance import FileProvenance
from services.registration.domain.scenario.rows import Audience, Organisation, ScenarioRows

# Tables of the tenant, whose rows can be in the files of several programmes.
_SHARED: Final = ("organisation", "contact", "audience", "directory.recipients")


def of_programme(
    tenant: ScenarioRows, others: Iterable[FileProvenance], used_elsewhere: Collection[UUID]
) -> ScenarioRows:
    """Select a programme's rows: those named in its file, those named in no other file, and the organisations that these need.

    `others` are the provenance of the other programmes' files, `used_elsewhere` the audiences of their invitation rules.
    """
    named = _named([tenant.programme.file or FileProvenance()])
    foreign = _named(others) - named
    rules = {rule.audience_id for rule in tenant.rules}
    audiences = [
        row
        for row in tenant.audiences
        if row.id in named or row.id in rules or (row.id not in foreign and row.id not in used_elsewhere)
    ]
    foreign_people = foreign - _left_out(audiences)
    people = [row for row in tenant.people if row.id not in foreign_people]
    known = {row.id for row in people}
    positions = [row for row in tenant.positions if row.person_id in known and row.id not in foreign]
    chosen = msgspec.structs.replace(
        tenant,
        people=people,
        positions=positions,
        audiences=audiences,
        contacts=[
            row for row in tenant.contacts if row.id == tenant.programme.contact_id or row.id not in foreign
        ],
    )
    return msgspec.structs.replace(
        chosen, organisations=_needed(chosen, [row for row in tenant.organisations if row.id not in foreign])
    )


def of_cohort(rows: ScenarioRows, cohort_id: UUID, people: Collection[UUID]) -> ScenarioRows:
    """Select one cohort with its sessions, questions, rules, their audiences, and the given `people`."""
    rules = [rule for rule in rows.rules if rule.cohort_id == cohort_id]
    named = {rule.audience_id for rule in rules}
    audiences = [row for row in rows.audiences if row.id in named]
    chosen = {*people, *_left_out(audiences)}
    return msgspec.structs.replace(
        rows,
        cohorts=[row for row in rows.cohorts if row.id == cohort_id],
        sessions=[row for row in rows.sessions if row.cohort_id == cohort_id],
        questions=[row for row in rows.questions if row.cohort_id == cohort_id],
        rules=rules,
        audiences=audiences,
        people=[row for row in rows.people if row.id in chosen],
        positions=[row for row in rows.positions if row.person_id in chosen],
    )


def without_protected(rows: ScenarioRows) -> ScenarioRows:
    """Remove people with protected identity and their positions, which a viewer may not see."""
    hidden = {row.id for row in rows.people if row.protected_identity}
    return msgspec.structs.replace(
        rows,
        people=[row for row in rows.people if row.id not in hidden],
        positions=[row for row in rows.positions if row.person_id not in hidden],
    )


def _left_out(audiences: Iterable[Audience]) -> set[UUID]:
    """Return the people whom audiences exclude by name: without them in the file, it would say less."""
    return {person_id for row in audiences for person_id in row.excluded_person_ids}


def _named(memories: Iterable[FileProvenance]) -> set[UUID]:
    return {
        row_id
        for memory in memories
        for table in _SHARED
        for entry in memory.rows.get(table, [])
        for row_id in entry.rows
    }


def _needed(rows: ScenarioRows, own: list[Organisation]) -> list[Organisation]:
    """Return the programme's own organisations, those that its rows refer to, and the parents of all of them."""
    by_id = {row.id: row for row in rows.organisations}
    needed: set[UUID | None] = {row.id for row in own}
    needed |= {rows.programme.commissioner_id}
    needed |= {row.organisation_id for row in rows.contacts}
    needed |= {row.organisation_id for row in rows.positions}
    needed |= {
        row_id for row in rows.audiences for row_id in (*row.organisation_ids, *row.excluded_organisation_ids)
    }
    needed |= {
        row_id for row in rows.sessions for row_id in (row.organisation_id, row.host_id, row.booked_by_id)
    }
    needed |= {row.invited_by_id for row in rows.rules}
    ahead = [row_id for row_id in needed if row_id is not None]
    while ahead:
        organisation = by_id.get(ahead.pop())
        if (
            organisation is not None
            and organisation.parent_id is not None
            and organisation.parent_id not in needed
        ):
            needed.add(organisation.parent_id)
            ahead.append(organisation.parent_id)
    return [row for row in rows.organisations if row.id in needed]
