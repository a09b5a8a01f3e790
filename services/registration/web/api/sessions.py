"""/api/v1/sessions: the sessions of cohorts."""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.actions.sessions import (
    cancel_session,
    change_session,
    create_session,
    delete_session,
)
from services.registration.domain.sessions import session as domain
from services.registration.store.transaction import reading
from services.registration.store.views.api import sessions
from services.registration.web.api.cohorts import ReasonBody
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.changes import changes_to
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    Row,
    fetch_limit,
    page,
    read_cursor,
)
from services.registration.web.api.kit.warnings import ApiWarning, warning
from services.registration.web.api.session_fields import NewSessionBody, Session, SessionChangesBody
from shared import times
from shared.events import SessionStatus
from shared.language import Language

# API field -> domain field, where they differ.
_DOMAIN_NAMES: Final = {"date": "on", "organiser_id": "organisation_id", "booked_by": "booked_by_id"}

_USUAL_DAYS: Final = 14  # a session that lasts longer probably has a wrong end


class SessionQuery(ListQuery, frozen=True, kw_only=True):
    programme_id: UUID | None = None
    cohort_id: UUID | None = None
    status: SessionStatus | None = None


class SilentQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`silent`: no mail is sent about the change."""

    silent: bool = False


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(SessionQuery)
    start = read_cursor(query)
    async with reading(request.pool) as conn:
        rows = await sessions.list_after(
            conn,
            request.organiser_id,
            sort=start.sort,
            after=start.id,
            limit=fetch_limit(query),
            cohort_id=query.cohort_id,
            programme_id=query.programme_id,
            status=query.status,
        )
    return ApiResponse(body=page(rows, query, lambda row: _show(row, request.now), lambda row: row["sort"]))


async def load(request: ApiRequest, session_id: UUID) -> Session:
    async with reading(request.pool) as conn:
        shown = _show(await sessions.get(conn, request.organiser_id, session_id), request.now)
    return msgspec.structs.replace(shown, warnings=_warnings(shown, request.caller.language))


def _warnings(session: Session, language: Language) -> list[ApiWarning]:
    if session.starts_at is None or session.ends_at is None:
        return []
    days = (session.ends_at - session.starts_at).days
    return [warning("long", language, count=days)] if days > _USUAL_DAYS else []


def _show(row: Row, now: datetime) -> Session:
    ended = domain.over_at(row["date"], row["starts_at"], row["ends_at"])
    is_completed = ended is not None and ended <= now and row["status"] != "cancelled"
    at = {name: _local(row[name]) for name in ("starts_at", "ends_at")}
    status = "completed" if is_completed else row["status"]
    return msgspec.convert({**row, **at, "status": status}, Session)


def _local(moment: datetime | None) -> datetime | None:
    return times.local(moment) if moment else None


async def _create(request: ApiRequest, new: NewSessionBody) -> UUID:
    fields = msgspec.structs.asdict(new)
    cohort_id = fields.pop("cohort_id")
    return await create_session.create(
        request.pool, request.caller, cohort_id, domain.NewSession(**_domain_fields(fields))
    )


async def _change(request: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    reason = changes.pop("reason", None)
    await change_session.change(
        request.pool,
        request.caller,
        request.id,
        changes_to(domain.Session, _domain_fields(changes)),
        version=version,
        silent=request.read_query(SilentQuery).silent,
        reason=reason,
    )


def _domain_fields(fields: dict[str, Any]) -> dict[str, Any]:
    renamed = {_DOMAIN_NAMES.get(name, name): value for name, value in fields.items()}
    for name in ("starts_at", "ends_at"):
        if isinstance(renamed.get(name), datetime):
            renamed[name] = renamed[name].astimezone(UTC)
    return renamed


async def _delete(request: ApiRequest) -> None:
    await delete_session.delete(request.pool, request.caller, request.id)


async def cancel(request: ApiRequest) -> ApiResponse:
    body = request.read(ReasonBody)
    await cancel_session.cancel(request.pool, request.caller, request.id, reason=body.reason)
    return ApiResponse(body=await load(request, request.id))


show = resource.show(load)
create = resource.create("/sessions", NewSessionBody, _create, load)
change = resource.change(SessionChangesBody, _change, load)
delete = resource.delete(_delete)
