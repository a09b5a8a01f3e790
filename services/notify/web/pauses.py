"""/internal/pauses: whether the operator has paused all mail, and how many mails of a tenant wait for a pause to end."""

from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.exceptions import ValidationException

from services.notify.store import holds
from services.notify.web.guard import is_registration
from shared.mail_pauses import PATH, PausedMails, PauseQuestion


@post(PATH, guards=[is_registration], status_code=200)
async def show_pauses(request: Request[Any, Any, State]) -> Response[bytes]:  # Any: as in `InternalRequest`
    """Count the mails that wait."""
    try:
        question = msgspec.json.decode(await request.body(), type=PauseQuestion)
    except msgspec.MsgspecError as error:
        raise ValidationException(str(error)) from None
    async with request.app.state.pool.acquire() as conn:
        found = PausedMails(
            everything_since=await holds.paused_since(conn),
            waiting=await holds.waiting(conn, question.organiser_id),
        )
    return Response(msgspec.json.encode(found), media_type="application/json")
