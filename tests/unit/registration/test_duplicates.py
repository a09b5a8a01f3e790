"""Which names are a slip of the pen, and which seats stay when two registrations become one."""

import random
from datetime import UTC, datetime
from itertools import combinations
from uuid import UUID

import pytest

from services.registration.domain.directory.duplicates import (
    REASONS,
    ComparedPerson,
    Duplicate,
    find_duplicates,
    is_almost,
    pair_key,
    start_after,
)
from services.registration.domain.directory.merging import SeatPair
from services.registration.domain.directory.people_import.rows import name_key
from services.registration.domain.registration import RegistrationSeat

SCHOOL = UUID(int=99)


def a_person(number, name, *keys, at=(), is_shared=False):
    return ComparedPerson(
        id=UUID(int=number), name=name, keys=keys, is_shared=is_shared, organisation_ids=frozenset(at)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("christina", "kristina"),
        ("ek", "eka"),
        ("anna", "anna"),
        ("kommun.example", "komun.example"),
        ("maria", "mraia"),
    ],
)
def test_one_slip_is_almost_the_same_in_a_word_that_is_long_enough(one, other):
    assert is_almost(one, other) == (one not in {"ek", "anna"})


@pytest.mark.parametrize(("one", "other"), [("anna", "annika"), ("kalle", "nisse"), ("maria", "marta k")])
def test_another_word_is_not(one, other):
    assert not is_almost(one, other)


def test_colleagues_who_share_an_address_are_no_duplicates_and_the_same_name_there_is():
    people = [
        a_person(1, "Anna Ek", "kansli@x.example"),
        a_person(2, "Bo Al", "kansli@x.example", is_shared=True),
        a_person(3, "Ek Anna", "kansli@x.example", is_shared=True),
    ]

    assert [(each.first_id.int, each.second_id.int, each.reason) for each in find_duplicates(people)] == [
        (1, 3, "same_address")
    ]


def test_names_are_a_slip_apart_at_one_place_only_and_never_by_a_number():
    people = [
        a_person(1, "Kristina Ek", at=[SCHOOL]),
        a_person(2, "Christina Ek", at=[SCHOOL]),
        a_person(3, "Kristine Ek"),
        a_person(4, "Konto Lokal 12", at=[SCHOOL]),
        a_person(5, "Konto Lokal 13", at=[SCHOOL]),
        a_person(6, "Konto Lakal 12", at=[SCHOOL]),
        a_person(7, "Anna Anna", "anna@x.example", "anna@y.example", at=[SCHOOL]),
    ]

    assert [(each.first_id.int, each.second_id.int, each.reason) for each in find_duplicates(people)] == [
        (1, 2, "similar_name"),
        (4, 6, "similar_name"),
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("andersson", "andresson"), ("andersson", "annersson"), ("lindstrom", "lindstromm")]
)
def test_two_slips_are_few_in_a_long_word_wherever_they_are(one, other):
    assert is_almost(one, other)
    assert is_almost(other, one)
    assert not is_almost(one, f"ab{other}c")


def test_a_pair_is_listed_once_with_its_surest_reason():
    people = [
        a_person(1, "Anna Ek", at=[SCHOOL]),
        a_person(2, "Anna Ek", at=[SCHOOL]),
        a_person(3, "Anna Ek"),
    ]

    assert [(each.first_id.int, each.second_id.int, each.reason) for each in find_duplicates(people)] == [
        (1, 2, "same_name_and_organisation"),
        (1, 3, "same_name"),
        (2, 3, "same_name"),
    ]


def test_comparing_by_groups_finds_what_comparing_everybody_with_everybody_does():
    dice, reasons = random.Random(11), set()
    words = [
        "anna",
        "annna",
        "anne",
        "kristina",
        "christina",
        "ek",
        "eka",
        "öberg",
        "oberg",
        "konto",
        "lokal",
    ]
    addresses = ["a@kommun.example", "a@komun.example", "b@kommun.example", "b@skola.example"]
    for _ in range(30):
        people = [
            a_person(
                number,
                " ".join([*dice.sample(words, 2), *dice.choices(["", "1", "2", "12", "21"], k=1)]).strip(),
                *dice.sample(addresses, dice.randrange(3)),
                at=[UUID(int=900 + place) for place in range(2) if dice.random() < 0.6],
                is_shared=dice.random() < 0.3,
            )
            for number in range(1, 40)
        ]
        found = {(pair.first_id, pair.second_id): pair.reason for pair in find_duplicates(people)}
        one_by_one = {
            (one.id, other.id): reason
            for one, other in combinations(people, 2)
            if (reason := reason_of(one, other))
        }
        assert found == one_by_one
        reasons |= set(found.values())
    assert reasons == set(REASONS)


def test_the_list_goes_on_after_a_pair_and_begins_anew_where_that_is_gone():
    pairs = [
        Duplicate(first_id=UUID(int=1), second_id=UUID(int=number), reason="same_name") for number in (2, 3)
    ]

    assert [start_after(pairs, pair_key(pair)) for pair in pairs] == [1, 2]
    assert [start_after(pairs[:1], key) for key in ("", "x", "1.2", pair_key(pairs[1]))] == [0, 0, 0, 0]


def reason_of(one, other):
    """Why two entries may be one person, by the words of each reason and nothing else."""
    keys, names = (one.keys, other.keys), [name_key(each.name) for each in (one, other)]
    words, numbers = [name.split() for name in names], [sorted(filter(str.isdigit, name)) for name in names]
    common, there = set(words[0]) & set(words[1]), one.organisation_ids & other.organisation_ids
    left = [" ".join(word for word in each if word not in common) for each in words]
    halves = [[key.split("@") for key in own] for own in keys]
    if set(keys[0]) & set(keys[1]) and (not (one.is_shared or other.is_shared) or names[0] == names[1]):
        return "same_address"
    if names[0] == names[1] and there:
        return "same_name_and_organisation"
    is_near = any(is_almost(a[1], b[1]) for a in halves[0] for b in halves[1])
    if common and is_near and {half[0] for half in halves[0]} & {half[0] for half in halves[1]}:
        return "similar_address"
    if common and there and numbers[0] == numbers[1] and is_almost(*left):
        return "similar_name"
    return "same_name" if names[0] == names[1] else None


def a_seat(status, *, offered=False, attendance=None):
    return RegistrationSeat(
        id=UUID(int=1),
        registration_id=UUID(int=2),
        session_id=UUID(int=3),
        status=status,
        since=datetime(2027, 1, 1, tzinfo=UTC),
        attendance=attendance,
        offered_until=datetime(2027, 1, 2, tzinfo=UTC) if offered else None,
    )


@pytest.mark.parametrize(
    ("kept", "freed", "takes_seat", "takes_offered"),
    [
        (a_seat("confirmed"), a_seat("confirmed"), False, False),
        (a_seat("confirmed"), a_seat("waiting"), False, False),
        (a_seat("waiting"), a_seat("waiting"), False, False),
        (a_seat("waiting"), a_seat("confirmed"), True, False),
        (a_seat("waiting"), a_seat("waiting", offered=True), True, False),
        (a_seat("waiting", offered=True), a_seat("confirmed"), False, True),
        (a_seat("waiting", offered=True), a_seat("waiting"), False, False),
    ],
)
def test_the_kept_row_takes_a_seat_only_where_it_waits(kept, freed, takes_seat, takes_offered):
    pair = SeatPair(kept=kept, freed=freed)

    assert (pair.takes_seat, pair.takes_offered) == (takes_seat, takes_offered)


def test_whoever_was_there_was_there():
    pairs = [
        ("present", None, False),
        (None, "present", True),
        ("absent", "present", True),
        ("present", "absent", False),
    ]

    assert [
        SeatPair(
            kept=a_seat("confirmed", attendance=kept), freed=a_seat("confirmed", attendance=freed)
        ).takes_attendance
        for kept, freed, _ in pairs
    ] == [takes for *_, takes in pairs]
