"""Sends mails again that did not arrive, thought over as ever: what is no longer so is not sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.notify.actions.dead_addresses import revive_address
from services.notify.actions.plan_units import plan_units
from services.notify.domain.resending import think_over
from services.notify.store import calendar_entries, plans, resending, snapshots, workers
from services.notify.store.resending import StoppedDelivery
from shared.plan_preview import MailCount
from shared.postgres import Conn, Pool

_CHUNK: Final = 500  # mails thought over in one transaction
_MOST_TRIED: Final = 100_000


async def resend_one(pool: Pool, organiser_id: UUID, delivery_id: UUID, *, now: datetime) -> int | None:
    """Send one mail again; return 1, or 0 where it is not stopped or a newer mail has told it; None: there is none."""
    async with pool.acquire() as conn, conn.transaction():
        await snapshots.lock_organisers(conn, [organiser_id])
        chosen = await resending.one(conn, organiser_id, delivery_id)
        if chosen is None:
            return None
        return len(await _resend(conn, organiser_id, await _with_address(conn, organiser_id, chosen), now))


async def try_again(pool: Pool, organiser_id: UUID, person_id: UUID, *, now: datetime) -> int | None:
    """Try a person's dead address: send again what bounced or was held; return how many. None: the address is not dead."""
    async with pool.acquire() as conn, conn.transaction():
        await snapshots.lock_organisers(conn, [organiser_id])
        stopped = await revive_address(conn, organiser_id, person_id)
        return None if stopped is None else len(await _resend(conn, organiser_id, stopped, now))


async def resend_all(
    pool: Pool, organiser_id: UUID, status: str, cohort_id: UUID | None, *, now: datetime
) -> int:
    """Send every mail of this status again, some hundreds a transaction; return how many are."""
    count, after = 0, UUID(int=0)
    while True:
        async with pool.acquire() as conn, conn.transaction():
            await snapshots.lock_organisers(conn, [organiser_id])
            chosen = await resending.choose(conn, organiser_id, status, cohort_id, after=after, most=_CHUNK)
            if not chosen:
                return count
            count += len(await _resend(conn, organiser_id, chosen, now))
            after = chosen[-1].id


async def try_resending(
    pool: Pool,
    organiser_id: UUID,
    *,
    delivery_id: UUID | None = None,
    status: str = "",
    cohort_id: UUID | None = None,
    now: datetime,
) -> list[MailCount]:
    """Count what `resend_one` or `resend_all` would send, and roll it back."""
    async with pool.acquire() as conn:
        trial = conn.transaction()
        await trial.start()
        try:
            await snapshots.lock_organisers(conn, [organiser_id])
            if delivery_id is not None:
                found = await resending.one(conn, organiser_id, delivery_id)
                chosen = [] if found is None else await _with_address(conn, organiser_id, found)
            else:
                chosen = await resending.choose(
                    conn, organiser_id, status, cohort_id, after=UUID(int=0), most=_MOST_TRIED
                )
            return await resending.count_due(
                conn, organiser_id, await _resend(conn, organiser_id, chosen, now)
            )
        finally:
            await trial.rollback()


async def _with_address(conn: Conn, organiser_id: UUID, chosen: StoppedDelivery) -> list[StoppedDelivery]:
    """Return a mail, with the others to the same person where the address counted as dead: whoever sends one, tries it."""
    if chosen.person_id is None:
        return [chosen]
    others = await revive_address(conn, organiser_id, chosen.person_id) or []
    return [chosen, *(one for one in others if one.id != chosen.id)]


async def _resend(
    conn: Conn, organiser_id: UUID, chosen: Sequence[StoppedDelivery], now: datetime
) -> list[UUID]:
    """Reset deliveries in the caller's transaction, which has the planning lock, and plan their units anew; return which."""
    unit_ids = sorted({one.unit_id for one in chosen})
    await plans.lock_open(conn, organiser_id, unit_ids)  # before any entry, as workers lock them
    rows = await plans.of_units(conn, organiser_id, unit_ids)
    entries = await calendar_entries.of_registrations(conn, organiser_id, unit_ids)
    ids = {one.id for one in chosen}
    moved = {one.id for one in chosen if one.is_moved}
    made = {
        unit_id: think_over(ids, list(rows.get(unit_id, {}).values()), entries.get(unit_id, {}), moved=moved)
        for unit_id in unit_ids
    }
    await resending.again(conn, organiser_id, [one for each in made.values() for one in each.again])
    fresh = [one for each in made.values() for one in (*each.anew, *each.remade)]
    await resending.anew(conn, organiser_id, fresh)
    if untold := [seat_id for each in made.values() for seat_id in each.untold]:
        await resending.untell(conn, organiser_id, untold)
    if before := [
        (one.seat_id, one.sequence, one.is_placed) for each in made.values() for one in each.entries
    ]:
        await resending.take_back(conn, organiser_id, before)
    people = sorted({one.person_id for one in chosen if one.person_id is not None})
    await workers.end_rest_of_people(conn, people)
    await plan_units(conn, organiser_id, [unit_id for unit_id, each in made.items() if each.anew], now)
    return [each_id for each in made.values() for each_id in (*each.again, *each.anew, *each.remade)]
