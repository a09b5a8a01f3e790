"""The input of `compose`: a claimed delivery, its unit's state, and the sender's configuration."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from services.notify.domain import delivery
from services.notify.domain.calendar_state import entries_after
from services.notify.domain.communicated import CalendarEntry, DeliveryPayload
from services.notify.domain.letters.letter import MailFile, MailKind
from services.notify.domain.unit_state import UnitState
from shared import links
from shared.calendar import sequence as calendar_sequence
from shared.events import Registration, Seat
from shared.letter_texts import LetterTexts


class SenderConfig(msgspec.Struct, frozen=True, kw_only=True):
    """From where mail is sent: the installation's addresses, and the keys that sign personal links."""

    base_url: str
    link_keys: tuple[links.LinkKey, ...]
    mail_domain: str
    sender_address: str
    secret: bytes
    # Mails within an hour: to one address, and of one organiser. More wait until the next hour.
    most_to_recipient: int = 60
    most_of_organiser: int = 50_000
    # Whether mail that comes back is taken, and an answer in a calendar counts.
    takes_answers: bool = False
    # Mails a minute of one worker: to one receiving domain, and of one organiser; 0: no limit.
    pace_to_domain: int = 0
    pace_of_organiser: int = 0
    # Domains in which an organiser may have an address of its own.
    sender_domains: tuple[str, ...] = ()


class DeliveryTask(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery of the ledger that is to be composed."""

    id: UUID
    key: str
    kind: MailKind
    payload: DeliveryPayload
    seat_id: UUID | None = None
    correlation_id: str | None = None


class ComposeContext(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery with the unit's newest snapshots, its entries by seat id, and the time at which the mail is made.

    `texts`: the texts of one's own that its letter may have, the nearest first.
    `letter_files`: what came with a letter that is passed on.
    """

    task: DeliveryTask
    state: UnitState
    entries: Mapping[UUID, CalendarEntry]
    sender_config: SenderConfig
    now: datetime
    texts: tuple[LetterTexts, ...] = ()
    letter_files: tuple[MailFile, ...] = ()


def entries_after_delivery(context: ComposeContext) -> list[CalendarEntry]:
    """Return the entries that the delivery leaves behind; none for a reminder or an unanswered invitation."""
    if context.state.registration is None:
        return []
    seat_id, config = context.task.payload.seat, context.sender_config
    address = delivery.organizer_address(seat_id, config.secret, config.mail_domain) if seat_id else None
    return entries_after(
        context.state, context.state.registration, context.entries, context.task.payload, address=address
    )


def above_feed(payload: DeliveryPayload, state: UnitState) -> DeliveryPayload:
    """Raise the SEQUENCE of a calendar message above the one that the entry has had in the person's feed."""
    registration = state.registration
    if payload.to is not None:
        return payload  # a farewell stays below the REQUEST that follows it
    if registration is None or not registration.was_subscribed or payload.sequence is None:
        return payload
    session_id = next((seat.session_id for seat in registration.seats if seat.id == payload.seat), None)
    if session_id is None:
        return payload
    parts = (
        registration,
        state.sessions[session_id].session,
        state.cohort,
        state.programme,
        state.person,
    )
    versions = sum(part.version for part in parts if part is not None)
    sequence = calendar_sequence.of_state(registration.epoch, versions)
    return msgspec.structs.replace(payload, sequence=max(payload.sequence, sequence))


def seat_of(registration: Registration, seat_id: UUID) -> Seat:
    return next(seat for seat in registration.seats if seat.id == seat_id)


def join_url(seat: Seat, config: SenderConfig, *, has_room: bool) -> str | None:
    """Return the personal join link of the seat, or None while the meeting has no URL."""
    return links.url(config.base_url, "j", seat.id, seat.generation, config.link_keys) if has_room else None
