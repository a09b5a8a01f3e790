"""Expires unanswered invitations after their last day."""

from itertools import groupby
from typing import Final
from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Initiator
from services.registration.store import invitations
from services.registration.store.outgoing import events
from services.registration.store.transaction import transaction
from shared import times
from shared.postgres import Pool

_AT_ONCE: Final = 1000


@permitted("invitation.expire")
async def expire(pool: Pool, initiator: Initiator) -> int:
    """Expire overdue invitations, tell notify, and return their number. Short transactions, so that answers do not wait."""
    count = 0
    while late := await _expire_some(pool, initiator):
        count += late
    return count


async def _expire_some(pool: Pool, initiator: Initiator) -> int:
    async with transaction(pool) as conn:
        late: list[tuple[UUID, UUID]] = sorted(
            await invitations.expire(conn, on=times.local(initiator.now).date(), most=_AT_ONCE)
        )
        for organiser_id, theirs in groupby(late, key=lambda pair: pair[0]):
            await events.tell_invitations(conn, organiser_id, [invitation_id for _, invitation_id in theirs])
    return len(late)
