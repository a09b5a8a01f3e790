"""/api/v1/people."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.directory import change_person
from services.registration.actions.directory.forget_person import forget as forget_person
from services.registration.domain import person as domain
from services.registration.domain.errors import NotFound
from services.registration.store import erasures, people
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_of, changes_to
from services.registration.web.api.kit.fields import (
    Email,
    Line,
    Name,
    RequestBody,
    Resource,
)
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    begin,
    how_many,
    page,
    shown_as,
)
from shared.events import Language


class Position(RequestBody, frozen=True, kw_only=True):
    """A role in an organisation, for a time; `group` is what a scenario calls a group of recipients."""

    organisation_id: UUID
    role: Line | None = None
    group: Line | None = None
    from_on: date | None = msgspec.field(name="from", default=None)
    until_on: date | None = msgspec.field(name="until", default=None)


class Person(Resource, frozen=True, kw_only=True):
    """`protected_identity`: seen by coordinators only."""

    name: str
    email: str | None
    language: Language
    protected_identity: bool
    positions: list[Position]
    version: int


class NewPerson(RequestBody, frozen=True, kw_only=True):
    name: Name
    email: Email | None = None
    language: Language = "sv"
    protected_identity: bool = False
    positions: list[Position] = msgspec.field(default_factory=list)


PersonChanges = changes_of(
    NewPerson, "PersonChanges", doc="`positions`, where given, are all that the person has from now on."
)


class NoContent(RequestBody, frozen=True):
    """An empty body."""


class Erasure(Resource, frozen=True, kw_only=True):
    """`id` is the person's. `scrubbed_at`: when nothing was left of them; until then the last mails are on their way."""

    asked_at: datetime
    scrubbed_at: datetime | None


class PersonQuery(ListQuery, frozen=True, kw_only=True):
    """`q` looks in names and addresses."""

    q: str | None = None
    email: Email | None = None
    organisation_id: UUID | None = None


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(PersonQuery)
    start = begin(query)
    async with reading(ask.pool) as conn:
        rows = await people.list_after(
            conn,
            ask.organiser_id,
            sort=start.sort,
            after=start.id,
            limit=how_many(query),
            sees_protected=ask.caller.sees_protected,
            search=query.q,
            email=query.email,
            organisation_id=query.organisation_id,
        )
    return ApiResponse(body=page(rows, query, shown_as(Person), lambda row: row.name_sort))


async def one(ask: ApiRequest, person_id: UUID) -> Person:
    async with reading(ask.pool) as conn:
        found = await people.get(conn, ask.organiser_id, person_id, sees_protected=ask.caller.sees_protected)
    return msgspec.convert(found, Person, from_attributes=True)


async def _create(ask: ApiRequest, new: NewPerson) -> UUID:
    _require_order(new.positions)
    return await change_person.create(
        ask.pool, ask.caller, msgspec.convert(new, domain.NewPerson, from_attributes=True)
    )


async def _change(ask: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    if "positions" in changes:
        _require_order(changes["positions"])
    await change_person.change(
        ask.pool, ask.caller, ask.id, changes_to(domain.Person, changes), version=version
    )


def _require_order(positions: list[Position]) -> None:
    wrong = [
        ErrorItem(f"/positions/{index}/until", "before_start")
        for index, position in enumerate(positions)
        if position.from_on and position.until_on and position.until_on < position.from_on
    ]
    if wrong:
        raise BadInput(errors=wrong)


async def _delete(ask: ApiRequest) -> None:
    await change_person.delete(ask.pool, ask.caller, ask.id)


async def forget(ask: ApiRequest) -> ApiResponse:
    """Erase a person, as they may themselves; it cannot be undone, so only an admin may (domain/permissions.py)."""
    ask.read(NoContent)
    await forget_person(ask.pool, ask.caller, ask.id)
    async with reading(ask.pool) as conn:
        found = await erasures.find(conn, ask.organiser_id, ask.id)
    if found is None:
        raise NotFound("person")
    return ApiResponse(body=Erasure(id=ask.id, asked_at=found.asked_at, scrubbed_at=found.scrubbed_at))


show = resource.show(one)
create = resource.create("/people", NewPerson, _create, one)
change = resource.change(PersonChanges, _change, one)
delete = resource.delete(_delete)
