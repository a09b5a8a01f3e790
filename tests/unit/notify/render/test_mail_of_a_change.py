"""The texts of updates and reminders, and what mails say about the calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from services.notify.domain.letters.letter import Links, PreviousDetails, ReminderTime
from shared import times
from tests.support.letters import a_date, a_letter, a_message, read

DAY = date(2027, 1, 20)
NINE, NOON = times.instant(DAY, time(9)), times.instant(DAY, time(12))
BEFORE = PreviousDetails(title="Lärträff 1", mode="digital", starts_at=NINE, ends_at=NOON)


def an_update(previous=BEFORE, **more):
    fields = {"mode": "digital", "starts_at": NINE, "ends_at": NOON} | more
    return a_letter(a_date(previous=previous, **fields), kind="update")


def text_of(letter):
    return " ".join(read(letter).text.split())


def test_an_update_about_a_new_day_has_the_new_time_before_the_old():
    letter = an_update(starts_at=NINE + timedelta(days=7), ends_at=NOON + timedelta(days=7))
    text = text_of(letter)

    assert read(letter).subject == "Ändrad tid: Lärträff 1, ny tid 27 januari"
    assert text.index("Ny tid: onsdag 27 januari 2027 kl. 9.00–12.00") < text.index(
        "Tidigare tid: onsdag 20 januari 2027 kl. 9.00–12.00"
    )


def test_an_update_about_a_move_within_the_day_has_the_hour_in_the_subject():
    letter = an_update(starts_at=NINE + timedelta(hours=1), ends_at=NOON + timedelta(hours=1))

    assert read(letter).subject == "Ändrad tid: Lärträff 1, ny tid 20 januari kl. 10.00"
    assert read(replace(letter, language="en")).subject == "New time: Lärträff 1, now 20 January at 10:00"


def test_a_new_end_time_is_announced_as_a_changed_time():
    assert read(an_update(ends_at=NOON + timedelta(minutes=30))).subject.startswith("Ändrad tid: ")


def test_a_first_date_is_announced_as_a_set_date_and_not_as_a_move():
    letter = an_update(previous=PreviousDetails(title="Lärträff 1", mode="digital"))

    assert read(letter).subject == "Datum klart: Lärträff 1, 20 januari"
    assert "Tidigare" not in text_of(letter)


def test_a_tentative_date_that_is_settled_is_announced_as_a_set_date():
    letter = an_update(replace(BEFORE, is_tentative=True))

    assert read(letter).subject == "Datum klart: Lärträff 1, 20 januari"
    assert read(an_update(is_tentative=True)).subject == "Preliminärt datum: Lärträff 1, 20 januari"
    assert "Preliminärt datum" in text_of(an_update(is_tentative=True))


def test_a_first_meeting_link_is_the_subject_of_the_update():
    join = "https://kallelse.example/j/" + "j" * 48
    letter = an_update(replace(BEFORE, had_join_url=False), join_url=join)

    assert read(letter).subject == "Länk till mötet: Lärträff 1, 20 januari"
    assert join in text_of(letter)
    assert "gäller som förut" not in text_of(letter)


def test_a_first_time_on_a_known_day_is_announced_as_a_set_time():
    letter = an_update(previous=PreviousDetails(title="Lärträff 1", mode="digital", on=DAY))

    assert read(letter).subject == "Tid klar: Lärträff 1, 20 januari kl. 9.00"


def test_an_update_about_a_removed_date_names_the_earlier_date():
    letter = a_letter(a_date(starts_at=None, ends_at=None, mode="digital", previous=BEFORE), kind="update")

    assert read(letter).subject == "Nytt datum kommer: Lärträff 1"
    assert "datum meddelas senare" in text_of(letter)
    assert "Tidigare tid: onsdag 20 januari 2027 kl. 9.00–12.00" in text_of(letter)


def test_an_update_about_a_new_place_names_the_earlier_place():
    letter = an_update(replace(BEFORE, mode="on_site", place="Jupiter"), mode="on_site", place="Saturnus")

    assert read(letter).subject == "Ändrad plats: Lärträff 1, 20 januari"
    assert "Tidigare plats: Jupiter" in text_of(letter)


def test_a_change_from_on_site_to_digital_is_announced_as_a_new_place():
    letter = an_update(replace(BEFORE, mode="on_site", place="Jupiter"))

    assert read(letter).subject.startswith("Ändrad plats: ")
    assert "vecka 3, digitalt" in text_of(letter)


def test_an_update_about_a_new_title_names_the_earlier_title():
    letter = an_update(replace(BEFORE, title="Träff 1"))

    assert read(letter).subject == "Ändring: Lärträff 1, 20 januari"
    assert "Tidigare namn: Träff 1" in text_of(letter)


def test_an_update_about_a_move_and_a_new_place_names_both_earlier_values():
    text = text_of(
        an_update(replace(BEFORE, place="Jupiter", mode="on_site"), starts_at=NINE + timedelta(hours=1))
    )

    assert "Tidigare tid: " in text
    assert "Tidigare plats: Jupiter" in text


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"calendar": a_message(sequence=1)}, "Se efter att posten i din kalender har flyttats."),
        (
            {"calendar": a_message(method="CANCEL", sequence=2)},
            "Se efter att posten är borta ur din kalender.",
        ),
        ({"calendar_mode": "subscription"}, "Kalendern du prenumererar på ändras av sig själv."),
    ],
)
def test_an_update_about_a_move_explains_what_happens_to_the_calendar_entry(more, expected):
    letter = an_update(starts_at=NINE + timedelta(days=1), ends_at=NOON + timedelta(days=1))

    assert expected in text_of(replace(letter, **more))
    assert "kalender" not in text_of(replace(letter, calendar_mode="none")).casefold()


def test_an_update_with_the_first_calendar_entry_announces_a_calendar_invitation():
    letter = an_update(replace(BEFORE, was_in_calendar=False), starts_at=NINE + timedelta(hours=1))

    assert "Kalenderinbjudan följer med det här mejlet." in text_of(
        replace(letter, calendar=a_message(sequence=4))
    )


def test_an_update_about_a_reinstated_session_says_that_it_takes_place_after_all():
    letter = an_update(replace(BEFORE, was_cancelled=True, was_in_calendar=False))

    assert read(letter).subject == "Blir av: Lärträff 1, 20 januari"
    assert "träffen var inställd, men blir av." in text_of(letter)
    assert "Tidigare" not in text_of(letter)


def test_an_update_about_a_session_reinstated_on_another_day_names_both_days():
    letter = an_update(replace(BEFORE, was_cancelled=True), starts_at=NINE + timedelta(days=7), ends_at=None)

    assert read(letter).subject == "Blir av: Lärträff 1, 27 januari"
    assert "Tidigare tid: onsdag 20 januari 2027 kl. 9.00–12.00" in text_of(letter)


def test_an_update_to_a_waiting_participant_names_the_waiting_list():
    letter = an_update(starts_at=NINE + timedelta(hours=1), status="waiting", position=3)

    assert "Väntelista, reservplats 3" in text_of(letter)
    assert "du står på väntelistan till Leda skolutveckling." in text_of(letter)


def test_an_update_about_a_removed_date_promises_a_mail_with_the_new_date():
    letter = a_letter(a_date(starts_at=None, ends_at=None, mode="digital", previous=BEFORE), kind="update")

    assert "Vi mejlar dig när det nya datumet är klart." in text_of(letter)


def test_an_update_about_a_new_title_asks_for_no_new_calendar_answer():
    text = text_of(replace(an_update(replace(BEFORE, title="Träff 1")), calendar=a_message(sequence=1)))

    assert "Se efter att posten i din kalender har ändrats." in text
    assert "frågar" not in text


def test_a_session_over_two_days_is_shown_with_both_days():
    letter = a_letter(a_date(ends_at=NOON + timedelta(days=1)))

    assert "onsdag 20 januari 2027 kl. 9.00 till torsdag 21 januari 2027 kl. 12.00" in text_of(letter)


def test_a_session_with_an_unknown_end_is_shown_with_its_start_only():
    assert "onsdag 20 januari 2027 kl. 9.00 svensk tid" in text_of(a_letter(a_date(ends_at=None)))


@pytest.mark.parametrize(
    ("made_at", "heading"),
    [
        (datetime(2027, 1, 19, 22, 59, tzinfo=UTC), "I morgon ses vi"),
        (datetime(2027, 1, 19, 23, 0, tzinfo=UTC), "I dag ses vi"),
        (datetime(2027, 1, 18, 8, 0, tzinfo=UTC), "Snart ses vi"),
    ],
)
def test_the_heading_of_a_reminder_counts_days_in_swedish_time(made_at, heading):
    letter = a_letter(kind="reminder", made_at=made_at)

    assert read(letter).text.splitlines()[0] == heading


@pytest.mark.parametrize(
    ("reminders", "expected"),
    [
        ((ReminderTime(days_before=1), ReminderTime(hours_before=1)), "Du får den i påminnelsen dagen före."),
        ((ReminderTime(days_before=7),), "Du får den i påminnelsen sju dagar före."),
        ((ReminderTime(hours_before=1),), "Du får den i påminnelsen en timme före."),
        ((ReminderTime(hours_before=3),), "Du får den i påminnelsen tre timmar före."),
        ((ReminderTime(days_before=0),), "Du får den i påminnelsen samma dag."),
        ((), "Den står på din sida"),
    ],
)
def test_a_confirmation_says_when_the_meeting_link_comes(reminders, expected):
    letter = a_letter(
        a_date(mode="digital"),
        a_date(title="Lärträff 2", mode="digital"),
        reminders=reminders,
        calendar_mode="none",
    )

    assert expected in text_of(letter)


def series(count, **more):
    return tuple(
        a_date(
            title=f"Lärträff {n}",
            starts_at=NINE + timedelta(days=7 * n),
            ends_at=NOON + timedelta(days=7 * n),
            **more,
        )
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (series(7), "för varje datum, i sju mejl."),
        (series(9), "de närmaste nu, de övriga när de närmar sig."),
        ((*series(1), *series(2, status="waiting")), "i ett eget mejl."),
        ((*series(2), a_date(starts_at=None, ends_at=None)), "för varje datum, i två mejl."),
        ((*series(2), *series(2, is_tentative=True)), "för varje datum, i fyra mejl."),
        (
            (a_date(starts_at=NINE - timedelta(days=90), ends_at=NOON - timedelta(days=90)), *series(2)),
            "i två mejl.",
        ),
    ],
)
def test_a_confirmation_counts_the_calendar_mails_that_will_come(dates, expected):
    assert expected in text_of(a_letter(*dates))


def test_a_mail_without_calendar_mails_to_follow_does_not_mention_the_calendar():
    for letter in (
        a_letter(a_date(starts_at=None, ends_at=None)),
        a_letter(calendar_mode="none"),
        a_letter(calendar_mode="subscription"),
        a_letter(a_date(status="waiting"), kind="waiting"),
    ):
        assert "kalender" not in text_of(letter).casefold()


def test_a_confirmation_to_a_subscriber_has_the_feed_address():
    feed = "https://kallelse.example/k/" + "k" * 48 + ".ics"
    letter = a_letter(*series(3), calendar_mode="subscription", links=Links(feed_url=feed))

    assert feed in text_of(letter)
    assert feed not in text_of(replace(letter, calendar_mode="invitations"))


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (
            "subscription",
            "du har valt att prenumerera på dina datum. Därför ska Lärträff 1 bort ur kalendern. Du är anmäld som förut.",
        ),
        (
            "none",
            "du har valt att inte ha dina datum i kalendern. Därför ska Lärträff 1 bort ur kalendern. Du är anmäld som förut.",
        ),
    ],
)
def test_the_mail_about_a_calendar_turned_off_does_not_read_like_a_cancellation(mode, expected):
    feed = "https://kallelse.example/k/" + "k" * 48 + ".ics"
    letter = a_letter(
        a_date(starts_at=NINE, ends_at=NOON),
        kind="calendar",
        calendar_mode=mode,
        calendar=a_message(method="CANCEL"),
        links=Links(feed_url=feed if mode == "subscription" else None),
    )

    assert read(letter).subject == "Ta bort ur kalendern: Lärträff 1, 20 januari"
    assert expected in text_of(letter)
    assert (feed in text_of(letter)) == (mode == "subscription")
    assert "inställ" not in text_of(letter).casefold()


def test_a_confirmation_names_the_waiting_session_in_the_lead_and_in_the_list():
    letter = a_letter(*series(2), a_date(title="Lärträff 6", status="waiting", position=3))
    text = text_of(letter)

    assert "du har plats på två träffar. Lärträff 6 är full. Du står på väntelistan, som nummer 3." in text
    assert "Lärträff 6, plats meddelas senare, vecka 3. Väntelista, reservplats 3" in text


def test_a_confirmation_names_every_waiting_session():
    letter = a_letter(*series(1), *(a_date(title=name, status="waiting") for name in ("A", "B", "C")))

    assert "du har plats på en träff. A, B och C är fulla. Du står på väntelistan." in text_of(letter)


def test_an_invitation_counts_sessions_by_form_mode_and_year():
    def invitation(*dates):
        return text_of(a_letter(*dates, kind="invitation"))

    assert "sju digitala lärträffar under 2027" in invitation(*series(7, form="lärträff", mode="digital"))
    assert "tre seminarier under 2027" in invitation(*series(3, form="seminarium"))
    assert "två träffar under 2027" in invitation(*series(2, form="något eget"))
    assert "14 träffar" in invitation(*series(14))
    assert "två träffar under 2027–2028" in invitation(
        a_date(), a_date(starts_at=None, ends_at=None, on=date(2028, 2, 1))
    )
    assert "till två träffar." in invitation(*(a_date(starts_at=None, ends_at=None) for _ in range(2)))
