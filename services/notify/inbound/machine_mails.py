"""Reads what machines send back, and finds the mail of ours that each is about."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.notify.actions.take_reports import TakenReport, take_automatic, take_report
from services.notify.domain.delivery import EnvelopeSender, read_envelope
from services.notify.domain.inbound.automatic_replies import automatic
from services.notify.domain.inbound.mail import InboundMail
from services.notify.domain.inbound.recipients import InboundRecipients
from services.notify.domain.inbound.report_mails import report
from services.notify.domain.reports import AutomaticReply, DeadRules, DeliveryReport
from services.notify.store import mail_reports
from shared import times
from shared.postgres import Conn


class MachineMailConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The secret that marks envelope senders, and from when an address counts as dead."""

    secret: bytes
    rules: DeadRules = DeadRules()


class MachineMail(msgspec.Struct, frozen=True, kw_only=True):
    """A report, an automatic reply, or neither."""

    report: DeliveryReport | None = None
    reply: AutomaticReply | None = None


def read_machine_mail(
    mail: InboundMail, raw: bytes, recipients: InboundRecipients, *, received_at: datetime, is_report: bool
) -> MachineMail:
    """Read a mail that a machine may have sent. `is_report`: it is one by its type, or has no sender."""
    found = report(mail, raw)
    if found is not None:
        return MachineMail(report=found)
    day = times.local(received_at).date()
    is_to_envelope = bool(recipients.delivery_addresses)
    reply = automatic(mail, raw, received=day, is_to_envelope=is_to_envelope, has_no_sender=is_report)
    return MachineMail(reply=reply)


async def take_machine_mail(
    conn: Conn, mail: MachineMail, recipients: InboundRecipients, config: MachineMailConfig, now: datetime
) -> TakenReport:
    """Take it for the mail that it is about, in the caller's transaction."""
    taken = TakenReport(outcome="unknown")
    for about in await _about(conn, mail, recipients, config):
        if mail.report is not None:
            taken = await take_report(
                conn,
                about.delivery_id,
                mail.report,
                rules=config.rules,
                now=now,
                is_marked=about.is_marked,
            )
        elif mail.reply is not None:
            taken = await take_automatic(
                conn, about.delivery_id, mail.reply, now=now, is_marked=about.is_marked
            )
        if taken.outcome != "unknown":
            break
    return taken


async def _about(
    conn: Conn, mail: MachineMail, recipients: InboundRecipients, config: MachineMailConfig
) -> list[EnvelopeSender]:
    """The mails that it may be about, the surest first: by the address that it came to, else by what a reply answers."""
    read = (read_envelope(address, config.secret) for address in recipients.delivery_addresses)
    found = [one for one in read if one is not None]
    if mail.reply is not None:
        for address in recipients.seat_addresses:
            last: UUID | None = await mail_reports.last_to_seat(conn, address)
            if last is not None:
                found.append(EnvelopeSender(last, is_marked=True))
        found += [EnvelopeSender(delivery_id, is_marked=False) for delivery_id in mail.reply.answers]
    return found
