"""/api/v1/invitation_rules: which audience to invite, to which sessions, with which deadline."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registration.actions.invitations import (
    change_invitation_rule,
    create_invitation_rule,
    delete_invitation_rule,
)
from services.registration.domain import invitation as domain
from services.registration.store.transaction import reading
from services.registration.store.views.api import invitation_rules
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_of, changes_to
from services.registration.web.api.kit.fields import RequestBody, Resource
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)
from shared.events import InvitationKind


class InvitationRule(Resource, frozen=True, kw_only=True):
    """Null `session_ids` means all sessions of the cohort, including those added later."""

    cohort_id: UUID
    audience_id: UUID
    session_ids: list[UUID] | None
    kind: InvitationKind
    invited_by_id: UUID | None
    opens_on: date | None
    respond_by: date | None
    substitutes_allowed: bool | None
    waiting_list: bool | None
    invited_at: datetime | None
    version: int


class NewRuleBody(RequestBody, frozen=True, kw_only=True):
    cohort_id: UUID
    audience_id: UUID
    session_ids: list[UUID] | None = None
    kind: InvitationKind = "inbjudan"
    invited_by_id: UUID | None = None
    opens_on: date | None = None
    respond_by: date | None = None
    substitutes_allowed: bool | None = None
    waiting_list: bool | None = None


RuleChangesBody = changes_of(NewRuleBody, "RuleChangesBody", fixed=("cohort_id",))


class RuleQuery(ListQuery, frozen=True, kw_only=True):
    programme_id: UUID | None = None
    cohort_id: UUID | None = None
    session_id: UUID | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(RuleQuery)
    async with reading(request.pool) as conn:
        rows = await invitation_rules.list_after(
            conn,
            request.organiser_id,
            after=read_cursor(query).id,
            limit=fetch_limit(query),
            programme_id=query.programme_id,
            cohort_id=query.cohort_id,
            session_id=query.session_id,
        )
    return ApiResponse(body=page(rows, query, shown_as(InvitationRule)))


async def load(request: ApiRequest, rule_id: UUID) -> InvitationRule:
    async with reading(request.pool) as conn:
        return msgspec.convert(
            await invitation_rules.get(conn, request.organiser_id, rule_id), InvitationRule
        )


async def _create(request: ApiRequest, new: NewRuleBody) -> UUID:
    rule = msgspec.convert(new, domain.NewInvitationRule, from_attributes=True)
    return await create_invitation_rule.create(request.pool, request.caller, rule)


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    await change_invitation_rule.change(
        request.pool,
        request.caller,
        request.id,
        changes_to(domain.InvitationRule, changes),
        version=version,
    )


async def _delete(request: ApiRequest) -> None:
    await delete_invitation_rule.delete(request.pool, request.caller, request.id)


show = resource.show(load)
create = resource.create("/invitation_rules", NewRuleBody, _create, load)
change = resource.change(RuleChangesBody, _change, load)
delete = resource.delete(_delete)
