"""What has to happen to seats when an invitation is answered, now and again."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec

from services.registration.domain.registration import RegistrationSeat


class SeatChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to do with seats: free these, hand these over to the receiver, give the receiver new ones in these sessions."""

    free: tuple[RegistrationSeat, ...] = ()
    hand_over: tuple[RegistrationSeat, ...] = ()
    give: tuple[UUID, ...] = ()


def moves(
    live: Mapping[UUID, Sequence[RegistrationSeat]],
    *,
    receiver: UUID | None,
    holders: Sequence[UUID],
    wanted: Collection[UUID],
) -> SeatChanges:
    """Let the receiver have a seat in each session wanted: the one they have, one that a holder has, or a new one.

    `live` are the seats by registration in the sessions that can still be answered for. Of the holders (the invited
    person, an earlier substitute) nothing is left beside the receiver; without a receiver all is freed.
    """
    theirs = {seat.session_id: seat for seat in live.get(receiver, ())} if receiver else {}
    others = [seat for holder in holders if holder != receiver for seat in live.get(holder, ())]
    free = [seat for seat in theirs.values() if receiver in holders and seat.session_id not in wanted]
    hand_over: dict[UUID, RegistrationSeat] = {}
    for seat in others:
        if seat.session_id in wanted and seat.session_id not in theirs and seat.session_id not in hand_over:
            hand_over[seat.session_id] = seat
        else:
            free.append(seat)
    give = [session_id for session_id in wanted if session_id not in theirs and session_id not in hand_over]
    return SeatChanges(free=tuple(free), hand_over=tuple(hand_over.values()), give=tuple(sorted(give)))


def handed_over(given: Sequence[RegistrationSeat], theirs: Mapping[UUID, RegistrationSeat]) -> SeatChanges:
    """Let somebody have these seats of another's as they stand; `theirs` are what they hold, by session.

    A seat is better than a wait: who only waits gives the wait up for it. What they have as good is freed.
    """
    free: list[RegistrationSeat] = []
    hand_over: list[RegistrationSeat] = []
    for seat in given:
        own = theirs.get(seat.session_id)
        if own is None:
            hand_over.append(seat)
        elif seat.status == "confirmed" and own.status != "confirmed":
            hand_over.append(seat)
            free.append(own)
        else:
            free.append(seat)
    return SeatChanges(free=tuple(free), hand_over=tuple(hand_over))
