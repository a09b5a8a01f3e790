"""The rate limit of public forms, for each IP address."""

import hashlib
import hmac
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Request
from litestar.datastructures import State

from services.registration.store import rate_limits
from services.registration.store.transaction import transaction
from services.registration.web.kit import posted_form
from services.registration.web.kit.errors import page_for
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.locale import locale_of
from services.registration.web.services import Services

# A whole school behind one address can register within an hour; a program that tries many addresses is stopped.
_MOST_POSTS_AN_HOUR: Final = 120


async def enforce_rate_limit(
    request: Request[Any, Any, State], services: Services, organiser_id: UUID, now: datetime
) -> None:
    """Count a post; more than 120 within an hour get a page that asks them to wait (`ShortCircuit`, status 429).

    Counted in the database, so that the limit holds for all replicas. Only a keyed hash of the
    address and the hour is stored: it identifies nobody, and matches nothing in the next hour.
    """
    address = request.client.host if request.client else ""
    secret = services.settings.keys()[0].secret
    sender_hash = hmac.digest(secret, f"posted:{now:%Y%m%d%H}:{address}".encode(), hashlib.sha256)[:16]
    async with transaction(services.pool) as conn:
        times_posted = await rate_limits.count(conn, organiser_id, sender_hash, now=now)
    if times_posted > _MOST_POSTS_AN_HOUR:
        answer = page_for(429, locale_of(request).language, posted=posted_form.kept(request))
        answer.headers["retry-after"] = "3600"
        raise ShortCircuit(answer)
