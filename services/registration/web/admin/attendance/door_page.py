"""`/traffar/{id}/narvaro/kod`: somebody shows their code at the door, and is noted as present by one press."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.domain.door_code import read_signs, token_in
from services.registration.domain.errors import NotFound
from services.registration.store.transaction import reading
from services.registration.store.views.staff import door, roll
from services.registration.store.views.staff.door import Arrival
from services.registration.web.admin.attendance.roll_page import path_to
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.mistakes import staff_summary
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.assets import script
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from shared import links
from shared.postgres import Conn

_CONFLICT: Final = 409


class FoundAtDoor(msgspec.Struct, frozen=True, kw_only=True):
    """Who it is, and the button; `field` is None where there is nothing to press."""

    name: str
    about: str
    field: str | None
    button: str


class DoorPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    summary: ErrorSummary | None
    action: str
    field: Field
    found: FoundAtDoor | None
    note: str
    script: str


async def show_door(request: StaffRequest) -> Response[bytes]:
    """The page: a field for the next code, and who showed the last one. It changes nothing."""
    return await _page(request)


async def find_at_door(request: StaffRequest) -> Response[bytes]:
    """Lead to the person whose code was typed, or say that it is nobody's. The code stands in no address."""
    text = request.form.text("kod").strip()
    async with reading(request.pool) as conn:
        arrival = await _find(conn, request, text)
        session = await roll.session(conn, request.caller.organiser_id, request.id)
    if session is None:
        raise NotFound("session")
    if arrival is None:
        texts = request.words.attendance
        return await _page(request, [Mistake("kod", texts.code_unknown if text else texts.code_missing)])
    return request.go_to(f"/traffar/{request.id}/narvaro/kod", vem=str(arrival.person_id))


async def _find(conn: Conn, request: StaffRequest, text: str) -> Arrival | None:
    organiser_id, sees = request.caller.organiser_id, request.caller.sees_protected
    token, signs = token_in(text), read_signs(text)
    if token is not None:
        try:
            seat = links.read("j", token, request.services.settings.keys())
        except links.BadLink:
            return None
        return await door.by_link(conn, organiser_id, request.id, seat, sees_protected=sees)
    if signs is None:
        return None
    return await door.by_signs(conn, organiser_id, request.id, signs, sees_protected=sees)


async def refused_at_door(request: StaffRequest, person_id: UUID, said: str) -> Response[bytes]:
    """The page with whom the press was about, who is still there to be pressed for, and why they were not noted."""
    return await _page(request, [Mistake("funnen", said)], pressed_for=person_id, status=_CONFLICT)


async def _page(
    request: StaffRequest,
    mistakes: Sequence[Mistake] = (),
    *,
    pressed_for: UUID | None = None,
    status: int = 422,
) -> Response[bytes]:
    organiser_id = request.caller.organiser_id
    person_id = pressed_for or (None if mistakes else read_uuid(request.query.get("vem", "")))
    async with reading(request.pool) as conn:
        session = await roll.session(conn, organiser_id, request.id)
        if session is None:
            raise NotFound("session")
        arrival = None
        if person_id is not None:
            arrival = await door.by_person(
                conn, organiser_id, request.id, person_id, sees_protected=request.caller.sees_protected
            )
    words, texts = request.words, request.words.attendance
    here = f"/traffar/{request.id}/narvaro"
    heading = texts.door_heading.format(title=session.title)
    if pressed_for is not None and arrival is None:
        mistakes = [Mistake("kod", one.text) for one in mistakes]
    [field] = filled(
        (Field(name="kod", label=texts.code, hint=texts.code_hint, autocomplete="off"),),
        words,
        request.form if mistakes else None,
        mistakes,
    )
    page = DoorPage(
        layout=request.layout(
            heading,
            "programmes",
            path=(*path_to(request, session), Link(words.staff_session.attendance, request.address(here))),
            is_error=bool(mistakes),
        ),
        head=Head(heading=heading, meta=f"{session.programme}, {session.cohort}"),
        summary=staff_summary(mistakes, words, (field,)),
        action=request.address(f"{here}/kod"),
        field=field,
        found=_shown(request, arrival) if arrival else None,
        note=request.address(here),
        script=script.address("door"),
    )
    return respond(
        "staff/door",
        page,
        language=request.locale.language,
        status=status if mistakes else 200,
        runs="door",
    )


def _shown(request: StaffRequest, arrival: Arrival) -> FoundAtDoor:
    texts = request.words.attendance
    name = arrival.name or texts.protected
    is_in = arrival.attendance == "present"
    states = {"waiting": texts.waits, "withdrawn": texts.left}
    about = (arrival.organisation, states.get(arrival.status), texts.is_in if is_in else None)
    return FoundAtDoor(
        name=name,
        about=", ".join(text for text in about if text),
        field=None if is_in else f"m-{arrival.person_id}",
        button=texts.note_came.format(name=name),
    )
