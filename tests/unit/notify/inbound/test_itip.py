"""Answers as programs send them are read, and what is broken in a mail stops nothing."""

from datetime import UTC, date, datetime

import pytest

from services.notify.domain.inbound.itip import replies_in
from services.notify.domain.inbound.mail import MOST_PARTS, read_mail
from tests.support.calendar_answers import DTSTAMP, FORMS, Answered, calendar, head, outlook, thunderbird

ANSWERED = Answered()


def read(raw):
    return replies_in(read_mail(raw))


def as_mail(text, content_type="text/calendar; method=REPLY"):
    return head(ANSWERED, f"Content-Type: {content_type}").encode() + (
        text if isinstance(text, bytes) else text.encode()
    )


@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED", "TENTATIVE"])
@pytest.mark.parametrize("program", FORMS)
def test_each_program_s_answer_is_read_once(program, partstat):
    answered = Answered(partstat=partstat, sequence=3)

    (reply,) = read(FORMS[program](answered))

    (attendee,) = reply.attendees
    assert (reply.method, reply.uid, reply.sequence, reply.dtstamp) == ("REPLY", answered.uid, 3, DTSTAMP)
    assert (attendee.address, attendee.partstat) == (answered.attendee, partstat)


@pytest.mark.parametrize("program", FORMS)
def test_the_sender_is_found_in_each_program_s_mail(program):
    mail = read_mail(FORMS[program](ANSWERED))

    assert mail.addresses("from") == [("Karin Holm", "karin@nora.example")]


def test_no_text_and_no_time_of_an_answer_is_read_but_the_comment():
    (reply,) = read(outlook(ANSWERED))

    assert reply.comment == "Jag blir lite sen, men kommer"
    assert (reply.starts_at, reply.ends_at, reply.on) == (None, None, None)
    assert "secret" not in str(read(thunderbird(ANSWERED)))


@pytest.mark.parametrize("partstat", ["NEEDS-ACTION", "COMPLETED", "", "Ja"])
def test_what_is_no_answer_is_read_as_none(partstat):
    (reply,) = read(thunderbird(Answered(partstat=partstat)))

    assert reply.attendees[0].partstat is None


def test_a_proposal_is_read_with_its_time_in_each_way_to_write_it():
    moment = datetime(2021, 7, 1, 7, 30, tzinfo=UTC)
    for start in (
        "DTSTART:20210701T073000Z",
        "DTSTART;TZID=Europe/Stockholm:20210701T093000",
        'DTSTART;TZID="W. Europe Standard Time":20210701T093000',
        "DTSTART;TZID=Something of Its Own:20210701T093000",
        "DTSTART:20210701T093000",
    ):
        (reply,) = read(as_mail(calendar(ANSWERED, start, method="COUNTER")))

        assert (reply.method, reply.starts_at) == ("COUNTER", moment), start

    (whole_day,) = read(as_mail(calendar(ANSWERED, "DTSTART;VALUE=DATE:20210702", method="COUNTER")))
    assert (whole_day.starts_at, whole_day.on) == (None, date(2021, 7, 2))


def test_a_delegation_names_who_comes():
    who = 'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:Anna@nora.example":mailto:karin@nora.example'

    (reply,) = read(as_mail(calendar(ANSWERED, attendee=who)))

    assert (reply.attendees[0].partstat, reply.attendees[0].delegated_to) == (
        "DELEGATED",
        "anna@nora.example",
    )


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "ADD", "DECLINECOUNTER", "X-OTHER"])
def test_other_methods_are_no_answers(method):
    assert read(as_mail(calendar(ANSWERED, method=method), f"text/calendar; method={method}")) == []


def test_two_events_in_one_file_are_two_answers():
    text = calendar(ANSWERED) + calendar(Answered(uid="other-seat"))

    assert [reply.uid for reply in read(as_mail(text))] == ["0000-seat", "other-seat"]


BROKEN = {
    "no UID": as_mail(calendar(ANSWERED).replace("UID:0000-seat\r\n", "")),
    "nothing": b"",
    "only NUL": b"\0" * 4000,
    "no fields": b"\r\n\r\nhej",
    "broken base64": head(
        ANSWERED, "Content-Type: text/calendar", "Content-Transfer-Encoding: base64"
    ).encode()
    + b"QUJD=RA%%=\x80\xff",
    "an unknown charset": as_mail(b"BEGIN:VCALENDAR\r\n\xff\xfe", "text/calendar; charset=martian"),
    "charset that is no text": as_mail(b"\xff", "text/calendar; charset=base64"),
    "a boundary that never comes": as_mail("x", "multipart/mixed; boundary=never"),
    "a boundary in a foreign form": as_mail("x", "multipart/mixed; boundary*=utf-8''%ff"),
    "no boundary": as_mail("x", "multipart/mixed"),
    "a date in the year 0": as_mail(calendar(ANSWERED, "DTSTART:00000000T000000Z", method="COUNTER")),
    "addresses that end nowhere": b'From: "((<<@,,;:\r\nTo: <\r\n\r\nx',
    "fields without an end": b"A: b\r\n" * 100_000,
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_no_answer_and_raises_nothing(what):
    mail = read_mail(BROKEN[what])

    mail.addresses("from", "sender")
    assert [reply for reply in replies_in(mail) if reply.starts_at or reply.method == "REPLY"] == []


def test_an_answer_with_nul_in_it_is_read():
    (reply,) = read(as_mail(calendar(ANSWERED).replace("SEQUENCE", "SEQ\0UENCE").replace("UID:", "UID:\0")))

    assert (reply.uid, reply.sequence) == ("0000-seat", 0)


def test_of_five_hundred_parts_so_many_are_read_and_the_answer_is_found_among_them():
    part = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    answer = f"--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n{calendar(ANSWERED)}\r\n"
    fields = head(ANSWERED, "Content-Type: multipart/mixed; boundary=b")

    mail = read_mail((fields + part * 100 + answer + part * 399 + "--b--\r\n").encode())

    assert (len(mail.parts), mail.is_cut) == (MOST_PARTS, True)
    assert len(replies_in(mail)) == 1


def test_a_bomb_of_nested_mails_and_parts_is_not_opened():
    nested = b"Content-Type: message/rfc822\r\n\r\n" * 300_000
    levels = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (level, level + 1)
        for level in range(50_000)
    )

    forwarded = read_mail(nested)
    deep = read_mail(head(ANSWERED, "Content-Type: multipart/mixed; boundary=b0").encode() + levels)

    assert [part.content_type for part in forwarded.parts] == ["message/rfc822"]
    assert deep.is_cut


def test_an_answer_inside_a_forwarded_mail_is_not_one_to_us():
    inner = thunderbird(ANSWERED)

    assert read(head(ANSWERED, "Content-Type: message/rfc822").encode() + inner) == []
