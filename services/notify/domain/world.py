"""What is so now: the newest snapshots that bear on one unit: an invitation, a registration, or a notice."""

import zlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from shared import times
from shared.events import (
    Cohort,
    Enquiry,
    Invitation,
    Mode,
    Opening,
    Organiser,
    Person,
    Programme,
    Registration,
    Seat,
    Session,
)

Standing = Literal["confirmed", "waiting", "offered", "withdrawn", "cancelled"]


class Details(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the holder of a seat is told of its session; an update is due when it differs."""

    title: str
    on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    mode: Mode | None = None
    place: str | None = None
    has_join_url: bool = False
    link_mark: str | None = None
    is_tentative: bool = False

    @property
    def is_dated(self) -> bool:
        return self.on is not None or self.starts_at is not None

    @property
    def time(self) -> tuple[date | None, datetime | None, datetime | None]:
        """What asks for a new answer when it changes."""
        return self.on, self.starts_at, self.ends_at


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """A session with what follows from it, worked out once for all its seats.

    `starts` and `ends` are instants where at least the day is known: an entry for the whole day starts at midnight
    and ends at the next, a session without an end is over when its day is. `print` tells two states apart.
    """

    session: Session
    details: Details
    starts: datetime | None
    ends: datetime | None
    print: int

    def is_over(self, now: datetime) -> bool:
        return self.ends is not None and self.ends <= now


class World(msgspec.Struct, frozen=True, kw_only=True):
    """The newest snapshots of one unit; None or a missing session is an input that has not come.

    A `notice` goes to an address, not to a person that we know: it needs the organiser and nothing else.
    `replayed_at` is set while the unit itself is known by a replay only (architecture rule 5).
    """

    organiser: Organiser | None = None
    programme: Programme | None = None
    cohort: Cohort | None = None
    person: Person | None = None
    occasions: Mapping[UUID, Occasion] = {}
    invitation: Invitation | None = None
    registration: Registration | None = None
    notice: Enquiry | Opening | None = None
    replayed_at: datetime | None = None


def occasion(session: Session) -> Occasion:
    """Work out once what the plan asks of a session again and again."""
    details = Details(
        title=session.title,
        on=session.on if session.starts_at is None else None,
        starts_at=session.starts_at,
        ends_at=session.ends_at if session.starts_at else None,
        mode=session.mode,
        place=session.place,
        has_join_url=session.has_join_url,
        link_mark=session.link_mark,
        is_tentative=session.status in {"announced", "tentative"},
    )
    starts = ends = None
    if session.starts_at is not None:
        starts = session.starts_at
        ends = session.ends_at or times.end_of_day(times.local(session.starts_at).date())
    elif session.on is not None:
        starts, ends = times.start_of_day(session.on), times.end_of_day(session.on)
    seen = (
        details,
        session.edition,
        session.status,
        session.change_reason,
        session.cancel_reason,
        session.note,
    )
    return Occasion(
        session=session,
        details=details,
        starts=starts,
        ends=ends,
        print=zlib.crc32(msgspec.json.encode(seen)),
    )


def standing(world: World, seat: Seat) -> Standing:
    """How a seat stands when its session and its cohort have had their say."""
    if seat.status == "withdrawn":
        return "withdrawn"
    is_off = world.cohort is not None and world.cohort.status == "cancelled"
    if is_off or world.occasions[seat.session_id].session.status == "cancelled":
        return "cancelled"
    return "offered" if seat.status == "waiting" and seat.offered_until is not None else seat.status


def ran_out(seat: Seat) -> bool:
    """Whether a seat was held for whoever waited, and nobody took it in time."""
    return seat.status == "withdrawn" and seat.offered_until is not None and seat.since >= seat.offered_until


def is_forgotten(world: World) -> bool:
    """Whether the person has been erased: there is nobody left to tell anything."""
    return world.person is not None and world.person.erased and world.person.email is None


def is_complete(world: World) -> bool:
    """Whether every input has come; until then nothing is planned."""
    if world.notice is not None:
        return world.organiser is not None
    unit = world.registration or world.invitation
    if unit is None or not (world.organiser and world.programme and world.cohort and world.person):
        return False
    if world.registration is not None:
        is_called = world.registration.origin == "kallelse" and world.registration.invitation_id is not None
        if is_called and world.invitation is None:
            return False
        return all(seat.session_id in world.occasions for seat in world.registration.seats)
    return world.invitation is not None and all(
        one in world.occasions for one in world.invitation.session_ids
    )
