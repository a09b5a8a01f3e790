"""/api/v1/scheduled_sendings: invitations by a rule, or reminders of the silent, that go at a chosen time."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.registration.actions.invitations import schedule_sending, send_scheduled
from services.registration.actions.invitations.foresee import foresee
from services.registration.domain import scheduled_sending as domain
from services.registration.domain.scheduled_sending import SendingStatus
from services.registration.store import scheduled_sendings
from services.registration.store.transaction import reading
from services.registration.web.api.cohorts import EmptyBody
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_of
from services.registration.web.api.kit.fields import Moment, RequestBody, Resource
from services.registration.web.api.kit.problems import kebab
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    fetch_limit,
    page,
    read_cursor,
)

SendingKind = Literal["invitation", "invitation_reminder"]


class ShownSending(Resource, frozen=True, kw_only=True):
    """What goes at `send_at`. Whom it reaches is found out then; `foreseen`: how many it would have reached when the time was chosen.

    `reached`: how many it did reach, null before, and where a restart came in between. `problem`: why it did not go, as in the type of
    a problem (`cohort-not-open`, `too-late`). `started_at`: when it began to go; from then on it cannot be changed.
    """

    cohort_id: UUID
    invitation_rule_id: UUID | None
    kind: SendingKind
    status: SendingStatus
    send_at: datetime
    foreseen: int
    started_at: datetime | None
    ended_at: datetime | None
    reached: int | None
    problem: str | None
    version: int


class NewSendingBody(RequestBody, frozen=True, kw_only=True):
    """`invitation_rule_id`: the rule that invites; null: those who have not answered are reminded."""

    cohort_id: UUID
    invitation_rule_id: UUID | None = None
    send_at: Moment


SendingChangesBody = changes_of(
    NewSendingBody, "SendingChangesBody", doc="Another time.", fixed=("cohort_id", "invitation_rule_id")
)


class SendingQuery(ListQuery, frozen=True, kw_only=True):
    cohort_id: UUID | None = None
    status: SendingStatus | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(SendingQuery)
    async with reading(request.pool) as conn:
        rows = await scheduled_sendings.list_after(
            conn,
            request.organiser_id,
            after=read_cursor(query).id,
            limit=fetch_limit(query),
            cohort_id=query.cohort_id,
            status=query.status,
        )
    return ApiResponse(body=page(rows, query, _shown))


async def load(request: ApiRequest, sending_id: UUID) -> ShownSending:
    async with reading(request.pool) as conn:
        return _shown(await scheduled_sendings.get(conn, request.organiser_id, sending_id))


async def send(request: ApiRequest) -> ApiResponse:
    """Let it go now."""
    request.read(EmptyBody)
    await send_scheduled.send_now(request.pool, request.caller, request.id, committed=request.services.wake)
    return ApiResponse(body=await load(request, request.id))


async def _create(request: ApiRequest, new: NewSendingBody) -> UUID:
    number = await foresee(request.pool, request.caller, new.cohort_id, new.invitation_rule_id)
    [sending_id] = await schedule_sending.schedule(
        request.pool,
        request.caller,
        new.cohort_id,
        {new.invitation_rule_id: number},
        send_at=new.send_at,
    )
    return sending_id


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    sending = await load(request, request.id)
    number = await foresee(request.pool, request.caller, sending.cohort_id, sending.invitation_rule_id)
    await schedule_sending.reschedule(
        request.pool,
        request.caller,
        request.id,
        send_at=changes.get("send_at", sending.send_at),
        foreseen=number,
        version=version,
    )


async def _take_back(request: ApiRequest) -> None:
    await schedule_sending.take_back(request.pool, request.caller, request.id, version=None)


def _shown(sending: domain.ScheduledSending) -> ShownSending:
    fields = msgspec.structs.asdict(sending) | {
        "kind": "invitation" if sending.invitation_rule_id else "invitation_reminder",
        "problem": sending.problem and kebab(sending.problem),
    }
    return msgspec.convert(fields, ShownSending)


show = resource.show(load)
create = resource.create("/scheduled_sendings", NewSendingBody, _create, load)
change = resource.change(SendingChangesBody, _change, load)
take_back = resource.delete(_take_back)
