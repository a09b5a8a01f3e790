"""A delivery to put in words, with all that it takes."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from services.notify.domain import delivery
from services.notify.domain.letter import Kind
from services.notify.domain.telling import entries_after
from services.notify.domain.told import Entry, Matter
from services.notify.domain.world import World
from shared import links
from shared.events import Registration, Seat


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """From where mail is sent: addresses, and the keys of personal links."""

    base_url: str
    link_keys: tuple[links.LinkKey, ...]
    mail_domain: str
    sender_address: str
    secret: bytes


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger says of the delivery."""

    id: UUID
    key: str
    kind: Kind
    matter: Matter
    seat_id: UUID | None = None
    correlation_id: str | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A task, what is so, what was told before, and when the mail is made."""

    task: Task
    world: World
    entries: Mapping[UUID, Entry]
    office: Office
    now: datetime


def after(case: Case) -> list[Entry]:
    """Say what the holders of seats know when this has been told; reminders and invitations leave nothing behind."""
    if case.world.registration is None:
        return []
    seat_id, office = case.task.matter.seat, case.office
    address = delivery.organizer_address(seat_id, office.secret, office.mail_domain) if seat_id else None
    return entries_after(case.world, case.world.registration, case.entries, case.task.matter, address=address)


def seat_of(registration: Registration, seat_id: UUID) -> Seat:
    return next(seat for seat in registration.seats if seat.id == seat_id)


def join_url(seat: Seat, office: Office, *, has_room: bool) -> str | None:
    """The personal way into the meeting, once there is a room behind it."""
    return links.url(office.base_url, "j", seat.id, seat.generation, office.link_keys) if has_room else None
