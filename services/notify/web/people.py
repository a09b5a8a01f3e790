"""Lets mail go again to a person whose address counts as dead."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, post
from litestar.datastructures import State
from litestar.exceptions import ClientException, ValidationException

from services.notify.actions.resend_mails import try_again
from services.notify.web.deliveries import ResentMails
from services.notify.web.guard import is_registration
from shared import times


class _TryAgainQuery(msgspec.Struct, frozen=True, kw_only=True):
    organiser_id: UUID


@post("/internal/people/{person_id:uuid}/try_again", guards=[is_registration], status_code=200)
async def try_person_again(request: Request[Any, Any, State]) -> ResentMails:  # Any: user and token, unused
    """Send what bounced or was held for a person; 409 where the address does not count as dead."""
    try:
        query = msgspec.convert(dict(request.query_params), _TryAgainQuery, strict=False)
    except msgspec.ValidationError as error:
        raise ValidationException(str(error)) from None
    state, person_id = request.app.state, UUID(str(request.path_params["person_id"]))
    count = await try_again(state.pool, query.organiser_id, person_id, now=times.now())
    if count is None:
        raise ClientException(status_code=409)
    state.wake()
    return ResentMails(count)
