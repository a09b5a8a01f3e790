"""Automatic replies are told from what people write, and say until when somebody is away and who comes instead."""

from datetime import date

import pytest

from services.notify.domain.inbound import automatic_replies
from services.notify.domain.inbound.mail import read_mail

RECEIVED = date(2027, 2, 10)  # a Wednesday


def a_mail(subject: str = "Sv: Inbjudan", text: str = "", headers: str = "") -> bytes:
    return (
        f"From: Siv Lind <siv.lind@berget.example>\nTo: m+1@ruc.example\nSubject: {subject}\n{headers}"
        f"Message-ID: <a1@berget.example>\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()


def automatic(raw: bytes, **known):
    return automatic_replies.automatic(read_mail(raw), raw, **known)


def read(*args, **changes):
    return automatic(a_mail(*args, **changes), received=RECEIVED)


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: auto-replied (vacation)\n",
        "Auto-Submitted: auto-generated\n",
        "X-Auto-Response-Suppress: All\n",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply\n",
        "Precedence: bulk\n",
        "Precedence: auto_reply\n",
        "X-Autoreply: yes\n",
        "Return-Path: <>\n",
    ],
)
def test_headers_say_that_a_program_wrote(headers):
    assert read(headers=headers) is not None


@pytest.mark.parametrize("headers", ["", "Auto-Submitted: no\n", "Precedence: list\n", "List-Id: <x>\n"])
def test_what_a_person_wrote_is_none(headers):
    assert read(headers=headers, text="Jag är borta till 14 mars men kommer sedan.") is None


@pytest.mark.parametrize(
    "subject",
    [
        "Automatiskt svar: Inbjudan", "Autosvar", "Autosvar: Inbjudan", "Frånvarande till 14 mars", "Frånvaromeddelande",
        "Borta: Bekräftelse: Lärträff 1", "Borta till måndag", "Semester v. 8", "Jag är på semester", "Inte på plats",
        "Föräldraledig t.o.m. 14 mars", "Automatic reply: Inbjudan", "Auto: Out of Office", "Out of office", "On vacation until 3 May", "Away: Inbjudan",
        "Automatisk svar: Inbjudan", "Fraværende til 14. mars", "Abwesenheitsnotiz: Inbjudan", "Automatische Antwort", "Réponse automatique : Inbjudan",
    ],
)  # fmt: skip
def test_subjects_say_so_where_no_header_does(subject):
    found = read("Out of office" if subject.startswith("Auto: ") else subject)

    assert found is not None
    assert found.is_absence


@pytest.mark.parametrize(
    "subject",
    ["Re: Automatiskt svar: Inbjudan", "Sv: Frånvarande till 14 mars", "Borta bra men hemma bäst", "Semesterplanering", "Autostart", "Frånvarande elever på skolan", "Ledighet", "Tack"],
)  # fmt: skip
def test_a_person_may_write_of_absence_too(subject):
    assert read(subject) is None


def test_at_the_address_that_programs_answer_talk_of_an_absence_is_enough():
    away = a_mail("Tack för ditt mejl", "Jag är borta till 14 mars.")

    assert automatic(away, received=RECEIVED) is None
    assert automatic(away, received=RECEIVED, is_to_envelope=True).until == date(2027, 3, 14)
    assert automatic(a_mail("Tack för ditt mejl"), received=RECEIVED, is_to_envelope=True) is None


def test_a_mail_without_an_envelope_sender_was_written_by_no_person():
    assert automatic(a_mail("Tack för ditt mejl"), received=RECEIVED, has_no_sender=True).is_absence is False


@pytest.mark.parametrize(
    ("subject", "text", "until"),
    [
        ("Frånvarande till 14 mars", "", date(2027, 3, 14)),
        ("Frånvarande t.o.m. 14/3", "", date(2027, 3, 14)),
        ("Frånvarande tom 2027-03-14", "", date(2027, 3, 14)),
        ("Borta till måndag", "Jag är borta till måndag den 8 mars.", date(2027, 3, 8)),
        ("Borta till måndag", "", date(2027, 2, 15)),
        ("Autosvar", "Jag är på semester och är tillbaka den 1 mars.", date(2027, 2, 28)),
        ("Autosvar", "Åter på kontoret måndag 1/3.", date(2027, 2, 28)),
        ("Autosvar", "Åter vecka 9.", date(2027, 2, 28)),
        ("Autosvar", "Ledig 15–19 mars.", date(2027, 3, 19)),
        ("Autosvar", "Jag är ledig mellan 1 mars och 5 april", date(2027, 4, 5)),
        ("Autosvar", "Jag är tjänstledig från 1 januari till och med den 30 juni 2027.", date(2027, 6, 30)),
        ("Autosvar", "Föräldraledig till januari", None),
        ("Autosvar", "Jag är borta till den 31 april.", None),
        ("Autosvar", "Jag är borta till 1 januari 2026.", None),
        ("Automatiskt svar: Välkommen till 20 mars", "Jag är borta.", None),
        ("Automatiskt svar: Frånvarande till 20 mars", "", date(2027, 3, 20)),
        ("Automatic reply", "I am out of the office until March 14th, 2027.", date(2027, 3, 14)),
        ("Automatic reply", "I am away through 14 March and back on Monday 15 March.", date(2027, 3, 14)),
        ("Out of office", "I will return on the 3rd of May", date(2027, 5, 2)),
        ("Automatisk svar", "Jeg er tilbake 1. mars", date(2027, 2, 28)),
    ],
)
def test_until_when_is_read_from_subject_and_text(subject, text, until):
    assert read(subject, text).until == until


@pytest.mark.parametrize(
    ("text", "email", "name"),
    [
        ("Kontakta Kim Berg, kim.berg@berget.example, i brådskande fall.", "kim.berg@berget.example", "Kim Berg"),
        ("Min ersättare är Åsa af Ekenstam (asa@berget.example).", "asa@berget.example", "Åsa af Ekenstam"),
        ("Vid frågor, mejla kim.berg@berget.example.", "kim.berg@berget.example", "Kim Berg"),
        ("In my absence please contact kb1@berget.example", "kb1@berget.example", None),
        ("Kontakta registrator@berget.example vid frågor.", None, None),
        ("Kontakta registrator@berget.example. I mitt ställe går Kim Berg, kim@berget.example.", "kim@berget.example", "Kim Berg"),
        ("Siv Lind\nsiv.lind@berget.example", None, None),
        ("Hälsningar\nSiv\nwww.berget.example info@berget.example", None, None),
        ("Jag är borta.\n\n> Kontakta Kim Berg, kim.berg@berget.example", None, None),
    ],
)  # fmt: skip
def test_who_comes_instead_is_offered_where_it_is_said(text, email, name):
    found = read("Autosvar", "Jag är borta till 14 mars. " + text)

    assert (found.substitute_email, found.substitute_name) == (email, name)


def test_a_receipt_of_reading_is_automatic_and_no_absence():
    raw = (
        b"From: siv.lind@berget.example\nSubject: L\xc3\xa4st: Inbjudan till 14 mars\n"
        b'Content-Type: multipart/report; report-type=disposition-notification; boundary="=b"\n\n'
        b"--=b\nContent-Type: text/plain\n\nread, back on 1 March\n--=b--\n"
    )
    found = automatic(raw, received=RECEIVED)

    assert (found.is_absence, found.until) == (False, None)


def test_html_alone_is_read_too():
    raw = (
        "From: siv.lind@berget.example\nSubject: Autosvar\nContent-Type: text/html; charset=iso-8859-1\n\n"
        "<style>p{}</style><p>Jag &auml;r borta <b>till 14 mars</b>.<br>Ers\xe4ttare: Kim Berg "
        '<a href="mailto:kim@berget.example">kim@berget.example</a></p>'
    ).encode("latin-1")
    found = automatic(raw, received=RECEIVED)

    assert (found.until, found.substitute_email, found.substitute_name) == (date(2027, 3, 14), "kim@berget.example", "Kim Berg")  # fmt: skip
