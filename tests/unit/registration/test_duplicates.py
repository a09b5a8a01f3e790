"""Which names are a slip of the pen, and which seats stay when two registrations become one."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.registration.domain.directory.duplicates import ComparedPerson, find_duplicates, is_almost
from services.registration.domain.directory.merging import SeatPair
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
