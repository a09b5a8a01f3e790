"""/api/v1/audiences: rules, as in the scenarios, with ids. Within one key any value will do; all keys given must hold."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.directory import change_audience
from services.registration.domain import audience as domain
from services.registration.store import audiences
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_of, changes_to
from services.registration.web.api.kit.fields import (
    CountyCode,
    Line,
    MunicipalityCode,
    Name,
    RequestBody,
    Resource,
)
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    begin,
    how_many,
    page,
    shown_as,
)


class Audience(Resource, frozen=True, kw_only=True):
    """Empty lists and nulls restrict nothing."""

    name: str
    roles: list[str]
    or_equivalent: bool | None
    county_codes: list[str]
    municipality_codes: list[str]
    organisation_types: list[str]
    organisations: list[UUID]
    include_suborganisations: bool | None
    groups: list[str]
    everyone: bool | None
    version: int


class NewAudience(RequestBody, frozen=True, kw_only=True):
    name: Name
    roles: list[Line] = msgspec.field(default_factory=list)
    or_equivalent: bool | None = None
    county_codes: list[CountyCode] = msgspec.field(default_factory=list)
    municipality_codes: list[MunicipalityCode] = msgspec.field(default_factory=list)
    organisation_types: list[Line] = msgspec.field(default_factory=list)
    organisations: list[UUID] = msgspec.field(default_factory=list)
    include_suborganisations: bool | None = None
    groups: list[Line] = msgspec.field(default_factory=list)
    everyone: bool | None = None


AudienceChanges = changes_of(NewAudience, "AudienceChanges")


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(ListQuery)
    async with reading(ask.pool) as conn:
        rows = await audiences.list_after(
            conn, ask.organiser_id, after=begin(query).id, limit=how_many(query)
        )
    return ApiResponse(body=page(rows, query, shown_as(Audience)))


async def one(ask: ApiRequest, audience_id: UUID) -> Audience:
    async with reading(ask.pool) as conn:
        found = await audiences.get(conn, ask.organiser_id, audience_id)
    return msgspec.convert(found, Audience, from_attributes=True)


async def _create(ask: ApiRequest, new: NewAudience) -> UUID:
    return await change_audience.create(
        ask.pool, ask.caller, msgspec.convert(new, domain.NewAudience, from_attributes=True)
    )


async def _change(ask: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await change_audience.change(
        ask.pool, ask.caller, ask.id, changes_to(domain.Audience, changes), version=version
    )


async def _delete(ask: ApiRequest) -> None:
    await change_audience.delete(ask.pool, ask.caller, ask.id)


show = resource.show(one)
create = resource.create("/audiences", NewAudience, _create, one)
change = resource.change(AudienceChanges, _change, one)
delete = resource.delete(_delete)
