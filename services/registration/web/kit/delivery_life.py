"""The life of one mail: what notify knows of it, and when its person came to what it was about."""

from datetime import datetime
from uuid import UUID

import httpx
import msgspec

from services.registration.store.transaction import reading
from services.registration.store.views import joined
from services.registration.web.services import Services
from shared.delivery_life import DeliveryLife, DeliveryStep


async def life_of(
    services: Services, organiser_id: UUID, delivery_id: UUID, *, sees_protected: bool
) -> list[DeliveryStep]:
    """Return the steps in order of time, none where notify does not know of steps yet.

    Raises `httpx.HTTPError` or `msgspec.MsgspecError` where notify is away.
    """
    answer = await services.notify.get(
        f"/internal/deliveries/{delivery_id}/life",
        params={"organiser_id": str(organiser_id), "sees_protected": str(sees_protected).lower()},
    )
    if answer.status_code == httpx.codes.NOT_FOUND:
        return []
    answer.raise_for_status()
    life = msgspec.json.decode(answer.content, type=DeliveryLife)
    since: datetime | None = min((step.at for step in life.steps), default=None)
    async with reading(services.pool) as conn:
        came = await joined.of_seats(conn, organiser_id, life.seat_ids, since=since)
    return sorted([*life.steps, *came], key=lambda step: step.at)
