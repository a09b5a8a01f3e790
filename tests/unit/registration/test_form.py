"""Form fields are read leniently, and all errors are reported at once."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registration.domain.form import (
    FieldError,
    FieldReader,
    address_key,
    is_clean,
    tidy,
    tidy_address,
    web_address,
)
from services.registration.domain.registration import Applicant, read_applicant
from shared.names import reads_like_a_link
from tests.support.texts import LETTER


def read(**values: object) -> Applicant | list[FieldError]:
    return read_applicant(values)


def test_a_complete_form_is_read_as_an_applicant():
    assert read(name="  Åsa Ek ", email="asa.ek@Skola.Example", role="", organisation=None) == Applicant(
        name="Åsa Ek", email="asa.ek@skola.example"
    )


def test_all_form_errors_are_reported_at_once_with_their_pointers():
    wrong = read_applicant({"email": "nej", "role": "x" * 201, "language": "fi"}, prefix="person/")

    assert wrong == [
        FieldError("person/name", "missing"),
        FieldError("person/email", "not_an_address"),
        FieldError("person/role", "too_long", 200),
        FieldError("person/language", "not_a_choice"),
    ]


@pytest.mark.parametrize("value", [1, True, [], {}, 1.5])
def test_a_form_value_that_is_not_text_is_refused(value):
    assert read(name=value, email=value) == [FieldError("name", "not_text"), FieldError("email", "not_text")]


@pytest.mark.parametrize(
    "bad", ["A\x00b", "A\nb", "A\r\nBcc: x@y.example", "A\x1bb", "A\u2028b", "A\ud800b", "A\x7fb"]
)
def test_a_name_with_control_characters_line_breaks_or_surrogates_is_refused(bad):
    assert read(name=bad, email="a@b.example") == [FieldError("name", "not_allowed")]


def test_html_in_a_name_is_kept_as_ordinary_text():
    applicant = read(name="<script>alert(1)</script>", email="a@b.example")

    assert isinstance(applicant, Applicant)
    assert applicant.name == "<script>alert(1)</script>"


def test_a_name_of_spaces_is_missing():
    assert read(name="   ", email="a@b.example") == [FieldError("name", "missing")]


def test_text_is_normalised_to_composed_letters():
    assert tidy(unicodedata.normalize("NFD", "Åsa")) == "Åsa"


def test_a_name_of_exactly_the_limit_is_accepted_and_one_letter_more_is_not():
    assert isinstance(read(name="x" * 200, email="a@b.example"), Applicant)
    assert read(name="x" * 201, email="a@b.example") == [FieldError("name", "too_long", 200)]


def test_line_breaks_in_long_text_are_normalised():
    reader = FieldReader({"message": " Hej!\r\n\r\nJag kommer.\r "})

    assert (reader.long_text("message"), reader.errors) == ("Hej!\n\nJag kommer.", [])


def test_long_text_over_the_limit_or_with_nul_is_refused():
    reader = FieldReader({"a": "x" * 4001, "b": "x\x00"})

    assert (reader.long_text("a"), reader.long_text("b")) == (None, None)
    assert reader.errors == [FieldError("a", "too_long", 4000), FieldError("b", "not_allowed")]


@pytest.mark.parametrize(
    "address",
    [
        "anna@skola.example", "anna.ek+kurs@skola.example", "o'brien@skola.example", "a@b.c.d.example",
        "anna@räksmörgås.example", "x" * 64 + "@skola.example",
    ],
)  # fmt: skip
def test_a_valid_email_address_is_accepted(address):
    assert tidy_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "anna", "@skola.example", "anna@", "anna@skola", "a@b@skola.example", "anna ek@skola.example", "åsa@skola.example",
        ".anna@skola.example", "anna.@skola.example", "an..na@skola.example", "anna@-skola.example", "anna@skola-.example",
        "anna@skola..example", "anna@.example", "anna@127.0.0.1", "anna@[127.0.0.1]", "anna@sko_la.example",
        "<anna@skola.example>", "anna@skola.example,bo@skola.example", "x" * 65 + "@skola.example",
        "a@" + "b" * 64 + ".example", "a@" + ("b" * 60 + ".") * 4 + "example.example", 'a"b@skola.example', "anna@skola.example.",
    ],
)  # fmt: skip
def test_an_invalid_email_address_is_refused(address):
    assert tidy_address(address) is None


def test_email_addresses_are_compared_without_case_and_domain_spelling():
    assert address_key("Anna@Skola.Example") == address_key("anna@skola.example")
    assert address_key("a@räksmörgås.example") == address_key("a@xn--rksmrgs-5wao1o.example")
    assert address_key("a@skola.example") != address_key("b@skola.example")


@pytest.mark.parametrize(
    "url", ["https://meet.example/x?y=z#a", "http://127.0.0.1:8000/", "https://möte.example/rum"]
)
def test_a_valid_web_address_is_accepted(url):
    assert web_address(url)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://x.example", "//x.example", "https://", "x.example", "https://a b.example",
     "data:text/html,x", "https://x.example:99999/", "https://[x", "https://x.example/\ny"],
)  # fmt: skip
def test_an_invalid_web_address_is_refused(url):
    assert not web_address(url)


# Valid addresses made of valid parts, and the same with one character inserted, removed or replaced.

PART = st.text("abcxyzABC019", min_size=1, max_size=8)
LOCAL = st.lists(st.text("abcxyzABC019!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=8), min_size=1, max_size=3)
LABEL = st.one_of(PART, st.sampled_from(["räksmörgås", "Åre", "a-b", "xn--rksmrgs-5wao1o", "straße", "日本"]))
ADDRESSES = st.builds(
    lambda local, labels, top: f"{'.'.join(local)}@{'.'.join([*labels, top])}",
    LOCAL,
    st.lists(LABEL, min_size=1, max_size=3),
    st.sampled_from(["example", "Example", "se", "xn--p1ai"]),
)
SPOILING = st.sampled_from(
    [" ", "\n", "\r", "\0", "@", ".", "-", "<", ">", ",", ";", '"', "å", "_", "\u2028", "\ud800", ""]
)


@st.composite
def spoiled(draw):
    """A valid address with one or two characters inserted, removed or replaced."""
    text = draw(ADDRESSES)
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(SPOILING) + text[at + draw(st.integers(0, 1)) :]
    return text


def can_stand_in_a_header(address: str) -> bool:
    local, _, domain = address.partition("@")
    return (
        not set(address) & set(' \r\n\t\0<>,;"()\u2028')
        and local.isascii()
        and domain == domain.lower()
        and ".." not in address
        and address_key(address).isascii()
        and tidy_address(address) == address
    )


@given(ADDRESSES)
def test_an_address_of_valid_parts_is_accepted_and_safe_in_a_header(text):
    address = tidy_address(text)

    assert address is not None
    assert address.lower() == text.lower()
    assert can_stand_in_a_header(address)


@given(spoiled())
def test_a_spoiled_address_is_refused_or_safe_in_a_header(text):
    address = tidy_address(text)

    assert address is None or can_stand_in_a_header(address)


FORBIDDEN = st.sampled_from([" ", "\n", "\r", "\0", "<", ">", ",", ";", '"', "å", "\u2028", "\ud800", "@"])


@settings(max_examples=200)
@given(LOCAL.map(".".join), FORBIDDEN, st.floats(0, 1))
def test_a_forbidden_character_in_the_local_part_is_refused_at_any_position(local, spoiling, where):
    at = round(where * len(local))

    assert tidy_address(f"{local[:at]}{spoiling}{local[at:]}@skola.example") is None


@given(st.text(LETTER, min_size=1), ADDRESSES)
def test_any_text_as_a_name_is_cleaned_or_refused(text, email):
    applicant = read(name=text, email=email, role=text)

    if isinstance(applicant, Applicant):
        assert applicant.name == tidy(text)
        assert applicant.role == applicant.name
        assert is_clean(applicant.name)
        assert applicant.name.encode()
    else:
        assert {error.field for error in applicant} <= {"name", "role"}
        assert applicant[0].field == "name"
        name = tidy(text)
        assert not name or not is_clean(name) or len(name) > 200 or reads_like_a_link(name)


@given(st.text(LETTER))
def test_any_text_as_an_address_is_read_or_refused(text):
    applicant = read(name="Anna", email=text)

    assert isinstance(applicant, Applicant) or [error.field for error in applicant] == ["email"]


def test_a_form_in_english_is_of_somebody_who_reads_english():
    applicant = read(name="Asa", email="asa@skola.example", language="en")

    assert isinstance(applicant, Applicant)
    assert applicant.language == "en"
