"""A name that a mail program would turn into a link is not in the greeting, and no mail goes to an address of ours."""

import pytest

from services.notify.domain.delivery import is_own_address
from services.notify.render.people import first_name


@pytest.mark.parametrize("name", ["Www.ond.example Nu", "Ond.example Anna", "Anna Ond.example"])
def test_a_name_with_a_link_is_not_greeted(name):
    assert first_name(name) is None


@pytest.mark.parametrize(
    ("name", "first"), [("Anna Ek", "Anna"), ("J.P. Holm", "J.P."), ("Åsa M. Ek", "Åsa")]
)
def test_a_name_with_initials_is_greeted(name, first):
    assert first_name(name) == first


@pytest.mark.parametrize(
    ("address", "is_own"),
    [
        ("post@kallelse.example", True),
        ("Post@Kallelse.Example", True),
        ("m+0123456789abcdef@kallelse.example", True),
        ("b+01890000@KALLELSE.example", True),
        ("anna@kallelse.example", False),
        ("m+kurser@kommun.example", False),
    ],
)
def test_the_senders_and_the_return_addresses_are_our_own(address, is_own):
    assert is_own_address(address, mail_domain="kallelse.example", sender="post@kallelse.example") is is_own
