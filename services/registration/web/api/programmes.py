"""/api/v1/programmes."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.registration.actions.cohorts import change_programme
from services.registration.store import programmes
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.fields import (
    UNSET,
    Line,
    RequestBody,
    Resource,
    Text,
    Title,
    UnsetType,
    Version,
)
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    Page,
    begin,
    how_many,
    page,
)

RegistrationForm = Literal["invitation_only", "appointed_by_commissioner", "summons", "agreed_plan", "open"]


class Programme(Resource, frozen=True, kw_only=True):
    """The whole effort; `organiser_id` is the tenant, `commissioner_id` the organisation that buys."""

    title: str
    subtitle: str | None
    kind: str | None
    summary: str | None
    registration: RegistrationForm
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
    registration: RegistrationForm = "invitation_only"
    contact_id: UUID | None = None
    commissioner_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    reservation: Text | None = None


class ProgrammeChanges(RequestBody, frozen=True, kw_only=True):
    title: Title | UnsetType = UNSET
    subtitle: Title | UnsetType | None = UNSET
    kind: Line | UnsetType | None = UNSET
    summary: Text | UnsetType | None = UNSET
    registration: RegistrationForm | UnsetType = UNSET
    contact_id: UUID | UnsetType | None = UNSET
    commissioner_id: UUID | UnsetType | None = UNSET
    starts_on: date | UnsetType | None = UNSET
    ends_on: date | UnsetType | None = UNSET
    reservation: Text | UnsetType | None = UNSET
    version: Version | UnsetType | None = UNSET


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(ListQuery)
    async with reading(ask.pool) as conn:
        rows = await programmes.list_after(
            conn, ask.organiser_id, after=begin(query).id, limit=how_many(query)
        )
    shown: Page[Programme] = page(rows, query, lambda row: msgspec.convert(row, Programme))
    return ApiResponse(body=shown)


async def one(ask: ApiRequest, programme_id: UUID) -> Programme:
    async with reading(ask.pool) as conn:
        return msgspec.convert(await programmes.get(conn, ask.organiser_id, programme_id), Programme)


async def _create(ask: ApiRequest, new: NewProgramme) -> UUID:
    return await change_programme.create(ask.pool, ask.caller, msgspec.structs.asdict(new))


async def _change(ask: ApiRequest, _: ProgrammeChanges, changes: dict[str, Any], version: int | None) -> None:
    await change_programme.change(ask.pool, ask.caller, ask.id, changes, version=version)


async def _delete(ask: ApiRequest) -> None:
    await change_programme.delete(ask.pool, ask.caller, ask.id)


show = resource.show(one)
create = resource.create("/programmes", NewProgramme, _create, one)
change = resource.change(ProgrammeChanges, _change, one)
delete = resource.delete(_delete)
