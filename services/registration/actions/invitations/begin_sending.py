"""Lets invitations or reminders to many go from now on, beside the request that asked for it."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import NotFound
from services.registration.domain.scheduled_sending import ScheduledSending
from services.registration.store import cohorts, invitation_rules, scheduled_sendings
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Pool


@permitted("scheduled_sending.create")
async def begin(
    pool: Pool, caller: Caller, cohort_id: UUID, foreseen: Mapping[UUID | None, int]
) -> list[UUID]:
    """Note that these rules invite now (None: that the silent are reminded), and return the ids for `send_now`.

    What waits for a later time goes now instead; what is going already is left out. Whatever becomes of the process, each is
    sent: the periodic task finds it. Raises `CohortNotOpen`, and `NotFound` for a rule that is not this cohort's.
    """
    begun = []
    async with transaction(pool) as conn:
        known = {rule.id for rule in await invitation_rules.lock_all(conn, caller.organiser_id, cohort_id)}
        require_open((await cohorts.get(conn, caller.organiser_id, cohort_id)).status)
        if not known >= {rule_id for rule_id in foreseen if rule_id is not None}:
            raise NotFound("invitation_rule")
        waiting = {
            sending.invitation_rule_id: sending
            for sending in await scheduled_sendings.list_waiting(conn, caller.organiser_id, [cohort_id])
        }
        for rule_id, number in foreseen.items():
            before = waiting.get(rule_id)
            if before is not None and before.started_at is not None:
                continue
            sending = ScheduledSending(
                organiser_id=caller.organiser_id,
                id=before.id if before else ids.new(),
                cohort_id=cohort_id,
                invitation_rule_id=rule_id,
                send_at=caller.now,
                foreseen=number,
            )
            if before is None:
                await scheduled_sendings.insert(conn, sending)
            else:
                locked = await scheduled_sendings.lock(conn, caller.organiser_id, before.id)
                if locked.status != "waiting" or locked.started_at is not None:
                    continue
                await scheduled_sendings.update(
                    conn, msgspec.structs.replace(locked, send_at=caller.now, foreseen=number)
                )
            kind = "invitation" if rule_id else "invitation_reminder"
            await audit.write(
                conn,
                caller,
                "scheduled_sending.begin",
                ("scheduled_sending", sending.id),
                after={"cohort_id": str(cohort_id), "kind": kind},
            )
            begun.append(sending.id)
    return begun
