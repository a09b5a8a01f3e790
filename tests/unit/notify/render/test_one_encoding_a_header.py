"""A header is plain or encoded as a whole, in one charset and one encoding, whatever languages meet in it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.letters.letter import MailSender, Recipient
from services.notify.render.email import render
from services.notify.render.preview.cases import previews
from tests.support.letters import a_date, a_letter
from tests.support.texts import LETTER

_ENCODED = re.compile(r"=\?([^?]+)\?([^?]+)\?[^?]*\?=")


def headers_of(message: bytes) -> dict[str, str]:
    """The fields as they are on the wire, unfolded."""
    head = message.partition(b"\r\n\r\n")[0].decode("ascii")
    return dict(line.split(": ", 1) for line in re.sub(r"\r\n[ \t]+", " ", head).split("\r\n"))


def assert_one_encoding(message: bytes) -> None:
    headers = headers_of(message)
    for name in ("Subject", "From", "To", "Reply-To"):
        value = headers.get(name, "")
        assert len(set(_ENCODED.findall(value))) <= 1, name
        plain = _ENCODED.sub("", re.sub(r"<[^>]*>$", "", value)).strip()
        assert not (_ENCODED.search(value) and plain), name


@pytest.mark.parametrize("letter", previews(), ids=lambda letter: letter.key)
def test_each_header_of_each_kind_of_mail_has_one_encoding(letter):
    assert_one_encoding(render(letter).message)


@given(st.text(LETTER, max_size=150), st.text(LETTER, max_size=80), st.sampled_from(["sv", "en"]))
def test_headers_with_any_text_have_one_encoding(title, name, language):
    letter = a_letter(
        a_date(title=title or "x"),
        language=language,
        sender=MailSender(name=name, address="ruc@kallelse.example"),
        recipient=Recipient(name=name, email="karin@nora.example"),
    )

    assert_one_encoding(render(letter).message)
