"""Mails and calendar entries to a person with a protected identity say no name: others may see the mailbox or the calendar."""

from email import message_from_bytes, policy

import pytest

from services.notify.domain.letters.compose import compose
from services.notify.domain.letters.compose_context import (
    ComposeContext,
    DeliveryTask,
    entries_after_delivery,
)
from services.notify.render.email import render
from tests.support.notify import (
    NOW,
    UnitInMemory,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_session,
    an_id,
    an_organiser,
)
from tests.support.notify_running import SENDER_CONFIG

NAME = "Karin Holm"


def mail_to(**person):
    mine = a_registration()
    desk = UnitInMemory(
        an_organiser(), a_programme(), a_cohort(), a_session(), a_person(NAME, **person), mine
    )
    [row] = desk.due()
    task = DeliveryTask(
        id=an_id("mail"), key=row.key, kind=row.kind, payload=row.payload, seat_id=row.seat_id
    )
    context = ComposeContext(
        task=task, state=desk.unit_state(), entries={}, sender_config=SENDER_CONFIG, now=NOW
    )
    letter = compose(context, entries_after_delivery(context))
    return letter, render(letter)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_protected_person_is_not_named_in_greeting_header_or_calendar_entry(language):
    letter, mail = mail_to(protected_identity=True, language=language, email="kh17@nora.example")

    assert letter.calendar.attendee.name is None
    assert letter.recipient.name == ""
    for decoded in (mail.message.decode(), *texts(mail.message)):
        assert "Karin" not in decoded
        assert "Holm" not in decoded


def test_anybody_else_is_named():
    letter, mail = mail_to()

    assert letter.calendar.attendee.name == NAME
    assert any("Karin" in text for text in texts(mail.message))


def texts(message):
    for part in message_from_bytes(message, policy=policy.default).walk():
        if part.get_content_maintype() == "text":
            yield part.get_content()
