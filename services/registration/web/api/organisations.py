"""/api/v1/organisations."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.directory import change_organisation
from services.registration.domain import organisation as domain
from services.registration.store import organisations
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


class Organisation(Resource, frozen=True, kw_only=True):
    """Anyone who arranges, buys or takes part."""

    name: str
    type: str | None
    parent_id: UUID | None
    municipality_code: str | None
    county_code: str | None
    version: int


class NewOrganisation(RequestBody, frozen=True, kw_only=True):
    name: Name
    type: Line | None = None
    parent_id: UUID | None = None
    municipality_code: MunicipalityCode | None = None
    county_code: CountyCode | None = None


OrganisationChanges = changes_of(NewOrganisation, "OrganisationChanges")


class OrganisationQuery(ListQuery, frozen=True, kw_only=True):
    q: str | None = None
    parent_id: UUID | None = None


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(OrganisationQuery)
    start = begin(query)
    async with reading(ask.pool) as conn:
        rows = await organisations.list_after(
            conn,
            ask.organiser_id,
            sort=start.sort,
            after=start.id,
            limit=how_many(query),
            parent_id=query.parent_id,
            search=query.q,
        )
    return ApiResponse(body=page(rows, query, shown_as(Organisation), lambda row: row.name_sort))


async def one(ask: ApiRequest, organisation_id: UUID) -> Organisation:
    async with reading(ask.pool) as conn:
        found = await organisations.get(conn, ask.organiser_id, organisation_id)
    return msgspec.convert(found, Organisation, from_attributes=True)


async def _create(ask: ApiRequest, new: NewOrganisation) -> UUID:
    return await change_organisation.create(
        ask.pool, ask.caller, msgspec.convert(new, domain.NewOrganisation, from_attributes=True)
    )


async def _change(ask: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await change_organisation.change(
        ask.pool, ask.caller, ask.id, changes_to(domain.Organisation, changes), version=version
    )


async def _delete(ask: ApiRequest) -> None:
    await change_organisation.delete(ask.pool, ask.caller, ask.id)


show = resource.show(one)
create = resource.create("/organisations", NewOrganisation, _create, one)
change = resource.change(OrganisationChanges, _change, one)
delete = resource.delete(_delete)
