"""What a calendar answer is worth: whether it counts, waits for a person, or changes nothing (calendar rule 23).

An answer counts where the address that it came to, the UID, the attendee and the sender all are those of one seat, and no newer
answer and no newer entry is known. Only which answer it is counts; of times only what a COUNTER proposes.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final, Literal

import msgspec

from services.notify.domain.inbound.itip import AnsweringAttendee, CalendarReply, bare_address
from services.notify.domain.unit_state import EffectiveStatus
from shared.addresses import BadAddress, ascii_address
from shared.calendar_answer import CalendarAnswerKind, CalendarAnswerStanding

# What becomes of an answer that registration hears nothing of.
Silent = Literal["foreign", "doubled", "no_answer", "cancelled"]

_KINDS: Final[dict[str, CalendarAnswerKind]] = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
    "DELEGATED": "delegated",
}
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class LastAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a seat's entry that counted last; `arrival` is the number of its mail, which rises."""

    kind: CalendarAnswerKind
    sequence: int
    dtstamp: datetime | None
    arrival: int


class AskedSeat(msgspec.Struct, frozen=True, kw_only=True):
    """The seat whose address a mail came to, as its holder was told of it last; `email` is where they are told now."""

    uid: str
    status: EffectiveStatus
    sequence: int | None
    email: str | None
    is_told_there: bool
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    on: date | None = None
    last: LastAnswer | None = None


class WeighedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that registration is told of. `by` is the attendee where that is not the holder of the seat, or who is sent instead."""

    kind: CalendarAnswerKind
    standing: CalendarAnswerStanding
    sequence: int
    by: AnsweringAttendee | None = None
    proposed_starts_at: datetime | None = None
    proposed_ends_at: datetime | None = None
    proposed_on: date | None = None


def weigh(
    reply: CalendarReply, seat: AskedSeat, *, senders: Sequence[str], arrival: int, now: datetime
) -> WeighedAnswer | Silent:
    """Decide what an answer is worth; `senders` are the addresses in From and Sender."""
    if reply.uid != seat.uid:
        return "foreign"
    attendee = _attendee(reply, seat)
    answer = _answer(reply, attendee, seat, now)
    if answer is None:
        return "no_answer"
    standing = _standing(reply, seat, attendee, senders)
    if standing != "counts":
        stranger = attendee if standing == "other_address" else None
        return msgspec.structs.replace(answer, standing=standing, by=stranger or answer.by)
    if seat.status == "cancelled":
        return "cancelled"
    if seat.status == "withdrawn":
        return "doubled" if answer.kind == "declined" else msgspec.structs.replace(answer, standing="gone")
    return _in_order(answer, reply, seat, arrival)


def _answer(
    reply: CalendarReply, attendee: AnsweringAttendee | None, seat: AskedSeat, now: datetime
) -> WeighedAnswer | None:
    """What is answered, whoever answers; None where that is nothing."""
    kind = _kind(reply, attendee)
    if kind is None:
        return None
    sequence = seat.sequence if reply.sequence is None else reply.sequence
    answer = WeighedAnswer(kind=kind, standing="counts", sequence=sequence or 0)
    if kind == "counter":
        answer = _with_proposal(answer, reply, attendee, seat, now)
        if answer.kind == "counter" and answer.proposed_starts_at is None and answer.proposed_on is None:
            return None
    if answer.kind == "delegated" and attendee is not None and attendee.delegated_to:
        return msgspec.structs.replace(answer, by=AnsweringAttendee(address=attendee.delegated_to))
    return answer


def _attendee(reply: CalendarReply, seat: AskedSeat) -> AnsweringAttendee | None:
    """The holder among the attendees, else the first one; a COUNTER or REFRESH may name none, or all it knows."""
    ours = [one for one in reply.attendees if is_same_address(one.address, seat.email)]
    return next(iter([*ours, *reply.attendees]), None)


def _kind(reply: CalendarReply, attendee: AnsweringAttendee | None) -> CalendarAnswerKind | None:
    if reply.method == "REFRESH":
        return "refresh"
    if reply.method == "COUNTER":
        return "counter"
    return _KINDS.get(attendee.partstat or "") if attendee is not None else None


def _with_proposal(
    answer: WeighedAnswer,
    reply: CalendarReply,
    attendee: AnsweringAttendee | None,
    seat: AskedSeat,
    now: datetime,
) -> WeighedAnswer:
    """Add what is proposed; a time that has passed, or is the one that is set, is no proposal, and the answer alone counts."""
    starts = reply.starts_at
    is_set = (starts is not None and starts == seat.starts_at and reply.ends_at in {None, seat.ends_at}) or (
        reply.on is not None and reply.on == seat.on
    )
    is_past = (starts is not None and starts <= max(now, reply.dtstamp or now)) or (
        reply.on is not None and reply.on < now.date()
    )
    if is_set or is_past:
        kind = _KINDS.get(attendee.partstat or "") if attendee is not None else None
        return msgspec.structs.replace(answer, kind=kind or "counter")
    return msgspec.structs.replace(
        answer, proposed_starts_at=starts, proposed_ends_at=reply.ends_at, proposed_on=reply.on
    )


def _standing(
    reply: CalendarReply, seat: AskedSeat, attendee: AnsweringAttendee | None, senders: Sequence[str]
) -> CalendarAnswerStanding:
    if attendee is not None and not is_same_address(attendee.address, seat.email):
        return "other_address"
    if not seat.is_told_there:
        return "other_address"
    if not any(is_same_address(sender, seat.email) for sender in senders):
        return "other_sender"
    return "series" if reply.is_of_series else "counts"


def _in_order(
    answer: WeighedAnswer, reply: CalendarReply, seat: AskedSeat, arrival: int
) -> WeighedAnswer | Silent:
    """Sort out what is older than the entry or than the last answer; what is equally old goes by arrival."""
    if answer.sequence < (seat.sequence or 0):
        return msgspec.structs.replace(answer, standing="stale")
    last = seat.last
    if last is None:
        return answer
    this = (answer.sequence, reply.dtstamp or last.dtstamp or _LONG_AGO)
    before = (last.sequence, last.dtstamp or reply.dtstamp or _LONG_AGO)
    if this == before and answer.kind == last.kind:
        return "doubled"
    if (*this, arrival) < (*before, last.arrival):
        return msgspec.structs.replace(answer, standing="stale")
    return answer


def is_same_address(one: str, other: str | None) -> bool:
    """Whether two addresses are one mailbox: in any case, with a domain in any script."""
    if other is None:
        return False
    return _comparable(one) == _comparable(other)


def _comparable(address: str) -> str:
    bare = bare_address(address)
    try:
        return ascii_address(bare)
    except BadAddress:
        return bare
