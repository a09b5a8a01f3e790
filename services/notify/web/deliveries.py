"""/internal/deliveries: the ledger, for the coordinator's pages and the API."""

from typing import Final
from uuid import UUID

import msgspec
from litestar import get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException

from services.notify.store import ledger
from services.notify.store.ledger import Filter, Line
from services.notify.web.guard import is_registration

_MOST: Final = 500


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the ledger; `next` leads on."""

    items: list[Line]
    next: str | None


@get("/internal/deliveries", guards=[is_registration])
async def list_deliveries(
    *,
    state: State,
    organiser_id: UUID,
    cohort_id: UUID | None = None,
    session_id: UUID | None = None,
    registration_id: UUID | None = None,
    person_id: UUID | None = None,
    programme_id: UUID | None = None,
    status: str | None = None,
    kind: str | None = None,
    after: UUID | None = None,
    limit: int = 50,
    sees_protected: bool = False,
) -> Listed:
    """List one tenant's mails, newest first."""
    most = max(1, min(limit, _MOST))
    wanted = Filter(
        organiser_id=organiser_id,
        cohort_id=cohort_id,
        session_id=session_id,
        registration_id=registration_id,
        person_id=person_id,
        programme_id=programme_id,
        status=status,
        kind=kind,
        after=after,
        limit=most,
        sees_protected=sees_protected,
    )
    async with state.pool.acquire() as conn:
        lines = await ledger.lines(conn, wanted)
    has_more = len(lines) > most
    return Listed(items=lines[:most], next=str(lines[most - 1].id) if has_more else None)


@get("/internal/deliveries/{delivery_id:uuid}", guards=[is_registration])
async def show_delivery(
    *,
    state: State,
    delivery_id: UUID,
    organiser_id: UUID,
    sees_protected: bool = False,
) -> Line:
    """Show one mail of a tenant."""
    wanted = Filter(
        organiser_id=organiser_id, delivery_id=delivery_id, limit=1, sees_protected=sees_protected
    )
    async with state.pool.acquire() as conn:
        lines = await ledger.lines(conn, wanted)
    if not lines:
        raise NotFoundException
    return lines[0]
