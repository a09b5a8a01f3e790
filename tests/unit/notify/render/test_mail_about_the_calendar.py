"""What mails say about the calendar: in every mail program tried, a person presses a button before anything moves."""

import re

import msgspec
import pytest

from services.notify.domain.letters.letter import Contact
from services.notify.render import wording
from services.notify.render.preview.cases import previews
from tests.support.calendar_readers import read_with_libical, read_with_vobject
from tests.support.letters import a_date, a_letter, a_message, read

ALL = {letter.key: letter for letter in previews()}
WITH_CALENDAR = {key: letter for key, letter in ALL.items() if letter.calendar is not None}
UPDATES = {key: letter for key, letter in WITH_CALENDAR.items() if letter.kind == "update"}
MARIA = Contact(label="Maria Ekström", email="maria@ruc.example", phone="070-174 06 05")


def said(letter) -> str:
    """Everything that the mail and its calendar entry say, without line breaks."""
    mail = read(letter)
    entry = read_with_libical(mail.calendar).description if mail.calendar else ""
    text = re.sub(r"<[^>]+>", " ", mail.html)
    return " ".join(f"{mail.subject} {mail.text} {text} {entry}".split())


@pytest.mark.parametrize("key", WITH_CALENDAR)
def test_a_mail_with_a_calendar_message_does_not_say_that_the_entry_changes_by_itself(key):
    words = said(WITH_CALENDAR[key])

    assert not re.search(r"av sig själv|flyttas|ändras|tas bort|vi tar bort", words)
    assert not re.search(
        r"by itself|by themselves|entry \w+ (moves|changes|is removed)|entry moves|we remove",
        words,
        re.IGNORECASE,
    )


@pytest.mark.parametrize(
    "key", [key for key, letter in WITH_CALENDAR.items() if letter.calendar.method == "CANCEL"]
)
def test_a_mail_that_takes_an_entry_away_says_what_to_press(key):
    letter = WITH_CALENDAR[key]
    remove = wording.of(letter.language).entry_remove
    words = said(letter)

    assert words.count(remove) == 2  # in the text and in the HTML
    assert ("Ta bort" if letter.language == "sv" else "Delete") in remove
    assert "behöver inte göra något" not in words
    assert "need not do anything" not in words


@pytest.mark.parametrize(
    "key",
    [
        key
        for key, letter in UPDATES.items()
        if letter.calendar.method == "REQUEST" and letter.dates[0].previous.was_in_calendar
    ],
)
def test_an_update_of_an_entry_says_what_to_press(key):
    letter = UPDATES[key]
    words = wording.of(letter.language)
    buttons = {"sv": ("Uppdatera", "Acceptera", "Tacka ja"), "en": ("Update", "Accept")}[letter.language]

    [sentence] = [one for one in (words.entry_move, words.entry_change) if one in said(letter)]
    assert all(button in sentence for button in buttons)


@pytest.mark.parametrize("key", ALL)
def test_no_mail_says_that_an_answer_in_the_calendar_reaches_us(key):
    words = said(ALL[key])

    assert not re.search(
        r"så vet vi|svara där|kalendern frågar|we will know|answer there|calendar asks", words, re.IGNORECASE
    )


@pytest.mark.parametrize("key", ALL)
def test_a_mail_that_brings_an_entry_says_that_the_answer_counts_where_it_does(key):
    letter = ALL[key]
    sentence = wording.of(letter.language).answer_counts
    is_asked = letter.calendar is not None and letter.calendar.method == "REQUEST"

    assert sentence not in said(letter)
    counted = said(msgspec.structs.replace(letter, takes_answers=True)).count(sentence)
    if is_asked and letter.kind in {"calendar", "confirmation", "promoted", "substitute"}:
        assert counted == 2  # in the text and in the HTML
    elif letter.calendar_mode != "invitations" or (letter.calendar and not is_asked):
        assert counted == 0


@pytest.mark.parametrize("calendar_mode", ["subscription", "none"])
@pytest.mark.parametrize("status", ["waiting", "offered", "confirmed"])
def test_an_update_speaks_of_the_subscribed_calendar_only_where_the_date_is_in_it(status, calendar_mode):
    letter = a_letter(a_date(status=status), kind="update", calendar_mode=calendar_mode)
    is_in_feed = (status, calendar_mode) == ("confirmed", "subscription")

    assert ("Kalendern du prenumererar på ändras av sig själv." in said(letter)) == is_in_feed


@pytest.mark.parametrize("key", WITH_CALENDAR)
def test_two_readers_find_the_same_description_in_every_calendar_message(key):
    file = read(WITH_CALENDAR[key]).calendar

    assert read_with_libical(file).description
    assert read_with_vobject(file).description == read_with_libical(file).description


@pytest.mark.parametrize("key", WITH_CALENDAR)
def test_a_question_about_a_mail_with_a_calendar_message_goes_to_an_address_that_stands_in_it(key):
    letter = WITH_CALENDAR[key]
    mail, words = read(letter), said(letter)

    assert mail.message["Reply-To"] is None
    assert not re.search(r"svara på (det här )?mejlet|reply to this e-mail", words, re.IGNORECASE)
    if letter.contact is not None and letter.contact.email is not None:
        assert words.count(letter.contact.email) >= 3  # in the text, in the HTML and in the entry


@pytest.mark.parametrize(
    ("contact", "foot"),
    [
        (MARIA, "Frågor? Skriv till Maria Ekström, maria@ruc.example, eller ring 070-174 06 05."),
        (Contact(label="Kansliet", email="kansli@ruc.example"), "Frågor? Skriv till kansli@ruc.example."),
        (Contact(label="Maria Ekström", email="no address"), None),
    ],
)
def test_a_mail_with_a_calendar_message_says_whom_to_write_to(contact, foot):
    words = said(a_letter(contact=contact, calendar=a_message()))

    assert (foot in words) if foot else ("Frågor?" not in words.partition("no address")[0])


def test_a_mail_whose_contact_has_an_impossible_address_does_not_ask_for_a_reply():
    words = said(a_letter(contact=Contact(label="Maria Ekström", email="no address", phone="070-1")))

    assert "Svara på mejlet" not in words
    assert "Frågor? Ring Maria Ekström, 070-1." in words


def test_a_withdrawal_by_mistake_is_told_to_the_contacts_address_where_a_reply_goes_to_the_calendar():
    line = a_date(status="withdrawn")
    alone = said(a_letter(line, kind="withdrawal", contact=MARIA))
    with_calendar = said(
        a_letter(line, kind="withdrawal", contact=MARIA, calendar=a_message(method="CANCEL"))
    )

    assert "Blev det fel? Svara på mejlet." in alone
    assert "Blev det fel? Skriv till maria@ruc.example." in with_calendar
