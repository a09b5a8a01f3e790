"""A coordinator opens a cohort, closes it to new ones, or cancels it."""

from datetime import datetime
from uuid import UUID

from services.registration.actions.public.subscribe_to_opening import tell_who_watches
from services.registration.domain.cohort import next_status
from services.registration.domain.session import is_over
from services.registration.store import cohorts, seats, sessions
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


async def publish(pool: Pool, organiser_id: UUID, cohort_id: UUID, *, now: datetime) -> None:
    """Open it, from a draft or again after it was closed, and tell those who wait for that."""
    async with transaction(pool) as conn:
        cohort = await cohorts.lock(conn, organiser_id, cohort_id)
        if (status := next_status(cohort.status, "publish")) != cohort.status:
            await cohorts.set_status(conn, cohort, status)
            await events.tell_cohorts(conn, organiser_id, [cohort_id])
            await tell_who_watches(conn, cohort, now=now)


async def close(pool: Pool, organiser_id: UUID, cohort_id: UUID, *, now: datetime) -> None:  # noqa: ARG001 - as every action
    """Let nobody new in; those who have seats or wait keep them."""
    async with transaction(pool) as conn:
        cohort = await cohorts.lock(conn, organiser_id, cohort_id)
        if (status := next_status(cohort.status, "close")) != cohort.status:
            await cohorts.set_status(conn, cohort, status)
            await events.tell_cohorts(conn, organiser_id, [cohort_id])


async def cancel(
    pool: Pool, organiser_id: UUID, cohort_id: UUID, *, now: datetime, reason: str | None = None
) -> None:
    """Cancel it with every session that is not over; seats stay as they are, so that all who had one are told."""
    async with transaction(pool) as conn:
        cohort = await cohorts.lock(conn, organiser_id, cohort_id)
        if (status := next_status(cohort.status, "cancel")) == cohort.status:
            return
        held = await seats.lock_sessions(
            conn, organiser_id, cohort_id=cohort_id, session_ids=None, to_change=True
        )
        ahead = (
            [session.id for session in held.sessions.values() if not is_over(session, now)] if held else []
        )
        await cohorts.set_status(conn, cohort, status)
        cancelled = await sessions.cancel(conn, organiser_id, ahead, reason=reason, now=now)
        await events.tell_cohorts(conn, organiser_id, [cohort_id])
        await events.tell_sessions(conn, organiser_id, cancelled)
