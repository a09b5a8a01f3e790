"""What events from registration lead to: all alike, since mail is planned from differences (architecture rule 5)."""

from collections.abc import Sequence

from services.notify.actions.take_events import take_events
from shared import times
from shared.channel.inbox import ReceivedEvent
from shared.postgres import Conn


async def act(conn: Conn, taken: Sequence[ReceivedEvent]) -> None:
    """Act on new events, in the transaction that notes that they were taken."""
    await take_events(conn, taken, times.now())
