"""Erases a person: seats, links and texts at once; name and address after the last mail to them."""

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.registration.actions.one_by_one import one_by_one
from services.registration.actions.permitted import permitted
from services.registration.actions.seating.reseat import reseat
from services.registration.domain.caller import Caller, Initiator
from services.registration.domain.sessions.session import is_over
from services.registration.store import erasures, registrations, seats
from services.registration.store.access import audit
from services.registration.store.directory import merged_people
from services.registration.store.erasures import PersonUnits
from services.registration.store.outgoing import events
from services.registration.store.transaction import reading, transaction
from shared.postgres import Conn, Pool

# Notify gives up a delivery after two days; one day after that, erasure no longer waits for its answer.
WAIT_FOR_NOTIFY: Final = timedelta(hours=72)


class _RegisteredMeanwhile(Exception):
    """The person was registered to something else during the erasure."""


@permitted("person.forget")
async def forget(pool: Pool, caller: Caller, person_id: UUID) -> None:
    """Withdraw a person from everything ahead and begin the erasure; does nothing if it has begun. Raises `NotFound`.

    The entries that were merged into theirs are erased too.

    When notify reports that nothing is left to send, `finish` erases the name and the address. Past attendance stays
    counted, without a person.
    """
    while not await _begin(pool, caller, person_id):
        pass
    async with reading(pool) as conn:
        merged = await merged_people.list_merged(conn, caller.organiser_id, person_id)
    for earlier_id in merged:
        while not await _begin(pool, caller, earlier_id, is_logged=False):
            pass


async def _begin(pool: Pool, caller: Caller, person_id: UUID, *, is_logged: bool = True) -> bool:
    """Return False, with nothing changed, if the person was registered to something else meanwhile.

    People are locked last, after the sessions: from then on no transaction can register them.
    """
    with contextlib.suppress(_RegisteredMeanwhile):
        async with transaction(pool) as conn:
            if not await erasures.ask(conn, caller.organiser_id, person_id, caller.now):
                return True
            if is_logged:
                await audit.write(conn, caller, "person.forget", ("person", person_id))
            touched: set[UUID] = set()
            live = await erasures.lock_live(conn, caller.organiser_id, person_id)
            for registration_id, cohort_id in live:
                touched.update(await _leave(conn, caller, registration_id, cohort_id))
            units = await erasures.let_go(conn, caller.organiser_id, person_id)
            if not await erasures.list_live(conn, caller.organiser_id, person_id) <= {
                registration_id for registration_id, _ in live
            }:
                raise _RegisteredMeanwhile
            await events.tell_registrations(
                conn, caller.organiser_id, sorted(touched.difference(units.registration_ids))
            )
            await _tell(conn, caller, person_id, units)
            return True
    return False


async def finish(conn: Conn, caller: Caller, person_ids: Sequence[UUID]) -> None:
    """Erase what is left of these people from every table, in the caller's transaction."""
    for person_id in person_ids:
        units = await erasures.finish(conn, caller.organiser_id, person_id, caller.now)
        if units is not None:
            await _tell(conn, caller, person_id, units)


@permitted("person.finish_forgetting")
async def finish_late(pool: Pool, initiator: Initiator) -> None:
    """Finish erasures for which notify has not reported in time, and send notify snapshots without personal data."""
    async with pool.acquire() as conn:
        late = await erasures.list_late(conn, initiator.now - WAIT_FOR_NOTIFY)

    async def finish_one(organiser_id: UUID, person_id: UUID) -> None:
        async with transaction(pool) as conn:
            await finish(conn, initiator.for_organiser(organiser_id), [person_id])

    await one_by_one(late, finish_one, chore="erasures.finish")


async def _leave(conn: Conn, caller: Caller, registration_id: UUID, cohort_id: UUID) -> list[UUID]:
    """Free the seats ahead; past ones keep their status, so that attendance is still counted."""
    locked = await seats.lock_sessions(conn, caller.organiser_id, cohort_id=cohort_id, session_ids=None)
    if locked is None:
        return []
    current = (await registrations.list_seats(conn, caller.organiser_id, [registration_id])).get(
        registration_id, []
    )
    ahead = [
        seat
        for seat in current
        if seat.status != "withdrawn" and not is_over(locked.sessions[seat.session_id], caller.now)
    ]
    return await reseat(conn, caller, locked, free=ahead) if ahead else []


async def _tell(conn: Conn, caller: Caller, person_id: UUID, units: PersonUnits) -> None:
    await events.tell_registrations(conn, caller.organiser_id, units.registration_ids)
    await events.tell_invitations(conn, caller.organiser_id, units.invitation_ids)
    await events.tell_people(conn, caller.organiser_id, [person_id, *units.person_ids])
