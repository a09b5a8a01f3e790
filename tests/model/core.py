"""Seats in memory, assigned by the pure core alone, in the order in which the actions assign them."""

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
    """The seats and waiting places of one cohort. Sessions and people are numbers; each person has one registration."""

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

    # Steps.

    def register(self, who: int, sessions: Sequence[int]) -> None:
        places = allot_all([self.counters[one] for one in sessions])
        for one, place in zip(sessions, places, strict=True):
            self._put(who, one, place.status, place.position)

    def call(self, people: Sequence[tuple[int, Sequence[int]]], *, waiting_list: bool | None) -> None:
        """Give each person a place in sessions in which they have none; `waiting_list` of the rule overrides the cohort's."""
        with _Overruled(self.counters, waiting_list):
            for who, sessions in people:
                for one in sessions:
                    if (who, one) not in self.seats:
                        self._give(who, one)

    def leave(self, who: int, sessions: Sequence[int], *, promoting: Sequence[int]) -> None:
        self._free([self.seats[who, one] for one in sessions])
        self.move_up(promoting)

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
        with _Overruled(self.counters, waiting_list):
            for one in give:
                self._give(who, one)

    def answer(
        self,
        receiver: int | None,
        *,
        holders: Sequence[int],
        left: Sequence[int],
        wanted: Sequence[int],
        promoting: Sequence[int],
        waiting_list: bool | None,
    ) -> None:
        """Give the receiver the holders' places in the wanted sessions, or new ones; the holders' other places are freed."""
        people = {*holders, *([] if receiver is None else [receiver])}
        made = moves(
            {self._of(who): [s for s in self._held(who) if self._session(s) in left] for who in people},
            receiver=None if receiver is None else self._of(receiver),
            holders=[self._of(who) for who in holders],
            session_ids={self.counters[one].session_id for one in wanted},
        )
        self._free(made.free)
        over = {seat.id for seat in made.hand_over}
        self.move_up(promoting)
        for seat in [one for one in self.seats.values() if one.id in over]:
            del self.seats[self._key(seat)]
            assert receiver is not None
            self.seats[receiver, self._session(seat)] = replace(seat, registration_id=self._of(receiver))
        with _Overruled(self.counters, waiting_list):
            for one in sorted(wanted):
                if self.counters[one].session_id in made.give and receiver is not None:
                    self._give(receiver, one)

    def set_capacity(self, session: int, capacity: int | None) -> None:
        self.counters[session].capacity = capacity

    def move_up(self, sessions: Sequence[int]) -> None:
        """Promote waiting people in these sessions while there is room."""
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
            up = {one.seat_id for one in promote(self.counters[number], in_line(waiting))}
            for key, seat in self.seats.items():
                if seat.id in up:
                    self.seats[key] = replace(seat, status="confirmed", position=None)

    # State.

    def seated(self, session: int) -> list[int]:
        return sorted(
            who for (who, one), seat in self.seats.items() if one == session and seat.status == "confirmed"
        )

    def queue(self, session: int) -> list[int]:
        waiting = [
            (seat.position or 0, who)
            for (who, one), seat in self.seats.items()
            if one == session and seat.status == "waiting"
        ]
        return [who for _, who in sorted(waiting)]

    # Helpers.

    def _give(self, who: int, session: int) -> None:
        place = allot(self.counters[session])
        self._put(who, session, place.status, place.position)

    def _put(self, who: int, session: int, status: SeatStatus, position: int | None) -> None:
        self.made += 1
        self.seats[who, session] = RegistrationSeat(
            id=an_id("seat", self.made),
            registration_id=self._of(who),
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
        return next(key for key, one in self.seats.items() if one.id == seat.id)

    def _session(self, seat: RegistrationSeat) -> int:
        return next(n for n, one in enumerate(self.counters) if one.session_id == seat.session_id)

    def _held(self, who: int) -> list[RegistrationSeat]:
        return [seat for (person, _), seat in self.seats.items() if person == who]

    @staticmethod
    def _of(who: int) -> UUID:
        return an_id("registration", who)


class _Overruled:
    """Applies a rule's waiting-list setting, if it has one, to the counters within the block."""

    def __init__(self, counters: Sequence[SeatCounter], says: bool | None) -> None:  # noqa: FBT001 - a value passed on
        self.counters = counters
        self.says = says

    def __enter__(self) -> None:
        self.before = [one.has_waiting_list for one in self.counters]
        if self.says is not None:
            for one in self.counters:
                one.has_waiting_list = self.says

    def __exit__(self, *_: object) -> None:
        for one, was in zip(self.counters, self.before, strict=True):
            one.has_waiting_list = was
