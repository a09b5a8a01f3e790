"""What a mail about a session that takes place after all says of the seat."""

from datetime import date, time

import pytest

from services.notify.domain.letters.letter import PreviousDetails
from shared import times
from tests.support.letters import a_date, a_letter, read

PREVIOUS = PreviousDetails(
    title="Lärträff 1",
    starts_at=times.instant(date(2027, 1, 20), time(9)),
    ends_at=times.instant(date(2027, 1, 20), time(12)),
    was_cancelled=True,
)
UNTIL = times.instant(date(2027, 1, 8), time(12))


def words(letter):
    return " ".join(read(letter).text.split())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "Lärträff 1 var inställd men blir av. Vi håller en plats åt dig till fredag 8 januari kl. 12.00."),
        ("en", "Lärträff 1 was cancelled but takes place after all. We hold a seat for you until Friday 8 January, 12:00."),
    ],
)  # fmt: skip
def test_an_offer_in_a_session_that_was_cancelled_says_that_it_takes_place(language, sentence):
    line = a_date(status="offered", offered_until=UNTIL, previous=PREVIOUS)

    assert sentence in words(a_letter(line, kind="offer", language=language))


@pytest.mark.parametrize(("language", "sentence"), [("sv", "Du har en plats."), ("en", "You have a seat.")])
def test_only_one_who_has_a_seat_reads_so_when_a_session_takes_place_after_all(language, sentence):
    seated = a_letter(a_date(previous=PREVIOUS), kind="update", language=language)
    waits = a_letter(
        a_date(previous=PREVIOUS, status="waiting", position=1), kind="update", language=language
    )

    assert sentence in words(seated)
    assert sentence not in words(waits)
