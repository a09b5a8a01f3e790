"""What the holder of a seat should be told, after the first contact: what was told against what is so."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.notify.domain.calendar import Method
from services.notify.domain.letter import Kind
from services.notify.domain.told import Entry, Matter, Told, Wanted
from services.notify.domain.world import Occasion, Standing, World, ran_out, standing
from shared import times
from shared.events import Registration, Seat

AT_ONCE: Final = 8  # calendar mails for the nearest sessions; each later one when its session is near
NEAR_DAYS: Final = 60
# What somebody knows of a seat that is not over and done with.
_LIVE: Final = frozenset({"confirmed", "waiting", "offered"})


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A seat as it is now and as its holder knows it."""

    seat: Seat
    of: Occasion
    standing: Standing
    entry: Entry | None
    is_over: bool


def held(world: World, registration: Registration, told: Told, now: datetime) -> list[Held]:
    """Put each seat beside its session and what was told of it, in the order of the sessions."""
    found = []
    for seat in registration.seats:
        of = world.occasions[seat.session_id]
        found.append(
            Held(
                seat=seat,
                of=of,
                standing=standing(world, seat),
                entry=told.entries.get(seat.id),
                is_over=of.is_over(now),
            )
        )
    found.sort(key=in_order)
    return found


def in_order(one: Held) -> tuple[bool, float, int]:
    """By time; undated sessions last, by number."""
    session = one.of.session
    return one.of.starts is None, one.of.starts.timestamp() if one.of.starts else 0.0, session.number or 0


def next_sequence(entry: Entry | None, epoch: int) -> int:
    """One more than the last; a restore begins above all that can have been sent before it."""
    first = (epoch - 1) * 1000
    if entry is None or entry.sequence is None:
        return first
    return max(entry.sequence + 1, first)


def may_place(one: Held, registration: Registration) -> bool:
    """Whether a calendar entry may be sent for the seat."""
    return registration.calendar == "invitations" and one.of.details.is_dated and not one.is_over


def later(seats: list[Held], registration: Registration) -> dict[UUID, datetime]:
    """Name the seats whose calendar mail waits until 60 days before: all but the eight nearest.

    Counted among what had not ended when the person registered, so that the answer is the same on any day.
    """
    dated = [
        one
        for one in seats
        if one.standing == "confirmed"
        and one.of.ends is not None
        and one.of.ends > registration.registered_at
    ]
    return {
        one.seat.id: times.same_clock(one.of.starts, days=-NEAR_DAYS)
        for one in dated[AT_ONCE:]
        if one.of.starts is not None
    }


def calendar_mail(one: Held, registration: Registration, due_at: datetime | None) -> Wanted:
    sequence = next_sequence(one.entry, registration.epoch)
    return about(one, "calendar", f"calendar:{one.seat.id}:{sequence}", "REQUEST", sequence, due_at=due_at)


def about(
    one: Held,
    kind: Kind,
    key: str,
    method: Method | None = None,
    sequence: int | None = None,
    *,
    due_at: datetime | None = None,
) -> Wanted:
    """A mail about one seat, with its calendar message or without."""
    return Wanted(
        key=key,
        kind=kind,
        due_at=due_at,
        expires_at=one.of.ends,
        seat_id=one.seat.id,
        session_id=one.of.session.id,
        matter=Matter(
            seats=(one.seat.id,),
            seat=one.seat.id if method else None,
            method=method,
            sequence=sequence,
            print=one.of.print,
        ),
    )


def differences(seats: list[Held], registration: Registration, told: Told) -> Iterator[Wanted]:
    """Each mail that is due after the first contact. What is over is not mailed about."""
    waits = later(seats, registration)
    given_up = []
    for one in seats:
        if one.is_over:
            continue
        entry = one.entry
        if one.standing == "withdrawn" and entry is not None and entry.status in _LIVE:
            if (mail := _withdrawal(one, entry, registration)) is not None:
                yield mail
            else:
                given_up.append(one)
        elif one.standing == "cancelled" and entry is not None and entry.status in _LIVE:
            yield _cancellation(one, entry, registration, told)
        elif one.standing == "waiting":
            yield from _waiting(one)
        elif one.standing == "offered":
            yield from _offered(one)
        elif one.standing == "confirmed":
            yield from _confirmed(one, registration, waits.get(one.seat.id))
    if given_up:
        yield _joint_withdrawal(given_up, registration, told)


def offer(one: Held) -> Wanted:
    """Ask whether somebody wants the seat that is held for them; each offer is asked about once."""
    return msgspec.structs.replace(
        about(one, "offer", offer_key(one.seat) or ""), expires_at=one.seat.offered_until
    )


def offer_key(seat: Seat) -> str | None:
    """The key of the mail about the offer that holds now, if one does."""
    if seat.status != "waiting" or seat.offered_until is None:
        return None
    return f"offer:{seat.id}:{seat.offered_until:%Y%m%dT%H%M%SZ}"


def _withdrawal(one: Held, entry: Entry, registration: Registration) -> Wanted | None:
    """The mail about this very seat; None where one about all that is given up will do."""
    key = f"withdrawal:{one.seat.id}"
    if entry.is_placed:
        return about(one, "withdrawal", key, "CANCEL", next_sequence(entry, registration.epoch))
    return about(one, "withdrawal", key) if ran_out(one.seat) else None


def _offered(one: Held) -> Iterator[Wanted]:
    yield offer(one)
    if one.entry is not None and one.entry.status == "offered" and _has_changed(one, one.entry):
        yield about(one, "update", f"update:{one.seat.id}:e{one.of.session.edition}")


def _waiting(one: Held) -> Iterator[Wanted]:
    if one.entry is None:
        yield about(one, "waiting", f"waiting:{one.seat.id}")
    elif one.entry.status == "cancelled" or (one.entry.status == "waiting" and _has_changed(one, one.entry)):
        yield about(one, "update", f"update:{one.seat.id}:e{one.of.session.edition}")


def _confirmed(one: Held, registration: Registration, due_at: datetime | None) -> Iterator[Wanted]:
    entry, seat_id = one.entry, one.seat.id
    sequence = next_sequence(entry, registration.epoch)
    may = may_place(one, registration)
    if entry is None:
        if may:
            yield calendar_mail(one, registration, due_at)
        else:
            yield about(one, "confirmation", f"confirmation:{registration.id}:{seat_id}")
    elif entry.status in {"waiting", "offered"}:
        if may:
            yield about(one, "promoted", f"promoted:{seat_id}", "REQUEST", sequence)
        else:
            yield about(one, "promoted", f"promoted:{seat_id}")
    elif entry.status == "cancelled" or _has_changed(one, entry):
        if may:
            yield about(one, "update", f"update:{seat_id}:{sequence}", "REQUEST", sequence)
        elif entry.is_placed:
            yield about(one, "update", f"update:{seat_id}:{sequence}", "CANCEL", sequence)
        else:
            yield about(one, "update", f"update:{seat_id}:e{one.of.session.edition}")
    elif entry.is_placed and registration.calendar != "invitations":
        # They chose to have their dates otherwise: none is to stand there twice, or against their will.
        yield about(one, "calendar", f"calendar:{seat_id}:{sequence}", "CANCEL", sequence)
    elif may and not entry.is_placed and entry.details.is_dated:
        yield calendar_mail(one, registration, due_at)


def _has_changed(one: Held, entry: Entry) -> bool:
    """Whether people are to hear of it: a silent change is told with the next one that is not."""
    return one.of.session.edition > entry.edition and one.of.details != entry.details


def _cancellation(one: Held, entry: Entry, registration: Registration, told: Told) -> Wanted:
    key = f"cancellation:{one.seat.id}"
    if told.is_done(key):  # cancelled before, and taken up again
        key = f"{key}:e{one.of.session.edition}"
    if not entry.is_placed:
        return about(one, "cancellation", key)
    return about(one, "cancellation", key, "CANCEL", next_sequence(entry, registration.epoch))


def _joint_withdrawal(given_up: list[Held], registration: Registration, told: Told) -> Wanted:
    """One mail for all dates that were never in the calendar."""
    number = 1
    while told.is_done(f"withdrawal:{registration.id}:{number}"):
        number += 1
    return Wanted(
        key=f"withdrawal:{registration.id}:{number}",
        kind="withdrawal",
        expires_at=last_end(given_up),
        matter=Matter(seats=tuple(one.seat.id for one in given_up)),
    )


def last_end(seats: list[Held]) -> datetime | None:
    """When a mail about these seats is pointless: when the last is over; never while one has no day."""
    ends = [one.of.ends for one in seats]
    return None if None in ends else max(end for end in ends if end is not None)
