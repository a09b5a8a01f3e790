"""/api/v1/audiences/{id}/people: who the rule finds now, by the position that it finds them by."""

from uuid import UUID

import msgspec

from services.registration.store import audience_people, people
from services.registration.store.transaction import reading
from services.registration.web.api import audiences
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    Page,
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
            [one["person_id"] for one in found],
            sees_protected=ask.caller.sees_protected,
        )
    by_id: dict[UUID, dict[str, object]] = {
        one["person_id"]: {"role": one["role"], "organisation": one["organisation"]} for one in found
    }
    shown: Page[FoundPerson] = page(
        rows, query, lambda row: msgspec.convert({**row, **by_id[row["id"]]}, FoundPerson)
    )
    return ApiResponse(body=shown)
