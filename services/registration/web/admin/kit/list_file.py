"""Lists as files: one function that any list gives its columns and rows to, and the links and routes for it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Final, Literal, TypeAlias
from uuid import UUID

from litestar import Response

from services.registration.actions.directory.note_export import note_export
from services.registration.domain.cohort import slug_of
from services.registration.web.admin.kit.list_csv import write_csv
from services.registration.web.admin.kit.list_table import MOST_ROWS, Cell, ListColumn, ListTable
from services.registration.web.admin.kit.list_workbook import write_workbook
from services.registration.web.admin.kit.route import AdminRoute, StaffRequest
from services.registration.web.kit.bytes_response import BytesResponse
from services.registration.web.kit.layout import Link
from shared import times

FileKind = Literal["xlsx", "csv"]

_WRITERS: Final[Mapping[FileKind, tuple[Callable[[ListTable], bytes], str]]] = {
    "xlsx": (write_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv; charset=utf-8"),
}

MakeTable: TypeAlias = Callable[[StaffRequest], Awaitable[ListTable]]


def file_routes(path: str, make: MakeTable, permission: str) -> tuple[AdminRoute, ...]:
    """The routes of a list as a workbook and as CSV: `path` with each ending. The filters are those of the list's own address."""
    return tuple(
        AdminRoute(
            method="GET", path=f"{path}.{kind}", answer=partial(_answer, make, kind), permission=permission
        )
        for kind in _WRITERS
    )


def file_links(
    request: StaffRequest, path: str, *, what: str | None = None, **query: str
) -> tuple[Link, ...]:
    """The links to both files, with the filters as shown. `what` they hold, where a page has more than one list."""
    texts = request.words.staff_files
    kept = {name: value for name, value in query.items() if value}
    said = {
        kind: texts.take_named[kind].format(what=what) if what else texts.take_as[kind] for kind in _WRITERS
    }
    return tuple(Link(said[kind], request.address(f"{path}.{kind}", **kept)) for kind in _WRITERS)


def listed(
    request: StaffRequest,
    name: str,
    title: str,
    columns: Sequence[ListColumn],
    rows: Sequence[Sequence[Cell]],
    *,
    subject: tuple[str, UUID] | None = None,
    filters: Sequence[tuple[str, str]] = (),
    narrowed_by: Sequence[str] = (),
    sorted_by: str | None = None,
) -> ListTable:
    """A list with what stands above it, cut where it is too long. `subject`: the organiser; `sorted_by`: by name."""
    shown, is_cut = rows[:MOST_ROWS], len(rows) > MOST_ROWS
    return ListTable(
        name=name,
        title=title,
        subject=subject or ("organiser", request.caller.organiser_id),
        about=about(
            request,
            title,
            filters=filters,
            sorted_by=sorted_by or request.words.staff_files.by_name,
            count=len(shown),
            is_cut=is_cut,
        ),
        columns=columns,
        rows=shown,
        narrowed_by=narrowed_by,
        is_cut=is_cut,
    )


def about(
    request: StaffRequest,
    title: str,
    *,
    filters: Sequence[tuple[str, str]] = (),
    sorted_by: str,
    count: int,
    is_cut: bool = False,
) -> tuple[tuple[str, Cell], ...]:
    """What stands above a table: what it is, how narrowed and sorted, when it was taken, and how many rows there are."""
    texts = request.words.staff_files
    # The import looks for its headings above the first address: a search for one is no address of somebody.
    narrowed = tuple((label, value.replace("@", " (at) ")) for label, value in filters if value)
    return (
        (title, None),
        *(narrowed or ((texts.filter, texts.everything),)),
        (texts.sorted, sorted_by),
        (texts.taken, request.caller.now),
        (texts.count, count),
        *(((texts.is_cut.format(n=MOST_ROWS), None),) if is_cut else ()),
    )


def file_headers(name: str, kind: str, media_type: str) -> dict[str, str]:
    """The headers of a file to keep."""
    return {
        "content-type": media_type,
        "content-disposition": f'attachment; filename="{name}.{kind}"',
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
    }


def file_name(request: StaffRequest, title: str) -> str:
    """A name by the subject and the day, never by a person."""
    return f"{slug_of(title)[:80]}-{times.local(request.caller.now):%Y-%m-%d}"


async def _answer(make: MakeTable, kind: FileKind, request: StaffRequest) -> Response[bytes]:
    table = await make(request)
    await note_export(
        request.pool,
        request.caller,
        table.subject,
        name=table.name,
        narrowed_by=table.narrowed_by,
        count=len(table.rows),
    )
    write, media_type = _WRITERS[kind]
    content = await asyncio.to_thread(write, table)
    headers = file_headers(file_name(request, table.title), kind, media_type)
    return BytesResponse(content, status=200, headers=headers)
