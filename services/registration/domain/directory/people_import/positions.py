"""A row's position among those that a person has already."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from services.registration.domain.directory.people_import.directory import StoredPosition
from services.registration.domain.directory.people_import.rows import ImportRow
from shared import swedish


def with_position(
    positions: tuple[StoredPosition, ...],
    row: ImportRow,
    organisation_id: UUID | None,
    make_id: Callable[[], UUID],
) -> tuple[StoredPosition, ...]:
    """The positions with what the row says of one: a role that is not known yet is one more position."""
    if organisation_id is None:
        return positions
    for at, position in enumerate(positions):
        if position.organisation_id == organisation_id and _is_same(position, row):
            changed = msgspec.structs.replace(
                position,
                role=position.role or row.role,
                group=position.group or row.group,
                from_on=row.from_on or position.from_on,
                until_on=row.until_on or position.until_on,
            )
            return (*positions[:at], changed, *positions[at + 1 :])
    new = StoredPosition(
        id=make_id(),
        organisation_id=organisation_id,
        role=row.role,
        group=row.group,
        from_on=row.from_on,
        until_on=row.until_on,
    )
    return (*positions, new)


def _is_same(position: StoredPosition, row: ImportRow) -> bool:
    """Whether a row speaks of this position: what both say agrees, in whatever case, and it is not of a later time."""
    if position.until_on and row.from_on and row.from_on > position.until_on:
        return False
    return all(
        here is None
        or there is None
        or here == there
        or swedish.search_key(here) == swedish.search_key(there)
        for here, there in ((position.role, row.role), (position.group, row.group))
    )
