"""Takes an import back: what it added goes, what it changed goes back, except what somebody has changed since."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.registration.domain.directory.people_import.directory import StoredPerson, StoredPosition

KeptReason = Literal["changed_since", "depended_upon", "stays_protected"]

_FIELDS: Final = ("name", "phone", "language")


class KeptPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person of whom something stays as the import made it: why, and which fields; all of them for one who was added."""

    person_id: UUID
    reason: KeptReason
    fields: tuple[str, ...] = ()


class RestoredPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person as they are, and as they were before the import where nobody has changed it since."""

    before: StoredPerson
    after: StoredPerson

    @property
    def removed_positions(self) -> list[UUID]:
        stays = {position.id for position in self.after.positions}
        return [position.id for position in self.before.positions if position.id not in stays]

    @property
    def changed_positions(self) -> list[StoredPosition]:
        was = {position.id: position for position in self.before.positions}
        return [position for position in self.after.positions if position != was[position.id]]


class UndoPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to delete, whom to restore, and what stays."""

    delete: list[UUID]
    restore: list[RestoredPerson]
    kept: list[KeptPerson]


def plan_undo(
    imported: Sequence[tuple[StoredPerson | None, StoredPerson]], now: Mapping[UUID, StoredPerson]
) -> UndoPlan:
    """Compare what the import did (before, after) with what is so now."""
    plan = UndoPlan(delete=[], restore=[], kept=[])
    for before, after in imported:
        current = now.get(after.id)
        if current is None:
            continue
        if before is None:
            if _facts(current) == _facts(after):
                plan.delete.append(after.id)
            else:
                plan.kept.append(KeptPerson(person_id=after.id, reason="changed_since"))
            continue
        restored, kept = _restored(before, after, current)
        if restored != current:
            plan.restore.append(RestoredPerson(before=current, after=restored))
        if kept:
            plan.kept.append(KeptPerson(person_id=after.id, reason="changed_since", fields=tuple(kept)))
        if after.protected_identity and not before.protected_identity and current.protected_identity:
            plan.kept.append(
                KeptPerson(person_id=after.id, reason="stays_protected", fields=("protected_identity",))
            )
    return plan


def _restored(
    before: StoredPerson, after: StoredPerson, current: StoredPerson
) -> tuple[StoredPerson, list[str]]:
    """The current person with the import's changes taken back, and the fields where that would take back a later change."""
    changed = [name for name in _FIELDS if getattr(before, name) != getattr(after, name)]
    kept = [name for name in changed if getattr(current, name) != getattr(after, name)]
    fields = {name: getattr(before, name) for name in changed if name not in kept}
    positions, positions_kept = _positions(before, after, current)
    return (
        msgspec.structs.replace(current, **fields, positions=positions),
        [*kept, *(["positions"] if positions_kept else [])],
    )


def _positions(
    before: StoredPerson, after: StoredPerson, current: StoredPerson
) -> tuple[tuple[StoredPosition, ...], bool]:
    was = {position.id: position for position in before.positions}
    taken_back = {
        _said(position): was.get(position.id)
        for position in after.positions
        if position != was.get(position.id)
    }
    positions: list[StoredPosition] = []
    found = set()
    for position in current.positions:
        said = _said(position)
        if said not in taken_back or said in found:
            positions.append(position)
            continue
        found.add(said)
        earlier = taken_back[said]
        if earlier is not None:
            positions.append(msgspec.structs.replace(earlier, id=position.id))
    return tuple(positions), len(found) < len(taken_back)


def _facts(person: StoredPerson) -> tuple[object, ...]:
    return (
        person.name,
        person.key,
        person.phone,
        person.language,
        person.protected_identity,
        sorted(map(repr, map(_said, person.positions))),
    )


def _said(position: StoredPosition) -> tuple[object, ...]:
    """What a position says, without its id: positions that are written anew get new ids."""
    return (position.organisation_id, position.role, position.group, position.from_on, position.until_on)
