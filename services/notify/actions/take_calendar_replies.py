"""Takes answers from calendar programs: weighs each, keeps the newest, and tells registration in the same transaction."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from services.notify.domain.inbound.itip import CalendarReply
from services.notify.domain.inbound.mail import InboundMail
from services.notify.domain.inbound.weighing import LastAnswer, Silent, WeighedAnswer, weigh
from services.notify.store import epochs, seat_answers
from services.notify.store.inbound_messages import OpenMessage, Settled
from services.notify.store.seat_answers import AnsweredSeat
from shared import clean
from shared.calendar_answer import CalendarAnswer
from shared.channel import outbox
from shared.postgres import Conn


class MailWithReplies(msgspec.Struct, frozen=True, kw_only=True):
    """A mail with the answers in it, and the ORGANIZER addresses that it came to."""

    message: OpenMessage
    mail: InboundMail
    replies: Sequence[CalendarReply]
    seat_addresses: Sequence[str]


async def take_calendar_replies(
    conn: Conn, mails: Sequence[MailWithReplies], *, now: datetime
) -> list[Settled]:
    """Act on the answers of these mails, in the order of arrival; one transaction and a few statements for any number."""
    addresses = sorted({address for one in mails for address in one.seat_addresses})
    seats = await seat_answers.find(conn, addresses)
    batch = _Batch(seats, await epochs.current(conn), now)
    settled = [batch.take(one) for one in mails]
    await seat_answers.put(conn, list(batch.last.values()))
    await outbox.add(conn, batch.events)
    return settled


class _Batch:
    """Answers that are taken together: an earlier one is known to those that follow."""

    def __init__(self, seats: dict[str, AnsweredSeat], epoch: int, now: datetime) -> None:
        self._seats = seats
        self._epoch = epoch
        self._now = now
        self.events: list[CalendarAnswer] = []
        self.last: dict[str, tuple[AnsweredSeat, LastAnswer]] = {}

    def take(self, one: MailWithReplies) -> Settled:
        """Take the answer of one mail, which is one answer to one seat."""
        address = next((address for address in one.seat_addresses if address in self._seats), None)
        if address is None:
            return _settled(one, None, "unknown_address", is_aside=True)
        seat = self._seats[address]
        reply, weighed = _weighed(one, seat, self._now)
        if reply is None or isinstance(weighed, str):
            return _settled(one, seat, str(weighed), is_aside=weighed == "foreign")
        self.events.append(_event(one, seat, reply, weighed, self._epoch))
        if weighed.standing != "counts":
            return _settled(one, seat, weighed.standing)
        answer = LastAnswer(
            kind=weighed.kind, sequence=weighed.sequence, dtstamp=reply.dtstamp, arrival=one.message.arrival
        )
        self.last[address] = (seat, answer)
        asked = msgspec.structs.replace(seat.asked, last=answer)
        self._seats[address] = msgspec.structs.replace(seat, asked=asked)
        return _settled(one, seat, weighed.kind)


def _weighed(
    one: MailWithReplies, seat: AnsweredSeat, now: datetime
) -> tuple[CalendarReply | None, WeighedAnswer | Silent]:
    """Weigh the answer about the seat. Several that differ contradict each other: then a person has to see."""
    about = [reply for reply in one.replies if reply.uid == seat.asked.uid]
    about.sort(key=lambda reply: reply.is_of_series)
    if not about:
        return None, "foreign"
    senders = [address for _, address in one.mail.addresses("from", "sender")]
    weighed = weigh(about[0], seat.asked, senders=senders, arrival=one.message.arrival, now=now)
    is_torn = len({_said(reply) for reply in about}) > 1
    if isinstance(weighed, WeighedAnswer) and weighed.standing == "counts" and is_torn:
        weighed = msgspec.structs.replace(weighed, standing="series")
    return about[0], weighed


def _said(reply: CalendarReply) -> tuple[object, ...]:
    return reply.method, tuple(attendee.partstat for attendee in reply.attendees), reply.starts_at, reply.on


def _event(
    one: MailWithReplies, seat: AnsweredSeat, reply: CalendarReply, weighed: WeighedAnswer, epoch: int
) -> CalendarAnswer:
    by = weighed.by
    return CalendarAnswer(
        organiser_id=seat.organiser_id,
        id=one.message.id,
        epoch=epoch,
        version=one.message.arrival,
        seat_id=seat.seat_id,
        registration_id=seat.registration_id,
        session_id=seat.session_id,
        answer=weighed.kind,
        standing=weighed.standing,
        received_at=one.message.received_at,
        comment=reply.comment,
        by_address=by.address[:254] if by is not None else _sender(one, weighed),
        by_name=clean.line(by.name)[:200] if by is not None and by.name else None,
        proposed_starts_at=weighed.proposed_starts_at,
        proposed_ends_at=weighed.proposed_ends_at,
        proposed_on=weighed.proposed_on,
    )


def _sender(one: MailWithReplies, weighed: WeighedAnswer) -> str | None:
    """Who has sent an answer that is in somebody else's name."""
    if weighed.standing != "other_sender":
        return None
    return next((address[:254] for _, address in one.mail.addresses("from")), None)


def _settled(
    one: MailWithReplies, seat: AnsweredSeat | None, outcome: str, *, is_aside: bool = False
) -> Settled:
    return Settled(
        id=one.message.id,
        mail_class="calendar_reply",
        outcome=outcome,
        is_aside=is_aside,
        organiser_id=seat.organiser_id if seat is not None else None,
        person_id=seat.person_id if seat is not None else None,
        seat_id=seat.seat_id if seat is not None else None,
    )
