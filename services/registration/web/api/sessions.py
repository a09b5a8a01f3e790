"""/api/v1/sessions: one occasion."""

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
from services.registration.domain import session as domain
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
    begin,
    how_many,
    page,
)
from services.registration.web.api.session_fields import NewSessionBody, Session, SessionChangesBody
from shared import times
from shared.events import SessionStatus

# What the contract calls it -> what it is called inside.
_NAMES: Final = {"date": "on", "organiser_id": "organisation_id", "booked_by": "booked_by_id"}


class SessionQuery(ListQuery, frozen=True, kw_only=True):
    programme_id: UUID | None = None
    cohort_id: UUID | None = None
    status: SessionStatus | None = None


class SilentQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`silent`: nobody is told of the change."""

    silent: bool = False


async def list_all(ask: ApiRequest) -> ApiResponse:
    query = ask.read_query(SessionQuery)
    start = begin(query)
    async with reading(ask.pool) as conn:
        rows = await sessions.list_after(
            conn,
            ask.organiser_id,
            sort=start.sort,
            after=start.id,
            limit=how_many(query),
            cohort_id=query.cohort_id,
            programme_id=query.programme_id,
            status=query.status,
        )
    return ApiResponse(body=page(rows, query, lambda row: _show(row, ask.now), lambda row: row["sort"]))


async def one(ask: ApiRequest, session_id: UUID) -> Session:
    async with reading(ask.pool) as conn:
        return _show(await sessions.get(conn, ask.organiser_id, session_id), ask.now)


def _show(row: Row, now: datetime) -> Session:
    ended = domain.over_at(row["date"], row["starts_at"], row["ends_at"])
    is_completed = ended is not None and ended <= now and row["status"] != "cancelled"
    at = {name: _local(row[name]) for name in ("starts_at", "ends_at")}
    status = "completed" if is_completed else row["status"]
    return msgspec.convert({**row, **at, "status": status}, Session)


def _local(moment: datetime | None) -> datetime | None:
    return times.local(moment) if moment else None


async def _create(ask: ApiRequest, new: NewSessionBody) -> UUID:
    fields = msgspec.structs.asdict(new)
    cohort_id = fields.pop("cohort_id")
    return await create_session.create(ask.pool, ask.caller, cohort_id, domain.NewSession(**_inside(fields)))


async def _change(ask: ApiRequest, changes: dict[str, Any], version: int | None) -> None:
    reason = changes.pop("reason", None)
    await change_session.change(
        ask.pool,
        ask.caller,
        ask.id,
        changes_to(domain.Session, _inside(changes)),
        version=version,
        silent=ask.read_query(SilentQuery).silent,
        reason=reason,
    )


def _inside(fields: dict[str, Any]) -> dict[str, Any]:
    found = {_NAMES.get(name, name): value for name, value in fields.items()}
    for name in ("starts_at", "ends_at"):
        if isinstance(found.get(name), datetime):
            found[name] = found[name].astimezone(UTC)
    return found


async def _delete(ask: ApiRequest) -> None:
    await delete_session.delete(ask.pool, ask.caller, ask.id)


async def cancel(ask: ApiRequest) -> ApiResponse:
    wanted = ask.read(ReasonBody)
    await cancel_session.cancel(ask.pool, ask.caller, ask.id, reason=wanted.reason)
    return ApiResponse(body=await one(ask, ask.id))


show = resource.show(one)
create = resource.create("/sessions", NewSessionBody, _create, one)
change = resource.change(SessionChangesBody, _change, one)
delete = resource.delete(_delete)
