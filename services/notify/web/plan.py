"""/internal/plan: which mails changes would lead to that registration only tries."""

from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.exceptions import ValidationException

from services.notify.actions.preview_plan import preview_plan
from services.notify.web.guard import is_registration
from shared import times
from shared.plan_preview import PATH, PlanQuestion


@post(PATH, guards=[is_registration], status_code=200, request_max_body_size=None)
async def show_plan(request: Request[Any, Any, State]) -> Response[bytes]:  # Any: as in `InternalRequest`
    """Plan the mails of some events, store nothing, and answer who would get what."""
    state = request.app.state
    try:
        question = msgspec.msgpack.decode(await request.body(), type=PlanQuestion)
        plan = await preview_plan(state.pool, question, state.sender_config, now=times.now())
    except msgspec.MsgspecError as error:
        raise ValidationException(str(error)) from None
    return Response(msgspec.json.encode(plan), media_type="application/json")
