"""/api/v1/people/{id}/hand_over: somebody else takes over a position, with the seats that belong to it."""

from datetime import date
from uuid import UUID

import msgspec

from services.registration.actions.directory.hand_over_position import PositionHandover, hand_over_position
from services.registration.domain.errors import NotFound
from services.registration.web.api.kit.fields import RequestBody, SingleLine
from services.registration.web.api.kit.problems import ErrorItem, UnknownReference
from services.registration.web.api.kit.request import ApiRequest, ApiResponse
from shared import times


class PositionHandoverBody(RequestBody, frozen=True, kw_only=True):
    """`starts_on`: the successor's first day; today unless given. Seats from that day on follow."""

    organisation_id: UUID
    successor_id: UUID
    role: SingleLine | None = None
    starts_on: date | None = None


class PositionHandoverResult(msgspec.Struct, frozen=True, kw_only=True):
    """`registrations` are the successor's. `left`: those of the predecessor that stay, as the successor cannot have them too."""

    successor_id: UUID
    registrations: list[UUID]
    invitations: int
    left: list[UUID]


async def hand_over(request: ApiRequest) -> ApiResponse:
    """Let somebody else take over a position, with the seats and open invitations that belong to it."""
    body = request.read(PositionHandoverBody)
    handover = PositionHandover(
        organisation_id=body.organisation_id,
        role=body.role,
        successor_id=body.successor_id,
        starts_on=body.starts_on or times.local(request.now).date(),
    )
    try:
        outcome = await hand_over_position(request.pool, request.caller, request.id, handover)
    except NotFound as error:
        field = {"organisation": "organisation_id", "successor_id": "successor_id"}.get(error.what)
        if field is None:
            raise
        raise UnknownReference(errors=[ErrorItem(f"/{field}", "not_there")]) from None
    return ApiResponse(
        body=PositionHandoverResult(
            successor_id=outcome.successor_id,
            registrations=outcome.registrations,
            invitations=outcome.invitations,
            left=outcome.left,
        )
    )
