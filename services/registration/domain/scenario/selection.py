"""Which of a tenant's rows belong in one programme's export, and in one cohort's."""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.scenario.provenance import FileProvenance
from services.registration.domain.scenario.rows import Organisation, ScenarioRows

# The tenant's own; the same row may stand in several programmes' files.
_SHARED: Final = ("organisation", "contact", "audience", "directory.recipients")


def of_programme(
    tenant: ScenarioRows, others: Iterable[FileProvenance], used_elsewhere: Collection[UUID]
) -> ScenarioRows:
    """A programme's rows out of a tenant's: what its file named, what no other programme's did, what these need.

    `used_elsewhere` are the audiences by which another programme invites.
    """
    named = _named([tenant.programme.file or FileProvenance()])
    foreign = _named(others) - named
    rules = {rule.audience_id for rule in tenant.rules}
    people = [row for row in tenant.people if row.id not in foreign]
    known = {row.id for row in people}
    positions = [row for row in tenant.positions if row.person_id in known and row.id not in foreign]
    chosen = msgspec.structs.replace(
        tenant,
        people=people,
        positions=positions,
        audiences=[
            row
            for row in tenant.audiences
            if row.id in named or row.id in rules or (row.id not in foreign and row.id not in used_elsewhere)
        ],
        contacts=[
            row for row in tenant.contacts if row.id == tenant.programme.contact_id or row.id not in foreign
        ],
    )
    return msgspec.structs.replace(
        chosen, organisations=_needed(chosen, [row for row in tenant.organisations if row.id not in foreign])
    )


def of_cohort(rows: ScenarioRows, cohort_id: UUID, people: Collection[UUID]) -> ScenarioRows:
    """One cohort with its sessions and invitations, the audiences of these, and the people whom they reach."""
    rules = [rule for rule in rows.rules if rule.cohort_id == cohort_id]
    audiences = {rule.audience_id for rule in rules}
    return msgspec.structs.replace(
        rows,
        cohorts=[row for row in rows.cohorts if row.id == cohort_id],
        sessions=[row for row in rows.sessions if row.cohort_id == cohort_id],
        questions=[row for row in rows.questions if row.cohort_id == cohort_id],
        rules=rules,
        audiences=[row for row in rows.audiences if row.id in audiences],
        people=[row for row in rows.people if row.id in people],
        positions=[row for row in rows.positions if row.person_id in people],
    )


def without_protected(rows: ScenarioRows) -> ScenarioRows:
    """What a viewer may see: nobody with a protected identity, nor where they are."""
    hidden = {row.id for row in rows.people if row.protected_identity}
    return msgspec.structs.replace(
        rows,
        people=[row for row in rows.people if row.id not in hidden],
        positions=[row for row in rows.positions if row.person_id not in hidden],
    )


def _named(memories: Iterable[FileProvenance]) -> set[UUID]:
    return {
        one
        for memory in memories
        for table in _SHARED
        for entry in memory.rows.get(table, [])
        for one in entry.rows
    }


def _needed(rows: ScenarioRows, own: list[Organisation]) -> list[Organisation]:
    """The programme's own organisations, and those of others that its rows refer to, with those above them."""
    by_id = {row.id: row for row in rows.organisations}
    wanted: set[UUID | None] = {row.id for row in own}
    wanted |= {rows.programme.commissioner_id}
    wanted |= {row.organisation_id for row in rows.contacts}
    wanted |= {row.organisation_id for row in rows.positions}
    wanted |= {one for row in rows.audiences for one in row.organisation_ids}
    wanted |= {one for row in rows.sessions for one in (row.organisation_id, row.host_id, row.booked_by_id)}
    wanted |= {row.invited_by_id for row in rows.rules}
    ahead = [one for one in wanted if one is not None]
    while ahead:
        found = by_id.get(ahead.pop())
        if found is not None and found.parent_id is not None and found.parent_id not in wanted:
            wanted.add(found.parent_id)
            ahead.append(found.parent_id)
    return [row for row in rows.organisations if row.id in wanted]
