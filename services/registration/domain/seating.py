"""Computes the seat changes that an answer to an invitation causes, also when the answer changes."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec

from services.registration.domain.registration import RegistrationSeat


class SeatChanges(msgspec.Struct, frozen=True, kw_only=True):
    """Seat changes: seats to free, seats to hand over to the receiver, sessions in which the receiver gets a new seat."""

    free: tuple[RegistrationSeat, ...] = ()
    hand_over: tuple[RegistrationSeat, ...] = ()
    give: tuple[UUID, ...] = ()


def moves(
    live: Mapping[UUID, Sequence[RegistrationSeat]],
    *,
    receiver: UUID | None,
    holders: Sequence[UUID],
    session_ids: Collection[UUID],
) -> SeatChanges:
    """Give the receiver a seat in each of `session_ids`: their own, one handed over by a holder, or a new one.

    `live` maps registrations to their seats in the sessions that can still be answered for. The other holders (the
    invited person, an earlier substitute) lose all of these seats; without a receiver, all seats are freed.
    """
    theirs = {seat.session_id: seat for seat in live.get(receiver, ())} if receiver else {}
    others = [seat for holder in holders if holder != receiver for seat in live.get(holder, ())]
    free = [seat for seat in theirs.values() if receiver in holders and seat.session_id not in session_ids]
    coming: dict[UUID, RegistrationSeat] = {}
    for seat in sorted(others, key=lambda seat: seat.status != "confirmed"):
        if seat.session_id in session_ids and seat.session_id not in coming:
            coming[seat.session_id] = seat
        else:
            free.append(seat)
    passed = handed_over(list(coming.values()), theirs)
    give = [session_id for session_id in session_ids if session_id not in theirs and session_id not in coming]
    return SeatChanges(free=(*free, *passed.free), hand_over=passed.hand_over, give=tuple(sorted(give)))


def handed_over(seats: Sequence[RegistrationSeat], own_seats: Mapping[UUID, RegistrationSeat]) -> SeatChanges:
    """Hand over seats, status unchanged, to a person whose own seats by session are `own_seats`.

    The only rule for it, whatever door the seat is handed over through. A confirmed seat replaces the person's own wait,
    which is freed; otherwise the person keeps their own, and the seat is freed.
    """
    free: list[RegistrationSeat] = []
    hand_over: list[RegistrationSeat] = []
    for seat in seats:
        own = own_seats.get(seat.session_id)
        if own is None:
            hand_over.append(seat)
        elif seat.status == "confirmed" and own.status != "confirmed":
            hand_over.append(seat)
            free.append(own)
        else:
            free.append(seat)
    return SeatChanges(free=tuple(free), hand_over=tuple(hand_over))
