"""The answers in a registration are corrected; who comes, and to what, stays as it was."""

from typing import Any
from uuid import UUID

from services.registration.store import answers as kept
from services.registration.store import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


async def change(
    pool: Pool,
    organiser_id: UUID,
    registration_id: UUID,
    answers: dict[str, Any],  # Any: what a form of the organiser's own asks
    *,
    version: int | None,
) -> None:
    """Keep these answers instead, and tell notify of the new version."""
    async with transaction(pool) as conn:
        await kept.replace(conn, organiser_id, registration_id, answers, version=version)
        await events.tell_registrations(conn, organiser_id, [registration_id])
