"""A letter in, a finished e-mail out. The bytes follow from the letter alone: no clock, nothing random."""

import msgspec

from services.notify.domain.address import BadAddress, checked
from services.notify.domain.letter import Letter
from services.notify.render import clean, headers, mime, words
from services.notify.render.ics import calendar_bytes


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail server is given: the envelope, and the message with CRLF, ready for DATA."""

    envelope_from: str
    envelope_to: str
    subject: str
    message: bytes


def render(letter: Letter) -> Mail:
    """Put a letter in words and bytes; `BadAddress` where mail cannot go, `BadLink` or `BadToken` for our own faults."""
    _check_links(letter)
    said = words.of(letter)
    to = checked(letter.recipient.email)
    message = mime.assemble(
        _headers(letter, said.subject, to),
        text=said.text,
        html=said.html,
        calendar=(letter.calendar.method, calendar_bytes(letter.calendar)) if letter.calendar else None,
        seed=letter.message_id,
    )
    return Mail(
        envelope_from=checked(letter.envelope_from), envelope_to=to, subject=said.subject, message=message
    )


def _headers(letter: Letter, subject: str, to: str) -> list[tuple[str, str]]:
    found = [
        ("Date", headers.date(letter.made_at)),
        ("From", headers.mailbox("From", letter.sender.name, _sender(letter))),
        ("To", headers.mailbox("To", letter.recipient.name, to)),
        ("Subject", headers.text(subject)),
        ("Message-ID", headers.token(letter.message_id)),
        ("Content-Language", letter.language),
        ("Auto-Submitted", "auto-generated"),
        # Never All, NDR or DR: those turn off the bounces as well.
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("X-Kallelse-Kind", letter.kind),
        ("X-Kallelse-Key", headers.token(letter.key)),
    ]
    if letter.correlation_id:
        found.append(("X-Kallelse-Correlation", headers.token(letter.correlation_id)))
    if reply_to := _reply_to(letter):
        found.append(("Reply-To", reply_to))
    return found


def _sender(letter: Letter) -> str:
    """Choose From: with a calendar part the ORGANIZER's address, or answers and moves are not believed (calendar rule 3)."""
    return checked(letter.calendar.organizer.address if letter.calendar else letter.sender.address)


def _reply_to(letter: Letter) -> str | None:
    """Choose Reply-To: the contact, unless answers go to the ORGANIZER's address."""
    if letter.calendar is not None or letter.contact is None or letter.contact.email is None:
        return None
    try:
        return headers.mailbox("Reply-To", letter.contact.label, checked(letter.contact.email))
    except BadAddress:
        # The contact's address is not the recipient's fault: their mail goes, and an answer reaches the sender.
        return None


def _check_links(letter: Letter) -> None:
    links = letter.links
    for url in (links.privacy_url, links.page_url, links.answer_url, links.my_url, links.feed_url):
        if url is not None:
            clean.link(url)
    for line in letter.dates:
        if line.join_url is not None:
            clean.link(line.join_url)
