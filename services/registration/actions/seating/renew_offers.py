"""Gives open offers a whole new time, where the session takes place after all or begins before they would end."""

from collections.abc import Iterable
from uuid import UUID

from services.registration.domain.caller import Caller
from services.registration.domain.cohort import promotes
from services.registration.domain.confirming import held_until
from services.registration.domain.seats import offer_until
from services.registration.domain.sessions.session import Session, begins, has_begun, has_moved, is_over
from services.registration.store import registrations, seats, waiting_lists
from services.registration.store.seats import LockedSessions
from shared.postgres import Conn


async def renew_offers(
    conn: Conn, caller: Caller, locked: LockedSessions, changes: Iterable[tuple[Session, Session]]
) -> list[UUID]:
    """Renew the offers of sessions that were changed, each given before and after.

    While the session was cancelled nobody could answer, so each offer starts again when it takes place after all. An offer
    that would end after the new start ends before it; where no time is left, the seat is the person's at once. Returns the
    registrations concerned, of which the caller tells notify. A seat that is held for somebody who has to confirm is held as
    long as their registration can be confirmed, at most until the new start.
    """
    touched: set[UUID] = set()
    if promotes(locked.cohort_status):
        for before, after in changes:
            touched.update(await _renew(conn, caller, locked, before, after))
    return sorted(touched)


async def _renew(
    conn: Conn, caller: Caller, locked: LockedSessions, before: Session, after: Session
) -> list[UUID]:
    is_reinstated = before.status == "cancelled" != after.status
    is_open = after.status != "cancelled" and not is_over(after, caller.now)
    if not is_open or not (is_reinstated or has_moved(before, after)):
        return []
    start = begins(after)
    offers = [
        seat
        for seat in await waiting_lists.offered(conn, caller.organiser_id, [after.id])
        if is_reinstated
        or (start is not None and seat.offered_until is not None and seat.offered_until >= start)
    ]
    touched = sorted(seat.registration_id for seat in offers)
    if not touched:
        return []
    await registrations.lock(conn, caller.organiser_id, touched)
    rule = await waiting_lists.rule(conn, caller.organiser_id, locked.cohort_id)
    if held := {
        seat.id: held_until(after, seat.confirm_until, caller.now) for seat in offers if seat.confirm_until
    }:
        await waiting_lists.offer(conn, caller.organiser_id, held, now=caller.now)
    until = None if has_begun(after, caller.now) else offer_until(caller.now, rule.offer_hours, starts=start)
    seat_ids = [seat.id for seat in offers if seat.id not in held]
    if until is None:
        await seats.promote(conn, caller.organiser_id, seat_ids, now=caller.now)
    else:
        await waiting_lists.offer(conn, caller.organiser_id, dict.fromkeys(seat_ids, until), now=caller.now)
    await registrations.settle(conn, caller.organiser_id, touched)
    return touched
