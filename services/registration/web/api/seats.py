"""/api/v1/sessions/{id}/seats and …/attendance: the seats of a session, and attendance."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.registrations import note_attendance
from services.registration.domain.attendance import Attendance
from services.registration.store.transaction import reading
from services.registration.store.views.api import seats
from services.registration.web.api import sessions
from services.registration.web.api.kit.fields import RequestBody, Resource
from services.registration.web.api.kit.protected import RevealListQuery, shown_people
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)
from shared.events import SeatStatus


class Seat(Resource, frozen=True, kw_only=True):
    """`position` is the place in the waiting list, from 1; `offered_until`: when the offer of a free seat expires.

    `held_until`: of somebody who has to confirm their registration, until when a seat is held; the status is `waiting`.
    A person with a protected identity is masked, unless `?reveal=true` asks for them.
    """

    session_id: UUID
    registration_id: UUID
    person_id: UUID
    name: str
    email: str | None
    protected_identity: bool
    organisation: str | None
    status: SeatStatus
    position: int | None
    offered_until: datetime | None
    held_until: datetime | None
    attendance: Attendance | None


class AttendanceMark(RequestBody, frozen=True, kw_only=True):
    person_id: UUID
    attendance: Attendance


class AttendanceResult(msgspec.Struct, frozen=True, kw_only=True):
    """`walk_ins`: who came without a seat, because they had withdrawn or waited."""

    noted: int
    walk_ins: list[UUID] = []


class SeatQuery(RevealListQuery, frozen=True, kw_only=True):
    status: SeatStatus | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(SeatQuery)
    session = await sessions.load(request, request.id)
    async with reading(request.pool) as conn:
        rows = await seats.list_after(
            conn,
            request.organiser_id,
            session.id,
            after=read_cursor(query).id,
            limit=fetch_limit(query),
            sees_protected=request.caller.sees_protected,
            status=query.status,
        )
    body = page(rows, query, shown_as(Seat))
    items = await shown_people(request, [(one, one.person_id) for one in body.items], reveal=query.reveal)
    return ApiResponse(body=msgspec.structs.replace(body, items=items))


async def note(request: ApiRequest) -> ApiResponse:
    marks = request.read(list[AttendanceMark])
    walk_ins = await note_attendance.note(
        request.pool,
        request.caller,
        request.id,
        [(mark.person_id, mark.attendance) for mark in marks],
    )
    return ApiResponse(body=AttendanceResult(noted=len(marks), walk_ins=walk_ins))
