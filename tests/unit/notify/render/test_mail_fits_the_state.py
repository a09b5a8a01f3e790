"""Words that fit how things stand: a reminder of what was never decided, an update of what cannot be declined."""

from datetime import UTC, date, datetime

import pytest

from services.notify.domain.letters.letter import PreviousDetails
from tests.support.letters import a_date, a_letter, a_message, read

ON_THE_DAY = datetime(2027, 5, 25, 7, tzinfo=UTC)
THE_DAY_BEFORE = datetime(2027, 5, 24, 7, tzinfo=UTC)


def a_reminder(made_at=ON_THE_DAY, **line):
    day = a_date(**{"on": date(2027, 5, 25), "starts_at": None, "ends_at": None} | line)
    return " ".join(read(a_letter(day, kind="reminder", made_at=made_at)).text.split())


@pytest.mark.parametrize("made_at", [ON_THE_DAY, THE_DAY_BEFORE])
def test_a_reminder_does_not_promise_that_a_time_or_place_will_be_announced(made_at):
    text = a_reminder(made_at)

    assert "meddelas senare" not in text
    assert "tiden är inte bestämd" in text
    assert "platsen är inte bestämd" in text
    assert "Vi har inte bestämt tid och plats. Fråga oss om du inte vet när och var träffen är." in text


def test_a_reminder_of_a_day_with_a_place_says_that_the_time_alone_is_missing():
    text = a_reminder(mode="on_site", place="Jupiter")

    assert "Vi har inte bestämt någon tid. Fråga oss om du inte vet när träffen börjar." in text
    assert "Jupiter" in text


def test_a_reminder_of_a_time_without_a_place_says_that_the_place_is_missing():
    text = a_reminder(starts_at=datetime(2027, 5, 25, 9, tzinfo=UTC), on=None, mode="on_site")

    assert "Vi har inte bestämt någon plats. Fråga oss om du inte vet var träffen är." in text


def test_a_reminder_with_time_and_place_says_nothing_of_what_is_missing():
    assert "bestämt" not in a_reminder(
        starts_at=datetime(2027, 5, 25, 9, tzinfo=UTC), on=None, mode="digital"
    )


@pytest.mark.parametrize(
    ("made_at", "heading"),
    [(ON_THE_DAY, "I dag, men preliminärt"), (THE_DAY_BEFORE, "I morgon, men preliminärt")],
)
def test_a_reminder_of_a_tentative_session_does_not_say_that_we_meet(made_at, heading):
    text = a_reminder(made_at, is_tentative=True)

    assert text.startswith(heading)
    assert "ses vi" not in text


def test_a_confirmation_still_says_that_a_time_will_be_announced():
    line = a_date(on=date(2027, 5, 25), starts_at=None, ends_at=None)

    assert "tid meddelas senare" in " ".join(read(a_letter(line)).text.split())


BEFORE = PreviousDetails(title="Lärträff 1", on=date(2027, 1, 13))


@pytest.mark.parametrize(
    ("line", "button"),
    [
        (a_date(status="confirmed", previous=BEFORE), "Kan du inte? Ändra här"),
        (a_date(status="waiting", position=2, previous=BEFORE), "Visa eller ändra dina datum"),
        (a_date(status="offered", offered_until=ON_THE_DAY, previous=BEFORE), "Svara ja eller nej"),
        (
            a_date(status="confirmed", starts_at=None, ends_at=None, term="VT2027", previous=BEFORE),
            "Visa eller ändra dina datum",
        ),
    ],
)
def test_the_button_of_an_update_fits_the_seat_and_the_date(line, button):
    mail = read(a_letter(line, kind="update"))

    labels = ["Kan du inte? Ändra här", "Visa eller ändra dina datum", "Svara ja eller nej"]
    assert [label for label in labels if f"{label}:\r\n" in mail.text] == [button]
    assert [label for label in labels if f">{label}</a>" in mail.html] == [button]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_cancellation_asks_for_nothing_only_where_nothing_is_to_be_done(language):
    line = a_date(status="cancelled")
    nothing = {"sv": "Du behöver inte göra något.", "en": "You need not do anything."}[language]
    alone = read(a_letter(line, kind="cancellation", language=language))
    with_calendar = read(
        a_letter(
            line,
            kind="cancellation",
            language=language,
            calendar=a_message(method="CANCEL", language=language),
        )
    )

    assert nothing in " ".join(alone.text.split())
    assert nothing not in " ".join(with_calendar.text.split())
