"""What the roll stores: marks, everybody who has none, and somebody who comes without a seat."""

from typing import Final

from litestar import Response

from services.registration.actions.registrations import note_attendance
from services.registration.actions.registrations.register import register
from services.registration.domain.errors import AlreadyRegistered, NotFound, RegistrationError, SessionFull
from services.registration.domain.registration import read_applicant
from services.registration.store import registrations
from services.registration.store.transaction import reading
from services.registration.store.views.staff import roll
from services.registration.web.admin.attendance.roll_page import mark_called, marks_of, roll_page, search_of
from services.registration.web.admin.kit.mistakes import staff_mistake
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.fields import Mistake
from services.registration.web.kit.posted_form import read_uuid
from services.registration.web.wording import explained

_MOST: Final = 10_000


async def tick(request: StaffRequest) -> Response[bytes]:
    """Store the marks of the people who were shown."""
    marks = marks_of(request.form)
    if marks:
        await note_attendance.note(
            request.pool,
            request.caller,
            request.id,
            list(marks.items()),
        )
    if request.form.text("till") == "kod":
        # At the door: back to the field for the next code, with who has just come in.
        vem = {"vem": str(next(iter(marks)))} if marks else {}
        return request.go_to(f"/traffar/{request.id}/narvaro/kod", **vem)
    after = read_uuid(request.form.text("efter"))
    kept = {name: text for name, text in (("q", search_of(request)), ("efter", str(after or ""))) if text}
    return request.go_to(f"/traffar/{request.id}/narvaro", om="sparat", **kept)


async def tick_others(request: StaffRequest) -> Response[bytes]:
    """Mark everybody with a seat and without a mark."""
    mark = mark_called(request.form.text("mark"))
    if mark is None:
        return await roll_page(request)
    async with reading(request.pool) as conn:
        found = await roll.people(
            conn,
            request.caller.organiser_id,
            request.id,
            sees_protected=request.caller.sees_protected,
            limit=_MOST,
        )
    rest = [one.person_id for one in found if one.attendance is None and one.status == "confirmed"]
    if rest:
        marks = [(person_id, mark) for person_id in rest]
        await note_attendance.note(request.pool, request.caller, request.id, marks)
    return request.go_to(f"/traffar/{request.id}/narvaro", om="sparat")


async def walk_in(request: StaffRequest) -> Response[bytes]:
    """Register somebody who came without a seat for this session, and mark them as present."""
    words, texts = request.words, request.words.attendance
    async with reading(request.pool) as conn:
        session = await roll.session(conn, request.caller.organiser_id, request.id)
    if session is None:
        raise NotFound("session")
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
        why = explained(error, request.locale.language)
        return await roll_page(request, [Mistake("email", f"{why.title}. {why.detail}")], typed=request.form)
    async with reading(request.pool) as conn:
        registration = await registrations.get(conn, request.caller.organiser_id, registration_id)
    await note_attendance.note(
        request.pool, request.caller, session.id, [(registration.person_id, "present")]
    )
    request.services.wake()
    return request.go_to(f"/traffar/{request.id}/narvaro", om="inskriven")
