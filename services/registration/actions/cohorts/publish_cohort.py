"""A coordinator opens a cohort, closes it to new ones, or cancels it."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.public.subscribe_to_opening import tell_who_watches
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import Cohort, next_status
from services.registration.domain.session import is_over
from services.registration.store import audit, cohorts, seats, sessions
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.events import CohortStatus
from shared.postgres import Conn, Pool


@permitted("cohort.publish")
async def publish(pool: Pool, caller: Caller, cohort_id: UUID) -> None:
    """Open it, from a draft or again after it was closed, and tell those who wait for that."""
    async with transaction(pool) as conn:
        cohort = await cohorts.lock(conn, caller.organiser_id, cohort_id)
        if (status := next_status(cohort.status, "publish")) != cohort.status:
            await cohorts.set_status(conn, cohort, status)
            await _note(conn, caller, "cohort.publish", cohort, status)
            await events.tell_cohorts(conn, caller.organiser_id, [cohort_id])
            await tell_who_watches(conn, caller, cohort)


@permitted("cohort.close")
async def close(pool: Pool, caller: Caller, cohort_id: UUID) -> None:
    """Let nobody new in; those who have seats or wait keep them."""
    async with transaction(pool) as conn:
        cohort = await cohorts.lock(conn, caller.organiser_id, cohort_id)
        if (status := next_status(cohort.status, "close")) != cohort.status:
            await cohorts.set_status(conn, cohort, status)
            await _note(conn, caller, "cohort.close", cohort, status)
            await events.tell_cohorts(conn, caller.organiser_id, [cohort_id])


@permitted("cohort.cancel")
async def cancel(pool: Pool, caller: Caller, cohort_id: UUID, *, reason: str | None = None) -> None:
    """Cancel it with every session that is not over; seats stay as they are, so that all who had one are told."""
    async with transaction(pool) as conn:
        cohort = await cohorts.lock(conn, caller.organiser_id, cohort_id)
        if (status := next_status(cohort.status, "cancel")) == cohort.status:
            return
        held = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=cohort_id, session_ids=None, to_change=True
        )
        ahead = (
            [session.id for session in held.sessions.values() if not is_over(session, caller.now)]
            if held
            else []
        )
        await cohorts.set_status(conn, cohort, status)
        cancelled = await sessions.cancel(conn, caller.organiser_id, ahead, reason=reason, now=caller.now)
        await _note(
            conn,
            caller,
            "cohort.cancel",
            cohort,
            status,
            reason=reason,
            cancelled_session_ids=sorted(cancelled),
        )
        await events.tell_cohorts(conn, caller.organiser_id, [cohort_id])
        await events.tell_sessions(conn, caller.organiser_id, cancelled)


async def _note(
    conn: Conn, caller: Caller, action: str, cohort: Cohort, status: CohortStatus, **more: object
) -> None:
    await audit.write(
        conn,
        caller,
        action,
        ("cohort", cohort.id),
        before={"status": cohort.status},
        after={"status": status, **more},
    )
