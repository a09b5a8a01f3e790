"""Handles events from registration; all kinds alike, since mail is planned from differences (architecture rule 5)."""

from collections.abc import Sequence

from services.notify.actions.take_events import take_events
from shared import times
from shared.channel.inbox import ReceivedEvent
from shared.postgres import Conn


async def act(conn: Conn, taken: Sequence[ReceivedEvent]) -> None:
    """Process new events in the transaction that records their receipt."""
    await take_events(conn, taken, times.now())
