"""Builds letters and calendar messages for tests, and parses the mails rendered from them."""

from datetime import UTC, date, datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from functools import lru_cache
from typing import Any

import msgspec

from services.notify.domain.calendar import CalendarMessage, Party
from services.notify.domain.letters.letter import (
    DateLine,
    Letter,
    Links,
    MailSender,
    ProgrammeInfo,
    Recipient,
)
from services.notify.render.email import render
from shared import times

MADE_AT = datetime(2027, 1, 4, 8, 30, tzinfo=UTC)


def a_date(**more: Any) -> DateLine:
    """One session on 20 January, 9 to 12, in Swedish time."""
    fields: dict[str, Any] = {
        "title": "Lärträff 1",
        "status": "confirmed",
        "starts_at": times.instant(date(2027, 1, 20), time(9)),
        "ends_at": times.instant(date(2027, 1, 20), time(12)),
    }
    return DateLine(**(fields | more))


def a_message(**more: Any) -> CalendarMessage:
    """A REQUEST for that session."""
    fields: dict[str, Any] = {
        "method": "REQUEST",
        "uid": "0198c0de-0000-7000-8000-000000000001-seat",
        "sequence": 0,
        "dtstamp": MADE_AT,
        "organizer": Party(address="m+0123456789abcdef@kallelse.example", name="RUC"),
        "attendee": Party(address="karin@nora.example", name="Karin Åberg"),
        "language": "sv",
        "summary": "Lärträff 1",
        "starts_at": times.instant(date(2027, 1, 20), time(9)),
        "ends_at": times.instant(date(2027, 1, 20), time(12)),
    }
    return CalendarMessage(**(fields | more))


def a_letter(*dates: DateLine, **more: Any) -> Letter:
    """A confirmation to Karin; by default about one session."""
    fields: dict[str, Any] = {
        "kind": "confirmation",
        "key": "confirmation:1",
        "message_id": "<confirmation.1@kallelse.example>",
        "envelope_from": "b+1@studs.kallelse.example",
        "made_at": MADE_AT,
        "language": "sv",
        "sender": MailSender(name="RUC", address="ruc@kallelse.example"),
        "recipient": Recipient(name="Karin Åberg", email="karin@nora.example"),
        "programme": ProgrammeInfo(title="Leda skolutveckling"),
        "dates": dates or (a_date(),),
        "links": Links(my_url="https://kallelse.example/r/" + "r" * 48),
    }
    return Letter(**(fields | more))


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as a mail program reads it."""

    message: Any  # EmailMessage, which msgspec cannot check
    subject: str
    text: str
    html: str
    parts: tuple[str, ...]
    calendar: bytes | None


@lru_cache(maxsize=256)
def read(letter: Letter) -> Read:
    """Render a letter and parse it with the standard library; asserts that it has no defect."""
    return taken_apart(render(letter).message)


def taken_apart(raw: bytes) -> Read:
    """Parse a message; asserts the line ends and line lengths that SMTP requires."""
    assert b"\r\n" in raw
    assert raw.replace(b"\r\n", b"").find(b"\n") == -1
    assert raw.replace(b"\r\n", b"").find(b"\r") == -1
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert part.defects == []
    for name, value in message.items():
        assert getattr(value, "defects", ()) == (), name
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    calendars = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return Read(
        message=message,
        subject=str(message["Subject"]),
        text=plain.get_content(),
        html=html.get_content(),
        parts=tuple(part.get_content_type() for part in message.walk()),
        calendar=_bytes(calendars[0]) if calendars else None,
    )


def _bytes(part: Message) -> bytes:
    decoded = part.get_payload(decode=True)
    assert isinstance(decoded, bytes)
    return decoded
