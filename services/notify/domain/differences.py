"""Plans the mails about each seat after the first mail, from what the seat holder was told and what holds now."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.notify.domain import lost_seats
from services.notify.domain.addresses import key_for
from services.notify.domain.communicated import CalendarEntry, CommunicatedState, PlannedDelivery
from services.notify.domain.letters.letter import MailKind
from services.notify.domain.seats import (
    SeatState,
    calendar_mail,
    holds_dead_link,
    joint_mail,
    may_send_entry,
    offer,
    postponed_calendar_mails,
    seat_mail,
    sequence_of_request,
)
from shared.events import Registration

_ASKED_LASTS: Final = timedelta(days=2)


def differences(
    seats: list[SeatState], registration: Registration, communicated: CommunicatedState
) -> Iterator[PlannedDelivery]:
    """Plan each mail that is due after the first one. Seats of sessions that are over get none."""
    ahead = [seat for seat in seats if not seat.is_over]
    yield from lost_seats.lost(ahead, registration, communicated)
    postponed = postponed_calendar_mails(seats, registration)
    handed = _handed(ahead, registration, communicated)
    is_joint = len(handed) > 1
    if is_joint:
        yield joint_mail("substitute", handed, registration, communicated)
    for seat in ahead:
        if seat.status == "waiting":
            yield from _waiting(seat)
        elif seat.status == "offered":
            yield from _offered(seat, communicated)
        elif is_joint and seat in handed and _is_news(seat):
            if may_send_entry(seat, registration):
                yield calendar_mail(seat, registration, postponed.get(seat.seat.id))
        elif seat.status == "confirmed":
            yield from _confirmed(seat, registration, postponed.get(seat.seat.id))


def _handed(
    seats: list[SeatState], registration: Registration, communicated: CommunicatedState
) -> list[SeatState]:
    """Return the seats that somebody has handed over and that the person has not been told of.

    A mail about several is still to be sent as it was planned when the calendar mail of one of them has gone first.
    """
    planned = {
        seat_id
        for row in communicated.rows.values()
        if row.is_open and row.kind == "substitute" and row.key.startswith(f"substitute:{registration.id}:")
        for seat_id in row.payload.seats
    }
    return [
        seat
        for seat in seats
        if seat.status == "confirmed"
        and seat.seat.handed_from_person_id is not None
        and (_is_news(seat) or seat.seat.id in planned)
    ]


def _is_news(seat: SeatState) -> bool:
    """Whether the person has not been told that the seat is theirs."""
    return seat.entry is None or seat.entry.status in {"waiting", "offered"}


def _offered(seat: SeatState, communicated: CommunicatedState) -> Iterator[PlannedDelivery]:
    made = offer(seat)
    yield made
    if (entry := seat.entry) is None:
        return
    # A session that takes place after all brings a new offer, unless it ends when the one before did.
    is_back = entry.status == "cancelled" and communicated.is_done(key_for(made.key, entry.address_edition))
    if is_back or (entry.status == "offered" and _has_changed(seat, entry)):
        update = seat_mail(seat, "update", f"update:{seat.seat.id}:e{seat.facts.session.edition}")
        yield msgspec.structs.replace(update, expires_at=made.expires_at)  # then the seat goes to the next


def _waiting(seat: SeatState) -> Iterator[PlannedDelivery]:
    if seat.entry is None:
        yield seat_mail(seat, "waiting", f"waiting:{seat.seat.id}")
    elif seat.entry.status == "cancelled" or (
        seat.entry.status == "waiting" and _has_changed(seat, seat.entry)
    ):
        yield seat_mail(seat, "update", f"update:{seat.seat.id}:e{seat.facts.session.edition}")


def _confirmed(
    seat: SeatState, registration: Registration, due_at: datetime | None
) -> Iterator[PlannedDelivery]:
    entry, seat_id = seat.entry, seat.seat.id
    sequence = sequence_of_request(seat, registration.epoch)
    may = may_send_entry(seat, registration)
    is_news = _is_news(seat)
    if is_news and seat.seat.handed_from_person_id is not None:
        yield _given(seat, "substitute", sequence if may else None)
    elif entry is None:
        if may:
            yield calendar_mail(seat, registration, due_at)
        else:
            yield seat_mail(seat, "confirmation", f"confirmation:{registration.id}:{seat_id}")
    elif is_news:
        yield _given(seat, "promoted", sequence if may else None)
    elif entry.status == "cancelled" or _has_changed(seat, entry):
        if may:
            yield seat_mail(seat, "update", f"update:{seat_id}:{sequence}", "REQUEST", sequence)
        elif entry.is_placed:
            yield seat_mail(seat, "update", f"update:{seat_id}:{sequence}", "CANCEL", sequence)
        else:
            yield seat_mail(seat, "update", f"update:{seat_id}:e{seat.facts.session.edition}")
    elif entry.is_placed and registration.calendar != "invitations":
        # The person has chosen a subscription or no calendar: the entry is removed.
        yield seat_mail(seat, "calendar", f"calendar:{seat_id}:{sequence}", "CANCEL", sequence)
    elif may:
        yield from _entry_alone(seat, registration, entry, due_at)


def _entry_alone(
    seat: SeatState, registration: Registration, entry: CalendarEntry, due_at: datetime | None
) -> Iterator[PlannedDelivery]:
    """Plan a mail that brings nothing but the entry: where the calendar lacks it, or it was asked for again."""
    asked_at = seat.seat.entry_asked_at
    if _lacks_entry(seat, entry):
        yield calendar_mail(seat, registration, None if entry.is_placed else due_at)
    elif asked_at is not None:
        yield _entry_again(seat, asked_at, sequence_of_request(seat, registration.epoch))


def _entry_again(seat: SeatState, asked_at: datetime, sequence: int) -> PlannedDelivery:
    """Plan the entry once more, because the person's program has asked for it, or their proposal was refused."""
    key = f"calendar:{seat.seat.id}:asked:{asked_at:%Y%m%dT%H%M%SZ}"
    planned = seat_mail(seat, "calendar", key, "REQUEST", sequence)
    until = asked_at + _ASKED_LASTS
    ends = planned.expires_at
    return msgspec.structs.replace(planned, expires_at=until if ends is None else min(until, ends))


def is_asked_for(key: str) -> bool:
    """Whether a calendar mail with this key brings an entry that was asked for again."""
    return ":asked:" in key


def _lacks_entry(seat: SeatState, entry: CalendarEntry) -> bool:
    """Whether the calendar has no entry for the seat yet, or one with a link that opens nothing any more."""
    if entry.is_placed:
        return holds_dead_link(seat.seat, entry, seat.facts)
    return entry.details.is_dated


def _given(seat: SeatState, kind: MailKind, sequence: int | None) -> PlannedDelivery:
    """Plan the mail that says the seat is the person's; with a `sequence` it carries the calendar entry."""
    return seat_mail(
        seat, kind, f"{kind}:{seat.seat.id}", "REQUEST" if sequence is not None else None, sequence
    )


def _has_changed(seat: SeatState, entry: CalendarEntry) -> bool:
    """Whether an update is due. A silent change does not raise the edition; it is mailed with the next that does."""
    return seat.facts.session.edition > entry.edition and seat.facts.details != entry.details
