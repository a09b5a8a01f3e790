"""What a substitute reads: whose seat it is now, and who gave it up."""

import pytest

from services.notify.domain.letters.letter import RoleInOrganisation
from tests.support.letters import a_date, a_letter, a_message, read

ROLE = RoleInOrganisation(role="skolchef", organisation="Nora kommun")


def words(letter):
    """The body of a mail in one line."""
    return " ".join(read(letter).text.split())


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("sv", "Platsen är din: Lärträff 1", "platsen på Lärträff 1 är din. Bo Ek har lämnat sin plats till dig."),
        ("en", "The seat is yours: Lärträff 1", "The seat at Lärträff 1 is yours. Bo Ek has given it to you."),
    ],
)  # fmt: skip
def test_a_substitute_who_was_told_before_reads_that_the_seat_is_theirs_and_by_whom(
    language, subject, sentence
):
    letter = a_letter(
        kind="substitute", giver="Bo Ek", in_place_of=ROLE, is_first=False, language=language, calendar=a_message()
    )  # fmt: skip

    assert read(letter).subject.startswith(subject)
    assert sentence in words(letter)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "du är anmäld till Lärträff 1 som ersättare för Bo Ek."),
        ("en", "You are registered for Lärträff 1 as a substitute for Bo Ek."),
    ],
)
def test_a_substitutes_first_mail_names_who_gave_up_the_seat(language, sentence):
    assert sentence in words(a_letter(kind="substitute", giver="Bo Ek", in_place_of=ROLE, language=language))


def test_a_substitute_reads_of_the_function_where_the_giver_is_not_named():
    sentence = "skolchef i Nora kommun har lämnat sin plats till dig."

    assert sentence in words(a_letter(kind="substitute", in_place_of=ROLE, is_first=False))
    assert "Den som hade den har lämnat den till dig." in words(a_letter(kind="substitute", is_first=False))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "en äldre post för Lärträff 1 ska bort ur din kalender. Den som gäller kommer i ett eget mejl."),
        ("en", "An older entry for Lärträff 1 should be deleted from your calendar. The one that holds comes in an e-mail of its own."),
    ],
)  # fmt: skip
def test_the_removal_of_an_entry_that_another_follows_says_so(language, sentence):
    letter = a_letter(kind="calendar", language=language, calendar=a_message(method="CANCEL"))

    assert sentence in words(letter)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "två datum i Leda skolutveckling är dina. Bo Ek har lämnat sina platser till dig."),
        ("en", "The seats on two dates of Leda skolutveckling are yours. Bo Ek has given them to you."),
    ],
)
def test_a_substitute_who_gets_several_dates_reads_how_many_and_by_whom(language, sentence):
    dates = (a_date(), a_date(title="Lärträff 2"))

    assert sentence in words(
        a_letter(*dates, kind="substitute", giver="Bo Ek", is_first=False, language=language)
    )
