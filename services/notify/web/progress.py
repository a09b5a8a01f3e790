"""/internal/progress: how far the mails of a cohort have come."""

from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.exceptions import ValidationException

from services.notify.store import ledger
from services.notify.web.guard import is_registration
from shared.mail_progress import PATH, ProgressQuestion


@post(PATH, guards=[is_registration], status_code=200)
async def show_progress(request: Request[Any, Any, State]) -> Response[bytes]:  # Any: as in `InternalRequest`
    """Count the mails whose time has come."""
    try:
        question = msgspec.json.decode(await request.body(), type=ProgressQuestion)
    except msgspec.MsgspecError as error:
        raise ValidationException(str(error)) from None
    async with request.app.state.pool.acquire() as conn:
        found = await ledger.progress(conn, question)
    return Response(msgspec.json.encode(found), media_type="application/json")
