"""`/personer/inlasningar`: the lists that were read in, the newest first; each can be taken back."""

from typing import Final
from uuid import UUID

from litestar import Response

from services.registration.actions.directory import undo_import
from services.registration.store.directory import people_imports
from services.registration.store.directory.people_imports import PeopleImportRow
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.layout import Head
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.record import (
    Cell,
    RecordButton,
    RecordPart,
    RecordTable,
    show_listing,
    show_record,
)
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact, Notice
from services.registration.web.wording import spaced

NEWEST: Final = UUID(int=2**128 - 1)
_ON_A_PAGE: Final = 40
_COUNTS: Final = ("new", "changed", "unchanged", "errors", "doubtful", "organisations")


async def show_imports(request: StaffRequest) -> Response[bytes]:
    """The list."""
    texts = request.words.staff_import
    async with reading(request.pool) as conn:
        found = await people_imports.list_before(
            conn,
            request.caller.organiser_id,
            before=read_uuid(request.query.get("fore", "")) or NEWEST,
            limit=_ON_A_PAGE + 1,
        )
    shown = found[:_ON_A_PAGE]
    heading = request.words.staff_directory.imports
    return show_listing(
        request,
        Head(heading=heading, meta=texts.imports_lead),
        [
            RecordPart(
                id="listor",
                heading=texts.lists,
                table=RecordTable(
                    label=heading,
                    columns=texts.import_columns,
                    rows=tuple(_row(request, one) for one in shown),
                ),
                nothing=texts.no_imports,
                files=file_links(request, "/personer/inlasningar"),
            )
        ],
        here="/personer/inlasningar",
        next_key={"fore": str(shown[-1].id)} if len(found) > _ON_A_PAGE else None,
        path=(Link(request.words.staff_directory.heading, request.address("/personer")),),
    )


async def show_import(request: StaffRequest) -> Response[bytes]:
    """One of them, with the button that takes it back."""
    async with reading(request.pool) as conn:
        one = await people_imports.get(conn, request.caller.organiser_id, request.id)
    texts, names = request.words.staff_import, request.words.staff_directory
    facts = [
        Fact(texts.when, moment(one.at, request.locale.language)),
        Fact(texts.who, one.actor_name or ""),
        *(Fact(texts.counts[name], spaced(one.counts.get(name, 0))) for name in _COUNTS),
    ]
    if one.undone is not None and one.undone_at is not None:
        facts.append(Fact(texts.undone, moment(one.undone_at, request.locale.language)))
        facts += [Fact(texts.undone_counts[name], spaced(count)) for name, count in one.undone.items()]
    buttons: tuple[RecordButton, ...] = ()
    if one.can_be_undone and request.may("person.undo_import"):
        buttons = (
            RecordButton(
                action=request.address(f"/personer/inlasningar/{one.id}/angra"),
                text=texts.undo,
                about=texts.undo_about,
            ),
        )
    links = (
        Link(names.heading, request.address("/personer")),
        Link(names.audiences, request.address("/malgrupper")),
    )
    said = texts.said.get(request.query.get("om", ""))
    return show_record(
        request,
        Head(heading=one.file_name or texts.pasted),
        [RecordPart(id="blev", heading=texts.became, facts=tuple(facts), links=links, buttons=buttons)],
        path=(
            Link(names.heading, request.address("/personer")),
            Link(names.imports, request.address("/personer/inlasningar")),
        ),
        notice=Notice(heading=said.title, text=said.detail or None) if said else None,
    )


async def undo(request: StaffRequest) -> Response[bytes]:
    """Take it back, as far as nobody has built on it since."""
    await undo_import.undo_import(request.pool, request.caller, request.id)
    request.services.wake()
    return request.go_to(f"/personer/inlasningar/{request.id}", om="angrad")


def _row(request: StaffRequest, one: PeopleImportRow) -> tuple[Cell, ...]:
    texts = request.words.staff_import
    state = DateStatus("off", texts.undone) if one.undone_at else DateStatus("yes", texts.stored)
    return (
        Cell(
            link=Link(one.file_name or texts.pasted, request.address(f"/personer/inlasningar/{one.id}")),
            more=moment(one.at, request.locale.language),
        ),
        Cell(text=one.actor_name or ""),
        Cell(text=spaced(one.counts.get("new", 0)), is_number=True),
        Cell(text=spaced(one.counts.get("changed", 0)), is_number=True),
        Cell(status=state),
    )
