"""/api/v1/sessions/{id}/seats and …/attendance: who has a seat, and who came."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.registrations import note_attendance
from services.registration.domain.attendance import Attendance
from services.registration.store.transaction import reading
from services.registration.store.views.api import seats
from services.registration.web.api import sessions
from services.registration.web.api.ask import Ask, Listing, Page, Reply, begin, how_many, page
from services.registration.web.api.fields import Shown, Wanted
from shared.events import SeatStatus


class Seat(Shown, frozen=True, kw_only=True):
    """`position` is the place in the waiting list, from 1; `offered_until`: until when a seat is held for one who waits."""

    session_id: UUID
    registration_id: UUID
    person_id: UUID
    name: str
    email: str | None
    organisation: str | None
    status: SeatStatus
    position: int | None
    offered_until: datetime | None
    attendance: Attendance | None


class Mark(Wanted, frozen=True, kw_only=True):
    person_id: UUID
    attendance: Attendance


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    noted: int


class SeatQuery(Listing, frozen=True, kw_only=True):
    status: SeatStatus | None = None


async def list_all(ask: Ask) -> Reply:
    query = ask.read_query(SeatQuery)
    session = await sessions.one(ask, ask.id)
    async with reading(ask.pool) as conn:
        rows = await seats.list_after(
            conn,
            ask.organiser_id,
            session.id,
            after=begin(query).id,
            limit=how_many(query),
            sees_protected=ask.caller.sees_protected,
            status=query.status,
        )
    shown: Page[Seat] = page(rows, query, lambda row: msgspec.convert(row, Seat))
    return Reply(body=shown)


async def note(ask: Ask) -> Reply:
    marks = ask.read(list[Mark])
    await note_attendance.note(
        ask.pool,
        ask.organiser_id,
        ask.id,
        [(mark.person_id, mark.attendance) for mark in marks],
        now=ask.now,
    )
    return Reply(body=Noted(noted=len(marks)))
