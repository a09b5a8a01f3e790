"""/api/v1/programmes."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.cohorts import change_programme
from services.registration.domain import programme as domain
from services.registration.store import programmes
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_of, changes_to
from services.registration.web.api.kit.fields import (
    RequestBody,
    Resource,
    SingleLine,
    Text,
    Title,
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


class Programme(Resource, frozen=True, kw_only=True):
    """A programme of cohorts; `organiser_id` is the tenant, `commissioner_id` the organisation that pays."""

    title: str
    subtitle: str | None
    kind: str | None
    summary: str | None
    registration: domain.RegistrationForm
    organiser_id: UUID
    contact_id: UUID | None
    commissioner_id: UUID | None
    starts_on: date | None
    ends_on: date | None
    reservation: str | None
    version: int


class NewProgrammeBody(RequestBody, frozen=True, kw_only=True):
    title: Title
    subtitle: Title | None = None
    kind: SingleLine | None = None
    summary: Text | None = None
    registration: domain.RegistrationForm = "invitation_only"
    contact_id: UUID | None = None
    commissioner_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    reservation: Text | None = None


ProgrammeChanges = changes_of(NewProgrammeBody, "ProgrammeChanges")


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(ListQuery)
    async with reading(request.pool) as conn:
        rows = await programmes.list_after(
            conn, request.organiser_id, after=read_cursor(query).id, limit=fetch_limit(query)
        )
    return ApiResponse(body=page(rows, query, shown_as(Programme)))


async def load(request: ApiRequest, programme_id: UUID) -> Programme:
    async with reading(request.pool) as conn:
        programme = await programmes.get(conn, request.organiser_id, programme_id)
    return msgspec.convert(programme, Programme, from_attributes=True)


async def _create(request: ApiRequest, new: NewProgrammeBody) -> UUID:
    return await change_programme.create(
        request.pool, request.caller, msgspec.convert(new, domain.NewProgramme, from_attributes=True)
    )


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await change_programme.change(
        request.pool, request.caller, request.id, changes_to(domain.Programme, changes), version=version
    )


async def _delete(request: ApiRequest) -> None:
    await change_programme.delete(request.pool, request.caller, request.id)


show = resource.show(load)
create = resource.create("/programmes", NewProgrammeBody, _create, load)
change = resource.change(ProgrammeChanges, _change, load)
delete = resource.delete(_delete)
