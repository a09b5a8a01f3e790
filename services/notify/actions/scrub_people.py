"""Erases people who asked for it, once the last mail to them is sent or given up."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notify.actions.dead_addresses import forget_mail_of
from services.notify.actions.tell_person_mails import tell_person_mails
from services.notify.domain.delivery import GIVE_UP_AFTER
from services.notify.domain.unit_state import UnitState
from services.notify.store import (
    calendar_entries,
    delivery_steps,
    epochs,
    erasures,
    inbound_messages,
    person_mails,
    plans,
    seat_answers,
    snapshots,
    unit_states,
    workers,
)
from services.notify.store.erasures import OpenErasure
from shared.channel import outbox
from shared.events import PersonScrubbed
from shared.postgres import Conn, Pool


async def scrub_people(pool: Pool, *, now: datetime) -> bool:
    """Erase each person who can be, one per transaction, and notify registration; return whether there was any."""
    async with pool.acquire() as conn:
        waiting = await erasures.list_open(conn)
    has_erased = False
    for erasure in waiting:
        async with pool.acquire() as conn, conn.transaction():
            await snapshots.lock_organisers(conn, [erasure.organiser_id])
            has_erased |= await _scrub(conn, erasure, now)
    return has_erased


async def _scrub(conn: Conn, erasure: OpenErasure, now: datetime) -> bool:
    organiser_id, person_id = erasure.organiser_id, erasure.person_id
    unit_ids = sorted(await snapshots.units_of_people(conn, organiser_id, [person_id]))
    if erasure.asked_at + GIVE_UP_AFTER <= now:
        await plans.give_up(conn, organiser_id, person_id)
    elif await _is_expected(conn, organiser_id, unit_ids, now):
        return False
    if await plans.count_unsent(conn, organiser_id, person_id):
        return False
    email = await erasures.address_of(conn, organiser_id, person_id)
    await _forget_mail(conn, organiser_id, person_id, email)
    notice_ids = await erasures.erase_snapshots(conn, organiser_id, person_id, email)
    await plans.erase(conn, organiser_id, person_id, [*unit_ids, *notice_ids])
    await delivery_steps.erase(conn, organiser_id, [person_id], [*unit_ids, *notice_ids])
    await calendar_entries.erase(conn, organiser_id, unit_ids)
    await inbound_messages.erase_person(conn, organiser_id, person_id)
    await seat_answers.clear_outbox(conn, organiser_id, [*unit_ids, person_id])
    await workers.end_rest_of_people(conn, [person_id])
    await erasures.finish(conn, erasure, now)
    epoch = await epochs.current(conn)
    event = PersonScrubbed(organiser_id=organiser_id, id=person_id, epoch=epoch, version=1, at=now)
    await outbox.add(conn, [event])
    return True


async def _forget_mail(conn: Conn, organiser_id: UUID, person_id: UUID, email: str | None) -> None:
    """Remove what is known of the person's mail, and their address where another's automatic reply names it."""
    await forget_mail_of(conn, organiser_id, [person_id])
    await erasures.clear_outbox(conn, organiser_id, person_id, email)
    if email:
        named = await person_mails.forget_substitute(conn, organiser_id, email)
        await tell_person_mails(conn, organiser_id, named)


async def _is_expected(conn: Conn, organiser_id: UUID, unit_ids: Sequence[UUID], now: datetime) -> bool:
    """Whether the events of the person's withdrawals have not arrived yet: events come in any order."""
    found = await unit_states.load(conn, unit_states.SharedSnapshots(organiser_id), unit_ids)
    return any(_has_a_seat(state, now) for state in found.values())


def _has_a_seat(state: UnitState, now: datetime) -> bool:
    if state.registration is None:
        return False
    return any(
        seat.status != "withdrawn"
        and (seat.session_id not in state.sessions or not state.sessions[seat.session_id].is_over(now))
        for seat in state.registration.seats
    )
