"""Answers to calendar entries as mail programs really send them, as bytes made for the tests."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import msgspec

DTSTAMP: Final = datetime(2021, 1, 11, 10, tzinfo=UTC)


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer is about, and what it says."""

    uid: str = "0000-seat"
    organizer: str = "m+00112233445566778899aabbccddeeff@kallelse.example"
    attendee: str = "karin@nora.example"
    name: str = "Karin Holm"
    partstat: str = "ACCEPTED"
    sequence: int = 0
    dtstamp: datetime = DTSTAMP
    extra: tuple[str, ...] = ()

    @property
    def stamp(self) -> str:
        return f"{self.dtstamp:%Y%m%dT%H%M%SZ}"


def calendar(
    answered: Answered, *lines: str, method: str | None = "REPLY", attendee: str | None = None
) -> str:
    """A calendar file with one VEVENT; `lines` come after the usual ones."""
    who = attendee or f"ATTENDEE;CN={answered.name};PARTSTAT={answered.partstat}:mailto:{answered.attendee}"
    found = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Example//Test//EN",
        "VERSION:2.0",
        *([f"METHOD:{method}"] if method else []),
        "BEGIN:VEVENT",
        f"UID:{answered.uid}",
        f"DTSTAMP:{answered.stamp}",
        f"SEQUENCE:{answered.sequence}",
        f"ORGANIZER:mailto:{answered.organizer}",
        who,
        *lines,
        *answered.extra,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(found) + "\r\n"


def head(answered: Answered, *fields: str, subject: str = "Accepted: Träff") -> str:
    """The fields of a mail from the attendee."""
    usual = [
        f"From: {answered.name} <{answered.attendee}>",
        f"To: {answered.organizer}",
        f"Subject: {subject.encode('ascii', 'replace').decode()}",
        "Message-ID: <1@nora.example>",
        "MIME-Version: 1.0",
    ]
    return "\r\n".join([*usual, *fields]) + "\r\n\r\n"


def _base64(text: str) -> str:
    return base64.encodebytes(text.encode()).decode().replace("\n", "\r\n")


def thunderbird(answered: Answered) -> bytes:
    """mixed(alternative(plain, calendar in 8 bit), application/ics): the same answer twice in one mail."""
    text = calendar(answered, "SUMMARY:Träff", "DESCRIPTION:https://kallelse.example/j/secret")
    return (
        head(answered, 'Content-Type: multipart/mixed; boundary="ut"')
        + '--ut\r\nContent-Type: multipart/alternative; boundary="in"\r\n\r\n'
        + f"--in\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{answered.name} har svarat.\r\n"
        + "--in\r\nContent-Type: text/calendar; method=REPLY; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + text
        + "\r\n--in--\r\n\r\n--ut\r\nContent-Type: application/ics; name=invite.ics\r\n"
        + f'Content-Disposition: attachment; filename="invite.ics"\r\nContent-Transfer-Encoding: base64\r\n\r\n{_base64(text)}'
        + "--ut--\r\n"
    ).encode()


def evolution(answered: Answered) -> bytes:
    """The mail itself is the calendar; METHOD is quoted, COMMENT empty."""
    text = calendar(answered, "COMMENT:", method=None).replace("VERSION:2.0", 'VERSION:2.0\r\nMETHOD:"REPLY"')
    field = 'Content-Type: text/calendar; name="meeting.ics"; charset="utf-8"; METHOD="REPLY"'
    return (head(answered, field, "Content-Transfer-Encoding: 8bit") + text).encode()


def kmail(answered: Answered) -> bytes:
    """mixed(plain, calendar as an attachment), method in lower case, MAILTO in upper, an alarm, and times in UTC."""
    who = f'ATTENDEE;CN="{answered.name}";PARTSTAT={answered.partstat};ROLE=REQ-PARTICIPANT:MAILTO:{answered.attendee}'
    lines = (
        "X-UID:17",
        "REQUEST-STATUS:2.0;Success",
        "BEGIN:VALARM",
        "UID:alarm",
        "ATTENDEE:mailto:x@y.example",
        "END:VALARM",
    )
    text = calendar(answered, "DTSTART:20210120T080000Z", *lines, attendee=who)
    return (
        head(answered, 'Content-Type: multipart/mixed; boundary="nextPart1"')
        + "--nextPart1\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nAccepted\r\n"
        + '--nextPart1\r\nContent-Type: text/calendar; charset="utf-8"; method="reply"; name="cal.ics"\r\n'
        + f"Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n{_base64(text)}--nextPart1--\r\n"
    ).encode()


def gnus(answered: Answered) -> bytes:
    """alternative(plain, calendar), LF for line ends, a SUMMARY that begins with the answer."""
    text = calendar(answered, "SUMMARY:Accepted: Träff")
    return (
        (
            head(answered, "Content-Type: multipart/alternative; boundary==-=-=")
            + "--=-=-=\r\nContent-Type: text/plain\r\n\r\nAccepted\r\n"
            + f"--=-=-=\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n{text}\r\n--=-=-=--\r\n"
        )
        .replace("\r\n", "\n")
        .encode()
    )


def sogo(answered: Answered) -> bytes:
    """PRODID, DTSTAMP and SEQUENCE of the invitation in every answer; Latin-1 in the text before it."""
    text = calendar(answered).replace("-//Example//Test//EN", "-//Kallelse//SV")
    return (
        head(answered, "Content-Type: multipart/mixed; boundary=----sogo")
        + "------sogo\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Ja</p>\r\n"
        + f"------sogo\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n{text}\r\n------sogo--\r\n"
    ).encode()


def outlook(answered: Answered) -> bytes:
    """No ORGANIZER, a zone as Windows names it, folded lines, CN in the address's own words, base64."""
    text = calendar(
        answered,
        'DTSTART;TZID="W. Europe Standard Time":20210120T090000',
        "CLASS:PUBLIC",
        "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
        "COMMENT;LANGUAGE=sv-SE:Jag blir lite sen\\, men kommer\\n",
    )
    text = text.replace(f"ORGANIZER:mailto:{answered.organizer}\r\n", "").replace(
        "PARTSTAT=", "PART\r\n STAT="
    )
    return (
        head(
            answered,
            'Content-Type: multipart/alternative; boundary="_000_"',
            "X-MS-Has-Attach:",
            "Thread-Topic: x",
        )
        + '--_000_\r\nContent-Type: text/plain; charset="iso-8859-1"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E5\r\n'
        + '--_000_\r\nContent-Type: text/calendar; charset="utf-8"; method=REPLY\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + f"{_base64(text)}\r\n--_000_--\r\n"
    ).encode()


def google(answered: Answered) -> bytes:
    """mixed(alternative(plain, html, calendar), application/ics), with CUTYPE, X-NUM-GUESTS and folded lines."""
    who = (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={answered.partstat};CN={answered.attendee};\r\n"
        f" X-NUM-GUESTS=0:mailto:{answered.attendee}"
    )
    text = calendar(answered, "X-MICROSOFT-CDO-OWNERAPPTID:1", attendee=who)
    return (
        head(
            answered,
            'Content-Type: multipart/mixed; boundary="0000a"',
            "Sender: Google Calendar <calendar@g.example>",
        )
        + '--0000a\r\nContent-Type: multipart/alternative; boundary="0000b"\r\n\r\n'
        + "--0000b\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n<p>Ja</p>\r\n"
        + f'--0000b\r\nContent-Type: text/calendar; charset="UTF-8"; method=REPLY\r\n\r\n{text}\r\n--0000b--\r\n'
        + '--0000a\r\nContent-Type: application/ics; name="invite.ics"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + f"{_base64(text)}--0000a--\r\n"
    ).encode()


def apple(answered: Answered) -> bytes:
    """The address in EMAIL too, a quoted name with a comma, and no method in the header."""
    who = f'ATTENDEE;CN="Holm, Karin";EMAIL="{answered.attendee}";PARTSTAT={answered.partstat}:MAILTO:{answered.attendee.upper()}'
    text = calendar(answered, attendee=who)
    return (
        head(answered, "Content-Type: multipart/mixed; boundary=Apple-Mail-1")
        + f"--Apple-Mail-1\r\nContent-Type: text/calendar; charset=utf-8; name=iCal.ics\r\n\r\n{text}\r\n--Apple-Mail-1--\r\n"
    ).encode()


def stripped(answered: Answered) -> bytes:
    """What a gateway leaves: no METHOD in the file, the file as octets, its method only in the header's other part."""
    text = calendar(answered, method=None)
    return (
        head(answered, "Content-Type: multipart/mixed; boundary=b")
        + "--b\r\nContent-Type: application/octet-stream; name=svar.ics; method=REPLY\r\n"
        + f"Content-Transfer-Encoding: base64\r\n\r\n{_base64(text)}--b--\r\n"
    ).encode()


def latin_1(answered: Answered) -> bytes:
    """A calendar file in Latin-1 that says it is UTF-8."""
    field = "Content-Type: text/calendar; method=REPLY; charset=utf-8"
    return head(answered, field).encode() + calendar(answered, "SUMMARY:Träff", "COMMENT:På väg").encode(
        "latin-1"
    )


FORMS: Final[dict[str, Callable[[Answered], bytes]]] = {
    "Thunderbird": thunderbird,
    "Evolution": evolution,
    "KMail": kmail,
    "Gnus": gnus,
    "SOGo": sogo,
    "Outlook": outlook,
    "Google": google,
    "Apple": apple,
    "a gateway": stripped,
    "Latin-1": latin_1,
}
