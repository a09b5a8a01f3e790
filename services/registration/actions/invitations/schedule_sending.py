"""Lets invitations or reminders go at a chosen time, changes that time, and takes it back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import require_open
from services.registration.domain.errors import NotFound, VersionConflict
from services.registration.domain.scheduled_sending import ScheduledSending, require_time, require_waiting
from services.registration.store import cohorts, invitation_rules, scheduled_sendings
from services.registration.store.access import audit
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


@permitted("scheduled_sending.create")
async def schedule(
    pool: Pool, caller: Caller, cohort_id: UUID, foreseen: Mapping[UUID | None, int], *, send_at: datetime
) -> list[UUID]:
    """Let each of these rules invite at `send_at`, or for None remind the silent; the ids of what waits are returned.

    `foreseen`: how many each would reach now. Raises `FieldsRefused` for the time, `CohortNotOpen`, `NotFound` for a rule that is not
    this cohort's, and `InUse` where something waits already.
    """
    require_time(send_at, caller.now)
    made = []
    async with transaction(pool) as conn:
        cohort = await cohorts.get(conn, caller.organiser_id, cohort_id)
        require_open(cohort.status)
        known = {rule.id for rule in await invitation_rules.lock_all(conn, caller.organiser_id, cohort_id)}
        for rule_id, number in foreseen.items():
            if rule_id is not None and rule_id not in known:
                raise NotFound("invitation_rule")
            sending = ScheduledSending(
                organiser_id=caller.organiser_id,
                id=ids.new(),
                cohort_id=cohort_id,
                invitation_rule_id=rule_id,
                send_at=send_at,
                foreseen=number,
            )
            await scheduled_sendings.insert(conn, sending)
            await audit.write(
                conn,
                caller,
                "scheduled_sending.create",
                ("scheduled_sending", sending.id),
                after={
                    "cohort_id": str(cohort_id),
                    "kind": "invitation" if rule_id else "invitation_reminder",
                    "send_at": send_at.isoformat(),
                },
            )
            made.append(sending.id)
    return made


@permitted("scheduled_sending.change")
async def reschedule(
    pool: Pool, caller: Caller, sending_id: UUID, *, send_at: datetime, foreseen: int, version: int | None
) -> None:
    """Let it go at another time. Raises `FieldsRefused` for the time, `SendingNotWaiting` and `VersionConflict`."""
    async with transaction(pool) as conn:
        current = await _lock_waiting(conn, caller, sending_id, version)
        require_time(send_at, caller.now)
        await scheduled_sendings.update(
            conn, msgspec.structs.replace(current, send_at=send_at, foreseen=foreseen)
        )
        await audit.write(
            conn,
            caller,
            "scheduled_sending.change",
            ("scheduled_sending", sending_id),
            before={"send_at": current.send_at.isoformat()},
            after={"send_at": send_at.isoformat()},
        )


@permitted("scheduled_sending.take_back")
async def take_back(pool: Pool, caller: Caller, sending_id: UUID, *, version: int | None) -> None:
    """Let it not go. Raises `SendingNotWaiting` and `VersionConflict`."""
    async with transaction(pool) as conn:
        current = await _lock_waiting(conn, caller, sending_id, version)
        await scheduled_sendings.update(
            conn, msgspec.structs.replace(current, status="taken_back", ended_at=caller.now)
        )
        await audit.write(conn, caller, "scheduled_sending.take_back", ("scheduled_sending", sending_id))


async def _lock_waiting(
    conn: Conn, caller: Caller, sending_id: UUID, version: int | None
) -> ScheduledSending:
    current = await scheduled_sendings.lock(conn, caller.organiser_id, sending_id)
    require_waiting(current)
    if version is not None and version != current.version:
        raise VersionConflict(sending_id)
    return current
