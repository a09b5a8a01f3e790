"""Composes the calendar message of a letter, where it has one."""

from services.notify.domain import delivery
from services.notify.domain.calendar import CalendarMessage, Party
from services.notify.domain.communicated import CalendarEntry
from services.notify.domain.letters.compose_context import ComposeContext, join_url, seat_of
from services.notify.domain.unit_state import shown_name
from shared import ids
from shared.calendar.words import summary_of
from shared.events import Person


def calendar_message(context: ComposeContext, entries: list[CalendarEntry]) -> CalendarMessage | None:
    """Compose the message about the payload's seat, or None where the delivery has none.

    `entries` comes from `entries_after_delivery` and gives the SEQUENCE and PARTSTAT.
    """
    payload, state, sender_config = context.task.payload, context.state, context.sender_config
    registration, person = state.registration, state.person
    entry = next((entry for entry in entries if entry.seat_id == payload.seat), None)
    if payload.to is not None and payload.seat is not None:
        entry = context.entries.get(payload.seat)
    recipient = payload.to or (person.email if person is not None else None)
    if entry is None or payload.method is None or registration is None or person is None or not recipient:
        return None
    seat = seat_of(registration, entry.seat_id)
    is_placing = payload.method == "REQUEST"
    # A CANCEL repeats what was told last, even when the session has lost its date since.
    before = context.entries.get(seat.id)
    details = before.details if not is_placing and before is not None else entry.details
    if payload.to is not None:
        details = payload.told[0].details
    session = state.sessions[seat.session_id].session
    contact = state.programme.contact if state.programme else None
    return CalendarMessage(
        method=payload.method,
        uid=ids.calendar_uid(seat.id),
        sequence=payload.sequence or 0,
        dtstamp=context.now,
        organizer=Party(
            address=entry.address
            or delivery.organizer_address(seat.id, sender_config.secret, sender_config.mail_domain),
            name=state.organiser.name if state.organiser else None,
        ),
        attendee=Party(address=recipient, name=shown_name(person)),
        language=person.language,
        summary=_summary(person, summary_of(details.title, state.programme.title if state.programme else "")),
        mode=details.mode,
        place=details.place,
        on=details.on,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
        is_tentative=details.is_tentative,
        join_url=join_url(seat, sender_config, has_room=session.has_join_url and is_placing),
        note=session.note,
        contact=(contact.label, contact.email, contact.phone) if contact else (),
        partstat=entry.partstat,
    )


def _summary(person: Person, summary: str) -> str:
    """Return the entry's title; in somebody else's calendar it says whose date it is."""
    return f"{person.name}: {summary}" if person.is_shared else summary
