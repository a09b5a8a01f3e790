"""What the roll stores: marks, everybody who has none, and somebody who comes without a seat."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from litestar import Response

from services.registration.actions.registrations import note_attendance
from services.registration.actions.registrations.register import register
from services.registration.domain.attendance import RefusedTick, Tick
from services.registration.domain.errors import AlreadyRegistered, NotFound, RegistrationError, SessionFull
from services.registration.domain.registration import read_applicant
from services.registration.store import registrations
from services.registration.store.transaction import reading
from services.registration.store.views.staff import roll
from services.registration.web.admin.attendance.door_page import refused_at_door
from services.registration.web.admin.attendance.roll_page import (
    NotStored,
    closed_because,
    roll_page,
    search_of,
)
from services.registration.web.admin.attendance.ticks import mark_called, marks_of, mistakes_of, ticks_of
from services.registration.web.admin.kit.mistakes import staff_mistake
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.wording import explained

_MOST: Final = 10_000
_CONFLICT: Final = 409


async def tick(request: StaffRequest) -> Response[bytes]:
    """Store what was ticked; what cannot be stored is shown again, beside what is stored now."""
    if request.form.text("till") == "kod":
        return await _tick_at_door(request)
    if (instead := await _store_ticks(request)) is not None:
        return instead
    after = read_uuid(request.form.text("efter"))
    kept = {name: text for name, text in (("q", search_of(request)), ("efter", str(after or ""))) if text}
    return request.go_to(f"/traffar/{request.id}/narvaro", om="sparat", **kept)


async def _tick_at_door(request: StaffRequest) -> Response[bytes]:
    """Note who came, whatever was noted before; back to the field for the next code, with who has just come in."""
    marks = marks_of(request.form)
    if marks:
        try:
            await note_attendance.note(request.pool, request.caller, request.id, list(marks.items()))
        except NotFound:
            raise
        except RegistrationError as error:
            return await refused_at_door(request, next(iter(marks)), _said(request, error))
    vem = {"vem": str(next(iter(marks)))} if marks else {}
    return request.go_to(f"/traffar/{request.id}/narvaro/kod", **vem)


async def _store_ticks(request: StaffRequest) -> Response[bytes] | None:
    """Store what was ticked on the page; the page with what is not stored, if something is not."""
    ticks = ticks_of(request.form)
    if not ticks:
        return None
    try:
        refused = await note_attendance.note_ticks(request.pool, request.caller, request.id, ticks)
    except NotFound:
        raise
    except RegistrationError as error:
        return await _none_stored(request, error)
    return await _not_stored(request, refused) if refused else None


async def _none_stored(
    request: StaffRequest, error: RegistrationError, *, kept: str | None = None
) -> Response[bytes]:
    wrong = [Mistake("lista", _said(request, error))]
    ticked = NotStored(kept=kept or request.words.attendance.none_saved, marks=marks_of(request.form))
    return await roll_page(request, wrong, ticked=ticked, status=_CONFLICT)


def _said(request: StaffRequest, error: RegistrationError) -> str:
    why = explained(error, request.locale.language)
    return f"{why.title}. {why.detail}"


async def _not_stored(request: StaffRequest, refused: Mapping[UUID, RefusedTick]) -> Response[bytes]:
    async with reading(request.pool) as conn:
        names = await roll.names(conn, request.caller.organiser_id, refused)
    texts, marks = request.words.attendance, marks_of(request.form)
    kept = {person_id: marks[person_id] for person_id in refused if person_id in marks}
    return await roll_page(
        request,
        mistakes_of(refused, names, texts),
        ticked=NotStored(kept=texts.others_saved, marks=kept, refused=refused),
        status=_CONFLICT,
    )


async def tick_others(request: StaffRequest) -> Response[bytes]:
    """Mark everybody with a seat and without a mark, after what was ticked on the page and posted with it."""
    mark = mark_called(request.form.text("mark"))
    if mark is None:
        return await roll_page(request)
    if (instead := await _store_ticks(request)) is not None:
        return instead
    async with reading(request.pool) as conn:
        found = await roll.people(
            conn,
            request.caller.organiser_id,
            request.id,
            sees_protected=request.caller.sees_protected,
            limit=_MOST,
        )
    rest = [one.person_id for one in found if one.attendance is None and one.status == "confirmed"]
    # Whoever has been ticked since, or has no seat any more, is not one of the others.
    others = {person_id: Tick(mark=mark, shown=None) for person_id in rest}
    if others:
        try:
            await note_attendance.note_ticks(request.pool, request.caller, request.id, others)
        except NotFound:
            raise
        except RegistrationError as error:
            kept = request.words.attendance.others_saved if ticks_of(request.form) else None
            return await _none_stored(request, error, kept=kept)
    return request.go_to(f"/traffar/{request.id}/narvaro", om="sparat")


async def walk_in(request: StaffRequest) -> Response[bytes]:
    """Register somebody who came without a seat for this session, and mark them as present."""
    words, texts = request.words, request.words.attendance
    async with reading(request.pool) as conn:
        session = await roll.session(conn, request.caller.organiser_id, request.id)
    if session is None:
        raise NotFound("session")
    if (why := closed_because(request, session)) is not None:
        return await roll_page(request, [Mistake("email", why)], typed=request.form)
    fields = {name: request.form.text(name) for name in ("name", "email", "organisation")}
    applicant = read_applicant(dict(fields), language="sv")
    if isinstance(applicant, list):
        return await roll_page(
            request, [staff_mistake(error, words) for error in applicant], typed=request.form
        )
    try:
        registration_id = await register(
            request.services.registrations,
            request.caller,
            session.cohort_id,
            applicant,
            session_ids=[session.id],
            answers=None,
        )
    except AlreadyRegistered:
        return await roll_page(request, [Mistake("email", texts.is_registered)], typed=request.form)
    except SessionFull:
        return await roll_page(request, [Mistake("email", texts.is_full)], typed=request.form)
    except RegistrationError as error:
        return await roll_page(request, [Mistake("email", _said(request, error))], typed=request.form)
    async with reading(request.pool) as conn:
        registration = await registrations.get(conn, request.caller.organiser_id, registration_id)
    await note_attendance.note(
        request.pool, request.caller, session.id, [(registration.person_id, "present")]
    )
    request.services.wake()
    return request.go_to(f"/traffar/{request.id}/narvaro", om="inskriven")
