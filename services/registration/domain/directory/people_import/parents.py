"""Where the new organisations of a list stand in the tree: under which other each is, as its rows say."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from services.registration.domain.directory.people_import.directory import Organisations, UnknownOrganisation
from services.registration.domain.directory.people_import.rows import ImportRow


class DoubtfulParent(msgspec.Struct, frozen=True, kw_only=True):
    """A row whose organisation cannot be placed as it says, and why; `expected`: the number of the row that counts."""

    row: ImportRow
    code: str
    expected: str = ""


class FoundParents(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation above each new one, the rows in doubt, and the new ones that would be above themselves.

    `kept`: those that are there already, and are not moved though a row says so.
    """

    above: Mapping[UUID, UUID]
    doubtful: Sequence[DoubtfulParent]
    circular: frozenset[UUID]
    kept: frozenset[UUID]


def find_parents(
    placed: Iterable[tuple[ImportRow, UUID]], new: frozenset[UUID], organisations: Organisations
) -> FoundParents:
    """Find the parent that each row names for its organisation, after all organisations of the list are known.

    Where two rows of one organisation disagree the first counts.
    """
    above: dict[UUID, UUID] = {}
    said_by: dict[UUID, ImportRow] = {}
    doubtful: list[DoubtfulParent] = []
    kept: set[UUID] = set()
    for row, organisation_id in placed:
        if row.parent is None:
            continue
        is_new = organisation_id in new
        try:
            parent = organisations.find_above(row.parent, beside=row.organisation)
        except UnknownOrganisation:
            if is_new:
                doubtful.append(DoubtfulParent(row=row, code="parent_ambiguous"))
            continue
        if not is_new:
            if parent is not None and organisations.parent_of(organisation_id) != parent.id:
                kept.add(organisation_id)
        elif parent is None:
            doubtful.append(DoubtfulParent(row=row, code="parent_not_found"))
        elif above.setdefault(organisation_id, parent.id) != parent.id:
            first = said_by[organisation_id].number
            doubtful.append(DoubtfulParent(row=row, code="parent_differs", expected=str(first)))
        else:
            said_by.setdefault(organisation_id, row)
    circular = frozenset(each for each in above if _is_endless(each, above))
    return FoundParents(above=above, doubtful=doubtful, circular=circular, kept=frozenset(kept))


def _is_endless(organisation_id: UUID, above: Mapping[UUID, UUID]) -> bool:
    """Whether whoever goes up from here never comes to an organisation without a parent in the list."""
    seen: set[UUID] = set()
    at: UUID | None = organisation_id
    while at is not None:
        if at in seen:
            return True
        seen.add(at)
        at = above.get(at)
    return False
