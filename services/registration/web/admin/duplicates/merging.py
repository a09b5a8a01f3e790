"""`/personer/dubbletter/{id}?med=…`: two entries side by side, what a merge does session by session, and its button."""

from collections import defaultdict
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.directory.merge_people import merge
from services.registration.domain.directory.merging import MergedSeats, merge_seats
from services.registration.domain.directory.person import Person
from services.registration.domain.errors import NotFound
from services.registration.domain.sessions.session import Session
from services.registration.store import registrations, sessions
from services.registration.store.directory import merged_people, people
from services.registration.store.transaction import reading
from services.registration.store.views.staff import merging
from services.registration.web.admin.duplicates.listing import shown_name
from services.registration.web.admin.kit.layout import Head
from services.registration.web.admin.kit.places import places_of
from services.registration.web.admin.kit.record import (
    Cell,
    RecordButton,
    RecordPart,
    RecordTable,
    show_record,
)
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from shared.postgres import Conn


class ComparedEntries(msgspec.Struct, frozen=True, kw_only=True):
    """The entry that stays, the one that goes, and what becomes of each session: cohort, title, and the words' key."""

    kept: Person
    gone: Person
    sessions: list[tuple[str, str, str]]


async def show_comparison(request: StaffRequest) -> Response[bytes]:
    """Both entries; the first is the one that stays, and a link turns them round."""
    found = await _find(request, request.id, read_uuid(request.query.get("med", "")))
    texts, names = request.words.staff_duplicates, request.words.staff_directory
    turn = request.address(f"/personer/dubbletter/{found.gone.id}", med=str(found.kept.id))
    rows = tuple(
        (Cell(text=session, more=cohort), Cell(text=texts.outcomes[outcome]))
        for cohort, session, outcome in found.sessions
    )
    return show_record(
        request,
        Head(heading=texts.compare_heading),
        [
            RecordPart(
                id="uppgifter",
                heading=texts.side_by_side,
                table=await _side_by_side(request, found),
                links=(Link(texts.turn, turn),),
            ),
            RecordPart(
                id="traffar",
                heading=texts.sessions,
                table=RecordTable(label=texts.sessions, columns=texts.session_columns, rows=rows),
                nothing=texts.no_sessions,
            ),
            RecordPart(
                id="gora",
                heading=texts.follows,
                items=texts.follows_items,
                buttons=(
                    RecordButton(
                        action=request.address(f"/personer/dubbletter/{found.kept.id}"),
                        text=texts.merge,
                        kind="primary",
                        hidden=(("med", str(found.gone.id)),),
                    ),
                ),
            ),
        ],
        path=(
            Link(names.heading, request.address("/personer")),
            Link(texts.heading, request.address("/personer/dubbletter")),
        ),
    )


async def merge_entries(request: StaffRequest) -> Response[bytes]:
    """Merge the other entry into this one; a second press, or one in the other direction, leads to the one that is left."""
    gone_id = read_uuid(request.form.text("med"))
    if gone_id is None:
        raise NotFound("person")
    try:
        await merge(request.pool, request.caller, gone_id, request.id)
    except NotFound:
        left = await _left_of(request, {gone_id, request.id})
        if left is None:
            raise
        return request.go_to(f"/personer/{left}", om="sammanslagen")
    request.services.wake()
    return request.go_to(f"/personer/{request.id}", om="sammanslagen")


async def _left_of(request: StaffRequest, pair: set[UUID]) -> UUID | None:
    """Which of two entries is left, if the other was merged into it."""
    async with reading(request.pool) as conn:
        for one in sorted(pair):
            survivor = await merged_people.find_survivor(conn, request.caller.organiser_id, one)
            if survivor in pair:
                return survivor
    return None


async def _find(request: StaffRequest, kept_id: UUID, gone_id: UUID | None) -> ComparedEntries:
    organiser_id, sees = request.caller.organiser_id, request.caller.sees_protected
    if gone_id is None or gone_id == kept_id:
        raise NotFound("person")
    async with reading(request.pool) as conn:
        for each in (kept_id, gone_id):
            if await merged_people.find_survivor(conn, organiser_id, each) is not None:
                raise NotFound("person")
        return ComparedEntries(
            kept=await people.get(conn, organiser_id, kept_id, sees_protected=sees),
            gone=await people.get(conn, organiser_id, gone_id, sees_protected=sees),
            sessions=await _sessions(conn, organiser_id, kept_id, gone_id),
        )


async def _sessions(
    conn: Conn, organiser_id: UUID, kept_id: UUID, gone_id: UUID
) -> list[tuple[str, str, str]]:
    """By the rule of the merge itself: which seat comes over, and which one is freed."""
    live = await merging.list_live(conn, organiser_id, (kept_id, gone_id))
    seats = await registrations.list_seats(conn, organiser_id, [each.id for each in live])
    own: dict[UUID, list[Any]] = defaultdict(list)  # Any: seats
    for each in live:
        if each.person_id == kept_id:
            own[each.cohort_id] += seats.get(each.id, [])
    found = []
    for each in live:
        if each.person_id == gone_id:
            by_id = {
                one.id: one for one in await sessions.list_after(conn, organiser_id, cohort_id=each.cohort_id)
            }
            merged = merge_seats(own[each.cohort_id], seats.get(each.id, []), by_id)
            found += [(each.cohort, title, outcome) for title, outcome in _outcomes(merged, by_id)]
    return found


def _outcomes(merged: MergedSeats, by_id: dict[UUID, Session]) -> list[tuple[str, str]]:
    return [
        *((by_id[seat.session_id].title, "moves") for seat in merged.hand_over),
        *(
            (by_id[pair.kept.session_id].title, "better" if pair.takes_seat or pair.takes_offered else "both")
            for pair in merged.pairs
        ),
        *((by_id[seat.session_id].title, "freed") for seat in merged.free),
    ]


async def _side_by_side(request: StaffRequest, found: ComparedEntries) -> RecordTable:
    texts, names, person_words = (
        request.words.staff_duplicates,
        request.words.staff_directory,
        request.words.staff_person,
    )
    both = (found.kept, found.gone)
    places = await places_of(
        request, place_ids=[each.organisation_id for one in both for each in one.positions]
    )

    def row(label: str, values: list[str]) -> tuple[Cell, ...]:
        return (Cell(text=label), *(Cell(text=value) for value in values))

    def hidden(one: Person, text: str) -> str:
        return "" if one.protected_identity else text

    entries = (
        Cell(text=names.name),
        *(Cell(link=Link(shown_name(request, one), request.address(f"/personer/{one.id}"))) for one in both),
    )
    positions = [
        ", ".join(
            " ".join(filter(None, (each.role, places.called(each.organisation_id)))) for each in one.positions
        )
        for one in both
    ]
    return RecordTable(
        label=texts.side_by_side,
        columns=texts.entry_columns,
        rows=(
            entries,
            row(names.email, [hidden(one, one.email or names.no_address) for one in both]),
            row(person_words.phone, [hidden(one, one.phone or "") for one in both]),
            row(
                person_words.positions, [hidden(one, text) for one, text in zip(both, positions, strict=True)]
            ),
        ),
    )
