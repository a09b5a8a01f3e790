"""How the mailbox reads mails, broken ones included, and chooses its answers."""

import pytest

from infra.mailbox import answers, reading
from infra.mailbox.reading import Address


def test_a_folded_and_encoded_header_is_read_whole():
    raw = b"Subject: =?utf-8?q?V=C3=A4lkommen?=\r\n =?utf-8?q?_hit?=\r\nsubject: second\r\n\r\nSubject: body\r\n"

    assert reading.decoded(reading.headers(raw)["subject"]) == "Välkommen hit"


def test_a_comma_in_an_encoded_name_does_not_split_the_address():
    assert reading.addresses("=?utf-8?q?=C3=96berg=2C_=C3=85sa?= <asa@skola.example>, bo@skola.example") == [
        Address("Öberg, Åsa", "asa@skola.example"),
        Address("", "bo@skola.example"),
    ]


@pytest.mark.parametrize("word", ["=?no-such-charset?q?x?=", "=?utf-8?b?not base64?="])
def test_an_undecodable_header_is_still_shown(word):
    assert reading.decoded(word) != ""


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"no headers at all", b"\xff\xfe: \x00\r\n\r\n\xff"])
def test_a_malformed_mail_raises_no_error(raw):
    reading.headers(raw)
    reading.parts(raw)


def test_text_in_an_unknown_charset_is_still_shown():
    raw = b"Content-Type: text/plain; charset=no-such\r\n\r\nhej\r\n"

    assert [part.text for part in reading.parts(raw)] == ["hej\r\n"]


def test_an_answer_for_an_address_wins_over_one_for_its_domain_and_others_are_accepted():
    answer = answers.by_table({"Skola.example": "451 4.7.1 wait", "asa@skola.example": "550 5.1.1 no"})

    assert [answer(address) for address in ("ASA@skola.example", "bo@skola.example", "bo@annan.example")] == [
        "550 5.1.1 no",
        "451 4.7.1 wait",
        None,
    ]


def test_a_configured_answer_applies_either_to_the_recipient_or_to_the_data():
    assert (answers.at_recipient("451 x"), answers.at_data("451 x")) == ("451 x", None)
    assert (answers.at_recipient("data: 451 x"), answers.at_data("data: 451 x")) == (None, "451 x")
    assert (answers.at_recipient(None), answers.at_data(None)) == (None, None)
