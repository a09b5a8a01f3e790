"""Pauses the mail of a cohort, or of the whole organiser, and lets it go again; notify holds it meanwhile."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.store import cohorts
from services.registration.store.access import audit
from services.registration.store.directory import organisers
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Pool


@permitted("cohort.pause_sending")
async def pause_cohort(pool: Pool, caller: Caller, cohort_id: UUID) -> None:
    """Let the cohort's mail wait, but for links that somebody asks for; again changes nothing."""
    await _set_cohort(pool, caller, "cohort.pause_sending", cohort_id, caller.now)


@permitted("cohort.resume_sending")
async def resume_cohort(pool: Pool, caller: Caller, cohort_id: UUID) -> None:
    """Let the cohort's mail go again, each thought over."""
    await _set_cohort(pool, caller, "cohort.resume_sending", cohort_id, None)


@permitted("organiser.pause_sending")
async def pause_organiser(pool: Pool, caller: Caller) -> None:
    """Let all mail of the organiser wait, but for links that somebody asks for."""
    await _set_organiser(pool, caller, "organiser.pause_sending", caller.now)


@permitted("organiser.resume_sending")
async def resume_organiser(pool: Pool, caller: Caller) -> None:
    """Let the organiser's mail go again; what a cohort has paused still waits."""
    await _set_organiser(pool, caller, "organiser.resume_sending", None)


async def _set_cohort(
    pool: Pool, caller: Caller, action: str, cohort_id: UUID, paused_at: datetime | None
) -> None:
    async with transaction(pool) as conn:
        cohort = await cohorts.lock(conn, caller.organiser_id, cohort_id)
        if (cohort.sending_paused_at is None) == (paused_at is None):
            return
        changed = msgspec.structs.replace(cohort, sending_paused_at=paused_at, version=cohort.version + 1)
        await cohorts.update(conn, changed)
        before, after = _noted(cohort.sending_paused_at), _noted(paused_at)
        await audit.write(conn, caller, action, ("cohort", cohort_id), before=before, after=after)
        await events.tell_cohorts(conn, caller.organiser_id, [cohort_id])


async def _set_organiser(pool: Pool, caller: Caller, action: str, paused_at: datetime | None) -> None:
    async with transaction(pool) as conn:
        current = await organisers.lock(conn, caller.organiser_id)
        if (current.sending_paused_at is None) == (paused_at is None):
            return
        await organisers.update(conn, msgspec.structs.replace(current, sending_paused_at=paused_at))
        before, after = _noted(current.sending_paused_at), _noted(paused_at)
        await audit.write(
            conn, caller, action, ("organiser", caller.organiser_id), before=before, after=after
        )
        await events.tell_organisers(conn, caller.organiser_id, [caller.organiser_id])


def _noted(paused_at: datetime | None) -> dict[str, datetime | None]:
    return {"sending_paused_at": paused_at}
