"""Opens, closes or cancels a cohort."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.public.subscribe_to_opening import tell_subscribers
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import Cohort, next_status
from services.registration.domain.sessions.session import is_over
from services.registration.store import cohorts, seats, sessions
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.events import CohortStatus
from shared.postgres import Conn, Pool


@permitted("cohort.publish")
async def publish(pool: Pool, caller: Caller, cohort_id: UUID) -> None:
    """Open a draft or a closed cohort, and mail the subscribers who wait for an opening."""
    async with transaction(pool) as conn:
        cohort = await cohorts.lock(conn, caller.organiser_id, cohort_id)
        if (status := next_status(cohort.status, "publish")) != cohort.status:
            await cohorts.set_status(conn, cohort, status)
            await _note(conn, caller, "cohort.publish", cohort, status)
            await events.tell_cohorts(conn, caller.organiser_id, [cohort_id])
            await tell_subscribers(conn, caller, cohort)


@permitted("cohort.close")
async def close(pool: Pool, caller: Caller, cohort_id: UUID) -> None:
    """Stop accepting new registrations; seats and waiting lists remain."""
    async with transaction(pool) as conn:
        cohort = await cohorts.lock(conn, caller.organiser_id, cohort_id)
        if (status := next_status(cohort.status, "close")) != cohort.status:
            await cohorts.set_status(conn, cohort, status)
            await _note(conn, caller, "cohort.close", cohort, status)
            await events.tell_cohorts(conn, caller.organiser_id, [cohort_id])


@permitted("cohort.cancel")
async def cancel(pool: Pool, caller: Caller, cohort_id: UUID, *, reason: str | None = None) -> None:
    """Cancel the cohort and its sessions that are not over; seats remain, so that their holders are told."""
    async with transaction(pool) as conn:
        cohort = await cohorts.lock(conn, caller.organiser_id, cohort_id)
        if (status := next_status(cohort.status, "cancel")) == cohort.status:
            return
        locked = await seats.lock_sessions(
            conn, caller.organiser_id, cohort_id=cohort_id, session_ids=None, to_change=True
        )
        ahead = (
            [session.id for session in locked.sessions.values() if not is_over(session, caller.now)]
            if locked
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
