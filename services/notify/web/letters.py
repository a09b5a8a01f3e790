"""/internal/letters: letters of one kind with sample data, for whoever writes a text of their own."""

from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.exceptions import ValidationException

from services.notify.actions.sample_letters import make_letter_samples
from services.notify.web.guard import is_registration
from shared.letter_samples import PATH, LetterSampleQuestion


@post(PATH, guards=[is_registration], status_code=200)
async def show_letters(request: Request[Any, Any, State]) -> Response[bytes]:  # Any: as in `InternalRequest`
    """Make the letters and answer them; nothing is read or stored."""
    try:
        question = msgspec.json.decode(await request.body(), type=LetterSampleQuestion)
    except msgspec.MsgspecError as error:
        raise ValidationException(str(error)) from None
    return Response(msgspec.json.encode(make_letter_samples(question)), media_type="application/json")
