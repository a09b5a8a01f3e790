"""A seat as it is now beside what its holder was told of it, and the parts of which mails about seats are planned."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.calendar import ENTRIES_AT_ONCE, Method
from services.notify.domain.communicated import (
    CalendarEntry,
    CommunicatedState,
    DeliveryPayload,
    PlannedDelivery,
)
from services.notify.domain.letters.letter import MailKind
from services.notify.domain.unit_state import (
    EffectiveStatus,
    SessionFacts,
    UnitState,
    address_edition,
    effective_status,
)
from shared import times
from shared.calendar.sequence import PER_EPOCH
from shared.events import Registration, Seat

LOSSES: Final[frozenset[MailKind]] = frozenset({"withdrawal", "cancellation"})
_LOST: Final = frozenset({"withdrawn", "cancelled"})
_HOPELESS: Final = frozenset({"failed", "bounced"})
NEAR_DAYS: Final = 60  # a postponed calendar mail is due this many days before the session


class SeatState(msgspec.Struct, frozen=True, kw_only=True):
    """A seat as it is now, with the entry of what its holder was told last (None: nothing).

    `former` is the entry of a seat of which only an earlier address of its holder has heard, or of which only an earlier
    registration has told; `entry` is None then.
    """

    seat: Seat
    facts: SessionFacts
    status: EffectiveStatus
    entry: CalendarEntry | None
    former: CalendarEntry | None = None
    is_over: bool


def seat_states(
    state: UnitState, registration: Registration, communicated: CommunicatedState, now: datetime
) -> list[SeatState]:
    """Join each seat with its session and its entry, in the order of the sessions."""
    found = []
    edition = address_edition(state)
    for seat in registration.seats:
        facts, entry = state.sessions[seat.session_id], communicated.entries.get(seat.id)
        is_former = entry is not None and entry.address_edition < edition
        if (
            entry is not None
            and effective_status(state, seat) in _LOST
            and _has_not_heard(entry, registration, communicated, is_former=is_former)
            and not is_had_again(state, seat)
        ):
            entry = msgspec.structs.replace(entry, status="confirmed")
        found.append(
            SeatState(
                seat=seat,
                facts=facts,
                status=effective_status(state, seat),
                entry=None if is_former else entry,
                former=entry if is_former else None,
                is_over=facts.is_over(now),
            )
        )
    found.sort(key=session_order)
    return found


def _has_not_heard(
    entry: CalendarEntry, registration: Registration, communicated: CommunicatedState, *, is_former: bool
) -> bool:
    """Whether the person knows of the seat, and the mail that it is lost has not got through and will not.

    It was dropped, or could not reach an earlier address. A session may have been cancelled before, and taken place after all since.
    Whoever was not called knows of the seat also where no mail has got through, and is told that the session is cancelled.
    """
    about = [row for row in communicated.rows.values() if entry.seat_id in row.payload.seats]
    ended = [row for row in about if row.kind in LOSSES and not row.is_open and not row.is_void]
    newest = max(ended, key=lambda row: row.id, default=None)
    last = max((row for row in about if row.has_arrived), key=lambda row: (row.due_at, row.id), default=None)
    return (
        entry.status in _LOST
        and newest is not None
        and (newest.is_dropped or (is_former and newest.status in _HOPELESS))
        and (last.kind not in LOSSES if last is not None else _knows_unmailed(entry, registration))
    )


def _knows_unmailed(entry: CalendarEntry, registration: Registration) -> bool:
    return entry.status == "cancelled" and registration.origin != "kallelse"


def is_had_again(state: UnitState, seat: Seat) -> bool:
    """Whether the person has or awaits another seat in the session, so that there is no loss to tell."""
    registrations = (*((state.registration,) if state.registration else ()), *state.registrations)
    return any(
        other.session_id == seat.session_id
        and other.id != seat.id
        and effective_status(state, other) not in _LOST
        for registration in registrations
        for other in registration.seats
    )


def session_order(seat: SeatState) -> tuple[bool, float, int]:
    """Return the sort key of a seat: by start; sessions without a date last, by number."""
    session = seat.facts.session
    return (
        seat.facts.starts is None,
        seat.facts.starts.timestamp() if seat.facts.starts else 0.0,
        session.number or 0,
    )


def next_sequence(entry: CalendarEntry | None, epoch: int) -> int:
    """Return the next SEQUENCE (RFC 5545): the last plus one, and at least 1000 for each restore (epoch).

    The jump keeps it above every SEQUENCE that the lost installation can have sent.
    """
    first = (epoch - 1) * PER_EPOCH
    if entry is None or entry.sequence is None:
        return first
    return max(entry.sequence + 1, first)


def sequence_of_request(seat: SeatState, epoch: int) -> int:
    """Return the SEQUENCE of the next REQUEST: above that of the CANCEL to an earlier address that still has an entry.

    Both may reach one calendar, where the earlier address is forwarded to the present one: the REQUEST must win there.
    """
    sequence = next_sequence(seat.entry or seat.former, epoch)
    return sequence + 1 if seat.former is not None and seat.former.is_placed else sequence


def may_send_entry(seat: SeatState, registration: Registration) -> bool:
    """Whether a calendar entry may be sent for the seat."""
    return registration.calendar == "invitations" and seat.facts.details.is_dated and not seat.is_over


def postponed_calendar_mails(seats: list[SeatState], registration: Registration) -> dict[UUID, datetime]:
    """Return when each postponed calendar mail is due, by seat id: all but the `ENTRIES_AT_ONCE` nearest sessions.

    Only sessions that ended after the registration count, so the result does not depend on today's date.
    """
    dated = [
        seat
        for seat in seats
        if seat.status == "confirmed"
        and seat.facts.ends is not None
        and seat.facts.ends > registration.registered_at
    ]
    return {
        seat.seat.id: times.same_clock(seat.facts.starts, days=-NEAR_DAYS)
        for seat in dated[ENTRIES_AT_ONCE:]
        if seat.facts.starts is not None
    }


def calendar_mail(seat: SeatState, registration: Registration, due_at: datetime | None) -> PlannedDelivery:
    sequence = sequence_of_request(seat, registration.epoch)
    return seat_mail(
        seat,
        "calendar",
        f"calendar:{seat.seat.id}:{sequence}",
        "REQUEST",
        sequence,
        due_at=due_at,
    )


def seat_mail(
    seat: SeatState,
    kind: MailKind,
    key: str,
    method: Method | None = None,
    sequence: int | None = None,
    *,
    due_at: datetime | None = None,
) -> PlannedDelivery:
    """Plan a mail about one seat; with a `method` it carries a calendar message."""
    return PlannedDelivery(
        key=key,
        kind=kind,
        due_at=due_at,
        expires_at=seat.facts.ends,
        seat_id=seat.seat.id,
        session_id=seat.facts.session.id,
        payload=DeliveryPayload(
            seats=(seat.seat.id,),
            seat=seat.seat.id if method else None,
            method=method,
            sequence=sequence,
            fingerprint=seat.facts.fingerprint,
        ),
    )


def joint_mail(
    kind: MailKind, seats: list[SeatState], registration: Registration, communicated: CommunicatedState
) -> PlannedDelivery:
    """Plan one mail without a calendar message about several seats."""
    number = 1
    while communicated.is_done(f"{kind}:{registration.id}:{number}"):
        number += 1
    return PlannedDelivery(
        key=f"{kind}:{registration.id}:{number}",
        kind=kind,
        expires_at=last_end(seats),
        payload=DeliveryPayload(seats=tuple(seat.seat.id for seat in seats)),
    )


def offer(seat: SeatState) -> PlannedDelivery:
    """Plan the mail that offers a seat to a person on the waiting list; one per offer."""
    return msgspec.structs.replace(
        seat_mail(seat, "offer", offer_key(seat.seat) or ""),
        expires_at=seat.seat.offered_until,
    )


def offer_key(seat: Seat) -> str | None:
    """Return the key of the mail about the current offer of this seat, or None where none is open."""
    if seat.status != "waiting" or seat.offered_until is None:
        return None
    return f"offer:{seat.id}:{seat.offered_until:%Y%m%dT%H%M%SZ}"


def holds_dead_link(seat: Seat, entry: CalendarEntry, facts: SessionFacts) -> bool:
    """Whether the entry in the calendar holds a join link that was replaced since."""
    return facts.details.has_join_url and entry.link_generation < seat.generation


def last_end(seats: list[SeatState]) -> datetime | None:
    """Return when the last of these sessions ends, after which a mail is pointless; None while one has no date."""
    ends = [seat.facts.ends for seat in seats]
    return None if None in ends else max(end for end in ends if end is not None)
