"""Somebody asks to be forgotten: seats freed, links dead, words gone; the name and address when the last mail has gone."""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.registration.actions.seating import reseat
from services.registration.domain.session import is_over
from services.registration.store import erasures, events, registrations, seats
from services.registration.store.erasures import Units
from services.registration.store.transaction import transaction
from shared.postgres import Conn, Pool

# Notify gives up what it cannot deliver after two days; whoever has not heard from it a day later goes on alone.
WAIT_FOR_NOTIFY: Final = timedelta(hours=72)


class _GivenMore(Exception):
    """Somebody registered them to something while they were being forgotten."""


async def forget(pool: Pool, organiser_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """Withdraw a person from all that is ahead, and begin to erase them; once more, it changes nothing.

    Notify tells when it has nothing left to send them; then `finish` takes the name and the address too. What has been
    stays counted, as nobody's. `NotFound` if there is no such person.
    """
    while not await _begin(pool, organiser_id, person_id, now):
        pass


async def _begin(pool: Pool, organiser_id: UUID, person_id: UUID, now: datetime) -> bool:
    """Say no, with nothing done, if they were registered to something else meanwhile.

    People are held last of all, after the sessions: only then can nobody give them anything more.
    """
    with contextlib.suppress(_GivenMore):
        async with transaction(pool) as conn:
            if not await erasures.ask(conn, organiser_id, person_id, now):
                return True
            touched: set[UUID] = set()
            live = await erasures.hold_live(conn, organiser_id, person_id)
            for registration_id, cohort_id in live:
                touched.update(await _leave(conn, organiser_id, registration_id, cohort_id, now))
            units = await erasures.let_go(conn, organiser_id, person_id)
            if not await erasures.list_live(conn, organiser_id, person_id) <= {one for one, _ in live}:
                raise _GivenMore
            await events.tell_registrations(
                conn, organiser_id, sorted(touched.difference(units.registration_ids))
            )
            await _tell(conn, organiser_id, person_id, units)
            return True
    return False


async def finish(conn: Conn, organiser_id: UUID, person_ids: Sequence[UUID], *, now: datetime) -> None:
    """Take what is left of these people out of every table, in the caller's transaction."""
    for person_id in person_ids:
        units = await erasures.finish(conn, organiser_id, person_id, now)
        if units is not None:
            await _tell(conn, organiser_id, person_id, units)


async def finish_late(pool: Pool, *, now: datetime) -> None:
    """Do not wait for notify for ever: what is told it then says nothing of them."""
    async with pool.acquire() as conn:
        late = await erasures.list_late(conn, now - WAIT_FOR_NOTIFY)
    for organiser_id, person_id in late:
        async with transaction(pool) as conn:
            await finish(conn, organiser_id, [person_id], now=now)


async def _leave(
    conn: Conn, organiser_id: UUID, registration_id: UUID, cohort_id: UUID, now: datetime
) -> list[UUID]:
    """Free what is ahead; what has been keeps its seat, so that attendance is still counted."""
    held = await seats.hold(conn, organiser_id, cohort_id=cohort_id, session_ids=None)
    if held is None:
        return []
    current = (await registrations.list_seats(conn, organiser_id, [registration_id])).get(registration_id, [])
    ahead = [
        seat
        for seat in current
        if seat.status != "withdrawn" and not is_over(held.sessions[seat.session_id], now)
    ]
    return await reseat(conn, organiser_id, held, free=ahead, now=now) if ahead else []


async def _tell(conn: Conn, organiser_id: UUID, person_id: UUID, units: Units) -> None:
    await events.tell_registrations(conn, organiser_id, units.registration_ids)
    await events.tell_invitations(conn, organiser_id, units.invitation_ids)
    await events.tell_people(conn, organiser_id, [person_id])
