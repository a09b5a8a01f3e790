"""The message as bytes: parts, headers, envelope, for every sample letter in both languages."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime

import pytest
from msgspec.structs import replace

from services.notify.domain.calendar import Party
from services.notify.domain.letters.letter import Contact, MailSender, Recipient
from services.notify.render.clean import UnsafeUrl
from services.notify.render.email import render
from services.notify.render.headers import BadToken
from services.notify.render.preview.cases import previews
from shared.addresses import BadAddress
from tests.support.calendar_readers import read_with_libical, read_with_vobject
from tests.support.letters import MADE_AT, a_date, a_letter, a_message, read, taken_apart

ALL = [pytest.param(letter, id=letter.key) for letter in previews()]
WITH_CALENDAR = [pytest.param(letter, id=letter.key) for letter in previews() if letter.calendar]


@pytest.mark.parametrize("letter", ALL)
def test_the_same_letter_is_rendered_to_the_same_bytes(letter):
    assert render(letter) == render(replace(letter))


@pytest.mark.parametrize("letter", ALL)
def test_every_mail_has_its_headers_once_and_no_harmful_header(letter):
    message = read(letter).message

    for name, value in {
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "X-Kallelse-Kind": letter.kind,
        "X-Kallelse-Key": letter.key,
        "X-Kallelse-Correlation": letter.correlation_id,
        "MIME-Version": "1.0",
        "Content-Language": letter.language,
        "To": f"{letter.recipient.name} <{letter.recipient.email}>",
    }.items():
        assert message.get_all(name) == [value]
    assert parsedate_to_datetime(message["Date"]) == letter.made_at
    names = {name.lower() for name in message.keys()}  # noqa: SIM118 - a message is no dict
    assert names.isdisjoint(
        {"bcc", "cc", "precedence", "disposition-notification-to", "return-receipt-to", "sender"}
    )


@pytest.mark.parametrize("letter", ALL)
def test_header_lines_are_short_and_ascii(letter):
    head = render(letter).message.partition(b"\r\n\r\n")[0]

    assert head.isascii()
    assert max(len(line) for line in head.split(b"\r\n")) <= 78


@pytest.mark.parametrize("letter", WITH_CALENDAR)
def test_a_calendar_mail_ends_with_the_calendar_inline_and_the_same_bytes_attached(letter):
    mail = read(letter)
    *_, inline, attached = mail.message.walk()

    assert mail.parts == (
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    )  # fmt: skip
    assert inline["Content-Type"] == f'text/calendar; charset="utf-8"; method="{letter.calendar.method}"'
    assert (
        f"text/calendar; charset=utf-8; method={letter.calendar.method}\r\n".encode()
        in render(letter).message
    )
    assert inline["Content-Transfer-Encoding"] == "base64"
    assert inline["Content-Disposition"] is None
    assert inline["Content-ID"] is None
    assert attached.get_content_disposition() == "attachment"
    assert attached.get_filename() == "invite.ics"
    assert attached.get_payload(decode=True) == inline.get_payload(decode=True)


@pytest.mark.parametrize("letter", WITH_CALENDAR)
def test_the_calendar_of_a_mail_is_that_of_its_letter_in_both_readers(letter):
    entry = read_with_libical(read(letter).calendar)

    assert read_with_vobject(read(letter).calendar) == entry
    assert entry.method == letter.calendar.method
    assert (entry.uid, entry.sequence) == (letter.calendar.uid, letter.calendar.sequence)
    assert entry.start == (letter.calendar.starts_at or letter.calendar.on)
    assert entry.attendee == f"mailto:{letter.recipient.email}"


@pytest.mark.parametrize("letter", WITH_CALENDAR)
def test_a_calendar_mail_is_sent_from_the_organizer_without_reply_to(letter):
    message = read(letter).message

    assert message["From"].addresses[0].addr_spec == letter.calendar.organizer.address
    assert message["From"].addresses[0].display_name == letter.sender.name
    assert message["Reply-To"] is None


def test_a_mail_without_calendar_is_sent_from_the_sender_with_the_contact_as_reply_to():
    contact = Contact(label="Maria Ekström", email="maria@ruc.example")
    message = read(a_letter(contact=contact)).message

    assert read(a_letter(contact=contact)).parts == ("multipart/alternative", "text/plain", "text/html")
    assert message["From"] == "RUC <ruc@kallelse.example>"
    assert message["Reply-To"] == "Maria Ekström <maria@ruc.example>"
    assert read(a_letter()).message["Reply-To"] is None


def test_an_invalid_contact_address_leaves_out_reply_to():
    letter = a_letter(contact=Contact(label="Kontakt", email="kontakt@@ruc.example"))

    assert read(letter).message["Reply-To"] is None


def test_the_envelope_has_the_bounce_address_and_one_ascii_recipient():
    mail = render(a_letter(recipient=Recipient(name="Åsa", email="asa@Malmö.example")))

    assert mail.envelope_from == "b+1@studs.kallelse.example"
    assert mail.envelope_to == "asa@xn--malm-8qa.example"


def test_to_and_attendee_and_envelope_are_the_same_address():
    letter = a_letter(
        recipient=Recipient(name="Åsa", email="asa@Malmö.example"),
        calendar=a_message(attendee=Party(address="asa@Malmö.example", name="Åsa")),
    )
    mail = read(letter)

    assert mail.message["To"].addresses[0].addr_spec == render(letter).envelope_to
    assert read_with_libical(mail.calendar).attendee == f"mailto:{render(letter).envelope_to}"


@pytest.mark.parametrize(
    "address", ["", "karin", "karin@", "@nora.example", "kårin@nora.example", "k@nora.example>\r\nX:1"]
)
def test_an_invalid_recipient_address_is_refused_when_the_mail_is_rendered(address):
    with pytest.raises(BadAddress):
        render(a_letter(recipient=Recipient(name="Karin", email=address)))


@pytest.mark.parametrize(
    "name",
    [
        "Karin Åberg",
        "Regionalt utvecklingscentrum, Örebro universitet",
        "Skolchef, Nora kommun",
        'Karin "Kajsa" Åberg',
        "Å, ä; ö <karin@other.example>",
        "=?utf-8?q?Bo?=",
        "a" * 300,
        "Lång " * 60 + "slut",
        "أحمد محمود",
        "🧑‍🏫 Lärare",
        "back\\slash",
    ],
)
def test_any_recipient_name_is_unchanged_in_the_to_header(name):
    message = read(a_letter(recipient=Recipient(name=name, email="karin@nora.example"))).message

    (to,) = message["To"].addresses
    assert to.addr_spec == "karin@nora.example"
    assert name_in_to_header(message) == name


def name_in_to_header(message):
    """Return the name in To by RFC 2047; the newer half of Python's parser puts a blank between encoded words."""
    raw = re.search(r"^To: (.*\n?(?: .*\n?)*)", message.as_string(policy=policy.compat32), re.MULTILINE)[1]
    phrase = raw.rpartition("<")[0]
    if phrase.startswith('"'):
        return phrase.strip()[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return str(make_header(decode_header(phrase.strip())))


@pytest.mark.parametrize(
    "name", ["Karin Åberg", "Regionalt utvecklingscentrum, Örebro universitet", "أحمد محمود"]
)
def test_a_recipient_name_of_usual_length_is_one_encoded_word(name):
    message = read(a_letter(recipient=Recipient(name=name, email="karin@nora.example"))).message

    assert message["To"].addresses[0].display_name == name


def test_a_recipient_name_of_line_breaks_leaves_only_the_address():
    assert (
        read(a_letter(recipient=Recipient(name="\r\n", email="k@nora.example"))).message["To"]
        == "k@nora.example"
    )


@pytest.mark.parametrize(
    "title",
    [
        "Lärträff 1",
        "Session 1",
        "A long English title that will not fit on one single line of a header, whatever is done to it",
        "Ett långt svenskt namn på en lärträff som inte ryms på en enda rad i ett huvud, vad man än gör åt det",
        "two  blanks",
        "x" * 500,
        "=?utf-8?q?x?=",
    ],
)
def test_any_session_title_is_unchanged_in_the_subject(title):
    letter = a_letter(a_date(title=title))

    assert read(letter).subject == render(letter).subject == f"Bekräftelse: {title}, 20 januari"


def test_a_long_ascii_subject_is_folded_and_not_encoded():
    letter = a_letter(
        a_date(title="A long English title that will not fit on a single line of a header"), language="en"
    )
    head = render(letter).message.partition(b"\r\n\r\n")[0].decode()

    assert (
        "Subject: Confirmation: A long English title that will not fit on a single\r\n line of a header, 20 January"
        in head
    )


@pytest.mark.parametrize(
    "more",
    [
        {"message_id": "<a@b.example>\r\nX: y"},
        {"key": "confirmation:1\r\nBcc: x@y.example"},
        {"key": "å"},
        {"correlation_id": "a b"},
    ],
)
def test_an_id_that_would_need_encoding_or_break_a_header_is_refused(more):
    with pytest.raises(BadToken):
        render(a_letter(**more))


def test_a_long_delivery_key_stays_on_one_header_line():
    key = f"reminder:{'0' * 36}:1d:{MADE_AT.isoformat()}"

    assert f"X-Kallelse-Key: {key}\r\n".encode() in render(a_letter(key=key)).message


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/ b", "https://a.example/\r\nx", "ftp://a.example"]
)
def test_an_unsafe_join_link_is_refused(url):
    with pytest.raises(UnsafeUrl):
        render(a_letter(a_date(join_url=url)))


def test_a_text_line_beginning_with_from_is_protected_and_read_back_unchanged():
    letter = a_letter(a_date(title="Lärträff"), reason="x", kind="cancellation")
    raw = render(replace(letter, reason="word " * 14 + "From here on")).message

    assert "\nFrom here on." in taken_apart(raw).text
    assert b"\nFrom here" not in raw


def test_mime_boundaries_differ_between_mails_and_none_is_a_prefix_of_another():
    first = render(a_letter(calendar=a_message())).message
    second = render(a_letter(calendar=a_message(), message_id="<other@kallelse.example>")).message
    outer, inner = re.findall(rb'boundary="(.+)"', first)

    assert not inner.startswith(outer)
    assert not outer.startswith(inner)
    assert outer not in second


def test_text_parts_are_quoted_printable_and_utf_8():
    parts = message_from_bytes(render(a_letter()).message).get_payload()

    assert [part["Content-Transfer-Encoding"] for part in parts] == ["quoted-printable", "quoted-printable"]
    assert [part.get_content_charset() for part in parts] == ["utf-8", "utf-8"]


def test_the_organiser_name_is_cleaned_in_the_from_header():
    sender = MailSender(name="RUC\r\nBcc: x@y.example", address="ruc@kallelse.example")

    assert read(a_letter(sender=sender)).message["From"].addresses[0].display_name == "RUC Bcc: x@y.example"
