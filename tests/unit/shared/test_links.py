"""Personal links: genuine, forged, of another kind, of an old key."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import links
from tests.support.texts import LETTER

OLD = links.LinkKey(1, b"o" * 32)
NEW = links.LinkKey(2, b"n" * 32)
SUBJECT = uuid.UUID("01890000-0000-7000-8000-000000000001")


def test_a_link_token_names_its_subject_and_generation():
    token = links.make("i", SUBJECT, 7, (NEW,))

    assert links.read("i", token, (NEW,)) == links.LinkSubject(SUBJECT, 7)
    assert len(token) == 48


def test_a_link_token_of_one_kind_is_refused_for_another():
    token = links.make("i", SUBJECT, 1, (NEW,))

    with pytest.raises(links.BadLink):
        links.read("r", token, (NEW,))


def test_a_link_token_of_an_old_key_is_valid_while_the_key_is_known():
    token = links.make("r", SUBJECT, 1, (OLD,))

    assert links.read("r", token, (NEW, OLD)).id == SUBJECT
    with pytest.raises(links.BadLink):
        links.read("r", token, (NEW,))


@given(st.integers(0, 47), st.sampled_from("ABCxyz019-_"))
def test_a_link_token_with_one_letter_changed_is_refused(place, letter):
    token = links.make("j", SUBJECT, 1, (NEW,))
    changed = token[:place] + letter + token[place + 1 :]

    if changed != token:
        with pytest.raises(links.BadLink):
            links.read("j", changed, (NEW,))


@given(st.text(LETTER, max_size=60))
def test_any_text_that_is_no_link_token_is_refused(text):
    with pytest.raises(links.BadLink):
        links.read("i", text, (NEW,))


@pytest.mark.parametrize("text", ["", "1", "1:abcd", "x:" + "00" * 16, "300:" + "00" * 16, "1:zz"])
def test_invalid_link_keys_are_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        links.read_keys(text)


def test_the_first_link_key_signs():
    keys = links.read_keys("2:" + "6e" * 32 + ", 1:" + "6f" * 32)

    assert [key.number for key in keys] == [2, 1]
    assert links.read("i", links.make("i", SUBJECT, 1, keys), (NEW,)).id == SUBJECT
