"""/api/v1/audiences/{id}/people: who the rule finds now, by the position that it finds them by."""

import msgspec

from services.registration.domain import person as domain
from services.registration.store import audience_people, people
from services.registration.store.transaction import reading
from services.registration.web.api import audiences
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    begin,
    how_many,
    page,
)
from services.registration.web.api.people import Person
from shared import times


class FoundPerson(Person, frozen=True, kw_only=True):
    """A person, with the role and the organisation that the rule found."""

    role: str | None
    organisation: str | None


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(ListQuery)
    start = begin(query)
    await audiences.one(ask, ask.id)
    async with reading(ask.pool) as conn:
        found = await audience_people.match_page(
            conn,
            ask.organiser_id,
            ask.id,
            on=times.local(ask.now).date(),
            after=(start.sort, start.id),
            limit=how_many(query),
            sees_protected=ask.caller.sees_protected,
        )
        rows = await people.list_by_id(
            conn,
            ask.organiser_id,
            [row["person_id"] for row in found],
            sees_protected=ask.caller.sees_protected,
        )
    by_id = {row["person_id"]: row for row in found}

    def show(person: domain.Person) -> FoundPerson:
        row = by_id[person.id]
        fields = {**msgspec.structs.asdict(person), "role": row["role"], "organisation": row["organisation"]}
        return msgspec.convert(fields, FoundPerson, from_attributes=True)

    return ApiResponse(body=page(rows, query, show, lambda row: row.name_sort))
