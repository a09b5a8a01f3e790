"""/api/v1/audit: who changed what, the newest first. For admins only."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.audit import Fields
from services.registration.domain.caller import ActorKind, Role
from services.registration.store.access import audit
from services.registration.store.access.audit import AuditEntry, AuditSearch
from services.registration.store.transaction import reading
from services.registration.web.api.kit.fields import Moment, Resource
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    fetch_limit,
    page,
    read_cursor,
)

_NEWEST: Final = UUID(int=2**128 - 1)


class AuditActor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acted; `id`, `role` and `name` are those of the token or the staff member."""

    kind: ActorKind
    id: UUID | None
    role: Role | None
    name: str | None


class AuditSubject(msgspec.Struct, frozen=True, kw_only=True):
    """What was acted upon; it may have been removed since."""

    kind: str
    id: UUID


class Audit(Resource, frozen=True, kw_only=True):
    """`before` and `after` hold the fields that changed; null where nothing is kept, or once the person is erased."""

    at: datetime
    actor: AuditActor
    action: str
    subject: AuditSubject
    before: Fields | None
    after: Fields | None
    correlation_id: str | None


class AuditQuery(ListQuery, frozen=True, kw_only=True):
    """`subject_id`: only what was done to this. `actor_id`, `actor_kind`: only what they did. `since`, `until`: in this period."""

    subject_id: UUID | None = None
    actor_id: UUID | None = None
    actor_kind: ActorKind | None = None
    action: str | None = None
    since: Moment | None = None
    until: Moment | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(AuditQuery)
    async with reading(request.pool) as conn:
        entries = await audit.list_before(
            conn,
            request.organiser_id,
            AuditSearch(
                subject_id=query.subject_id,
                actor_id=query.actor_id,
                actor_kind=query.actor_kind,
                actions=None if query.action is None else (query.action,),
                since=query.since,
                until=query.until,
            ),
            before=_NEWEST if query.after is None else read_cursor(query).id,
            limit=fetch_limit(query),
        )
    return ApiResponse(body=page(entries, query, _shown))


def _shown(entry: AuditEntry) -> Audit:
    return Audit(
        id=entry.id,
        at=entry.at,
        actor=AuditActor(
            kind=entry.actor_kind, id=entry.actor_id, role=entry.actor_role, name=entry.actor_name
        ),
        action=entry.action,
        subject=AuditSubject(kind=entry.subject_kind, id=entry.subject_id),
        before=entry.before,
        after=entry.after,
        correlation_id=entry.correlation_id,
    )
