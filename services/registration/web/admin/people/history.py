"""What a person's page tells of the past and of what is ahead: positions, invitations, seats, answers."""

from datetime import date
from typing import Any, Final

from services.registration.domain.directory.person import Person
from services.registration.store.views.staff.person import PersonHistory, PersonInvitation, PersonSeat
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.places import Places
from services.registration.web.admin.kit.record import Cell, RecordPart, RecordTable
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.people.hand_over import lasting
from services.registration.web.kit.dates import DateStatus, StatusKind
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact

_INVITED: Final[dict[str, StatusKind]] = {
    "queued": "silent",
    "sent": "silent",
    "bounced": "bad",
    "accepted": "yes",
    "declined": "off",
    "substituted": "off",
    "expired": "off",
}
_SEATS: Final[dict[str, StatusKind]] = {"confirmed": "yes", "waiting": "wait", "withdrawn": "off"}


def position_part(request: StaffRequest, person: Person, places: Places) -> RecordPart:
    """The positions that the person has, had and will have."""
    texts, takes_over = request.words.staff_person, request.words.staff_hand_over.heading
    may_end = request.may("position.hand_over") and not person.protected_identity
    ending = {number for number, _ in lasting(request, person)} if may_end else set[int]()
    rows = []
    for number, each in enumerate(person.positions, 1):
        place = request.address(f"/organisationer/{each.organisation_id}")
        row = [
            Cell(link=Link(places.called(each.organisation_id), place)),
            Cell(text=each.role or "", more=each.group),
            Cell(text=_period(each.from_on, each.until_on)),
        ]
        if ending:
            path = request.address(f"/personer/{person.id}/tar-over", tjanst=str(number))
            row.append(Cell(link=Link(takes_over, path)) if number in ending else Cell())
        rows.append(tuple(row))
    names = request.words.staff_directory
    columns = (names.organisation, names.role, texts.period, *((texts.to_do,) if ending else ()))
    return RecordPart(
        id="tjanster",
        heading=texts.positions,
        table=RecordTable(label=texts.positions, columns=columns, rows=tuple(rows)),
        nothing=texts.no_positions,
    )


def history_parts(request: StaffRequest, history: PersonHistory) -> list[RecordPart]:
    """Invitations, seats with attendance, and answers that are not sensitive."""
    texts = request.words.staff_person
    parts = [
        RecordPart(
            id="inbjudningar",
            heading=texts.invitations,
            table=RecordTable(
                label=texts.invitations,
                columns=(texts.cohort, texts.state, texts.when),
                rows=tuple(_invitation(request, one) for one in history.invitations),
            ),
            nothing=texts.no_invitations,
        ),
        RecordPart(
            id="traffar",
            heading=texts.seats,
            table=RecordTable(
                label=texts.seats,
                columns=(texts.session, texts.cohort, texts.state, texts.attendance),
                rows=tuple(_seat(request, one) for one in history.seats),
            ),
            nothing=texts.no_seats,
        ),
    ]
    if history.answers:
        facts = tuple(Fact(f"{one.question} ({one.cohort})", _said(one.answer)) for one in history.answers)
        parts.append(RecordPart(id="svar", heading=texts.answers, about=texts.answers_about, facts=facts))
    return parts


def _invitation(request: StaffRequest, one: PersonInvitation) -> tuple[Cell, ...]:
    texts, at = request.words.staff_person, one.answered_at or one.invited_at
    return (
        Cell(
            link=Link(f"{one.programme}, {one.cohort}", request.address(f"/omgangar/{one.cohort_id}")),
            more=one.message,
        ),
        Cell(status=DateStatus(_INVITED[one.status], texts.invitation_states[one.status])),
        Cell(text=moment(at, request.locale.language) if at else ""),
    )


def _seat(request: StaffRequest, one: PersonSeat) -> tuple[Cell, ...]:
    texts = request.words.staff_person
    status = DateStatus(_SEATS[one.status], texts.seat_states[one.status])
    if one.is_cancelled:
        status = DateStatus("bad", texts.cancelled)
    return (
        Cell(
            link=Link(one.session, request.address(f"/traffar/{one.session_id}")),
            more=one.on_day.isoformat() if one.on_day else None,
        ),
        Cell(text=f"{one.programme}, {one.cohort}"),
        Cell(status=status),
        Cell(text=request.words.attendance.marks[one.attendance] if one.attendance else ""),
    )


def _period(from_on: date | None, until_on: date | None) -> str:
    if from_on is None and until_on is None:
        return ""
    return f"{from_on or ''} – {until_on or ''}".strip()


def _said(answer: Any) -> str:  # Any: JSON
    if isinstance(answer, list):
        return ", ".join(str(each) for each in answer)
    return str(answer)
