"""`/sok`: the search in the bar: people, organisations, cohorts."""

from typing import Final

from litestar import Response

from services.registration.domain.permissions import READ
from services.registration.store.transaction import reading
from services.registration.store.views.staff import directory
from services.registration.store.views.staff.directory import PersonFilter
from services.registration.web.admin.kit.layout import Head
from services.registration.web.admin.kit.record import Cell, RecordPart, RecordTable, show_listing
from services.registration.web.admin.kit.route import AdminRoute, StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.forms.posted_form import redisplay
from services.registration.web.kit.layout import Link
from shared import times

_OF_EACH: Final = 20


async def find(request: StaffRequest) -> Response[bytes]:
    """What is called so, a part for each kind."""
    texts, names = request.words.staff_find, request.words.staff_directory
    search = redisplay(request.query.get("q", "").replace("\x00", "").strip()[:200])
    return show_listing(
        request,
        Head(heading=texts.heading.format(search=search) if search else texts.nothing_asked),
        await _parts(request, search) if search else [],
        here="/sok",
        fields=() if search else (Field(name="q", label=names.search, kind="search"),),
    )


async def _parts(request: StaffRequest, search: str) -> list[RecordPart]:
    organiser_id, names = request.caller.organiser_id, request.words.staff_directory
    async with reading(request.pool) as conn:
        people = await directory.people(
            conn,
            organiser_id,
            PersonFilter(search=search),
            sees_protected=request.caller.sees_protected,
            today=times.local(request.caller.now).date(),
            after=None,
            limit=_OF_EACH,
        )
        places = await directory.find_places(conn, organiser_id, search, limit=_OF_EACH)
        cohorts = await directory.find_cohorts(conn, organiser_id, search, limit=_OF_EACH)
    where = [", ".join(each.organisation for each in one.positions) for one in people]
    return [
        _part(
            request,
            "personer",
            names.heading,
            [(one.name, f"/personer/{one.id}", more) for one, more in zip(people, where, strict=True)],
        ),
        _part(
            request,
            "organisationer",
            names.organisations,
            [(one.name, f"/organisationer/{one.id}", one.parent or "") for one in places],
        ),
        _part(
            request,
            "omgangar",
            request.words.staff_find.cohorts,
            [(one.name, f"/omgangar/{one.id}", one.programme) for one in cohorts],
        ),
    ]


def _part(request: StaffRequest, part_id: str, heading: str, found: list[tuple[str, str, str]]) -> RecordPart:
    texts = request.words.staff_find
    rows = tuple(
        (Cell(link=Link(text, request.address(path))), Cell(text=more)) for text, path, more in found
    )
    return RecordPart(
        id=part_id,
        heading=heading,
        about=texts.first_only.format(n=_OF_EACH) if len(found) == _OF_EACH else None,
        table=RecordTable(
            label=heading, columns=(request.words.staff_directory.name, texts.where), rows=rows
        ),
        nothing=texts.none,
    )


ROUTES: Final[tuple[AdminRoute, ...]] = (AdminRoute(method="GET", path="/sok", answer=find, permission=READ),)
