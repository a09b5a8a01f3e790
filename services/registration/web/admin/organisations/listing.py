"""`/organisationer`: the uppermost organisations, and what is below each; the search finds all."""

from typing import Final
from uuid import UUID

from litestar import Response

from services.registration.store.transaction import reading
from services.registration.store.views.staff import organisations as view
from services.registration.store.views.staff.organisations import ListedOrganisation
from services.registration.web.admin.kit.layout import Action, Head
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.record import Cell, RecordPart, RecordTable, show_listing
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.forms.posted_form import read_uuid, redisplay
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Notice
from services.registration.web.wording import spaced

ON_A_PAGE: Final = 60


async def show_organisations(request: StaffRequest) -> Response[bytes]:
    """The list."""
    texts, names = request.words.staff_organisations, request.words.staff_directory
    search = read_search(request)
    found = await below(request, None, search)
    said = texts.said.get(request.query.get("om", ""))
    add = Action(text=texts.add, href=request.address("/organisationer/ny"), kind="primary")
    part = RecordPart(
        id="organisationer",
        heading=names.found if search else texts.uppermost,
        table=table_of(request, found[:ON_A_PAGE]),
        nothing=texts.none_found if search else texts.none,
        files=file_links(request, "/organisationer", q=search),
    )
    return show_listing(
        request,
        Head(
            heading=names.organisations,
            meta=texts.lead,
            actions=(add,) if request.may("organisation.create") else (),
        ),
        [part],
        here="/organisationer",
        fields=(Field(name="q", label=names.search, kind="search", value=search),),
        kept={"q": search},
        next_key={"efter": str(found[ON_A_PAGE - 1].id)} if len(found) > ON_A_PAGE else None,
        path=(Link(names.heading, request.address("/personer")),),
        notice=Notice(heading=said.title, text=said.detail or None) if said else None,
    )


def read_search(request: StaffRequest) -> str:
    """What was typed in the search."""
    return redisplay(request.query.get("q", "").replace("\x00", "").strip()[:200])


async def below(request: StaffRequest, parent_id: UUID | None, search: str = "") -> list[ListedOrganisation]:
    """One page, and one more if there are more."""
    async with reading(request.pool) as conn:
        return await view.page(
            conn,
            request.caller.organiser_id,
            search=search,
            parent_id=parent_id,
            after=read_uuid(request.query.get("efter", "")),
            limit=ON_A_PAGE + 1,
        )


def table_of(request: StaffRequest, found: list[ListedOrganisation]) -> RecordTable:
    """Organisations with how much is in them."""
    texts, names = request.words.staff_organisations, request.words.staff_directory
    rows = tuple(
        (
            Cell(link=Link(one.name, request.address(f"/organisationer/{one.id}")), more=one.parent),
            Cell(text=one.type or ""),
            Cell(text=spaced(one.below) if one.below else "", is_number=True),
            Cell(text=spaced(one.people) if one.people else "", is_number=True),
        )
        for one in found
    )
    return RecordTable(
        label=names.organisations, columns=(texts.name, texts.type, texts.below, names.heading), rows=rows
    )


def path_of(request: StaffRequest) -> tuple[Link, ...]:
    """Where the pages of one organisation are."""
    names = request.words.staff_directory
    return (
        Link(names.heading, request.address("/personer")),
        Link(names.organisations, request.address("/organisationer")),
    )
