"""Checks notify's invariants: how many rows violate each."""

from collections.abc import Sequence
from typing import Final

from services.notify.store import holds, ledger, on_hold, relay, units_due
from shared import times
from shared.postgres import connect

CHECKS: Final[Sequence[tuple[str, str]]] = (
    ("no delivery twice", ledger.KEYS_TWICE),
    ("no message sent as two", ledger.MESSAGE_IDS_TWICE),
    ("no sequence that falls", ledger.SEQUENCES_FALLEN),
    ("no sequence used twice", ledger.SEQUENCES_TWICE),
    ("no event from notify unanswered for over ten minutes", ledger.UNANSWERED),
    ("parked events from notify", ledger.PARKED),
    ("nobody whose plan has waited for over ten minutes", units_due.WAITING_LONG),
    ("nothing held by a dead worker for over a minute", ledger.ORPHANED),
)


async def run(database_url: str) -> list[tuple[str, int, bool]]:
    """Return for each invariant its name, the number of violations, and whether it holds."""
    conn = await connect(database_url, "notify")
    try:
        found = [(name, int(await conn.fetchval(statement))) for name, statement in CHECKS]
        in_trouble = int(await conn.fetchval(relay.IN_TROUBLE))
        state = await relay.read(conn)
        waiting = int(await conn.fetchval(on_hold.COUNT))
        paused_since = await holds.paused_since(conn)
        paused = (await ledger.status(conn)).paused
    finally:
        await conn.close()
    why = (
        f" ({state.trouble} since {times.local(state.since):%Y-%m-%d %H.%M}: {state.answer})"
        if state is not None and state.trouble
        else ""
    )
    found.append((f"no mail server that takes no mail{why}", in_trouble))
    # No fault, but an operator has to decide on them.
    note = ("mails held since a restore; see `kallelse release --dry-run`", waiting, True)
    since = (
        f"; the operator has paused all since {times.local(paused_since):%Y-%m-%d %H.%M}"
        if paused_since
        else ""
    )
    pauses = (f"mails that wait until sending is resumed{since}", paused, True)
    return [*((name, count, count == 0) for name, count in found), note, pauses]
