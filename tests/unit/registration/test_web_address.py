"""Web addresses as they are stored: in ASCII, so that a `Location` header takes them."""

import pytest

from services.registration.domain.form import FieldReader, web_address
from services.registration.domain.sessions import session as rules
from services.registration.domain.sessions.session import NewSession
from shared import dates

STORED = {
    "https://meet.example/möte": "https://meet.example/m%C3%B6te",
    "https://meet.example/r?namn=Åsa#början": "https://meet.example/r?namn=%C3%85sa#b%C3%B6rjan",
    "https://lärträff.example/1": "https://xn--lrtrff-buad.example/1",
    "https://mötet.example:8443/x": "https://xn--mtet-5qa.example:8443/x",
    "https://anna:lösen@meet.example/": "https://anna:l%C3%B6sen@meet.example/",
    "https://meet.example/a%20b?c=%C3%A5&d=[1]": "https://meet.example/a%20b?c=%C3%A5&d=[1]",
    "https://[::1]:8000/x": "https://[::1]:8000/x",
    "https://meet.example/🎓": "https://meet.example/%F0%9F%8E%93",
}


@pytest.mark.parametrize(("typed", "stored"), STORED.items())
def test_a_letter_outside_ascii_is_encoded_once(typed, stored):
    assert web_address(typed) == stored
    assert web_address(stored) == stored
    stored.encode("latin-1")


@pytest.mark.parametrize(
    "typed",
    ["meet.example", "javascript:alert(1)", "https://", "https://a b.example", "https://x:0/", "https://x:99999/",
     "https://" + "å" * 64 + ".example/", "https://[::1/", "ftp://x.example", "https://\u2100.example/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    assert web_address(typed) is None


def test_a_session_a_changed_session_and_a_form_store_the_same_address():
    typed, stored = "https://meet.example/möte", "https://meet.example/m%C3%B6te"
    completed = rules.complete(NewSession(title="Träff", join_url=typed))
    assert isinstance(completed, NewSession)
    assert completed.join_url == stored
    assert FieldReader({"url": typed}).url("url") == stored


@pytest.mark.parametrize("code", ["VT0000", "HT9999", "VT1899", "HT2200", "VT２０２６", "VT20261", "ht2026"])
def test_a_term_that_no_day_can_be_reckoned_with_is_a_text(code):
    assert dates.read_term(code) is None
    assert dates.term(code, "sv") == code


@pytest.mark.parametrize("code", ["VT1900", "HT2026", "HT2199"])
def test_a_term_is_read(code):
    assert dates.read_term(code) == (code[:2], int(code[2:]))
