"""/api/v1/organisations."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.directory import change_organisation
from services.registration.domain.directory import organisation as domain
from services.registration.store.directory import organisations
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_of, changes_to
from services.registration.web.api.kit.fields import (
    CountyCode,
    MunicipalityCode,
    Name,
    RequestBody,
    Resource,
    SingleLine,
)
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)


class Organisation(Resource, frozen=True, kw_only=True):
    """An organisation that arranges, commissions or takes part."""

    name: str
    type: str | None
    parent_id: UUID | None
    municipality_code: str | None
    county_code: str | None
    version: int


class NewOrganisationBody(RequestBody, frozen=True, kw_only=True):
    name: Name
    type: SingleLine | None = None
    parent_id: UUID | None = None
    municipality_code: MunicipalityCode | None = None
    county_code: CountyCode | None = None


OrganisationChanges = changes_of(NewOrganisationBody, "OrganisationChanges")


class OrganisationQuery(ListQuery, frozen=True, kw_only=True):
    q: str | None = None
    parent_id: UUID | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(OrganisationQuery)
    start = read_cursor(query)
    async with reading(request.pool) as conn:
        rows = await organisations.list_after(
            conn,
            request.organiser_id,
            sort=start.sort,
            after=start.id,
            limit=fetch_limit(query),
            parent_id=query.parent_id,
            search=query.q,
        )
    return ApiResponse(body=page(rows, query, shown_as(Organisation), lambda row: row.name_sort))


async def load(request: ApiRequest, organisation_id: UUID) -> Organisation:
    async with reading(request.pool) as conn:
        organisation = await organisations.get(conn, request.organiser_id, organisation_id)
    return msgspec.convert(organisation, Organisation, from_attributes=True)


async def _create(request: ApiRequest, new: NewOrganisationBody) -> UUID:
    return await change_organisation.create(
        request.pool, request.caller, msgspec.convert(new, domain.NewOrganisation, from_attributes=True)
    )


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await change_organisation.change(
        request.pool, request.caller, request.id, changes_to(domain.Organisation, changes), version=version
    )


async def _delete(request: ApiRequest) -> None:
    await change_organisation.delete(request.pool, request.caller, request.id)


show = resource.show(load)
create = resource.create("/organisations", NewOrganisationBody, _create, load)
change = resource.change(OrganisationChanges, _change, load)
delete = resource.delete(_delete)
