"""The one door for mail that came in: decides what kind of mail it is, and calls what handles that kind.

By a machine or not is decided before anything else could answer. A mail is handled in one transaction with what follows from it;
one that cannot be read is set aside, and those after it are handled all the same.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from services.notify.actions.take_calendar_replies import MailWithReplies, take_calendar_replies
from services.notify.actions.take_letters import MailInWords, take_letters
from services.notify.domain.inbound.itip import CalendarReply, replies_in
from services.notify.domain.inbound.machines import is_automatic, is_loop, is_report
from services.notify.domain.inbound.mail import InboundMail, read_mail
from services.notify.domain.inbound.recipients import InboundRecipients, sort_recipients
from services.notify.inbound.machine_mails import (
    MachineMail,
    MachineMailConfig,
    read_machine_mail,
    take_machine_mail,
)
from services.notify.store import inbound_messages
from services.notify.store.inbound_messages import MailClass, OpenMessage, Settled
from shared.postgres import Conn, Pool, is_passing

log = logging.getLogger(__name__)

_AT_ONCE: Final = 100
_BYTES_AT_ONCE: Final = 20 * 1024 * 1024
_HANDLED: Final = frozenset({"calendar_reply", "words"})


class ReadMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that came in, read; `mail` is None where it could not be."""

    message: OpenMessage
    recipients: InboundRecipients
    mail_class: MailClass
    mail: InboundMail | None = None
    replies: tuple[CalendarReply, ...] = ()
    machine: MachineMail = MachineMail()


async def handle_open(pool: Pool, config: MachineMailConfig, *, now: datetime) -> bool:
    """Handle the oldest mails that are open; return whether there was any."""
    async with pool.acquire() as conn:
        found = await inbound_messages.list_open(conn, most=_AT_ONCE, most_bytes=_BYTES_AT_ONCE)
    if not found:
        return False
    read = await asyncio.to_thread(lambda: [read_message(message) for message in found])
    try:
        await _handle(pool, config, read, now)
    except Exception as error:
        if is_passing(error):
            raise
        log.warning("inbound.batch_failed", extra={"mails": len(read), "error_type": type(error).__name__})
        for one in read:
            await _handle_alone(pool, config, one, now)
    return True


def read_message(message: OpenMessage) -> ReadMessage:
    """Read a mail and decide what kind it is. Never raises."""
    recipients = sort_recipients(message.recipients)
    try:
        mail = read_mail(message.raw)
        replies = tuple(replies_in(mail))
        machine = _machine_mail(message, mail, recipients, has_answers=bool(replies))
        mail_class = _class_of(message, mail, replies, machine)
    except Exception as error:  # noqa: BLE001 - whatever is in a mail, those after it must be handled
        log.warning("inbound.unreadable", extra={"error_type": type(error).__name__})
        return ReadMessage(message=message, recipients=recipients, mail_class="unreadable")
    return ReadMessage(
        message=message,
        recipients=recipients,
        mail_class=mail_class,
        mail=mail,
        replies=replies,
        machine=machine,
    )


def _machine_mail(
    message: OpenMessage, mail: InboundMail, recipients: InboundRecipients, *, has_answers: bool
) -> MachineMail:
    """Read what a machine may have sent; not where it is known already what the mail is, since that takes time."""
    is_by_server = is_report(mail, message.envelope_from)
    if is_loop(mail) or (has_answers and not is_by_server):
        return MachineMail()
    return read_machine_mail(
        mail, message.raw, recipients, received_at=message.received_at, is_report=is_by_server
    )


def _class_of(
    message: OpenMessage, mail: InboundMail, replies: Sequence[CalendarReply], machine: MachineMail
) -> MailClass:
    if not mail.fields or is_loop(mail):
        return "loop" if mail.fields else "unreadable"
    if machine.report is not None:
        return "report"
    if replies:
        return "calendar_reply"
    is_absence = machine.reply is not None and machine.reply.is_absence
    if is_report(mail, message.envelope_from) and not is_absence:
        return "report"
    if machine.reply is not None or is_automatic(mail):
        return "automatic"
    return "unreadable" if mail.is_cut or not mail.parts else "words"


async def _handle(pool: Pool, config: MachineMailConfig, read: Sequence[ReadMessage], now: datetime) -> None:
    async with pool.acquire() as conn, conn.transaction():
        ours = await inbound_messages.lock(conn, [one.message.id for one in read])
        locked = [one for one in read if one.message.id in ours]
        settled = await _calendar_replies(
            conn, [one for one in locked if one.mail_class == "calendar_reply"], now
        )
        settled += await _words(conn, config, [one for one in locked if one.mail_class == "words"])
        for one in locked:
            if one.mail_class in {"report", "automatic"}:
                settled.append(await _by_machine(conn, one, config, now))
            elif one.mail_class not in _HANDLED:
                settled.append(_set_aside(one))
        await inbound_messages.settle(conn, settled)


async def _handle_alone(pool: Pool, config: MachineMailConfig, one: ReadMessage, now: datetime) -> None:
    """Handle one mail; one that fails is set aside, unless the failure is not its own."""
    try:
        await _handle(pool, config, [one], now)
    except Exception as error:
        if is_passing(error):
            raise
        log.exception("inbound.failed", extra={"message_id": str(one.message.id)})
        async with pool.acquire() as conn, conn.transaction():
            broken = Settled(
                id=one.message.id, mail_class="unreadable", outcome=type(error).__name__, is_aside=True
            )
            await inbound_messages.settle(conn, [broken])


async def _calendar_replies(conn: Conn, read: Sequence[ReadMessage], now: datetime) -> list[Settled]:
    mails = [
        MailWithReplies(
            message=one.message,
            mail=one.mail,
            replies=one.replies,
            seat_addresses=one.recipients.seat_addresses,
        )
        for one in read
        if one.mail is not None
    ]
    return await take_calendar_replies(conn, mails, now=now) if mails else []


async def _words(conn: Conn, config: MachineMailConfig, read: Sequence[ReadMessage]) -> list[Settled]:
    letters = [
        MailInWords(message=one.message, mail=one.mail, recipients=one.recipients)
        for one in read
        if one.mail is not None
    ]
    return await take_letters(conn, letters, secret=config.secret) if letters else []


async def _by_machine(conn: Conn, one: ReadMessage, config: MachineMailConfig, now: datetime) -> Settled:
    """Take a report or an automatic reply; one about no mail of ours is set aside."""
    taken = await take_machine_mail(conn, one.machine, one.recipients, config, now)
    return Settled(
        id=one.message.id,
        mail_class=one.mail_class,
        outcome=taken.outcome,
        is_aside=taken.outcome == "unknown",
        organiser_id=taken.organiser_id,
        person_id=taken.person_id,
    )


def _set_aside(one: ReadMessage) -> Settled:
    """Keep a mail from which nothing follows by itself: it is counted, and an operator can look at it."""
    return Settled(id=one.message.id, mail_class=one.mail_class, outcome="kept", is_aside=True)
