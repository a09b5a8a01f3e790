"""Which date a subject names and how many dates a mail counts."""

from datetime import date, time

import pytest

from shared import times
from tests.support.letters import a_date, a_letter, read


def a_day(day, **changes):
    return a_date(
        **{"starts_at": times.instant(day, time(9)), "ends_at": times.instant(day, time(12)), **changes}
    )


FIRST, SECOND, THIRD = date(2027, 3, 10), date(2027, 4, 14), date(2027, 5, 12)


@pytest.mark.parametrize("kind", ["confirmation", "substitute", "promoted"])
@pytest.mark.parametrize(
    ("language", "day"), [("sv", "först 14 april"), ("en", "first 14 April")]
)  # fmt: skip
@pytest.mark.parametrize("status", ["waiting", "offered", "cancelled"])
def test_the_subject_names_the_first_date_with_a_seat(kind, language, day, status):
    letter = a_letter(a_day(FIRST, status=status), a_day(SECOND), a_day(THIRD), kind=kind, language=language)

    assert read(letter).subject.endswith(day)


def test_the_subject_of_a_place_in_line_names_the_first_date_that_takes_place():
    letter = a_letter(
        a_day(FIRST, status="cancelled"), a_day(SECOND, status="waiting"), a_day(THIRD, status="waiting"), kind="waiting"
    )  # fmt: skip

    assert read(letter).subject.endswith("först 14 april")


def test_the_subject_of_a_cancellation_names_the_first_date_that_is_cancelled():
    letter = a_letter(
        a_day(FIRST, status="cancelled"), a_day(SECOND, status="cancelled"), kind="cancellation"
    )

    assert read(letter).subject.endswith("först 10 mars")


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "du har plats på två träffar."), ("en", "a seat on two dates.")]
)
def test_a_confirmation_counts_a_day_with_a_seminar_as_one_date(language, words):
    letter = a_letter(
        a_day(FIRST, occasion="dag"), a_day(FIRST, title="Seminarium", occasion="dag"), a_day(SECOND, occasion="två"),
        language=language,
    )  # fmt: skip

    assert words in " ".join(read(letter).text.split()).casefold()


def test_an_invitation_counts_parallel_seminars_as_one_date():
    seminars = [
        a_day(FIRST, title=f"Sem {n}", form="seminarium", status="open", occasion="dag") for n in range(3)
    ]
    letter = a_letter(
        a_day(FIRST, form="lärträff", status="open", occasion="dag"), *seminars,
        a_day(SECOND, form="lärträff", status="open"), kind="invitation",
    )  # fmt: skip

    assert "två lärträffar" in " ".join(read(letter).text.split())
