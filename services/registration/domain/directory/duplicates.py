"""Entries of the directory that may be one person: the same address, the same name, or likely a slip of the pen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.registration.domain.directory.people_import.rows import name_key

DuplicateReason = Literal[
    "same_address", "same_name_and_organisation", "similar_address", "similar_name", "same_name"
]

# In the order in which they are shown: the surest first.
REASONS: Final[tuple[DuplicateReason, ...]] = (
    "same_address",
    "same_name_and_organisation",
    "similar_address",
    "similar_name",
    "same_name",
)
_MOST_IN_A_GROUP: Final = 200  # of one surname at one place; beyond that nobody looks through the pairs
_LONG_ENOUGH: Final = 4


class ComparedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """What is compared: the name, the address, those that earlier entries had, and where the person works."""

    id: UUID
    name: str
    keys: tuple[str, ...]
    is_shared: bool
    organisation_ids: frozenset[UUID]


class Duplicate(msgspec.Struct, frozen=True, kw_only=True):
    """Two entries, in order of id, and the surest reason to think that they are one person."""

    first_id: UUID
    second_id: UUID
    reason: DuplicateReason


def find_duplicates(people: Sequence[ComparedPerson]) -> list[Duplicate]:
    """Every pair once, the surest first, then by id."""
    found: dict[tuple[UUID, UUID], DuplicateReason] = {}
    for reason, pairs in (
        ("same_address", _same_address(people)),
        ("same_name_and_organisation", _same_name(people, at_one_place=True)),
        ("similar_address", _similar_address(people)),
        ("similar_name", _similar_name(people)),
        ("same_name", _same_name(people, at_one_place=False)),
    ):
        for one, other in pairs:
            first, second = sorted([one.id, other.id])
            found.setdefault((first, second), reason)  # type: ignore[arg-type]  # one of the five above
    duplicates = [
        Duplicate(first_id=first, second_id=second, reason=reason)
        for (first, second), reason in found.items()
    ]
    return sorted(duplicates, key=lambda each: (REASONS.index(each.reason), each.first_id, each.second_id))


def _same_address(people: Sequence[ComparedPerson]) -> Iterator[tuple[ComparedPerson, ComparedPerson]]:
    """One address under one name; several names at a shared address are colleagues."""
    groups: defaultdict[str, list[ComparedPerson]] = defaultdict(list)
    for person in people:
        for key in person.keys:
            groups[key].append(person)
    for one, other in _pairs(groups.values()):
        if not (one.is_shared or other.is_shared) or name_key(one.name) == name_key(other.name):
            yield one, other


def _same_name(
    people: Sequence[ComparedPerson], *, at_one_place: bool
) -> Iterator[tuple[ComparedPerson, ComparedPerson]]:
    groups: defaultdict[str, list[ComparedPerson]] = defaultdict(list)
    for person in people:
        groups[name_key(person.name)].append(person)
    for one, other in _pairs(groups.values()):
        if not at_one_place or one.organisation_ids & other.organisation_ids:
            yield one, other


def _similar_name(people: Sequence[ComparedPerson]) -> Iterator[tuple[ComparedPerson, ComparedPerson]]:
    """At one place, with one word of the name the same and the rest almost: Kristina and Christina Ek."""
    groups: defaultdict[tuple[UUID, str], list[ComparedPerson]] = defaultdict(list)
    for person in people:
        for word in name_key(person.name).split():
            for organisation_id in person.organisation_ids:
                groups[organisation_id, word].append(person)
    for one, other in _pairs(groups.values()):
        if _is_almost_named(name_key(one.name).split(), name_key(other.name).split()):
            yield one, other


def _similar_address(people: Sequence[ComparedPerson]) -> Iterator[tuple[ComparedPerson, ComparedPerson]]:
    """The same part before the @ and almost the same domain, under names that have a word in common."""
    groups: defaultdict[str, list[ComparedPerson]] = defaultdict(list)
    for person in people:
        for key in person.keys:
            groups[key.partition("@")[0]].append(person)
    for one, other in _pairs(groups.values()):
        words = set(name_key(one.name).split()) & set(name_key(other.name).split())
        domains = [(_domain(a), _domain(b)) for a in one.keys for b in other.keys]
        if words and any(is_almost(a, b) for a, b in domains):
            yield one, other


def _pairs(
    groups: Iterable[list[ComparedPerson]],
) -> Iterator[tuple[ComparedPerson, ComparedPerson]]:
    for group in groups:
        if 1 < len(group) <= _MOST_IN_A_GROUP:
            yield from ((one, other) for one, other in combinations(group, 2) if one.id != other.id)


def _is_almost_named(one: list[str], other: list[str]) -> bool:
    """Whether what is left of two names is almost the same, without the words that both have."""
    common = set(one) & set(other)
    left, right = ([word for word in words if word not in common] for words in (one, other))
    return is_almost(" ".join(left), " ".join(right))


def _domain(key: str) -> str:
    return key.partition("@")[2]


def is_almost(one: str, other: str) -> bool:
    """Whether one text becomes the other by one slip, or by two in a longer one; the same text is none."""
    if one == other or min(len(one), len(other)) < _LONG_ENOUGH:
        return False
    most = 2 if min(len(one), len(other)) >= 2 * _LONG_ENOUGH else 1
    return abs(len(one) - len(other)) <= most and _distance(one, other) <= most


def _distance(one: str, other: str) -> int:
    """How many letters are added, left out, changed, or swapped with their neighbour."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
