"""Whether two addresses are at the same organisation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.forwarding import same_organisation


@pytest.mark.parametrize(
    ("invited", "other", "is_same"),
    [
        ("karin@hallsberg.example", "ali@hallsberg.example", True),
        ("karin@hallsberg.example", "ALI@Hallsberg.Example", True),
        ("karin@hallsberg.example", "ali@edu.hallsberg.example", True),
        ("karin@edu.hallsberg.example", "ali@hallsberg.example", True),
        ("karin@edu.hallsberg.example", "ali@utb.hallsberg.example", False),
        ("karin@hallsberg.example", "ali@orebro.example", False),
        ("karin@hallsberg.example", "ali@nothallsberg.example", False),
        ("karin@gmail.com", "ali@gmail.com", False),
        ("karin@hallsberg.example", "ali@example", False),
        (None, "ali@hallsberg.example", False),
        ("", "ali@hallsberg.example", False),
    ],
)
def test_addresses_at_a_domain_and_its_subdomain_are_of_the_same_organisation(invited, other, is_same):
    assert same_organisation(invited, other) is is_same


_domains = st.from_regex(r"[a-z]{1,5}(\.[a-z]{1,5}){0,3}", fullmatch=True)


@given(_domains, _domains)
def test_comparing_the_organisations_of_two_addresses_is_symmetric(one, other):
    assert same_organisation(f"a@{one}", f"b@{other}") == same_organisation(f"b@{other}", f"a@{one}")
