"""The description of an entry: all that KMail shows of a mail, and what Evolution shows without unfolding."""

from datetime import timedelta

import pytest

from services.notify.domain.letters.letter import PreviousDetails
from services.notify.render.ics import calendar_bytes
from tests.support.calendar_readers import read_with_libical, read_with_vobject
from tests.support.letters import a_date, a_letter, a_message, read

UNABLE = "Kan du inte komma? Avanmäl dig på din sida. Länken dit står i våra mejl till dig."
JOIN = "https://kallelse.example/j/" + "j" * 48
NOTE = "Ta med:\n- dator\n\n- en fråga från din förvaltning"


def entry_of(file):
    """The entry as two independent readers find it."""
    entry = read_with_libical(file)
    assert read_with_vobject(file) == entry
    return entry


def text_of(letter):
    return read(letter).text.replace("\r\n", "\n")


def html_of(letter):
    return read(letter).html.replace("\r\n", "\n")


def lines_of(letter):
    return entry_of(read(letter).calendar).description.splitlines()


def test_an_entry_of_a_date_on_site_has_a_description():
    entry = entry_of(calendar_bytes(a_message(mode="on_site", place="Jupiter")))

    assert entry.description == UNABLE


def test_an_entry_has_the_note_line_by_line_the_contact_and_last_the_join_link():
    message = a_message(note=NOTE, contact=("Maria Ekström", "maria@ruc.example", None), join_url=JOIN)

    assert entry_of(calendar_bytes(message)).description.splitlines() == [
        "Ta med:",
        "- dator",
        "- en fråga från din förvaltning",
        UNABLE,
        "Frågor? Maria Ekström, maria@ruc.example",
        "Till mötet (öppnar kl. 8.30, länken är din egen):",
        JOIN,
    ]


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_entry_without_an_end_lasts_an_hour(method):
    entry = entry_of(calendar_bytes(a_message(method=method, ends_at=None)))

    assert entry.end - entry.start == timedelta(hours=1)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "Sluttiden är inte bestämd. Kalendern visar en timme."),
        ("en", "The end time is not set. The calendar shows one hour."),
    ],
)
def test_an_entry_without_an_end_says_that_the_hour_is_not_the_end(language, sentence):
    assert sentence in entry_of(calendar_bytes(a_message(ends_at=None, language=language))).description


def test_the_entry_of_a_moved_session_says_the_earlier_time_and_why():
    before = PreviousDetails(
        title="Lärträff 1", on=a_date().starts_at.date() - timedelta(days=7), had_join_url=False
    )
    letter = a_letter(
        a_date(previous=before), kind="update", calendar=a_message(), reason="Föreläsaren är sjuk"
    )

    assert lines_of(letter) == [
        "Vi har flyttat träffen.",
        "Tidigare tid: onsdag 13 januari 2027",
        "Föreläsaren är sjuk.",
        UNABLE,
    ]


def test_the_entry_of_a_session_with_another_place_says_the_earlier_one():
    line = a_date(mode="on_site", place="Jupiter")
    before = PreviousDetails(
        title=line.title, mode="on_site", place="Mars", starts_at=line.starts_at, ends_at=line.ends_at
    )
    letter = a_letter(
        *[a_date(mode="on_site", place="Jupiter", previous=before)], kind="update", calendar=a_message()
    )

    assert lines_of(letter)[:2] == ["Träffen har en ny plats.", "Tidigare plats: Mars"]


def test_the_entry_with_a_replaced_link_says_that_the_old_one_is_dead():
    letter = a_letter(kind="calendar", calendar=a_message(join_url=JOIN), are_links_replaced=True)

    assert lines_of(letter)[0] == "Din länk till mötet är bytt. Den gamla öppnar det inte längre."


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("cancellation", {"reason": "Föreläsaren är sjuk"}, ["Träffen är inställd.", "Föreläsaren är sjuk."]),
        ("withdrawal", {}, ["Du är avanmäld."]),
        (
            "calendar",
            {"calendar_mode": "subscription"},
            ["Du har valt att prenumerera på dina datum. Du är anmäld som förut."],
        ),
        (
            "calendar",
            {"calendar_mode": "none"},
            ["Du har valt att inte ha dina datum i kalendern. Du är anmäld som förut."],
        ),
    ],
)
def test_the_entry_of_a_cancel_says_why_the_date_goes_and_nothing_of_what_was_planned(kind, more, expected):
    message = a_message(method="CANCEL", note=NOTE, join_url=JOIN, ends_at=None)
    status = {"cancellation": "cancelled", "withdrawal": "withdrawn"}.get(kind, "confirmed")

    assert lines_of(a_letter(a_date(status=status), kind=kind, calendar=message, **more)) == expected


def test_a_mail_about_one_date_keeps_the_lines_of_its_note():
    letter = a_letter(a_date(note=NOTE))

    assert "\n\nTa med:\n- dator\n- en fråga från din förvaltning\n\n" in text_of(letter)
    assert ">Ta med:<br>\n- dator<br>\n- en fråga från din förvaltning</p>" in html_of(letter)


def test_a_mail_about_several_dates_keeps_the_lines_of_their_notes():
    letter = a_letter(a_date(note=NOTE), a_date(title="Lärträff 2", note="ta med dator"))

    assert "\n  Ta med:\n  - dator\n  - en fråga från din förvaltning\n" in text_of(letter)
    assert "<br>Ta med:<br>- dator<br>- en fråga från din förvaltning</span>" in html_of(letter)
    assert "Lärträff 2, plats meddelas senare, vecka 3, ta med dator" in " ".join(text_of(letter).split())


@pytest.mark.parametrize("kind", ["cancellation", "update"])
def test_a_mail_keeps_the_lines_of_a_reason(kind):
    status = "cancelled" if kind == "cancellation" else "confirmed"
    letter = a_letter(a_date(status=status), kind=kind, reason="Två skäl:\nlokalen\nföreläsaren")

    assert "\n\nTvå skäl:\nlokalen\nföreläsaren\n\n" in text_of(letter)
    assert ">Två skäl:<br>\nlokalen<br>\nföreläsaren</p>" in html_of(letter)


def test_typed_text_cannot_add_a_property_to_an_entry():
    note = "x\r\nEND:VEVENT\r\nATTENDEE:mailto:evil@example.example\x00\u202e"
    file = calendar_bytes(a_message(note=note, contact=(note, note, note), news=(note,)))

    assert file.count(b"\r\nATTENDEE") == 1
    assert file.count(b"END:VEVENT\r\n") == 1
    assert entry_of(file).description.splitlines()[:3] == [
        "x",
        "END:VEVENT",
        "ATTENDEE:mailto:evil@example.example",
    ]
