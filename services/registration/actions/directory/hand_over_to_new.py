"""Somebody who is not in the directory yet takes over a position: added, and given it, at once."""

from uuid import UUID

import msgspec

from services.registration.actions.directory import change_person
from services.registration.actions.directory.hand_over_position import (
    HandedOverPosition,
    PositionHandover,
    hand_over_position,
)
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller
from services.registration.domain.directory.person import NewPerson
from services.registration.store.transaction import whole
from shared.postgres import Pool


@permitted("position.hand_over")
async def hand_over_to_new(
    pool: Pool, caller: Caller, person_id: UUID, handover: PositionHandover, successor: NewPerson
) -> HandedOverPosition:
    """Add the successor with the id of the handover, and hand the position over: both, or neither.

    Raises `InUse` if somebody has the address, `AlreadyMade` if the id is used, and what `hand_over_position` raises.
    """
    async with whole(pool):
        made = await change_person.create(pool, caller, successor, person_id=handover.successor_id)
        return await hand_over_position(
            pool, caller, person_id, msgspec.structs.replace(handover, successor_id=made)
        )
