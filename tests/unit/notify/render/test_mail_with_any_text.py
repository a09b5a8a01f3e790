"""Any text that people type: it breaks no line, adds no header or property, and loses no letter."""

import unicodedata
from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from services.notify.domain.calendar import Party
from services.notify.domain.letters.letter import MailSender, ProgrammeInfo, Recipient
from services.notify.render import clean
from services.notify.render.ics import calendar_bytes
from tests.support.calendar_readers import read_with_libical, read_with_vobject
from tests.support.letters import a_date, a_letter, a_message, read
from tests.support.texts import LETTER

NASTY = (
    "a\x00b\x0b\x7fc",
    "x\r\nATTENDEE:mailto:evil@example.example",
    "x\nBcc: evil@example.example\r\n\r\nbody",
    "C:\\Nyheter\\nytt",
    'Karin "Kajsa" ^n ^^ ^\'',
    "🧑‍🏫👩🏽‍🚀 " * 20,
    "\u200fمرحبا بالعالم \u202eabc",
    "öäå" * 1700,
    "=?utf-8?q?=0D=0ABcc:_x@y.example?=",
    "<script>alert('&')</script>{{ 7*7 }}{% x %}",
    "\x85\u2028\u2029\x1c\x1d\x1e\ufeff",
    "END:VEVENT\\nEND:VCALENDAR;,:",
)
ANY = st.one_of(st.sampled_from(NASTY), st.text(LETTER, max_size=200))


def letters_of(text):
    """The letters and digits of a text, composed: none of these may be lost."""
    return "".join(sign for sign in unicodedata.normalize("NFC", text) if sign.isalnum())


@given(ANY, ANY, ANY)
@example(NASTY[1], NASTY[1], NASTY[1])
@example(NASTY[7], NASTY[7], NASTY[7])
def test_a_calendar_file_keeps_any_text_without_extra_properties(summary, place, name):
    message = a_message(
        summary=summary, mode="on_site", place=place, attendee=Party(address="k@nora.example", name=name)
    )
    file = calendar_bytes(message)
    entry = read_with_libical(file)
    plain = calendar_bytes(
        a_message(summary="x", mode="on_site", place="y", attendee=Party(address="k@nora.example", name="z"))
    )

    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    assert not set(file.replace(b"\r\n", b"")) & {*range(32), 127}
    assert names(file) == names(plain)
    assert entry.summary
    assert letters_of(entry.summary) == letters_of(summary)
    assert letters_of(entry.attendee_name or "") == letters_of(name)
    if clean.line(place):
        assert letters_of(entry.location) == letters_of(place)
    other = read_with_vobject(file)
    assert (other.summary, other.location) == (entry.summary, entry.location)
    event = next(part for part in Calendar.from_ical(file).walk("VEVENT"))
    assert str(event["SUMMARY"]) == entry.summary


def names(file):
    unfolded = file.replace(b"\r\n ", b"").decode()
    return [line.split(":")[0].split(";")[0] for line in unfolded.split("\r\n")]


@given(ANY, ANY, ANY, ANY)
@example(NASTY[2], NASTY[2], NASTY[2], NASTY[2])
@example(NASTY[7], NASTY[7], NASTY[7], NASTY[7])
@example(NASTY[9], NASTY[9], NASTY[9], NASTY[9])
def test_a_mail_keeps_any_text_without_extra_headers_or_elements(title, name, organiser, note):
    letter = a_letter(
        a_date(title=title, note=note),
        recipient=Recipient(name=name, email="karin@nora.example"),
        sender=MailSender(name=organiser, address="ruc@kallelse.example"),
        programme=ProgrammeInfo(title=title),
    )
    mail = read(letter)

    assert sorted(mail.message.keys()) == sorted(read(a_letter()).message.keys())
    assert mail.parts == ("multipart/alternative", "text/plain", "text/html")
    assert letters_of(mail.subject) == letters_of(f"Bekräftelse: {title}, 20 januari")
    assert letters_of(title) in letters_of(mail.text)
    assert letters_of(note) in letters_of(mail.text.casefold()) or letters_of(note.casefold()) in letters_of(
        mail.text.casefold()
    )
    assert "<script" not in mail.html
    assert mail.html.count("<p ") == read(
        a_letter(a_date(note="x" if clean.line(note) else None))
    ).html.count("<p ")


@given(st.text(LETTER, max_size=300))
def test_cleaned_text_is_one_line_with_every_letter(text):
    line = clean.line(text)

    assert line.splitlines() in ([line], [])
    assert letters_of(line) == letters_of(text)
    assert clean.line(line) == line


def test_template_syntax_in_a_title_is_not_evaluated():
    mail = read(a_letter(a_date(title="{{ 7*7 }}"), made_at=datetime(2027, 1, 4, tzinfo=UTC)))

    assert "{{ 7*7 }}" in mail.text
    assert "{{ 7*7 }}" in mail.html
