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
    Line,
    RequestBody,
    Resource,
    Text,
    Title,
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


class Programme(Resource, frozen=True, kw_only=True):
    """The whole effort; `organiser_id` is the tenant, `commissioner_id` the organisation that buys."""

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


class NewProgramme(RequestBody, frozen=True, kw_only=True):
    title: Title
    subtitle: Title | None = None
    kind: Line | None = None
    summary: Text | None = None
    registration: domain.RegistrationForm = "invitation_only"
    contact_id: UUID | None = None
    commissioner_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    reservation: Text | None = None


ProgrammeChanges = changes_of(NewProgramme, "ProgrammeChanges")


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(ListQuery)
    async with reading(ask.pool) as conn:
        rows = await programmes.list_after(
            conn, ask.organiser_id, after=begin(query).id, limit=how_many(query)
        )
    return ApiResponse(body=page(rows, query, shown_as(Programme)))


async def one(ask: ApiRequest, programme_id: UUID) -> Programme:
    async with reading(ask.pool) as conn:
        found = await programmes.get(conn, ask.organiser_id, programme_id)
    return msgspec.convert(found, Programme, from_attributes=True)


async def _create(ask: ApiRequest, new: NewProgramme) -> UUID:
    return await change_programme.create(
        ask.pool, ask.caller, msgspec.convert(new, domain.NewProgramme, from_attributes=True)
    )


async def _change(ask: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await change_programme.change(
        ask.pool, ask.caller, ask.id, changes_to(domain.Programme, changes), version=version
    )


async def _delete(ask: ApiRequest) -> None:
    await change_programme.delete(ask.pool, ask.caller, ask.id)


show = resource.show(one)
create = resource.create("/programmes", NewProgramme, _create, one)
change = resource.change(ProgrammeChanges, _change, one)
delete = resource.delete(_delete)
