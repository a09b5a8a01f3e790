"""The part of the directory that a sheet concerns: who has its addresses and names, and every organisation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

import msgspec

from services.registration.domain.directory.municipality import find_codes, find_municipality
from services.registration.domain.directory.people_import.rows import NamedOrganisation, name_key
from shared import swedish
from shared.language import Language


class StoredPosition(msgspec.Struct, frozen=True, kw_only=True):
    """A position as stored, with its id."""

    id: UUID
    organisation_id: UUID
    role: str | None = None
    group: str | None = None
    from_on: date | None = None
    until_on: date | None = None


class StoredPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person as stored. `key` is that of the address; `address_is_shared` where it is a colleague's."""

    id: UUID
    name: str
    key: str | None
    address_is_shared: bool = False
    phone: str | None = None
    language: Language = "sv"
    protected_identity: bool = False
    positions: tuple[StoredPosition, ...] = ()


class StoredOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    type: str | None = None
    parent_id: UUID | None = None
    municipality_code: str | None = None
    county_code: str | None = None


class UnknownOrganisation(Exception):
    """No organisation, or more than one, is meant; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Directory:
    """People by address and by name; organisations by id, code and name."""

    def __init__(
        self,
        people: Sequence[StoredPerson],
        organisations: Sequence[StoredOrganisation],
        *,
        aliases: Mapping[str, UUID] | None = None,
    ) -> None:
        by_id = {person.id: person for person in people}
        self._by_key = {
            person.key: person for person in people if person.key and not person.address_is_shared
        }
        for key, person_id in (aliases or {}).items():
            if person_id in by_id:
                self._by_key.setdefault(key, by_id[person_id])
        self._sharing = {
            (person.key, name_key(person.name)): person for person in people if person.address_is_shared
        }
        self._by_name: defaultdict[str, list[StoredPerson]] = defaultdict(list)
        for person in people:
            self._by_name[name_key(person.name)].append(person)
        self._organisations = Organisations(organisations)

    @property
    def organisations(self) -> "Organisations":
        return self._organisations

    def find(self, key: str, name: str | None) -> StoredPerson | None:
        """Whoever has the address: as their own, before a merge, or shared with a colleague under this name."""
        return self._by_key.get(key) or self._sharing.get((key, name_key(name or "")))

    def namesakes(self, name: str) -> list[StoredPerson]:
        """People of the same name, whatever their address."""
        return self._by_name.get(name_key(name), [])


class Organisations:
    """Organisations to look up as rows name them."""

    def __init__(self, organisations: Sequence[StoredOrganisation]) -> None:
        self._by_id = {organisation.id: organisation for organisation in organisations}
        self._by_name: defaultdict[str, list[StoredOrganisation]] = defaultdict(list)
        self._by_code: defaultdict[str, list[StoredOrganisation]] = defaultdict(list)
        for organisation in organisations:
            self.add(organisation)

    def add(self, organisation: StoredOrganisation) -> None:
        """Take in one more organisation."""
        self._by_id[organisation.id] = organisation
        self._by_name[_key(organisation.name)].append(organisation)
        code = organisation.municipality_code or organisation.county_code
        if code:
            self._by_code[code].append(organisation)

    def find(self, named: NamedOrganisation) -> StoredOrganisation | None:
        """The organisation that is named; None where it is not there yet. Raises `UnknownOrganisation`."""
        if named.id is not None:
            if named.id not in self._by_id:
                raise UnknownOrganisation("no_such_organisation")
            return self._by_id[named.id]
        code = named.municipality_code or named.county_code
        if named.name is None:
            return self._of_code(code) if code else None
        found = self._by_name.get(_key(named.name), [])
        if code:
            # Two municipalities may each have an Ekskolan.
            exactly = [each for each in found if self._code_of(each) == code]
            found = exactly or [each for each in found if self._code_of(each) is None]
        if len(found) > 1:
            raise UnknownOrganisation("several_organisations")
        if found:
            return found[0]
        municipality = find_municipality(named.name)
        return self._municipality(municipality) if municipality else None

    def find_above(
        self, named: NamedOrganisation, *, beside: NamedOrganisation | None
    ) -> StoredOrganisation | None:
        """The organisation that is named as another's parent; of several of one name that of the same municipality.

        `beside`: how the row names the other. Raises `UnknownOrganisation` where more than one is meant.
        """
        if named.id is not None and named.id not in self._by_id:
            return None
        if named.name is not None and beside and (beside.municipality_code or beside.county_code):
            near = msgspec.structs.replace(
                named, municipality_code=beside.municipality_code, county_code=beside.county_code
            )
            if (found := self.find(near)) is not None:
                return found
        return self.find(named)

    def parent_of(self, organisation_id: UUID) -> UUID | None:
        """The id of the organisation above; None where there is none."""
        return self._by_id[organisation_id].parent_id

    def name_of(self, organisation_id: UUID) -> str:
        return self._by_id[organisation_id].name

    def _of_code(self, code: str) -> StoredOrganisation | None:
        """The body that the code is of: the municipality itself, not its schools."""
        found = self._by_code.get(code, [])
        tops = [each for each in found if find_own_code(each) == code] or [
            each for each in found if each.parent_id is None
        ]
        if len(tops) > 1 or (found and not tops):
            raise UnknownOrganisation("several_organisations")
        return tops[0] if tops else None

    def _municipality(self, code: str) -> StoredOrganisation | None:
        found = [each for each in self._by_code.get(code, []) if find_municipality(each.name) == code]
        if len(found) > 1:
            raise UnknownOrganisation("several_organisations")
        return found[0] if found else None

    def _code_of(self, organisation: StoredOrganisation) -> str | None:
        """Its own code, or else that of the nearest organisation above it."""
        seen: set[UUID] = set()
        at: StoredOrganisation | None = organisation
        while at is not None and at.id not in seen:
            if code := at.municipality_code or at.county_code:
                return code
            seen.add(at.id)
            at = self._by_id.get(at.parent_id) if at.parent_id else None
        return None


def find_own_code(organisation: StoredOrganisation) -> str | None:
    """The code of a municipality or county by the name that the organisation has."""
    codes = find_codes(organisation.name)
    return None if codes is None else codes.municipality_code or codes.county_code


@lru_cache(maxsize=10_000)
def _key(name: str) -> str:
    """Names that differ in case and blanks are one organisation's; Habo is not Håbo."""
    return swedish.sort_key(name)
