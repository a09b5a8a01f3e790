"""Parts of which pages for staff about one thing, or with a list of things, are made: facts, tables, buttons."""

from collections.abc import Mapping, Sequence

import msgspec
from litestar import Response

from services.registration.web.admin.kit.layout import Head, Room, StaffLayout
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact, Notice
from services.registration.web.kit.responses import respond


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a table: a text or a link, and a smaller line below."""

    text: str = ""
    link: Link | None = None
    status: DateStatus | None = None
    more: str | None = None
    before: str | None = None
    is_number: bool = False


class RecordTable(msgspec.Struct, frozen=True, kw_only=True):
    """A table in its own scroll region; the first cell of each row is its heading."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class RecordButton(msgspec.Struct, frozen=True, kw_only=True):
    """A form with one button. `about` says what follows from it."""

    action: str
    text: str
    kind: str = ""
    about: str | None = None
    hidden: tuple[tuple[str, str], ...] = ()


class RecordPart(msgspec.Struct, frozen=True, kw_only=True):
    """A section under a heading. `nothing` stands where the table or the list has no rows; `files`: the table as files."""

    id: str
    heading: str
    about: str | None = None
    facts: tuple[Fact, ...] = ()
    items: tuple[str, ...] = ()
    table: RecordTable | None = None
    nothing: str | None = None
    files: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    buttons: tuple[RecordButton, ...] = ()


class RecordPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    notice: Notice | None
    warnings: tuple[str, ...]
    parts: tuple[RecordPart, ...]


class ListingPage(msgspec.Struct, frozen=True, kw_only=True):
    """A list: filters by GET, a table, and the next page by key."""

    layout: StaffLayout
    head: Head
    notice: Notice | None
    action: str
    fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...]
    parts: tuple[RecordPart, ...]
    next: Link | None
    first: Link | None


def show_record(
    request: StaffRequest,
    head: Head,
    parts: Sequence[RecordPart],
    *,
    room: Room = "people",
    path: tuple[Link, ...] = (),
    notice: Notice | None = None,
    warnings: Sequence[str] = (),
    status: int = 200,
) -> Response[bytes]:
    """The page of one thing."""
    page = RecordPage(
        layout=request.layout(head.heading, room, path=path),
        head=head,
        notice=notice,
        warnings=tuple(warnings),
        parts=tuple(parts),
    )
    return respond("staff/record", page, language=request.locale.language, status=status)


def show_listing(
    request: StaffRequest,
    head: Head,
    parts: Sequence[RecordPart],
    *,
    here: str,
    fields: Sequence[Field] = (),
    kept: Mapping[str, str] | None = None,
    next_key: Mapping[str, str] | None = None,
    path: tuple[Link, ...] = (),
    notice: Notice | None = None,
) -> Response[bytes]:
    """A list. `kept`: the filters as they are; `next_key`: what to add for the next page, if there is one."""
    texts = request.words.staff_directory
    filters = {name: value for name, value in (kept or {}).items() if value}
    is_paged = any(name in request.query for name in ("efter", "fore"))
    page = ListingPage(
        layout=request.layout(head.heading, "people", path=path),
        head=head,
        notice=notice,
        action=request.address(here),
        fields=tuple(fields),
        hidden=(("lang", request.locale.language),) if request.locale.chosen else (),
        parts=tuple(parts),
        next=Link(texts.next_page, request.address(here, **filters, **next_key)) if next_key else None,
        first=Link(texts.first_page, request.address(here, **filters)) if is_paged else None,
    )
    return respond("staff/listing", page, language=request.locale.language)
