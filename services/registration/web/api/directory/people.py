"""/api/v1/people."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.actions.directory import change_person
from services.registration.actions.directory.forget_person import forget as forget_person
from services.registration.actions.directory.replace_links import replace_links as replace_links_of
from services.registration.domain.directory import person as domain
from services.registration.domain.errors import NotFound
from services.registration.store import erasures
from services.registration.store.directory import people
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_of, changes_to
from services.registration.web.api.kit.fields import (
    Email,
    Name,
    RequestBody,
    Resource,
    SingleLine,
)
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.protected import (
    RevealListQuery,
    RevealQuery,
    is_masked_name,
    masked,
    shown_people,
)
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)
from shared.language import Language

_MASKED_FIELDS: Final = frozenset({"name", "email", "phone", "positions"})


class Position(RequestBody, frozen=True, kw_only=True):
    """A role in an organisation, optionally from a day, until a day; `group` names a group of recipients."""

    organisation_id: UUID
    role: SingleLine | None = None
    group: SingleLine | None = None
    from_on: date | None = msgspec.field(name="from", default=None)
    until_on: date | None = msgspec.field(name="until", default=None)


class Person(Resource, frozen=True, kw_only=True):
    """People with `protected_identity` are hidden from tokens with the role viewer, and masked unless `?reveal=true` asks for them."""

    name: str
    email: str | None
    phone: str | None
    language: Language
    protected_identity: bool
    positions: list[Position]
    version: int


class NewPersonBody(RequestBody, frozen=True, kw_only=True):
    name: Name
    email: Email | None = None
    phone: SingleLine | None = None
    language: Language = "sv"
    protected_identity: bool = False
    positions: list[Position] = msgspec.field(default_factory=list)


PersonChanges = changes_of(
    NewPersonBody, "PersonChanges", doc="`positions`, if present, replace all positions of the person."
)


class NoContent(RequestBody, frozen=True):
    """An empty body."""


class Erasure(Resource, frozen=True, kw_only=True):
    """`id` is the person's id. `scrubbed_at`: when all data was erased; null until then, while the last mails are sent."""

    asked_at: datetime
    scrubbed_at: datetime | None


class PersonQuery(RevealListQuery, frozen=True, kw_only=True):
    """`q` searches names and e-mail addresses."""

    q: str | None = None
    email: Email | None = None
    organisation_id: UUID | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(PersonQuery)
    start = read_cursor(query)
    async with reading(request.pool) as conn:
        rows = await people.list_after(
            conn,
            request.organiser_id,
            sort=start.sort,
            after=start.id,
            limit=fetch_limit(query),
            sees_protected=request.caller.sees_protected,
            search=query.q,
            email=query.email,
            organisation_id=query.organisation_id,
        )
    body = page(rows, query, shown_as(Person), domain.sort_shown)
    items = await shown_people(request, [(one, one.id) for one in body.items], reveal=query.reveal)
    return ApiResponse(body=msgspec.structs.replace(body, items=items))


async def load(request: ApiRequest, person_id: UUID) -> Person:
    return masked(request, await _load(request, person_id))


async def show(request: ApiRequest) -> ApiResponse:
    query = request.read_query(RevealQuery)
    one = await _load(request, request.id)
    return ApiResponse(body=(await shown_people(request, [(one, one.id)], reveal=query.reveal))[0])


async def _load(request: ApiRequest, person_id: UUID) -> Person:
    async with reading(request.pool) as conn:
        person = await people.get(
            conn, request.organiser_id, person_id, sees_protected=request.caller.sees_protected
        )
    return msgspec.convert(person, Person, from_attributes=True)


async def _create(request: ApiRequest, new: NewPersonBody) -> UUID:
    _require_order(new.positions)
    return await change_person.create(
        request.pool, request.caller, msgspec.convert(new, domain.NewPerson, from_attributes=True)
    )


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    if is_masked_name(changes.get("name", "")):
        # What was shown masked and is sent back changes nothing.
        changes = {field: value for field, value in changes.items() if field not in _MASKED_FIELDS}
    if "positions" in changes:
        _require_order(changes["positions"])
    await change_person.change(
        request.pool, request.caller, request.id, changes_to(domain.Person, changes), version=version
    )


def _require_order(positions: list[Position]) -> None:
    mistakes = [
        ErrorItem(f"/positions/{index}/until", "before_start")
        for index, position in enumerate(positions)
        if position.from_on and position.until_on and position.until_on < position.from_on
    ]
    if mistakes:
        raise BadInput(errors=mistakes)


async def _delete(request: ApiRequest) -> None:
    await change_person.delete(request.pool, request.caller, request.id)


async def forget(request: ApiRequest) -> ApiResponse:
    """Erase a person, as they can themselves. Irreversible, so only an admin may (domain/permissions.py)."""
    request.read(NoContent)
    await forget_person(request.pool, request.caller, request.id)
    async with reading(request.pool) as conn:
        erasure = await erasures.find(conn, request.organiser_id, request.id)
    if erasure is None:
        raise NotFound("person")
    return ApiResponse(
        body=Erasure(id=request.id, asked_at=erasure.asked_at, scrubbed_at=erasure.scrubbed_at)
    )


async def replace_links(request: ApiRequest) -> ApiResponse:
    """Replace every personal link of a person, and mail the new ones."""
    request.read(NoContent)
    await load(request, request.id)  # a person whom the caller may not see is not found
    return ApiResponse(body=await replace_links_of(request.pool, request.caller, request.id))


# The response of a POST repeats what was sent.
create = resource.create("/people", NewPersonBody, _create, _load)
_change_shown = resource.change(PersonChanges, _change, load)


async def change(request: ApiRequest) -> ApiResponse:
    """Change a person; whoever protects their identity has just seen them, and gets the response unmasked."""
    before = await _load(request, request.id)
    response = await _change_shown(request)
    if before.protected_identity or not isinstance(response.body, Person):
        return response
    return ApiResponse(body=await _load(request, request.id))


delete = resource.delete(_delete)
