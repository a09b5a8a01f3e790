"""Renders a letter to a complete e-mail. The bytes are a function of the letter alone: no clock, no randomness."""

import msgspec

from services.notify.domain.calendar import Method
from services.notify.domain.letters.letter import Letter, MailFile
from services.notify.render import clean, headers, mime, people
from services.notify.render.entry_news import news_of
from services.notify.render.ics import calendar_bytes
from services.notify.render.mail_text import mail_text_of
from shared.addresses import ascii_address


class RenderedMail(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope, the Subject as text, and the message with CRLF line ends, without the dots of DATA."""

    envelope_from: str
    envelope_to: str
    subject: str
    message: bytes


def render(letter: Letter) -> RenderedMail:
    """Render a letter.

    Raises `BadAddress` where mail cannot be sent; `UnsafeUrl` and `BadToken` are faults of the program or its settings.
    """
    _check_links(letter)
    text = mail_text_of(letter)
    to = ascii_address(letter.recipient.email)
    message = mime.assemble(
        _headers(letter, text.subject, to),
        text=text.text,
        html=text.html,
        calendar=calendar_of(letter),
        seed=letter.message_id,
        files=_files(letter),
    )
    return RenderedMail(
        envelope_from=ascii_address(letter.envelope_from),
        envelope_to=to,
        subject=text.subject,
        message=message,
    )


def calendar_of(letter: Letter) -> tuple[Method, bytes] | None:
    """Return the calendar message of a letter as its file, or None where it has none."""
    if letter.calendar is None:
        return None
    message = msgspec.structs.replace(letter.calendar, news=news_of(letter))
    return message.method, calendar_bytes(message)


def _headers(letter: Letter, subject: str, to: str) -> list[tuple[str, str]]:
    found = [
        ("Date", headers.date(letter.made_at)),
        ("From", headers.mailbox("From", letter.sender.from_name or letter.sender.name, _sender(letter))),
        ("To", headers.mailbox("To", letter.recipient.name, to)),
        ("Subject", headers.text(subject)),
        ("Message-ID", headers.token(letter.message_id)),
        ("Content-Language", letter.language),
        ("Auto-Submitted", "auto-generated"),
        # Not All, NDR or DR, which would suppress bounces too.
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("X-Kallelse-Kind", letter.kind),
        ("X-Kallelse-Key", headers.token(letter.key)),
    ]
    if letter.correlation_id:
        found.append(("X-Kallelse-Correlation", headers.token(letter.correlation_id)))
    if reply_to := _reply_to(letter):
        found.append(("Reply-To", reply_to))
    return found


def _files(letter: Letter) -> tuple[MailFile, ...]:
    """What goes along: of a mailing, or of a letter that is passed on to whoever reads it."""
    if letter.enquiry is not None and letter.kind == "staff":
        return letter.enquiry.files
    return letter.mailing.files if letter.mailing else ()


def _sender(letter: Letter) -> str:
    """Return the From address: with a calendar part the ORGANIZER's, or programs reject replies and moves (calendar rule 3)."""
    return ascii_address(letter.calendar.organizer.address if letter.calendar else letter.sender.address)


def _reply_to(letter: Letter) -> str | None:
    """Return the Reply-To field: the contact. None in a mail with a calendar message: a calendar may send its answer there."""
    if letter.calendar is not None or letter.contact is None:
        return None
    address = people.address_of(letter.contact)
    return headers.mailbox("Reply-To", letter.contact.label, address) if address else None


def _check_links(letter: Letter) -> None:
    links = letter.links
    for url in (links.privacy_url, links.page_url, links.answer_url, links.my_url, links.feed_url):
        if url is not None:
            clean.link(url)
    for line in letter.dates:
        if line.join_url is not None:
            clean.link(line.join_url)
