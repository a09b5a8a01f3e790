"""/api/v1/people/duplicates, and /merge: entries that may be one person, and how they become one."""

from uuid import UUID

import msgspec

from services.registration.actions.directory.merge_people import MergedPeople, merge
from services.registration.domain.directory.duplicates import DuplicateReason, pair_key, start_after
from services.registration.domain.errors import NotFound
from services.registration.store.directory import people
from services.registration.store.transaction import reading
from services.registration.web.api.directory.people import Person
from services.registration.web.api.kit.fields import RequestBody
from services.registration.web.api.kit.problems import ErrorItem, UnknownReference
from services.registration.web.api.kit.protected import RevealListQuery, shown_people
from services.registration.web.api.kit.request import MAX_LIMIT, ApiRequest, ApiResponse, Page


class DuplicatePair(msgspec.Struct, frozen=True, kw_only=True):
    """Two entries that may be one person, and the surest reason to think so."""

    reason: DuplicateReason
    people: list[Person]


class MergeBody(RequestBody, frozen=True, kw_only=True):
    """`into`: the entry that stays."""

    into: UUID


class MergeResult(msgspec.Struct, frozen=True, kw_only=True):
    """`person_id` stays. Seats that only the other entry had moved; where both had one, the other's was freed."""

    person_id: UUID
    merged_id: UUID
    registrations: int
    seats_moved: int
    seats_freed: int
    invitations: int
    positions: int


async def list_all(request: ApiRequest) -> ApiResponse:
    """List pairs, the surest first."""
    query = request.read_query(RevealListQuery)
    found = await request.services.duplicates.find(
        request.pool, request.organiser_id, sees_protected=request.caller.sees_protected
    )
    size = min(query.limit, MAX_LIMIT)
    start = start_after(found, query.after or "")
    pairs = found[start : start + size]
    ids = sorted({person_id for pair in pairs for person_id in (pair.first_id, pair.second_id)})
    async with reading(request.pool) as conn:
        rows = await people.list_by_id(
            conn, request.organiser_id, ids, sees_protected=request.caller.sees_protected
        )
    shown = [msgspec.convert(row, Person, from_attributes=True) for row in rows]
    by_id = {
        person.id: person
        for person in await shown_people(request, [(one, one.id) for one in shown], reveal=query.reveal)
    }
    more = len(found) > start + size
    return ApiResponse(
        body=Page(
            items=[
                DuplicatePair(reason=pair.reason, people=[by_id[pair.first_id], by_id[pair.second_id]])
                for pair in pairs
                if pair.first_id in by_id and pair.second_id in by_id
            ],
            next=pair_key(pairs[-1]) if more else None,
        )
    )


async def merge_into(request: ApiRequest) -> ApiResponse:
    """Merge a person into another entry of the same person."""
    body = request.read(MergeBody)
    try:
        outcome: MergedPeople = await merge(request.pool, request.caller, request.id, body.into)
    except NotFound as error:
        if error.what == "into":
            raise UnknownReference(errors=[ErrorItem("/into", "not_there")]) from None
        raise
    return ApiResponse(body=msgspec.convert(outcome, MergeResult, from_attributes=True))
