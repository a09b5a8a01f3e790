"""Deletes data whose retention period has ended."""

from datetime import timedelta
from typing import Final

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Initiator
from services.registration.domain.webhooks import webhook
from services.registration.store import interests
from services.registration.store.access import idempotency, rate_limits, receipts
from services.registration.store.directory import kept_sheets, people_imports
from services.registration.store.transaction import transaction
from services.registration.store.webhooks import messages
from shared.postgres import Pool

# As the page promises people who subscribe to an opening.
_WAITS: Final = timedelta(days=365)
_COUNTED: Final = timedelta(days=1)
_RECEIPTS: Final = timedelta(hours=1)
# For as long as an import of people can be undone; a mapping of columns is needed from one year's list to the next.
_IMPORTS: Final = timedelta(days=90)
_MAPPINGS: Final = timedelta(days=730)


@permitted("upkeep.purge")
async def forget(pool: Pool, initiator: Initiator) -> None:
    """Delete opening addresses after a year, yesterday's post counters, old receipts, lists not stored, and what old imports changed."""
    async with transaction(pool) as conn:
        await interests.forget(conn, before=initiator.now - _WAITS)
        await rate_limits.forget(conn, before=initiator.now - _COUNTED)
        await people_imports.forget(
            conn, imported_before=initiator.now - _IMPORTS, used_before=initiator.now - _MAPPINGS
        )
        await kept_sheets.forget(conn, before=initiator.now - kept_sheets.IS_KEPT)
        await receipts.forget(conn, before=initiator.now - _RECEIPTS)


@permitted("upkeep.purge")
async def forget_idempotency_keys(pool: Pool, initiator: Initiator) -> None:  # noqa: ARG001 - as every periodic task
    """Delete idempotency keys, with their responses, that are too old to be repeated."""
    async with transaction(pool) as conn:
        await idempotency.forget(conn)


@permitted("upkeep.purge")
async def forget_webhook_messages(pool: Pool, initiator: Initiator) -> None:
    """Delete what webhooks were told of, with the log of attempts, after 30 days."""
    async with transaction(pool) as conn:
        await messages.forget(conn, before=initiator.now - webhook.IS_KEPT)
