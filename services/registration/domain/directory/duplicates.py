"""Entries of the directory that may be one person: the same address, the same name, or likely a slip of the pen."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final, Literal, TypeVar
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
_BITS: Final = 64
_MOST_LETTERS: Final = 4  # that only one of two texts has, if one becomes the other by two slips


class ComparedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """What is compared: the name, the address, those that earlier entries had, and where the person works."""

    id: UUID
    name: str
    keys: tuple[str, ...]
    is_shared: bool
    organisation_ids: frozenset[UUID]


# What is compared in pairs.
_Compared = TypeVar("_Compared")


class Duplicate(msgspec.Struct, frozen=True, kw_only=True):
    """Two entries, in order of id, and the surest reason to think that they are one person."""

    first_id: UUID
    second_id: UUID
    reason: DuplicateReason


def find_duplicates(people: Sequence[ComparedPerson]) -> list[Duplicate]:
    """Every pair once, the surest first, then by id."""
    found: dict[tuple[UUID, UUID], DuplicateReason] = {}
    namesakes = _namesakes(people)
    for reason, pairs in (
        ("same_address", _same_address(people)),
        ("same_name_and_organisation", _same_name(namesakes, at_one_place=True)),
        ("similar_address", _similar_address(people)),
        ("similar_name", _similar_name(people)),
        ("same_name", _same_name(namesakes, at_one_place=False)),
    ):
        for one, other in pairs:
            if one.id == other.id:  # by two addresses, or a word that a name has twice
                continue
            first, second = sorted([one.id, other.id])
            found.setdefault((first, second), reason)  # type: ignore[arg-type]  # one of the five above
    duplicates = [
        Duplicate(first_id=first, second_id=second, reason=reason)
        for (first, second), reason in found.items()
    ]
    return sorted(duplicates, key=lambda each: (REASONS.index(each.reason), each.first_id, each.second_id))


def pair_key(pair: Duplicate) -> str:
    """What names a pair in an address."""
    return f"{pair.first_id}.{pair.second_id}"


def start_after(found: Sequence[Duplicate], key: str) -> int:
    """The place after the pair of this key; the beginning for a pair that is no longer there."""
    first, _, second = key.partition(".")
    try:
        wanted = UUID(first), UUID(second)
    except ValueError:
        return 0
    return next((at for at, pair in enumerate(found, 1) if (pair.first_id, pair.second_id) == wanted), 0)


def _same_address(people: Sequence[ComparedPerson]) -> Iterator[tuple[ComparedPerson, ComparedPerson]]:
    """One address under one name; several names at a shared address are colleagues."""
    groups: defaultdict[str, list[ComparedPerson]] = defaultdict(list)
    for person in people:
        for key in person.keys:
            groups[key].append(person)
    for one, other in _pairs(groups.values()):
        if not (one.is_shared or other.is_shared) or name_key(one.name) == name_key(other.name):
            yield one, other


def _namesakes(people: Sequence[ComparedPerson]) -> Collection[list[ComparedPerson]]:
    groups: defaultdict[str, list[ComparedPerson]] = defaultdict(list)
    for person in people:
        groups[name_key(person.name)].append(person)
    return groups.values()


def _same_name(
    namesakes: Collection[list[ComparedPerson]], *, at_one_place: bool
) -> Iterator[tuple[ComparedPerson, ComparedPerson]]:
    for one, other in _pairs(namesakes):
        if not at_one_place or one.organisation_ids & other.organisation_ids:
            yield one, other


def _similar_name(people: Sequence[ComparedPerson]) -> Iterator[tuple[ComparedPerson, ComparedPerson]]:
    """At one place, with one word of the name the same and the rest almost: Kristina and Christina Ek.

    Names with different numbers are no slip: Konto 12 and Konto 13.
    """
    groups: defaultdict[tuple[UUID, str], list[_ComparedName]] = defaultdict(list)
    for person in people:
        name = _compared_name(person)
        for word in name.words:
            for organisation_id in person.organisation_ids:
                groups[organisation_id, word].append(name)
    for one, other in _pairs(_by_digits(groups.values())):
        if (one.letters ^ other.letters).bit_count() <= _MOST_LETTERS and _is_almost_named(
            one.words, other.words
        ):
            yield one.person, other.person


def _by_digits(groups: "Iterable[list[_ComparedName]]") -> "Iterator[list[_ComparedName]]":
    """The names of each group that have the same digits; of a group that is too large, none."""
    for group in groups:
        if not 1 < len(group) <= _MOST_IN_A_GROUP:
            continue
        parts: defaultdict[str, list[_ComparedName]] = defaultdict(list)
        for name in group:
            parts[name.digits].append(name)
        yield from parts.values()


class _ComparedName(msgspec.Struct, frozen=True, kw_only=True):
    """A name in words, and what is cheaply compared first: its letters as bits, and its digits in order of size."""

    person: ComparedPerson
    words: list[str]
    letters: int
    digits: str


def _compared_name(person: ComparedPerson) -> _ComparedName:
    key = name_key(person.name)
    letters = 0
    for letter in set(key):
        letters |= 1 << ord(letter) % _BITS
    return _ComparedName(
        person=person,
        words=key.split(),
        letters=letters,
        digits="".join(sorted(filter(str.isdigit, key))),
    )


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


def _pairs(groups: Iterable[list[_Compared]]) -> Iterator[tuple[_Compared, _Compared]]:
    for group in groups:
        if 1 < len(group) <= _MOST_IN_A_GROUP:
            yield from combinations(group, 2)


def _is_almost_named(one: list[str], other: list[str]) -> bool:
    """Whether what is left of two names is almost the same, without the words that both have."""
    common = set(one) & set(other)
    left, right = (" ".join(word for word in words if word not in common) for words in (one, other))
    return is_almost(left, right)


def _domain(key: str) -> str:
    return key.partition("@")[2]


def is_almost(one: str, other: str) -> bool:
    """Whether one text becomes the other by one slip, or by two in a longer one; the same text is none."""
    shorter = min(len(one), len(other))
    if one == other or shorter < _LONG_ENOUGH:
        return False
    most = 2 if shorter >= 2 * _LONG_ENOUGH else 1
    return abs(len(one) - len(other)) <= most and _is_within(most, *_without_common_ends(one, other))


def _without_common_ends(one: str, other: str) -> tuple[str, str]:
    """Two texts without what both begin and end with: it takes no slip, and is most of them."""
    most = min(len(one), len(other))
    start = next((at for at in range(most) if one[at] != other[at]), most)
    end = next((at for at in range(most - start) if one[-1 - at] != other[-1 - at]), most - start)
    return one[start : len(one) - end], other[start : len(other) - end]


def _is_within(most: int, one: str, other: str) -> bool:
    """Whether at most so many letters are added, left out, changed, or swapped with their neighbour."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        # The next row follows from these two: it is no nearer than they are.
        if min(row) > most and min(before) > most:
            return False
    return row[-1] <= most
