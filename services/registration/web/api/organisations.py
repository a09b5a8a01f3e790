"""/api/v1/organisations."""

from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.directory import change_organisation
from services.registration.store import organisations
from services.registration.store.transaction import reading
from services.registration.web.api import resource
from services.registration.web.api.ask import Ask, Listing, Page, Reply, begin, how_many, page
from services.registration.web.api.fields import (
    UNSET,
    CountyCode,
    Line,
    MunicipalityCode,
    Name,
    Shown,
    UnsetType,
    Version,
    Wanted,
)


class Organisation(Shown, frozen=True, kw_only=True):
    """Anyone who arranges, buys or takes part."""

    name: str
    type: str | None
    parent_id: UUID | None
    municipality_code: str | None
    county_code: str | None
    version: int


class NewOrganisation(Wanted, frozen=True, kw_only=True):
    name: Name
    type: Line | None = None
    parent_id: UUID | None = None
    municipality_code: MunicipalityCode | None = None
    county_code: CountyCode | None = None


class OrganisationChanges(Wanted, frozen=True, kw_only=True):
    name: Name | UnsetType = UNSET
    type: Line | UnsetType | None = UNSET
    parent_id: UUID | UnsetType | None = UNSET
    municipality_code: MunicipalityCode | UnsetType | None = UNSET
    county_code: CountyCode | UnsetType | None = UNSET
    version: Version | UnsetType | None = UNSET


class OrganisationQuery(Listing, frozen=True, kw_only=True):
    q: str | None = None
    parent_id: UUID | None = None


async def list_all(ask: Ask) -> Reply:
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
    shown: Page[Organisation] = page(rows, query, lambda row: msgspec.convert(row, Organisation))
    return Reply(body=shown)


async def one(ask: Ask, organisation_id: UUID) -> Organisation:
    async with reading(ask.pool) as conn:
        row = await organisations.get(conn, ask.organiser_id, organisation_id)
    return msgspec.convert(row, Organisation)


async def _create(ask: Ask, new: NewOrganisation) -> UUID:
    return await change_organisation.create(ask.pool, ask.organiser_id, msgspec.structs.asdict(new))


async def _change(ask: Ask, _: OrganisationChanges, changes: dict[str, Any], version: int | None) -> None:
    await change_organisation.change(ask.pool, ask.organiser_id, ask.id, changes, version=version)


async def _delete(ask: Ask) -> None:
    await change_organisation.delete(ask.pool, ask.organiser_id, ask.id)


show = resource.show(one)
create = resource.create("/organisations", NewOrganisation, _create, one)
change = resource.change(OrganisationChanges, _change, one)
delete = resource.delete(_delete)
