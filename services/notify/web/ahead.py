"""/internal/ahead: how many mails are planned, and when."""

from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.exceptions import ValidationException

from services.notify.store import ahead
from services.notify.web.guard import is_registration
from shared.mails_ahead import PATH, AheadQuestion


@post(PATH, guards=[is_registration], status_code=200)
async def show_ahead(request: Request[Any, Any, State]) -> Response[bytes]:  # Any: as in `InternalRequest`
    """Count the planned mails of some cohorts."""
    try:
        question = msgspec.json.decode(await request.body(), type=AheadQuestion)
    except msgspec.MsgspecError as error:
        raise ValidationException(str(error)) from None
    async with request.app.state.pool.acquire() as conn:
        found = await ahead.count(conn, question)
    return Response(msgspec.json.encode(found), media_type="application/json")
