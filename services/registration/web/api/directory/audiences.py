"""/api/v1/audiences: rules that select people. A person matches if every key that is set matches one of its values."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.directory import change_audience
from services.registration.domain.directory import audience as domain
from services.registration.store.directory import audience_people, audiences
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
from services.registration.web.api.kit.warnings import ApiWarning, warning
from shared import times
from shared.postgres import Conn


class Audience(Resource, frozen=True, kw_only=True):
    """A rule that selects people; an empty list or null does not restrict.

    Whom `excluded_…` name is never selected: these people, whoever is registered in these cohorts, and positions at
    these organisations and those below them.

    `warnings` say, for one audience, that it finds nobody, or that nobody has one of its roles.
    """

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
    excluded_people: list[UUID]
    excluded_cohorts: list[UUID]
    excluded_organisations: list[UUID]
    version: int
    warnings: list[ApiWarning] = msgspec.field(default_factory=list)


class NewAudienceBody(RequestBody, frozen=True, kw_only=True):
    name: Name
    roles: list[SingleLine] = msgspec.field(default_factory=list)
    or_equivalent: bool | None = None
    county_codes: list[CountyCode] = msgspec.field(default_factory=list)
    municipality_codes: list[MunicipalityCode] = msgspec.field(default_factory=list)
    organisation_types: list[SingleLine] = msgspec.field(default_factory=list)
    organisations: list[UUID] = msgspec.field(default_factory=list)
    include_suborganisations: bool | None = None
    groups: list[SingleLine] = msgspec.field(default_factory=list)
    everyone: bool | None = None
    excluded_people: list[UUID] = msgspec.field(default_factory=list)
    excluded_cohorts: list[UUID] = msgspec.field(default_factory=list)
    excluded_organisations: list[UUID] = msgspec.field(default_factory=list)


AudienceChanges = changes_of(NewAudienceBody, "AudienceChanges")


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(ListQuery)
    async with reading(request.pool) as conn:
        rows = await audiences.list_after(
            conn, request.organiser_id, after=read_cursor(query).id, limit=fetch_limit(query)
        )
    return ApiResponse(body=page(rows, query, shown_as(Audience)))


async def load(request: ApiRequest, audience_id: UUID) -> Audience:
    async with reading(request.pool) as conn:
        audience = await audiences.get(conn, request.organiser_id, audience_id)
        warnings = await _warnings(conn, request, audience_id)
    return msgspec.structs.replace(
        msgspec.convert(audience, Audience, from_attributes=True), warnings=warnings
    )


async def _warnings(conn: Conn, request: ApiRequest, audience_id: UUID) -> list[ApiWarning]:
    language = request.caller.language
    unknown = await audience_people.list_unknown_roles(conn, request.organiser_id, audience_id)
    found = await audience_people.count(
        conn, request.organiser_id, audience_id, on=times.local(request.now).date()
    )
    nobody = [] if found else [warning("nobody_found", language, count=0)]
    return [*nobody, *(warning("unknown_role", language, name=role) for role in unknown)]


async def _create(request: ApiRequest, new: NewAudienceBody) -> UUID:
    return await change_audience.create(
        request.pool, request.caller, msgspec.convert(new, domain.NewAudience, from_attributes=True)
    )


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await change_audience.change(
        request.pool, request.caller, request.id, changes_to(domain.Audience, changes), version=version
    )


async def _delete(request: ApiRequest) -> None:
    await change_audience.delete(request.pool, request.caller, request.id)


show = resource.show(load)
create = resource.create("/audiences", NewAudienceBody, _create, load)
change = resource.change(AudienceChanges, _change, load)
delete = resource.delete(_delete)
