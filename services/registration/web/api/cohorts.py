"""/api/v1/cohorts: a cohort of a programme, and actions on a whole cohort."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from services.registration.actions.cohorts import (
    change_cohort,
    copy_cohort,
    create_cohort,
    delete_cohort,
    publish_cohort,
)
from services.registration.actions.cohorts import pause_sending as pausing
from services.registration.actions.invitations import invite, remind
from services.registration.domain import cohort as domain
from services.registration.domain.tenant import ROUTE_WORDS, SLUG, SLUG_LENGTH
from services.registration.store import cohorts as cohort_rows
from services.registration.store.transaction import reading
from services.registration.store.views.api import cohorts
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_of, changes_to
from services.registration.web.api.kit.fields import (
    Name,
    Number,
    RequestBody,
    Resource,
    Seats,
    SingleLine,
)
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.reminders import Reminders, read_reminders
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)
from services.registration.web.api.kit.send_hours import SendHoursBody, read_send_hours
from services.registration.web.api.kit.warnings import ApiWarning, about_sessions, warning
from shared.events import Calendar, CohortStatus, WaitingOrder
from shared.reminders import ReminderRule
from shared.send_hours import SendHours

Slug = Annotated[str, msgspec.Meta(max_length=SLUG_LENGTH, pattern=f"^{SLUG}$")]
# One hour to two weeks: a longer offer would block the seat.
Hours = Annotated[int, msgspec.Meta(ge=1, le=336)]


class Cohort(Resource, frozen=True, kw_only=True):
    """`capacity` applies to each session without its own.

    `waiting_order`: who moves up first. `offer_hours`: working hours for which an offered seat is reserved, where
    registration is open to all. `drop_in`: anybody may register for single dates with seats left, from `drop_in_from`.
    `must_confirm`: a registration by the public form counts once the link in its mail has been opened and confirmed; its
    seats are held until then, at most 24 hours. `send_hours`: when invitations, reminders and mailings go; null: as the organiser
    says. `sending_paused_at`: since when the cohort's mail waits.
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
    must_confirm: bool
    reminders: list[ReminderRule]
    send_hours: SendHours | None
    sending_paused_at: datetime | None
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
    must_confirm: bool = False
    reminders: Reminders = msgspec.field(default_factory=list)
    send_hours: SendHoursBody | None = None


CohortChangesBody = changes_of(
    NewCohortBody, "CohortChangesBody", fixed=("programme_id",), never_null=("slug",)
)


class CohortWithWarnings(Cohort, frozen=True, kw_only=True):
    """A cohort that was copied or published, and what to look at in it.

    After a copy: days off, breaks, links that are missing, and what was left out. After publishing: nobody to ask.
    """

    warnings: list[ApiWarning]


class CohortQuery(ListQuery, frozen=True, kw_only=True):
    programme_id: UUID | None = None
    status: CohortStatus | None = None


class CopyBody(RequestBody, frozen=True, kw_only=True):
    name: Name
    first_session_on: date


class InviteBody(RequestBody, frozen=True, kw_only=True):
    invitation_rule_ids: list[UUID] | None = None


class InvitedCounts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`warnings` are left out where there are none; they say that the rules find nobody."""

    invited: int
    already: int
    warnings: list[ApiWarning] = msgspec.field(default_factory=list)


class RemindedCounts(msgspec.Struct, frozen=True, kw_only=True):
    """`already`: reminded earlier today, and not again."""

    reminded: int
    already: int


class EmptyBody(RequestBody, frozen=True, kw_only=True):
    """No fields; an empty body is accepted too."""


class ReasonBody(RequestBody, frozen=True, kw_only=True):
    reason: SingleLine | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(CohortQuery)
    async with reading(request.pool) as conn:
        rows = await cohorts.list_after(
            conn,
            request.organiser_id,
            after=read_cursor(query).id,
            limit=fetch_limit(query),
            programme_id=query.programme_id,
            status=query.status,
        )
    return ApiResponse(body=page(rows, query, shown_as(Cohort)))


async def load(request: ApiRequest, cohort_id: UUID) -> Cohort:
    async with reading(request.pool) as conn:
        return msgspec.convert(await cohorts.get(conn, request.organiser_id, cohort_id), Cohort)


async def _create(request: ApiRequest, new: NewCohortBody) -> UUID:
    _require_free_slug(new.slug)
    fields = msgspec.structs.asdict(new) | {
        "reminders": read_reminders(new.reminders, (), request.now),
        "send_hours": read_send_hours(new.send_hours),
    }
    return await create_cohort.create(request.pool, request.caller, domain.NewCohort(**fields))


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    _require_free_slug(changes.get("slug"))
    if "reminders" in changes:
        async with reading(request.pool) as conn:
            before = await cohort_rows.get(conn, request.organiser_id, request.id)
        changes["reminders"] = read_reminders(changes["reminders"], before.reminders, request.now)
    if "send_hours" in changes:
        changes["send_hours"] = read_send_hours(changes["send_hours"])
    await change_cohort.change(
        request.pool, request.caller, request.id, changes_to(domain.Cohort, changes), version=version
    )


async def _delete(request: ApiRequest) -> None:
    await delete_cohort.delete(request.pool, request.caller, request.id)


async def publish(request: ApiRequest) -> ApiResponse:
    request.read(EmptyBody)
    await publish_cohort.publish(request.pool, request.caller, request.id)
    async with reading(request.pool) as conn:
        has_contact = await cohorts.has_contact(conn, request.organiser_id, request.id)
    fields = msgspec.structs.asdict(await load(request, request.id))
    warnings = [] if has_contact else [warning("no_contact", request.caller.language)]
    return ApiResponse(body=CohortWithWarnings(**fields, warnings=warnings))


async def close(request: ApiRequest) -> ApiResponse:
    request.read(EmptyBody)
    await publish_cohort.close(request.pool, request.caller, request.id)
    return ApiResponse(body=await load(request, request.id))


async def cancel(request: ApiRequest) -> ApiResponse:
    body = request.read(ReasonBody)
    await publish_cohort.cancel(request.pool, request.caller, request.id, reason=body.reason)
    return ApiResponse(body=await load(request, request.id))


async def pause_sending(request: ApiRequest) -> ApiResponse:
    request.read(EmptyBody)
    await pausing.pause_cohort(request.pool, request.caller, request.id)
    return ApiResponse(body=await load(request, request.id))


async def resume_sending(request: ApiRequest) -> ApiResponse:
    request.read(EmptyBody)
    await pausing.resume_cohort(request.pool, request.caller, request.id)
    return ApiResponse(body=await load(request, request.id))


async def copy(request: ApiRequest) -> ApiResponse:
    body = request.read(CopyBody)
    made = await copy_cohort.copy(
        request.pool,
        request.caller,
        request.id,
        name=body.name,
        first_session_on=body.first_session_on,
    )
    fields = msgspec.structs.asdict(await load(request, made.id))
    body_with_warnings = CohortWithWarnings(
        **fields, warnings=about_sessions(made.warnings, request.caller.language)
    )
    return ApiResponse(status=201, body=body_with_warnings, location=f"/cohorts/{made.id}")


async def invite_all(request: ApiRequest) -> ApiResponse:
    body = request.read(InviteBody)
    counts = await invite.invite(
        request.pool,
        request.caller,
        request.id,
        invitation_rule_ids=body.invitation_rule_ids,
        committed=request.services.wake,
    )
    is_nobody = counts.invited + counts.already == 0
    warnings = [warning("nobody_found", request.caller.language, count=0)] if is_nobody else []
    return ApiResponse(body=InvitedCounts(invited=counts.invited, already=counts.already, warnings=warnings))


async def remind_all(request: ApiRequest) -> ApiResponse:
    request.read(EmptyBody)
    counts = await remind.remind(request.pool, request.caller, request.id, committed=request.services.wake)
    return ApiResponse(body=RemindedCounts(reminded=counts.reminded, already=counts.already))


def _require_free_slug(slug: str | None) -> None:
    # These words are paths of the organiser's other pages.
    if slug in ROUTE_WORDS:
        raise BadInput(errors=[ErrorItem("/slug", "taken")])


show = resource.show(load)
create = resource.create("/cohorts", NewCohortBody, _create, load)
change = resource.change(CohortChangesBody, _change, load)
delete = resource.delete(_delete)
