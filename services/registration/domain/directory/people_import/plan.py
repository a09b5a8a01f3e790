"""What a list changes in the directory: who is new, who changes and how, what is doubtful, and what is left as it is."""

from collections import Counter
from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec

from services.registration.domain.directory.people_import.choices import ImportChoices
from services.registration.domain.directory.people_import.columns import Columns
from services.registration.domain.directory.people_import.directory import (
    Directory,
    StoredOrganisation,
    StoredPerson,
    StoredPosition,
)
from services.registration.domain.directory.people_import.placing import OrganisationPlacer, PlacedRow
from services.registration.domain.directory.people_import.positions import with_position
from services.registration.domain.directory.people_import.rows import (
    ImportRow,
    RowIssue,
    issue,
    name_key,
)
from shared.language import Language


class NewPersonPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A person to add, and the row that says so first."""

    row: int
    id: UUID
    name: str
    email: str
    phone: str | None
    language: Language
    protected_identity: bool
    positions: tuple[StoredPosition, ...]


class ChangedPersonPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A person as they are, and as they become."""

    row: int
    before: StoredPerson
    after: StoredPerson

    @property
    def added(self) -> list[StoredPosition]:
        """Positions that come in."""
        known = {position.id for position in self.before.positions}
        return [position for position in self.after.positions if position.id not in known]

    @property
    def changed(self) -> list[StoredPosition]:
        """Positions that are there, and get a role, a group or a day."""
        known = {position.id: position for position in self.before.positions}
        return [each for each in self.after.positions if each.id in known and each != known[each.id]]


class ImportPlan(msgspec.Struct, frozen=True, kw_only=True):
    """All that is to be stored, and what to say of it. `parents`: the name of the organisation above each new one that has any."""

    new: list[NewPersonPlan]
    changed: list[ChangedPersonPlan]
    unchanged: int
    organisations: list[StoredOrganisation]
    parents: dict[UUID, str]
    errors: list[RowIssue]
    doubtful: list[RowIssue]
    notes: Counter[str]


def plan_import(
    rows: Sequence[ImportRow],
    columns: Columns,
    directory: Directory,
    choices: ImportChoices,
    *,
    masked_names: frozenset[str],
    make_id: Callable[[], UUID],
) -> ImportPlan:
    """Compare the rows with the directory.

    Nobody's protection is taken away, an empty cell changes nothing, and no position is removed. `masked_names`: what is shown
    in the place of a protected name, which is nobody's name.
    """
    planner = _Planner(columns, directory, choices, masked_names, make_id)
    by_key: dict[str, list[PlacedRow]] = {}
    for row, organisation_id in planner.placer.place(rows):
        by_key.setdefault(row.key, []).append((row, organisation_id))
    for same in by_key.values():
        planner.take(same)
    return planner.result()


class _Planner:
    def __init__(
        self,
        columns: Columns,
        directory: Directory,
        choices: ImportChoices,
        masked_names: frozenset[str],
        make_id: Callable[[], UUID],
    ) -> None:
        self.columns = columns
        self.directory = directory
        self.choices = choices
        self.masked_names = masked_names
        self.make_id = make_id
        self.new: list[NewPersonPlan] = []
        self.changed: list[ChangedPersonPlan] = []
        self.unchanged = 0
        self.placer = OrganisationPlacer(columns, directory.organisations, choices, make_id)
        self.errors: list[RowIssue] = self.placer.errors
        self.doubtful: list[RowIssue] = self.placer.doubtful
        self.new_names: dict[str, NewPersonPlan] = {}

    def result(self) -> ImportPlan:
        positions = [each for person in self.new for each in person.positions]
        positions += [each for change in self.changed for each in change.added]
        made = self.placer.needed({each.organisation_id for each in positions})
        names = self.directory.organisations
        return ImportPlan(
            new=self.new,
            changed=self.changed,
            unchanged=self.unchanged,
            organisations=made,
            parents={one.id: names.name_of(one.parent_id) for one in made if one.parent_id},
            errors=sorted(self.errors, key=_place),
            doubtful=sorted(self.doubtful, key=_place),
            notes=self.placer.notes,
        )

    def take(self, placed: list[PlacedRow]) -> None:
        """Take the rows of one address, which are one person with a position each."""
        names = [row.name for row, _ in placed if row.name and row.name not in self.masked_names]
        name = names[0] if names else None
        known = self.directory.find(placed[0][0].key, name)
        if known is None:
            self._add(placed, name)
        else:
            self._change(known, placed, name)

    def _add(self, placed: list[PlacedRow], name: str | None) -> None:
        first = placed[0][0]
        if name is None:
            field = next((each for each in ("name", "given_name") if each in self.columns.by_field), "name")
            self.errors.append(issue(first.number, self.columns, field, "name_missing"))  # type: ignore[arg-type]
            return
        if self._is_doubtful(first, name) and self.choices.leaves_out_doubtful:
            return
        positions: tuple[StoredPosition, ...] = ()
        for row, organisation_id in placed:
            positions = with_position(positions, row, organisation_id, self.make_id)
        person = NewPersonPlan(
            row=first.number,
            id=self.make_id(),
            name=name,
            email=first.email,
            phone=next((row.phone for row, _ in placed if row.phone), None),
            language=next((row.language for row, _ in placed if row.language), "sv"),
            protected_identity=any(row.protected_identity for row, _ in placed),
            positions=positions,
        )
        self.new.append(person)
        self.new_names.setdefault(name_key(name), person)

    def _is_doubtful(self, row: ImportRow, name: str) -> bool:
        """Whether somebody of this name is there already, under another address."""
        namesakes = self.directory.namesakes(name)
        if namesakes:
            shown = next((each for each in namesakes if not each.protected_identity), None)
            self.doubtful.append(
                issue(row.number, self.columns, "email", "same_name", person_id=shown.id if shown else None)
            )
            return True
        if earlier := self.new_names.get(name_key(name)):
            self.doubtful.append(
                issue(row.number, self.columns, "email", "same_name_in_sheet", str(earlier.row))
            )
            return True
        return False

    def _change(self, known: StoredPerson, placed: list[PlacedRow], name: str | None) -> None:
        first = placed[0][0]
        if name is not None and _is_another(known.name, name):
            # The cell is the name's; the address says who it is.
            self.doubtful.append(issue(first.number, self.columns, "email", "other_name", person_id=known.id))
            if self.choices.leaves_out_doubtful:
                return
        positions = known.positions
        for row, organisation_id in placed:
            positions = with_position(positions, row, organisation_id, self.make_id)
        after = msgspec.structs.replace(
            known,
            # The name of somebody who shares an address is what they are found by.
            name=known.name if name is None or known.address_is_shared else name,
            phone=next((row.phone for row, _ in placed if row.phone), known.phone),
            language=next((row.language for row, _ in placed if row.language), known.language),
            protected_identity=known.protected_identity or any(row.protected_identity for row, _ in placed),
            positions=positions,
        )
        if after == known:
            self.unchanged += 1
        else:
            self.changed.append(ChangedPersonPlan(row=first.number, before=known, after=after))


def _is_another(known: str, name: str) -> bool:
    """Whether two names have no word in common, so that the address may have passed to somebody else."""
    return not set(name_key(known).split()) & set(name_key(name).split())


def _place(item: RowIssue) -> tuple[int, str]:
    return item.row, item.cell
