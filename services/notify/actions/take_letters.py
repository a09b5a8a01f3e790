"""Passes on what people write in answer to our mails: to registration, which mails it to the contact and keeps it."""

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.delivery import read_envelope
from services.notify.domain.inbound.letter_text import attachments_of, text_of
from services.notify.domain.inbound.mail import InboundMail
from services.notify.domain.inbound.recipients import InboundRecipients
from services.notify.store import answered_mails, epochs
from services.notify.store.answered_mails import AnsweredMail
from services.notify.store.inbound_messages import OpenMessage, Settled
from shared import clean
from shared.addresses import tidy
from shared.channel import outbox
from shared.person_letter import PersonLetter
from shared.postgres import Conn

# The Message-IDs of our mails: the kind, and the delivery's id (services/notify/domain/delivery.py).
_OURS: Final = re.compile(r"<[a-z_]+\.([0-9a-f]{32})@")
_MOST_REFERENCES: Final = 20


class MailInWords(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that somebody has written, and whom it came to."""

    message: OpenMessage
    mail: InboundMail
    recipients: InboundRecipients


async def take_letters(conn: Conn, letters: Sequence[MailInWords], *, secret: bytes) -> list[Settled]:
    """Tell registration of these letters, in the caller's transaction; one of which nobody knows whose it is, is set aside.

    `secret` marks the envelope senders of our mails.
    """
    ids = {one.message.id: _answered_ids(one, secret) for one in letters}
    mails = await answered_mails.of_deliveries(
        conn, sorted({found for each in ids.values() for found in each})
    )
    addresses = sorted({address for one in letters for address in one.recipients.seat_addresses})
    seats = await answered_mails.of_seats(conn, addresses)
    only = await answered_mails.only_organiser(conn)
    epoch = await epochs.current(conn)
    events, settled = [], []
    for one in letters:
        about = next((seats[address] for address in one.recipients.seat_addresses if address in seats), None)
        about = about or next((mails[found] for found in ids[one.message.id] if found in mails), None)
        if about is None and only is not None and one.recipients.is_post:
            about = AnsweredMail(organiser_id=only)
        letter = _letter(one, about, epoch) if about is not None else None
        if letter is not None:
            events.append(letter)
        settled.append(_settled(one, about, letter))
    await outbox.add(conn, events)
    return settled


def _answered_ids(one: MailInWords, secret: bytes) -> list[UUID]:
    """The mails of ours that it may answer: by the address that it came to, else by what it refers to, the last one first."""
    fields = " ".join([*one.mail.all_of("references"), *one.mail.all_of("in-reply-to")])
    referred = [UUID(hex=found) for found in _OURS.findall(fields)[-_MOST_REFERENCES:]]
    senders = [read_envelope(address, secret) for address in one.recipients.delivery_addresses]
    return [*(sender.delivery_id for sender in senders if sender is not None), *reversed(referred)]


def _letter(one: MailInWords, about: AnsweredMail, epoch: int) -> PersonLetter | None:
    """Return the letter; None where there are no words, or nobody to answer."""
    name, address = next(iter(one.mail.addresses("from")), ("", ""))
    email, text = tidy(address), text_of(one.mail)
    attachments = attachments_of(one.mail)
    if email is None or not (text or attachments):
        return None
    return PersonLetter(
        organiser_id=about.organiser_id,
        id=one.message.id,
        epoch=epoch,
        version=one.message.arrival,
        name=clean.line(name)[:200] or email,
        email=email,
        subject=clean.line(one.mail.subject)[:200],
        text=clean.without_overrides(text),
        received_at=one.message.received_at,
        person_id=about.person_id,
        cohort_id=about.cohort_id,
        session_id=about.session_id,
        attachments=attachments,
    )


def _settled(one: MailInWords, about: AnsweredMail | None, letter: PersonLetter | None) -> Settled:
    outcome = "unknown_address" if about is None else "nothing_to_read" if letter is None else "passed_on"
    return Settled(
        id=one.message.id,
        mail_class="words",
        outcome=outcome,
        is_aside=letter is None,
        organiser_id=about.organiser_id if about is not None else None,
        person_id=about.person_id if about is not None else None,
    )
