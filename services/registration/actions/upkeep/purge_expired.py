"""What was left with us for a time and is not needed any more is let go of."""

from datetime import timedelta
from typing import Final

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Initiator
from services.registration.store import audit, idempotency, interests, rate_limits, receipts
from services.registration.store.transaction import transaction
from shared.postgres import Pool

# What the page promises whoever waits for an opening.
_WAITS: Final = timedelta(days=365)
_COUNTED: Final = timedelta(days=1)
# A question about who changed what comes within the programme's year and the one after (docs/decisions/0035-audit.md).
_AUDIT: Final = timedelta(days=730)
_RECEIPTS: Final = timedelta(hours=1)


@permitted("upkeep.purge")
async def forget(pool: Pool, initiator: Initiator) -> None:
    """Delete addresses that have waited a year, audit rows of two years, yesterday's counts of posts, and old receipts."""
    async with transaction(pool) as conn:
        await interests.forget(conn, before=initiator.now - _WAITS)
        await rate_limits.forget(conn, before=initiator.now - _COUNTED)
        await audit.forget(conn, before=initiator.now - _AUDIT)
        await receipts.forget(conn, before=initiator.now - _RECEIPTS)


@permitted("upkeep.purge")
async def forget_idempotency_keys(pool: Pool, initiator: Initiator) -> None:  # noqa: ARG001 - as every periodic task
    """Delete the answers to idempotency keys that are no longer repeated."""
    async with transaction(pool) as conn:
        await idempotency.forget(conn)
