"""/api/v1/cohorts: one round of a programme, and what is done with the whole of it."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from services.registration.actions.cohorts import (
    change_cohort,
    copy_cohort,
    create_cohort,
    delete_cohort,
    publish_cohort,
)
from services.registration.actions.invitations import invite
from services.registration.domain import cohort as domain
from services.registration.domain.tenant import ROUTE_WORDS, SLUG, SLUG_LENGTH
from services.registration.store.transaction import reading
from services.registration.store.views.api import cohorts
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_of, changes_to
from services.registration.web.api.kit.fields import (
    Line,
    Name,
    Number,
    RequestBody,
    Resource,
    Seats,
)
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    Handler,
    ListQuery,
    begin,
    how_many,
    page,
    shown_as,
)
from shared.events import Calendar, CohortStatus, ReminderRule, WaitingOrder

Slug = Annotated[str, msgspec.Meta(max_length=SLUG_LENGTH, pattern=f"^{SLUG}$")]
# An hour to two weeks; more would be to give the seat away.
Hours = Annotated[int, msgspec.Meta(ge=1, le=336)]
Reminders = Annotated[list["Reminder"], msgspec.Meta(max_length=10)]


class Reminder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long before a session to remind: days or hours."""

    days_before: Annotated[int, msgspec.Meta(ge=0, le=366)] | None = None
    hours_before: Annotated[int, msgspec.Meta(ge=0, le=720)] | None = None


class Cohort(Resource, frozen=True, kw_only=True):
    """`capacity` is what each of its sessions has that names none.

    `waiting_order`: who moves up first. `offer_hours`: for how long of working time a seat is held, where registration
    is open to all. `drop_in`: anybody may register for single dates, on seats left over, from a day on.
    """

    programme_id: UUID
    name: str
    slug: str
    number: int | None
    starts_on: date | None
    ends_on: date | None
    capacity: int | None
    waiting_list: bool
    waiting_order: WaitingOrder
    offer_hours: int
    drop_in: bool
    drop_in_from: date | None
    status: CohortStatus
    calendar: Calendar | None
    forwarding: domain.Forwarding
    confirmations: bool
    reminders: list[ReminderRule]
    version: int


class NewCohortBody(RequestBody, frozen=True, kw_only=True):
    programme_id: UUID
    name: Name
    slug: Slug | None = None
    number: Number | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    capacity: Seats | None = None
    waiting_list: bool = True
    waiting_order: WaitingOrder = "time"
    offer_hours: Hours = 24
    drop_in: bool = False
    drop_in_from: date | None = None
    calendar: Calendar | None = None
    forwarding: domain.Forwarding = "personal"
    confirmations: bool = True
    reminders: list[Reminder] = msgspec.field(default_factory=list)


CohortChangesBody = changes_of(
    NewCohortBody, "CohortChangesBody", fixed=("programme_id",), never_null=("slug",)
)


class CohortQuery(ListQuery, frozen=True, kw_only=True):
    programme_id: UUID | None = None
    status: CohortStatus | None = None


class CopyBody(RequestBody, frozen=True, kw_only=True):
    name: Name
    first_session_on: date


class InviteBody(RequestBody, frozen=True, kw_only=True):
    invitation_rule_ids: list[UUID] | None = None


class InvitedCounts(msgspec.Struct, frozen=True, kw_only=True):
    invited: int
    already: int


class EmptyBody(RequestBody, frozen=True, kw_only=True):
    """A body that says nothing; an empty one will do."""


class ReasonBody(RequestBody, frozen=True, kw_only=True):
    reason: Line | None = None


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(CohortQuery)
    async with reading(ask.pool) as conn:
        rows = await cohorts.list_after(
            conn,
            ask.organiser_id,
            after=begin(query).id,
            limit=how_many(query),
            programme_id=query.programme_id,
            status=query.status,
        )
    return ApiResponse(body=page(rows, query, shown_as(Cohort)))


async def one(ask: ApiRequest, cohort_id: UUID) -> Cohort:
    async with reading(ask.pool) as conn:
        return msgspec.convert(await cohorts.get(conn, ask.organiser_id, cohort_id), Cohort)


async def _create(ask: ApiRequest, new: NewCohortBody) -> UUID:
    _require_address(new.slug)
    fields = msgspec.structs.asdict(new) | {"reminders": _rules(ask, new.reminders)}
    return await create_cohort.create(ask.pool, ask.caller, domain.NewCohort(**fields))


async def _change(ask: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    _require_address(changes.get("slug"))
    if "reminders" in changes:
        changes["reminders"] = _rules(ask, changes["reminders"])
    await change_cohort.change(
        ask.pool, ask.caller, ask.id, changes_to(domain.Cohort, changes), version=version
    )


async def _delete(ask: ApiRequest) -> None:
    await delete_cohort.delete(ask.pool, ask.caller, ask.id)


def deed(name: Literal["publish", "close"]) -> Handler:
    """`POST …/publish` or `…/close`: the cohort as it is then."""

    async def answer(ask: ApiRequest) -> ApiResponse:
        ask.read(EmptyBody)
        act = publish_cohort.publish if name == "publish" else publish_cohort.close
        await act(ask.pool, ask.caller, ask.id)
        return ApiResponse(body=await one(ask, ask.id))

    return answer


async def cancel(ask: ApiRequest) -> ApiResponse:
    wanted = ask.read(ReasonBody)
    await publish_cohort.cancel(ask.pool, ask.caller, ask.id, reason=wanted.reason)
    return ApiResponse(body=await one(ask, ask.id))


async def copy(ask: ApiRequest) -> ApiResponse:
    wanted = ask.read(CopyBody)
    new_id = await copy_cohort.copy(
        ask.pool,
        ask.caller,
        ask.id,
        name=wanted.name,
        first_session_on=wanted.first_session_on,
    )
    return ApiResponse(status=201, body=await one(ask, new_id), location=f"/cohorts/{new_id}")


async def invite_all(ask: ApiRequest) -> ApiResponse:
    wanted = ask.read(InviteBody)
    done = await invite.invite(
        ask.pool,
        ask.caller,
        ask.id,
        invitation_rule_ids=wanted.invitation_rule_ids,
        committed=ask.services.wake,
    )
    return ApiResponse(body=InvitedCounts(invited=done.invited, already=done.already))


def _require_address(slug: str | None) -> None:
    # An organiser has pages of its own beside its cohorts.
    if slug in ROUTE_WORDS:
        raise BadInput(errors=[ErrorItem("/slug", "taken")])


def _rules(ask: ApiRequest, wanted: list[Reminder]) -> tuple[ReminderRule, ...]:
    # A rule acts forward only: on what falls due after it was made.
    return tuple(
        ReminderRule(days_before=one.days_before, hours_before=one.hours_before, since=ask.now)
        for one in wanted
    )


show = resource.show(one)
create = resource.create("/cohorts", NewCohortBody, _create, one)
change = resource.change(CohortChangesBody, _change, one)
delete = resource.delete(_delete)
publish = deed("publish")
close = deed("close")
