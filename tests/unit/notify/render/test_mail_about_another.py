"""Mails that are about two people: a substitute and who sent them, and a colleague who shares somebody's address."""

import pytest

from services.notify.domain.letters.letter import Links, Recipient
from tests.support.letters import a_date, a_letter, read

INVITATION = Links(answer_url="https://kallelse.example/i/" + "i" * 48)


def words(letter):
    return " ".join(read(letter).text.split())


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("sv", "Din ersättare kommer: Lärträff 1", "Ali Rahimi kommer i ditt ställe till Lärträff 1. Blev det fel"),
        ("en", "Your substitute is coming: Lärträff 1", "Ali Rahimi is coming to Lärträff 1 in your place. Is that a mistake"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("kind", "links"), [("withdrawal", None), ("substitute", INVITATION)], ids=["had-a-seat", "had-none"]
)
def test_whoever_sends_a_substitute_reads_the_date_the_person_and_what_to_do_if_it_was_wrong(
    language, subject, sentence, kind, links
):
    more = {"links": links} if links else {}
    letter = a_letter(
        a_date(status="handed_over"), kind=kind, heir="Ali Rahimi", has_heir=True, language=language, **more
    )

    assert read(letter).subject.startswith(subject)
    assert sentence in words(letter)
    assert "20 januari" in words(letter) or "20 January" in words(letter)
    assert (INVITATION.answer_url if links else "/r/") in read(letter).text


def test_a_substitute_without_a_name_is_called_the_recipients_substitute():
    letter = a_letter(a_date(status="handed_over"), kind="withdrawal", has_heir=True)

    assert "Din ersättare kommer i ditt ställe till Lärträff 1." in words(letter)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("substitute", "platsen på Lärträff 1 är din igen"),
        ("withdrawal", "Karin Holm kommer själv till Lärträff 1."),
    ],
    ids=["to-the-owner", "to-the-substitute"],
)
def test_a_seat_that_is_taken_back_is_told_to_both(kind, sentence):
    letter = a_letter(
        a_date(status="confirmed" if kind == "substitute" else "withdrawn"),
        kind=kind,
        heir="Karin Holm",
        has_heir=kind == "withdrawal",
        is_return=True,
    )

    assert sentence in words(letter)


@pytest.mark.parametrize(
    ("language", "subject", "greeting"),
    [
        ("sv", "(gäller Anna Ek)", "Hej, här kommer ett mejl till Anna Ek, som är anmäld med din adress:"),
        ("en", "(for Anna Ek)", "Hello, here is an email for Anna Ek, who is registered with your address:"),
    ],
)
def test_a_mail_about_a_colleague_without_an_address_names_the_colleague_and_does_not_greet_them(
    language, subject, greeting
):
    letter = a_letter(
        recipient=Recipient(name="Anna Ek", email="eva@skola.example", is_shared=True), language=language
    )

    assert read(letter).subject.endswith(subject)
    assert greeting in words(letter)
    assert "Hej Anna" not in words(letter)


@pytest.mark.parametrize("is_missing", [True, False])
def test_a_confirmation_says_that_questions_wait_for_an_answer(is_missing):
    assert (
        "Vi har frågor som behöver ditt svar." in words(a_letter(answers_missing=is_missing))
    ) is is_missing


def test_an_agenda_stands_in_the_mail_about_its_date():
    letter = a_letter(a_date(agenda=("9.00 Välkomna", "9.30 Samtal")))

    assert "Program: 9.00 Välkomna 9.30 Samtal" in words(letter)


def test_the_link_to_an_invitation_leads_to_its_answer():
    letter = a_letter(kind="link", links=INVITATION)

    assert "här är länken till din inbjudan till Leda skolutveckling" in words(letter)
    assert INVITATION.answer_url in read(letter).text
