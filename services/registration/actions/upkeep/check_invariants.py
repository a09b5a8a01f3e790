"""Counts violations of the invariants once a day, for /metrics and the log."""

import logging
from typing import Final

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Initiator
from services.registration.store.health import invariants, service_status
from services.registration.store.transaction import transaction
from shared.postgres import Pool

log: Final = logging.getLogger(__name__)


@permitted("upkeep.check")
async def check(pool: Pool, initiator: Initiator) -> None:  # noqa: ARG001 - as every periodic task
    """Store the number of violating rows of each invariant, and log an error for each that is broken."""
    async with transaction(pool) as conn:
        found = await invariants.count(conn)
        await service_status.keep(conn, found)
    for name, count in service_status.broken(found).items():
        log.error("check.broken", extra={"invariant": name, "count": count})
