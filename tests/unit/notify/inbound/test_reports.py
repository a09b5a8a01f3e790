"""Reports as servers write them, made anew: what each says of the recipient, whatever it calls itself."""

from email.message import EmailMessage
from textwrap import dedent

import pytest

from services.notify.domain.inbound import report_mails
from services.notify.domain.inbound.mail import MOST_PARTS, read_mail

OURS = (
    "Return-Path: <b+00ff@ruc.example>\nTo: Siv Lind <siv.lind@berget.example>\nSubject: Inbjudan\n"
    "Message-ID: <invitation.1@ruc.example>\nAuto-Submitted: auto-generated\nX-Kallelse-Kind: invitation\n"
)


def a_report(
    block: str,
    *,
    text: str = "The mail did not arrive.",
    kind: str = "report; report-type=delivery-status",
    original: str = "message/rfc822",
    returned: str = OURS,
    headers: str = "Auto-Submitted: auto-replied\n",
) -> bytes:
    """A report with one block, as a server writes it."""
    return (
        f"Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.berget.example>\n{headers}"
        f'Message-ID: <r1@mx.berget.example>\nSubject: Undelivered\nContent-Type: multipart/{kind}; boundary="=b"\n\n'
        f"--=b\nContent-Type: text/plain; charset=us-ascii\n\n{dedent(text)}\n\n"
        f"--=b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.berget.example\n\n{dedent(block)}\n"
        f"--=b\nContent-Type: {original}\n\n{returned}\n--=b--\n"
    ).encode()


def report(raw: bytes):
    return report_mails.report(read_mail(raw), raw)


def said_by(raw: bytes, address: str = "siv.lind@berget.example"):
    found = report(raw)
    assert found is not None
    one = found.about(address)
    assert one is not None
    return one.action, one.reason, one.status, one.answer


BLOCK = """\
    Final-Recipient: rfc822; siv.lind@berget.example
    Action: failed
    Status: {status}
    Diagnostic-Code: smtp; {answer}
    """


@pytest.mark.parametrize(
    ("status", "answer", "reason", "known"),
    [
        ("5.1.1", "550 5.1.1 No such user", "gone", "5.1.1"),
        ("5.0.0", "550 5.1.1 No such user", "gone", "5.1.1"),  # Exim says 5.0.0 of everything
        ("5.0.0", "550 No such user here", "gone", "5.0.0"),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup", "gone", "5.1.10"),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", "gone", "5.4.1"),
        ("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled", "gone", "5.2.1"),
        ("5.2.2", "552 5.2.2 Mailbox full", "full", "5.2.2"),
        ("5.0.0", "552 5.2.2 Over quota", "full", "5.2.2"),
        ("5.0.0", "552 Mailbox is full", "full", "5.0.0"),
        ("4.2.2", "452 4.2.2 The recipient's inbox is out of storage space", "full", "4.2.2"),
        ("5.7.1", "554 5.7.1 Message refused by policy", "refused", "5.7.1"),
        ("5.0.0", "554 5.7.1 User unknown to our reputation list", "refused", "5.7.1"),
        ("5.0.0", "554 Rejected", "refused", "5.0.0"),
        ("4.4.7", "450 4.1.1 Unknown user, try again", "refused", "4.4.7"),
        ("", "", "refused", ""),
    ],
)  # fmt: skip
def test_what_a_failure_means_is_read_from_status_and_answer(status, answer, reason, known):
    assert said_by(a_report(BLOCK.format(status=status, answer=answer))) == ("failed", reason, known, answer)


def test_without_a_diagnostic_code_the_text_says_why():
    text = """\
        Hi!

            An error has occurred for the following list of recipients:

        siv.lind@berget.example: 550 5.1.1 No such user

            Below is a copy of the original message:
        """
    block = "Final-Recipient: rfc822; siv.lind@berget.example\nAction: failed\nStatus: 5.0.0\n"

    found = a_report(block, text=text, kind="mixed", original="text/rfc822-headers", headers="")

    assert said_by(found) == ("failed", "gone", "5.1.1", "550 5.1.1 No such user")


def test_a_failure_of_which_nothing_is_said_stays_unknown_and_is_no_dead_mailbox():
    block = "Action: failed\nFinal-Recipient: rfc822;siv.lind@berget.example\nStatus: 5.0.0\n"
    text = "The following address(es) failed:\n\n  siv.lind@berget.example\n"

    assert said_by(a_report(block, text=text)) == ("failed", "refused", "5.0.0", "")


@pytest.mark.parametrize("action", ["delayed", "Delayed (will be tried again)"])
def test_a_delay_is_no_failure(action):
    block = f"Final-Recipient: rfc822; siv.lind@berget.example\nAction: {action}\nStatus: 4.3.0\n"

    assert said_by(a_report(block))[0] == "delayed"


@pytest.mark.parametrize("action", ["relayed", "expanded", "delivered"])
def test_a_mail_that_was_passed_on_has_not_failed(action):
    block = f"Original-Recipient: rfc822;Siv.Lind@Berget.example\nFinal-Recipient: rfc822;x@y.example\nAction: {action}\nStatus: 2.0.0\n"

    assert said_by(a_report(block))[0] == "passed"


def test_of_several_recipients_the_one_who_was_written_to_counts():
    block = """\
        Original-Recipient: rfc822;siv.lind@berget.example
        Final-Recipient: rfc822;siv.lind@berget.example
        Action: expanded
        Status: 2.0.0

        Final-Recipient: rfc822;siv@hemma.example
        Action: failed
        Status: 5.1.1
        """
    found = report(a_report(block))

    assert [one.action for one in found.recipients] == ["passed", "failed"]
    assert found.about("siv.lind@berget.example").action == "passed"
    assert found.about("another@berget.example").action == "passed"  # where somebody has it, it has arrived


def test_a_failure_behind_the_address_is_one_where_nobody_has_the_mail():
    block = "Final-Recipient: rfc822;siv@hemma.example\nAction: failed\nStatus: 5.1.1\n"

    assert said_by(a_report(block))[:3] == ("failed", "gone", "5.1.1")


def test_a_report_on_a_report_and_one_on_an_automatic_reply_are_none():
    block = BLOCK.format(status="5.1.1", answer="550 5.1.1 No such user")
    on_a_reply = a_report(block, returned="Subject: Autosvar\nAuto-Submitted: auto-replied\n")
    on_a_report = a_report(
        block, returned='Content-Type: multipart/report; boundary="x"\n', original="text/rfc822-headers"
    )

    assert report(on_a_reply) is None
    assert report(on_a_report) is None


def test_a_report_in_words_alone_is_read_by_its_family():
    raw = (
        b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.berget.example\nSubject: failure notice\nMessage-ID: <q@mx>\n\n"
        b"Hi. This is the qmail-send program at mx.berget.example.\n"
        b"I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        b"This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        b"<siv.lind@berget.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        b"--- Below this line is a copy of the message.\n\nReturn-Path: <b+00ff@ruc.example>\n"
    )

    assert said_by(raw) == ("failed", "gone", "5.1.1", "Sorry, no mailbox here by that name. (#5.1.1")


def test_a_person_who_quotes_a_report_has_not_written_one():
    raw = (
        b"From: Siv Lind <siv.lind@berget.example>\nSubject: Fick det h\xc3\xa4r\n\n"
        b"Hi. This is the qmail-send program at mx.\n\n<kim@dalen.example>:\nSorry, no mailbox here by that name.\n"
    )

    assert report(raw) is None


def test_the_same_report_has_the_same_mark_by_whatever_way_it_came():
    block = BLOCK.format(status="5.1.1", answer="550 5.1.1 No such user")
    once, again = a_report(block), b"Received: from elsewhere\n" + a_report(block)

    assert report(once).mark == report(again).mark
    assert report(once).mark != report(once.replace(b"<r1@", b"<r2@")).mark


def test_no_mail_however_broken_stops_the_reader():
    nested = b"".join(b"Content-Type: message/rfc822\n\n" for _ in range(3000))
    many = (
        b'Content-Type: multipart/mixed; boundary="=b"\n\n' + b"--=b\n\nx\n" * (MOST_PARTS * 3) + b"--=b--\n"
    )
    block = BLOCK.format(status="5.1.1", answer="550 5.1.1 \x00No such\x1b user")

    assert report(nested) is None
    assert report(many) is None
    assert report(b"") is None
    assert report(b"\x00\xff\xfe" * 500) is None
    assert report(b"Content-Type: text/plain; charset=nothing-known\nFrom: mailer-daemon\n\n\xff\xfe") is None
    assert said_by(a_report(block))[3] == "550 5.1.1 No such user"


def test_an_answer_of_a_person_is_no_report():
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "siv.lind@berget.example", "Sv: Inbjudan"
    mail.set_content("Jag kommer gärna.")

    assert report(mail.as_bytes()) is None
