"""The organisations that a list names: found, or made and put under the others that its rows name."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias
from uuid import UUID

import msgspec

from services.registration.domain.directory.municipality import find_codes, full_name
from services.registration.domain.directory.municipality_codes import MUNICIPALITIES, REGIONS
from services.registration.domain.directory.people_import.choices import ImportChoices
from services.registration.domain.directory.people_import.columns import Columns
from services.registration.domain.directory.people_import.directory import (
    Organisations,
    StoredOrganisation,
    UnknownOrganisation,
)
from services.registration.domain.directory.people_import.parents import find_parents
from services.registration.domain.directory.people_import.rows import (
    ImportRow,
    NamedOrganisation,
    RowIssue,
    issue,
)

PlacedRow: TypeAlias = tuple[ImportRow, UUID | None]


class OrganisationPlacer:
    """`made`: the new organisations; `errors`, `doubtful` and `notes`: what is to be said of the rows."""

    def __init__(
        self,
        columns: Columns,
        known: Organisations,
        choices: ImportChoices,
        make_id: Callable[[], UUID],
    ) -> None:
        self.columns = columns
        self.known = known
        self.choices = choices
        self.make_id = make_id
        self.made: list[StoredOrganisation] = []
        self.errors: list[RowIssue] = []
        self.doubtful: list[RowIssue] = []
        self.notes: Counter[str] = Counter()

    def place(self, rows: Sequence[ImportRow]) -> list[PlacedRow]:
        """Find or make the organisation of each row, and where new ones stand; rows that are refused or left out are not returned."""
        placed: list[PlacedRow] = []
        for row in rows:
            try:
                placed.append((row, self._organisation(row.organisation)))
            except UnknownOrganisation as error:
                self._refuse(row, error.code)
        new = frozenset(one.id for one in self.made)
        found = find_parents([(row, each) for row, each in placed if each is not None], new, self.known)
        self.made = [
            msgspec.structs.replace(one, parent_id=found.above.get(one.id))
            for one in self.made
            if one.id not in found.circular
        ]
        if found.kept:
            self.notes["parent_kept"] = len(found.kept)
        for row, organisation_id in placed:
            if organisation_id in found.circular:
                self.errors.append(issue(row.number, self.columns, "parent", "parent_circle"))
        out = set[int]()
        for each in found.doubtful:
            self.doubtful.append(issue(each.row.number, self.columns, "parent", each.code, each.expected))
            if self.choices.leaves_out_doubtful:
                out.add(each.row.number)
        return [(row, each) for row, each in placed if each not in found.circular and row.number not in out]

    def needed(self, organisation_ids: Iterable[UUID]) -> list[StoredOrganisation]:
        """Of the new organisations those that are among these, and those above them."""
        by_id = {one.id: one for one in self.made}
        found: set[UUID] = set()
        for organisation_id in organisation_ids:
            at: UUID | None = organisation_id
            while at in by_id and at not in found:
                found.add(at)
                at = by_id[at].parent_id
        return [one for one in self.made if one.id in found]

    def _refuse(self, row: ImportRow, code: str) -> None:
        fields = self.columns.by_field
        field = next(
            (each for each in ("organisation_id", "organisation", "organisation_code") if each in fields),
            "organisation",
        )
        self.errors.append(issue(row.number, self.columns, field, code))  # type: ignore[arg-type]  # one of three

    def _organisation(self, named: NamedOrganisation | None) -> UUID | None:
        """The id of the organisation, which is made where it is not there yet."""
        if named is None:
            return None
        found = self.known.find(named)
        if found is not None:
            return found.id
        if not self.choices.makes_organisations:
            raise UnknownOrganisation("no_such_organisation")
        made = self._new_organisation(named)
        self.made.append(made)
        self.known.add(made)
        return made.id

    def _new_organisation(self, named: NamedOrganisation) -> StoredOrganisation:
        own = find_codes(named.name) if named.name else None
        municipality_code = named.municipality_code or (own.municipality_code if own else None)
        county_code = named.county_code or (own.county_code if own and not municipality_code else None)
        is_municipality = municipality_code is not None and (
            named.name is None or (own is not None and own.municipality_code == municipality_code)
        )
        is_region = (
            not municipality_code and county_code is not None and (named.name is None or own is not None)
        )
        name = named.name or (
            full_name(MUNICIPALITIES[municipality_code]) if municipality_code else REGIONS[county_code or ""]
        )
        return StoredOrganisation(
            id=self.make_id(),
            name=name,
            type="kommun" if is_municipality else "region" if is_region else None,
            municipality_code=municipality_code,
            county_code=county_code,
        )
