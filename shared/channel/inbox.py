"""Acts on each event once: its id is recorded in the same transaction."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from shared.channel.outbox import OutgoingEvent
from shared.events import Event
from shared.logs import correlation
from shared.postgres import Conn, Pool, is_passing

log = logging.getLogger(__name__)

NOTE: Final = """
insert into inbox (event_id, kind)
select event_id, kind from unnest($1::uuid[], $2::text[]) as e (event_id, kind)
on conflict do nothing
returning event_id
"""

FORGET: Final = "delete from inbox where taken_at < clock_timestamp() - interval '60 days'"

_DECODER: Final = msgspec.json.Decoder(Event)


class ReceivedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its envelope."""

    event: Event
    made_at: datetime
    correlation_id: str | None
    replayed_at: datetime | None


Act: TypeAlias = Callable[[Conn, Sequence[ReceivedEvent]], Awaitable[None]]


class Acknowledgements(msgspec.Struct, array_like=True):
    """Ids that the sender may stop offering: `done` (acted on, now or before) or `parked`, with a reason (no personal data)."""

    done: list[UUID]
    parked: list[tuple[UUID, str]]


def read_event(item: OutgoingEvent) -> ReceivedEvent:
    """Decode an event of the other service; raises `MsgspecError` for one that cannot be read."""
    return ReceivedEvent(
        event=_DECODER.decode(item.payload),
        made_at=item.made_at,
        correlation_id=item.correlation_id,
        replayed_at=item.replayed_at,
    )


async def take(pool: Pool, offered: Sequence[OutgoingEvent], act: Act) -> Acknowledgements:
    """Act on a batch in one transaction; if it fails, on each event alone, so that only the broken event is parked.

    Raises errors that the events did not cause (a lost server, a full disk, a deadlock): the batch is not acknowledged
    then, and offered again.
    """
    answers = Acknowledgements([], [])
    readable: list[tuple[UUID, ReceivedEvent]] = []
    for item in offered:
        try:
            readable.append((item.id, read_event(item)))
        except msgspec.MsgspecError as error:
            answers.parked.append((item.id, type(error).__name__))
    try:
        await _act_on(pool, readable, act)
        answers.done.extend(event_id for event_id, _ in readable)
    except Exception as error:
        if is_passing(error):
            raise
        # One broken event must not stop the others.
        log.warning("inbox.batch_failed", extra={"events": len(readable), "error_type": type(error).__name__})
        await _one_by_one(pool, readable, act, answers)
    for event_id, reason in answers.parked:
        log.error("inbox.parked", extra={"event_id": str(event_id), "reason": reason})
    return answers


async def _one_by_one(
    pool: Pool, readable: Sequence[tuple[UUID, ReceivedEvent]], act: Act, answers: Acknowledgements
) -> None:
    for event_id, taken in readable:
        try:
            await _act_on(pool, [(event_id, taken)], act)
        except Exception as error:
            if not is_passing(error):
                log.exception("inbox.failed", extra={"event_id": str(event_id)})
                answers.parked.append((event_id, type(error).__name__))
        else:
            answers.done.append(event_id)


async def _act_on(pool: Pool, batch: Sequence[tuple[UUID, ReceivedEvent]], act: Act) -> None:
    if not batch:
        return
    followed = {taken.correlation_id for _, taken in batch}
    token = correlation.set(followed.pop() if len(followed) == 1 else None)
    try:
        async with pool.acquire() as conn, conn.transaction():
            kinds = [str(taken.event.__struct_config__.tag) for _, taken in batch]
            rows = await conn.fetch(NOTE, [event_id for event_id, _ in batch], kinds)
            new = {row["event_id"] for row in rows}
            if new:
                await act(conn, [taken for event_id, taken in batch if event_id in new])
    finally:
        correlation.reset(token)


async def forget(conn: Conn) -> None:
    """Delete ids of events that are too old to be offered again."""
    await conn.execute(FORGET)
