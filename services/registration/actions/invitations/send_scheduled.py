"""Sends what was scheduled: invitations and reminders whose time has come, or that somebody sends now."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.invitations.invite import invite
from services.registration.actions.invitations.remind import remind
from services.registration.actions.one_by_one import one_by_one
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller, Initiator
from services.registration.domain.errors import RegistrationError
from services.registration.domain.scheduled_sending import (
    TOO_LATE,
    ScheduledSending,
    is_due,
    is_too_late,
    require_waiting,
)
from services.registration.store import scheduled_sendings
from services.registration.store.access import audit
from services.registration.store.transaction import reading, transaction
from shared.postgres import Conn, Pool

_MOST_DUE: Final = 100  # in one run of the periodic task


@permitted("scheduled_sending.send")
async def send_now(
    pool: Pool, caller: Caller, sending_id: UUID, *, committed: Callable[[], None] = lambda: None
) -> ScheduledSending:
    """Send it at once, and return it as it is afterwards. Raises `SendingNotWaiting`, and what inviting and reminding raise."""
    async with transaction(pool) as conn:
        sending = await scheduled_sendings.lock(conn, caller.organiser_id, sending_id)
        require_waiting(sending)  # of two who press at once, the second is told so
        await _note_start(conn, caller, sending)
    try:
        return await _send(pool, caller, sending, committed)
    except RegistrationError:
        await _wait_again(pool, caller, sending_id)
        raise


@permitted("scheduled_sending.send_due")
async def send_due(pool: Pool, initiator: Initiator) -> int:
    """Send each whose time has come, and return how many went.

    One that cannot go (a cohort that was closed, a session that is full) is marked with the reason, which the page of its cohort
    says. What the service itself breaks is logged and tried again.
    """
    async with reading(pool) as conn:
        due = await scheduled_sendings.list_due(conn, now=initiator.now, most=_MOST_DUE)

    async def send_one(organiser_id: UUID, sending_id: UUID) -> bool:
        caller = initiator.for_organiser(organiser_id)
        async with transaction(pool) as conn:
            sending = await scheduled_sendings.lock(conn, organiser_id, sending_id)
            if not is_due(sending, initiator.now):
                return False  # changed since it was listed, or somebody just sends it
            is_in_time = not is_too_late(sending, initiator.now)
            if is_in_time:
                await _note_start(conn, caller, sending)
        if not is_in_time:
            await _end(pool, caller, sending_id, problem=TOO_LATE)
            return False
        try:
            await _send(pool, caller, sending, lambda: None)
        except RegistrationError as error:
            await _end(pool, caller, sending_id, problem=type(error).__name__)
            return False
        return True

    return sum(await one_by_one(due, send_one, chore="scheduled_sendings.send"))


async def _send(
    pool: Pool, caller: Caller, sending: ScheduledSending, committed: Callable[[], None]
) -> ScheduledSending:
    """Let it go in as many transactions as it takes, and store what came of it. `sending`: as it was before it was begun."""
    was_interrupted = sending.started_at is not None
    if sending.invitation_rule_id is None:
        reached = (await remind(pool, caller, sending.cohort_id, committed=committed)).reminded
    else:
        invited = await invite(
            pool,
            caller,
            sending.cohort_id,
            invitation_rule_ids=[sending.invitation_rule_id],
            committed=committed,
        )
        reached = invited.invited
    return await _end(pool, caller, sending.id, reached=None if was_interrupted else reached)


async def _note_start(conn: Conn, caller: Caller, sending: ScheduledSending) -> None:
    """Note when it began, in the transaction that has locked its row and seen that it may go."""
    if sending.started_at is None:
        await scheduled_sendings.update(conn, msgspec.structs.replace(sending, started_at=caller.now))


async def _wait_again(pool: Pool, caller: Caller, sending_id: UUID) -> None:
    """Let one that could not be sent by hand wait for its time, and be changed."""
    async with transaction(pool) as conn:
        sending = await scheduled_sendings.lock(conn, caller.organiser_id, sending_id)
        await scheduled_sendings.update(conn, msgspec.structs.replace(sending, started_at=None))


async def _end(
    pool: Pool, caller: Caller, sending_id: UUID, *, reached: int | None = None, problem: str | None = None
) -> ScheduledSending:
    async with transaction(pool) as conn:
        sending = await scheduled_sendings.lock(conn, caller.organiser_id, sending_id)
        if sending.status != "waiting":
            return sending  # another replica has completed it
        ended = msgspec.structs.replace(
            sending,
            status="sent" if problem is None else "not_sent",
            ended_at=caller.now,
            reached=reached,
            problem=problem,
        )
        await scheduled_sendings.update(conn, ended)
        await audit.write(
            conn,
            caller,
            "scheduled_sending.send" if problem is None else "scheduled_sending.give_up",
            ("scheduled_sending", sending_id),
            after={"reached": reached} if problem is None else {"problem": problem},
        )
    return ended
