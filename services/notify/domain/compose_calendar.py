"""The calendar message of a letter, where it has one."""

from services.notify.domain import delivery
from services.notify.domain.calendar import CalendarMessage, Party
from services.notify.domain.task import Case, join_url, seat_of
from services.notify.domain.told import Entry
from shared import ids
from shared.calendar_words import summary_of


def calendar_message(case: Case, told: list[Entry]) -> CalendarMessage | None:
    """Say what the calendar is to do. `told` is what `after` says, with the sequence and the answer that stands."""
    matter, world, office = case.task.matter, case.world, case.office
    registration, person = world.registration, world.person
    entry = next((one for one in told if one.seat_id == matter.seat), None)
    if entry is None or matter.method is None or registration is None or person is None or not person.email:
        return None
    seat = seat_of(registration, entry.seat_id)
    is_placing = matter.method == "REQUEST"
    # What is taken away is named as it was known, even when the session has lost its date.
    before = case.entries.get(seat.id)
    details = before.details if not is_placing and before is not None else entry.details
    has_room = world.occasions[seat.session_id].session.has_join_url
    return CalendarMessage(
        method=matter.method,
        uid=ids.calendar_uid(seat.id),
        sequence=matter.sequence or 0,
        dtstamp=case.now,
        organizer=Party(
            address=entry.address or delivery.organizer_address(seat.id, office.secret, office.mail_domain),
            name=world.organiser.name if world.organiser else None,
        ),
        attendee=Party(address=person.email, name=person.name),
        language=person.language,
        summary=summary_of(details.title, world.programme.title if world.programme else ""),
        mode=details.mode,
        place=details.place,
        on=details.on,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
        is_tentative=details.is_tentative,
        join_url=join_url(seat, office, has_room=has_room and is_placing),
        partstat=entry.partstat,
    )
