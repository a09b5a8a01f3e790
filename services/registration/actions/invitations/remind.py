"""Reminds those who have not answered their invitation."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.cohort import require_open
from services.registration.store import cohorts, invitation_reminders, invitation_rules
from services.registration.store.access import audit
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import times
from shared.postgres import Pool

# People per transaction, as when they are invited.
STEP: Final = 500


class RemindResult(msgspec.Struct, frozen=True, kw_only=True):
    """How many are reminded now, and how many were reminded earlier on the same day."""

    reminded: int
    already: int


@permitted("invitation.remind")
async def remind(
    pool: Pool,
    caller: Caller,
    cohort_id: UUID,
    *,
    committed: Callable[[], None] = lambda: None,
    most: int | None = None,
) -> RemindResult:
    """Remind each person of a cohort who can still answer and has not, at most once on a day in Sweden.

    Left out are those whose invitation has not arrived, has bounced or has expired, and whose last day or dates are
    over. `committed` is called after each transaction. `most`: only the first, to see in a dry run what they get.
    """
    today = times.local(caller.now).date()
    since = times.start_of_day(today)
    already: int | None = None
    reminded = 0
    while True:
        async with transaction(pool) as conn:
            # One run at a time: two would not see each other's.
            await invitation_rules.lock_all(conn, caller.organiser_id, cohort_id)
            require_open((await cohorts.get(conn, caller.organiser_id, cohort_id)).status)
            if already is None:
                already = await invitation_reminders.count_reminded(
                    conn, caller.organiser_id, cohort_id, now=caller.now, today=today, since=since
                )
            found = await invitation_reminders.remind(
                conn,
                caller.organiser_id,
                cohort_id,
                now=caller.now,
                today=today,
                since=since,
                most=most or STEP,
            )
            if found:
                await audit.write(
                    conn, caller, "invitation.remind", ("cohort", cohort_id), after={"reminded": len(found)}
                )
                await events.tell_invitations(conn, caller.organiser_id, found)
        committed()
        reminded += len(found)
        if most or len(found) < STEP:
            return RemindResult(reminded=reminded, already=already)
