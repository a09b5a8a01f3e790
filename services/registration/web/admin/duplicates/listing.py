"""`/personer/dubbletter`: entries that may be one person, in pairs, the surest first."""

from typing import Final

import msgspec
from litestar import Response

from services.registration.domain.directory.duplicates import DuplicateReason, pair_key, start_after
from services.registration.domain.directory.person import PROTECTED_NAMES, Person
from services.registration.store.directory import people
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.layout import Head
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.record import Cell, RecordPart, RecordTable, show_listing
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link

_ON_A_PAGE: Final = 40


class ShownPairs(msgspec.Struct, frozen=True, kw_only=True):
    """How many pairs there are, some of them, and the last one's key where there are more."""

    count: int
    shown: list[tuple[Person, Person, DuplicateReason]]
    last: str | None


async def show_duplicates(request: StaffRequest) -> Response[bytes]:
    """The pairs. Those whom nobody has merged come again; a pair that is two people is left as it is."""
    texts = request.words.staff_duplicates
    pairs = await read_pairs(request, after=request.query.get("efter", ""), limit=_ON_A_PAGE)
    table = RecordTable(
        label=texts.heading,
        columns=texts.columns,
        rows=tuple(_row(request, *pair) for pair in pairs.shown),
    )
    names = request.words.staff_directory
    return show_listing(
        request,
        Head(heading=texts.heading, meta=texts.one if pairs.count == 1 else texts.many.format(n=pairs.count)),
        [
            RecordPart(
                id="par",
                heading=texts.pairs,
                about=texts.about,
                table=table,
                nothing=texts.none,
                files=file_links(request, "/personer/dubbletter"),
            )
        ],
        here="/personer/dubbletter",
        next_key={"efter": pairs.last} if pairs.last else None,
        path=(Link(names.heading, request.address("/personer")),),
    )


async def read_pairs(request: StaffRequest, *, after: str = "", limit: int) -> ShownPairs:
    """The pairs after one, with both people."""
    organiser_id, sees = request.caller.organiser_id, request.caller.sees_protected
    found = await request.services.duplicates.find(request.pool, organiser_id, sees_protected=sees)
    start = start_after(found, after)
    shown = found[start : start + limit]
    ids = sorted({each for pair in shown for each in (pair.first_id, pair.second_id)})
    async with reading(request.pool) as conn:
        rows = await people.list_by_id(conn, organiser_id, ids, sees_protected=sees)
    by_id = {person.id: person for person in rows}
    return ShownPairs(
        count=len(found),
        shown=[
            (by_id[pair.first_id], by_id[pair.second_id], pair.reason)
            for pair in shown
            if pair.first_id in by_id and pair.second_id in by_id
        ],
        last=pair_key(shown[-1]) if len(found) > start + limit else None,
    )


def shown_name(request: StaffRequest, person: Person) -> str:
    """The name, unless the person has a protected identity."""
    return PROTECTED_NAMES[request.locale.language] if person.protected_identity else person.name


def _row(request: StaffRequest, first: Person, second: Person, reason: DuplicateReason) -> tuple[Cell, ...]:
    texts = request.words.staff_duplicates
    merge = Link(texts.compare, request.address(f"/personer/dubbletter/{first.id}", med=str(second.id)))
    return (
        Cell(text=shown_name(request, first), more=shown_address(first)),
        Cell(text=shown_name(request, second), more=shown_address(second)),
        Cell(text=texts.reasons[reason]),
        Cell(link=merge),
    )


def shown_address(person: Person) -> str | None:
    """The address, unless the person has a protected identity."""
    return None if person.protected_identity else person.email
