"""/api/v1/audiences/{id}/people: the people who match the rule now, each with the position that matches."""

import msgspec

from services.registration.domain.directory import person as domain
from services.registration.store.directory import audience_people, people
from services.registration.store.transaction import reading
from services.registration.web.api.directory import audiences
from services.registration.web.api.directory.people import Person
from services.registration.web.api.kit.protected import RevealListQuery, shown_people
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    fetch_limit,
    page,
    read_cursor,
)
from shared import times


class FoundPerson(Person, frozen=True, kw_only=True):
    """A person, with the role and the organisation of the position that matches."""

    role: str | None
    organisation: str | None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(RevealListQuery)
    start = read_cursor(query)
    await audiences.load(request, request.id)
    async with reading(request.pool) as conn:
        matches = await audience_people.match_page(
            conn,
            request.organiser_id,
            request.id,
            on=times.local(request.now).date(),
            after=(start.sort, start.id),
            limit=fetch_limit(query),
            sees_protected=request.caller.sees_protected,
        )
        rows = await people.list_by_id(
            conn,
            request.organiser_id,
            [row["person_id"] for row in matches],
            sees_protected=request.caller.sees_protected,
        )
    by_id = {row["person_id"]: row for row in matches}

    def show(person: domain.Person) -> FoundPerson:
        row = by_id[person.id]
        fields = {**msgspec.structs.asdict(person), "role": row["role"], "organisation": row["organisation"]}
        return msgspec.convert(fields, FoundPerson, from_attributes=True)

    body = page(rows, query, show, domain.sort_shown)
    items = await shown_people(request, [(one, one.id) for one in body.items], reveal=query.reveal)
    return ApiResponse(body=msgspec.structs.replace(body, items=items))
