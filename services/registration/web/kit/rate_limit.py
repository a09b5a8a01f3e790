"""Rate limits: of public forms for each IP network, and of what one personal link can cause."""

import hashlib
import hmac
import logging
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from litestar import Request
from litestar.datastructures import State

from services.registration.store.access import rate_limits
from services.registration.store.transaction import transaction
from services.registration.web.kit import posted_form
from services.registration.web.kit.errors import page_for
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.locale import locale_of
from services.registration.web.kit.networks import network_of
from services.registration.web.services import Services

log = logging.getLogger(__name__)

# posts: whatever one link posts; the longest series is changed date by date well below it. to_others: what mails somebody
# else. calendar: each choice mails an entry for every date. guests: who come in by one forwarded link to a meeting.
# forwarded: who register by one forwarded invitation.
Budget = Literal["posts", "to_others", "calendar", "guests", "forwarded"]
_MOST_BY_LINK: Final[dict[Budget, int]] = {
    "posts": 60,
    "to_others": 10,
    "calendar": 6,
    "guests": 60,
    "forwarded": 150,
}


async def enforce_rate_limit(
    request: Request[Any, Any, State], services: Services, organiser_id: UUID, now: datetime
) -> None:
    """Count a post to a public form; too many within an hour get a page that asks them to wait (`ShortCircuit`, status 429).

    Counted in the database, so that the limit holds for all replicas. Only a keyed hash of the
    network and the hour is stored: it identifies nobody, and matches nothing in the next hour.
    """
    network = network_of(request.client.host if request.client else "")
    await _count(
        request, services, organiser_id, f"posted:{network}", services.settings.posts_an_hour, now=now
    )


async def spend(
    request: Request[Any, Any, State],
    services: Services,
    organiser_id: UUID,
    budget: Budget,
    subject_id: UUID,
    *,
    now: datetime,
) -> None:
    """Count what a personal link causes against its budget of an hour; over it the page asks to wait (`ShortCircuit`, 429).

    `subject_id` is what the link names: an invitation, a registration, a seat.
    """
    await _count(request, services, organiser_id, f"{budget}:{subject_id}", _MOST_BY_LINK[budget], now=now)


async def spend_if_posted(
    request: Request[Any, Any, State], services: Services, organiser_id: UUID, subject_id: UUID, now: datetime
) -> None:
    """Count a post by a personal link, once for each request."""
    if request.method == "POST" and not request.state.get("is_counted"):
        request.state.is_counted = True
        await spend(request, services, organiser_id, "posts", subject_id, now=now)


async def _count(
    request: Request[Any, Any, State],
    services: Services,
    organiser_id: UUID,
    what: str,
    most: int,
    *,
    now: datetime,
) -> None:
    secret = services.settings.keys()[0].secret
    who = hmac.digest(secret, f"{what}:{now:%Y%m%d%H}".encode(), hashlib.sha256)[:16]
    async with transaction(services.pool) as conn:
        times_used = await rate_limits.count(conn, organiser_id, who, now=now)
    if times_used <= most:
        return
    if times_used == most + 1:  # once an hour, so that the log cannot be filled
        extra = {"limit": what.partition(":")[0], "organiser_id": str(organiser_id), "most": most}
        log.warning("limit.reached", extra=extra)
    answer = page_for(429, locale_of(request).language, posted=posted_form.kept(request))
    answer.headers["retry-after"] = "3600"
    raise ShortCircuit(answer)
