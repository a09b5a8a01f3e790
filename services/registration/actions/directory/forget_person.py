"""Somebody asks to be forgotten: seats freed, links dead, words gone; the name and address when the last mail has gone."""

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.actions.seating.reseat import reseat
from services.registration.domain.caller import Caller, Initiator
from services.registration.domain.session import is_over
from services.registration.store import audit, erasures, registrations, seats
from services.registration.store.erasures import PersonUnits
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared.postgres import Conn, Pool

# Notify gives up what it cannot deliver after two days; whoever has not heard from it a day later goes on alone.
WAIT_FOR_NOTIFY: Final = timedelta(hours=72)


class _RegisteredMeanwhile(Exception):  # noqa: N818 - named for the situation
    """Somebody registered them to something while they were being forgotten."""


@permitted("person.forget")
async def forget(pool: Pool, caller: Caller, person_id: UUID) -> None:
    """Withdraw a person from all that is ahead, and begin to erase them; once more, it changes nothing.

    Notify tells when it has nothing left to send them; then `finish` takes the name and the address too. What has been
    stays counted, as nobody's. `NotFound` if there is no such person.
    """
    while not await _begin(pool, caller, person_id):
        pass


async def _begin(pool: Pool, caller: Caller, person_id: UUID) -> bool:
    """Say no, with nothing done, if they were registered to something else meanwhile.

    People are held last of all, after the sessions: only then can nobody give them anything more.
    """
    with contextlib.suppress(_RegisteredMeanwhile):
        async with transaction(pool) as conn:
            if not await erasures.ask(conn, caller.organiser_id, person_id, caller.now):
                return True
            await audit.write(conn, caller, "person.forget", ("person", person_id))
            touched: set[UUID] = set()
            live = await erasures.lock_live(conn, caller.organiser_id, person_id)
            for registration_id, cohort_id in live:
                touched.update(await _leave(conn, caller, registration_id, cohort_id))
            units = await erasures.let_go(conn, caller.organiser_id, person_id)
            if not await erasures.list_live(conn, caller.organiser_id, person_id) <= {one for one, _ in live}:
                raise _RegisteredMeanwhile
            await events.tell_registrations(
                conn, caller.organiser_id, sorted(touched.difference(units.registration_ids))
            )
            await _tell(conn, caller, person_id, units)
            return True
    return False


async def finish(conn: Conn, caller: Caller, person_ids: Sequence[UUID]) -> None:
    """Take what is left of these people out of every table, in the caller's transaction."""
    for person_id in person_ids:
        units = await erasures.finish(conn, caller.organiser_id, person_id, caller.now)
        if units is not None:
            await _tell(conn, caller, person_id, units)


@permitted("person.finish_forgetting")
async def finish_late(pool: Pool, initiator: Initiator) -> None:
    """Do not wait for notify for ever: what is told it then says nothing of them."""
    async with pool.acquire() as conn:
        late = await erasures.list_late(conn, initiator.now - WAIT_FOR_NOTIFY)
    for organiser_id, person_id in late:
        async with transaction(pool) as conn:
            await finish(conn, initiator.for_organiser(organiser_id), [person_id])


async def _leave(conn: Conn, caller: Caller, registration_id: UUID, cohort_id: UUID) -> list[UUID]:
    """Free what is ahead; what has been keeps its seat, so that attendance is still counted."""
    held = await seats.lock_sessions(conn, caller.organiser_id, cohort_id=cohort_id, session_ids=None)
    if held is None:
        return []
    current = (await registrations.list_seats(conn, caller.organiser_id, [registration_id])).get(
        registration_id, []
    )
    ahead = [
        seat
        for seat in current
        if seat.status != "withdrawn" and not is_over(held.sessions[seat.session_id], caller.now)
    ]
    return await reseat(conn, caller, held, free=ahead) if ahead else []


async def _tell(conn: Conn, caller: Caller, person_id: UUID, units: PersonUnits) -> None:
    await events.tell_registrations(conn, caller.organiser_id, units.registration_ids)
    await events.tell_invitations(conn, caller.organiser_id, units.invitation_ids)
    await events.tell_people(conn, caller.organiser_id, [person_id])
