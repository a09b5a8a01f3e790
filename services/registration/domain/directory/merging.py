"""Two registrations of one person in one cohort become one: which seat stays, and which is freed."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.registration import RegistrationSeat
from services.registration.domain.sessions.session import Session

_ATTENDANCE: Final = {"present": 3, "excused": 2, "absent": 1, None: 0}


class SeatPair(msgspec.Struct, frozen=True, kw_only=True):
    """Two seats in one session: the kept row, and the freed one, from which the kept row takes what is better."""

    kept: RegistrationSeat
    freed: RegistrationSeat

    @property
    def takes_seat(self) -> bool:
        """Whether the kept row waits, and takes the seat, or the offer of one, that the freed one has."""
        return self.kept.status == "waiting" and self.freed.is_counted and not self.kept.is_offered

    @property
    def takes_offered(self) -> bool:
        """Whether the kept row has an offer, and the freed one a seat: the offer counts as accepted."""
        return self.kept.is_offered and self.freed.status == "confirmed"

    @property
    def takes_attendance(self) -> bool:
        return _ATTENDANCE[self.freed.attendance] > _ATTENDANCE[self.kept.attendance]


class MergedSeats(msgspec.Struct, frozen=True, kw_only=True):
    """Seats in the same session as pairs; others to hand over; others to free, as one of their choice is kept."""

    pairs: list[SeatPair]
    hand_over: list[RegistrationSeat]
    free: list[RegistrationSeat]


def merge_seats(
    kept: Sequence[RegistrationSeat], gone: Sequence[RegistrationSeat], sessions: Mapping[UUID, Session]
) -> MergedSeats:
    """Compare the live seats of the person who stays with those of the other."""
    own = {seat.session_id: seat for seat in kept if seat.status != "withdrawn"}
    groups = {group for session_id in own if (group := sessions[session_id].choice_group) is not None}
    merged = MergedSeats(pairs=[], hand_over=[], free=[])
    for seat in gone:
        if seat.status == "withdrawn":
            continue
        if seat.session_id in own:
            merged.pairs.append(SeatPair(kept=own[seat.session_id], freed=seat))
        elif sessions[seat.session_id].choice_group in groups and seat.attendance != "present":
            merged.free.append(seat)
        else:
            merged.hand_over.append(seat)
    return merged
