"""Deletes data whose retention period has ended."""

from datetime import timedelta
from typing import Final

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Initiator
from services.registration.store import idempotency, interests, rate_limits, receipts
from services.registration.store.transaction import transaction
from shared.postgres import Pool

# As the page promises people who subscribe to an opening.
_WAITS: Final = timedelta(days=365)
_COUNTED: Final = timedelta(days=1)
_RECEIPTS: Final = timedelta(hours=1)


@permitted("upkeep.purge")
async def forget(pool: Pool, initiator: Initiator) -> None:
    """Delete opening addresses after a year, yesterday's post counters, and old receipts."""
    async with transaction(pool) as conn:
        await interests.forget(conn, before=initiator.now - _WAITS)
        await rate_limits.forget(conn, before=initiator.now - _COUNTED)
        await receipts.forget(conn, before=initiator.now - _RECEIPTS)


@permitted("upkeep.purge")
async def forget_idempotency_keys(pool: Pool, initiator: Initiator) -> None:  # noqa: ARG001 - as every periodic task
    """Delete idempotency keys, with their responses, that are too old to be repeated."""
    async with transaction(pool) as conn:
        await idempotency.forget(conn)
