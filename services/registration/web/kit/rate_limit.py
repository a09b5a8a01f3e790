"""Rate limits: of public forms for each IP network, of what one personal link can cause, and of what is typed about one address."""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from litestar import Request
from litestar.datastructures import State

from services.registration.domain.form import address_key
from services.registration.store.access import rate_limits
from services.registration.store.transaction import transaction
from services.registration.web.kit.errors import page_for
from services.registration.web.kit.forms import posted_form
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.locale import locale_of
from services.registration.web.kit.networks import network_of
from services.registration.web.services import Services
from services.registration.web.wording import WORDING
from shared import postgres, times
from shared.postgres import Pool

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
# Posts in which an address is typed, by whomever and on whatever form: each can mail it. Far above what somebody does for
# themselves, and for colleagues who share the address, in a day.
MOST_FOR_ADDRESS: Final = 20
# Under this name a request keeps what it has used.
_SPENT: Final = "spent"
_GIVE_BACK_SECONDS: Final = 5.0


class _Spent(NamedTuple):
    """What a request has used: hashes of what was counted, and of which hour or day."""

    organiser_id: UUID
    who: tuple[bytes, ...]
    began: datetime


async def enforce_rate_limit(
    request: Request[Any, Any, State], services: Services, organiser_id: UUID, now: datetime
) -> None:
    """Count a post to a public form; too many within an hour get a page that asks them to wait (`ShortCircuit`, status 429).

    Counted in the database, so that the limit holds for all replicas. Only a keyed hash of the
    network and the hour is stored: it identifies nobody, and matches nothing in the next hour.
    """
    network = network_of(request.client.host if request.client else "")
    await _spend(
        request, services, organiser_id, [f"posted:{network}"], services.settings.posts_an_hour, now=now
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
    await _spend(request, services, organiser_id, [f"{budget}:{subject_id}"], _MOST_BY_LINK[budget], now=now)


async def spend_for_addresses(
    request: Request[Any, Any, State],
    services: Services,
    organiser_id: UUID,
    addresses: Iterable[str],
    *,
    now: datetime,
) -> None:
    """Count a post that can mail these addresses, which anybody can type, against the budget that each has for a day (429).

    Counted whether the address is known or not, so that the answer does not tell.
    """
    what = sorted({f"address:{address_key(address)}" for address in addresses})
    await _spend(request, services, organiser_id, what, MOST_FOR_ADDRESS, now=now, is_daily=True)


async def spend_if_posted(
    request: Request[Any, Any, State], services: Services, organiser_id: UUID, subject_id: UUID, now: datetime
) -> None:
    """Count a post by a personal link, once for each request."""
    if request.method == "POST" and not request.state.get("is_counted"):
        request.state.is_counted = True
        await spend(request, services, organiser_id, "posts", subject_id, now=now)


async def give_back(pool: Pool, scope: Mapping[str, Any]) -> None:
    """Count no more what a request has used that failed by our fault: whoever sends it again until we can is not to blame.

    Does nothing while the database is away; then one use too many stays counted.
    """
    try:
        async with asyncio.timeout(_GIVE_BACK_SECONDS):
            for spent in scope.get("state", {}).get(_SPENT, ()):
                async with transaction(pool) as conn:
                    for who in spent.who:
                        await rate_limits.take_back(conn, spent.organiser_id, who, now=spent.began)
    except postgres.PASSING as error:
        log.warning("limit.not_given_back", extra={"error_type": type(error).__name__})


def address_of_day(address: str, today: date) -> str:
    """What is counted of an address within a day, where there is no organiser yet."""
    return f"{address_key(address)}|{today}"


async def _spend(
    request: Request[Any, Any, State],
    services: Services,
    organiser_id: UUID,
    what: Iterable[str],
    most: int,
    *,
    now: datetime,
    is_daily: bool = False,
) -> None:
    """Count one use of each; raise the page that asks to wait if one of them is used up for this hour, or for this day."""
    today = times.local(now).date()
    began = times.start_of_day(today) if is_daily else now
    period = f"{today}" if is_daily else f"{now:%Y%m%d%H}"
    secret = services.settings.keys()[0].secret
    used = []
    async with transaction(services.pool) as conn:
        for one in what:
            who = hmac.digest(secret, f"{one}:{period}".encode(), hashlib.sha256)[:16]
            used.append((one, who, await rate_limits.count(conn, organiser_id, who, now=began)))
    counted = _Spent(organiser_id, tuple(who for _, who, _ in used), began)
    request.state[_SPENT] = (*request.state.get(_SPENT, ()), counted)
    over = [(one, times_used) for one, _, times_used in used if times_used > most]
    if not over:
        return
    for one, times_used in over:
        if times_used == most + 1:  # once, so that the log cannot be filled
            extra = {"limit": one.partition(":")[0], "organiser_id": str(organiser_id), "most": most}
            log.warning("limit.reached", extra=extra)
    language = locale_of(request).language
    answer = page_for(
        429,
        language,
        posted=posted_form.kept(request),
        texts=WORDING[language].status.address_used_up if is_daily else None,
    )
    tomorrow = times.start_of_day(today + timedelta(days=1))
    answer.headers["retry-after"] = str(int((tomorrow - now).total_seconds())) if is_daily else "3600"
    raise ShortCircuit(answer)
