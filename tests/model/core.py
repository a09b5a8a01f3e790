"""Seats in memory, allotted by the pure core alone, in the order in which the actions allot them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from msgspec.structs import replace

from services.registration.domain.registration import RegistrationSeat
from services.registration.domain.seating import moves
from services.registration.domain.seats import SeatCounter, WaitingSeat, allot, allot_all, in_line, promote
from shared.events import SeatStatus

_SPACE = UUID("0198c0de-0000-7000-8000-000000000000")


def an_id(what: str, number: int) -> UUID:
    return uuid5(_SPACE, f"{what} {number}")


@dataclass
class Core:
    """The seats of one cohort. Sessions and people are numbers; a registration has the number of its person."""

    now: datetime
    counters: list[SeatCounter] = field(default_factory=list)
    seats: dict[tuple[int, int], RegistrationSeat] = field(default_factory=dict)  # by person and session
    made: int = 0

    def add_session(self, capacity: int | None, *, has_waiting_list: bool) -> None:
        number = len(self.counters)
        self.counters.append(
            SeatCounter(
                session_id=an_id("session", number),
                capacity=capacity,
                has_waiting_list=has_waiting_list,
                taken=0,
                next_position=1,
            )
        )

    # Actions.

    def register(self, who: int, sessions: Sequence[int]) -> None:
        allotted = allot_all([self.counters[session] for session in sessions])
        for session, seat in zip(sessions, allotted, strict=True):
            self._put(who, session, seat.status, seat.position)

    def call(self, people: Sequence[tuple[int, Sequence[int]]], *, waiting_list: bool | None) -> None:
        """Give each person a seat in their sessions where they have none yet; the rule may overrule the waiting list."""
        with _WaitingListOverruled(self.counters, waiting_list):
            for who, sessions in people:
                for session in sessions:
                    if (who, session) not in self.seats:
                        self._allot(who, session)

    def leave(self, who: int, sessions: Sequence[int], *, promoting: Sequence[int]) -> None:
        self._free([self.seats[who, session] for session in sessions])
        self.promote_waiting(promoting)

    def change(
        self,
        who: int,
        *,
        leave: Sequence[int],
        give: Sequence[int],
        promoting: Sequence[int],
        waiting_list: bool | None,
    ) -> None:
        self.leave(who, leave, promoting=promoting)
        with _WaitingListOverruled(self.counters, waiting_list):
            for session in give:
                self._allot(who, session)

    def answer(
        self,
        receiver: int | None,
        *,
        holders: Sequence[int],
        left: Sequence[int],
        requested: Sequence[int],
        promoting: Sequence[int],
        waiting_list: bool | None,
    ) -> None:
        """Give the receiver the holders' seats in the requested sessions, or new seats."""
        people = {*holders, *([] if receiver is None else [receiver])}
        changes = moves(
            {
                self._registration_id(who): [s for s in self._seats_of(who) if self._session(s) in left]
                for who in people
            },
            receiver=None if receiver is None else self._registration_id(receiver),
            holders=[self._registration_id(who) for who in holders],
            session_ids={self.counters[session].session_id for session in requested},
        )
        self._free(changes.free)
        handed_over = {seat.id for seat in changes.hand_over}
        self.promote_waiting(promoting)
        for seat in [candidate for candidate in self.seats.values() if candidate.id in handed_over]:
            del self.seats[self._key(seat)]
            assert receiver is not None
            self.seats[receiver, self._session(seat)] = replace(
                seat, registration_id=self._registration_id(receiver)
            )
        with _WaitingListOverruled(self.counters, waiting_list):
            for session in sorted(requested):
                if self.counters[session].session_id in changes.give and receiver is not None:
                    self._allot(receiver, session)

    def set_capacity(self, session: int, capacity: int | None) -> None:
        self.counters[session].capacity = capacity

    def promote_waiting(self, sessions: Sequence[int]) -> None:
        """Give free seats in these sessions to those who wait."""
        for number in sessions:
            waiting = [
                WaitingSeat(
                    seat_id=seat.id,
                    session_id=seat.session_id,
                    registration_id=seat.registration_id,
                    position=seat.position or 0,
                )
                for (_, session), seat in self.seats.items()
                if session == number and seat.status == "waiting"
            ]
            promoted = {seat.seat_id for seat in promote(self.counters[number], in_line(waiting))}
            for key, seat in self.seats.items():
                if seat.id in promoted:
                    self.seats[key] = replace(seat, status="confirmed", position=None)

    # State.

    def seated(self, session: int) -> list[int]:
        return sorted(
            who
            for (who, number), seat in self.seats.items()
            if number == session and seat.status == "confirmed"
        )

    def queue(self, session: int) -> list[int]:
        waiting = [
            (seat.position or 0, who)
            for (who, number), seat in self.seats.items()
            if number == session and seat.status == "waiting"
        ]
        return [who for _, who in sorted(waiting)]

    # Helpers.

    def _allot(self, who: int, session: int) -> None:
        place = allot(self.counters[session])
        self._put(who, session, place.status, place.position)

    def _put(self, who: int, session: int, status: SeatStatus, position: int | None) -> None:
        self.made += 1
        self.seats[who, session] = RegistrationSeat(
            id=an_id("seat", self.made),
            registration_id=self._registration_id(who),
            session_id=self.counters[session].session_id,
            status=status,
            since=self.now,
            position=position,
        )

    def _free(self, seats: Sequence[RegistrationSeat]) -> None:
        for seat in seats:
            if seat.status == "confirmed":
                self.counters[self._session(seat)].taken -= 1
            del self.seats[self._key(seat)]

    def _key(self, seat: RegistrationSeat) -> tuple[int, int]:
        return next(key for key, candidate in self.seats.items() if candidate.id == seat.id)

    def _session(self, seat: RegistrationSeat) -> int:
        return next(
            number for number, counter in enumerate(self.counters) if counter.session_id == seat.session_id
        )

    def _seats_of(self, who: int) -> list[RegistrationSeat]:
        return [seat for (person, _), seat in self.seats.items() if person == who]

    @staticmethod
    def _registration_id(who: int) -> UUID:
        return an_id("registration", who)


class _WaitingListOverruled:
    """Context in which the counters follow the rule on the waiting list instead of the cohort."""

    def __init__(self, counters: Sequence[SeatCounter], override: bool | None) -> None:  # noqa: FBT001 - a value passed on
        self.counters = counters
        self.override = override

    def __enter__(self) -> None:
        self.before = [counter.has_waiting_list for counter in self.counters]
        if self.override is not None:
            for counter in self.counters:
                counter.has_waiting_list = self.override

    def __exit__(self, *_: object) -> None:
        for counter, was in zip(self.counters, self.before, strict=True):
            counter.has_waiting_list = was
