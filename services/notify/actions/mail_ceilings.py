"""Holds back mails above what one recipient, or one organiser, gets within an hour: they wait, and are not lost.

Whoever has a personal link can cause mail; a fault, or a program gone wild, can cause more. The ceilings are far above
what a series of sessions needs, and reaching one is logged and counted (docs/operate/metrics-and-checks.md).
"""

import hashlib
import hmac
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.notify.domain.letters.compose_context import SenderConfig
from services.notify.store import mail_counts
from services.notify.store.sending import DeliveryResult, FixedMail
from shared.mail_pauses import HELD_BACK
from shared.postgres import Conn

log = logging.getLogger(__name__)

_HOUR: Final = timedelta(hours=1)
_NO_WORKER: Final = UUID(int=0)

Ceiling = Literal["recipient", "organiser"]


class HeldBack(msgspec.Struct, frozen=True):
    """The mails that may go now, and the results of those that wait."""

    mails: list[FixedMail]
    waiting: list[DeliveryResult]


async def hold_back(
    conn: Conn,
    mails: Sequence[FixedMail],
    organiser_of: Mapping[UUID, UUID],
    config: SenderConfig,
    *,
    worker_id: UUID,
    now: datetime,
) -> HeldBack:
    """Count new mails, and hold back those above a ceiling until the next hour. In the caller's transaction."""
    if not mails:
        return HeldBack([], [])
    recipients = {mail.id: _who(config, now, "recipient", mail.to_address.casefold()) for mail in mails}
    organisers = {mail.id: _who(config, now, "organiser", str(organiser_of[mail.id])) for mail in mails}
    counts: Counter[tuple[bytes, UUID]] = Counter()
    counts.update((who, _NO_WORKER) for who in recipients.values())
    counts.update((who, worker_id) for who in organisers.values())
    totals = await mail_counts.add(conn, counts)
    added = Counter(recipients.values()) + Counter(organisers.values())
    left = {
        who: max(0, most - (totals[who] - added[who]))
        for ids, most in ((recipients, config.most_to_recipient), (organisers, config.most_of_organiser))
        for who in ids.values()
    }
    going: list[FixedMail] = []
    reached: Counter[tuple[Ceiling, UUID]] = Counter()
    waiting: list[DeliveryResult] = []
    wait = _until_next_hour(now)
    for mail in mails:
        over = next((name for name, who in _of(mail.id, recipients, organisers) if left[who] == 0), None)
        if over is None:
            going.append(mail)
            left[recipients[mail.id]] -= 1
            left[organisers[mail.id]] -= 1
        else:
            reached[over, organiser_of[mail.id]] += 1
            waiting.append(DeliveryResult(id=mail.id, status="deferred", answer=HELD_BACK, wait=wait))
    for (name, organiser_id), count in reached.items():
        extra = {"limit": name, "organiser_id": str(organiser_id), "count": count}
        log.warning("delivery.held_back", extra=extra)
    return HeldBack(going, waiting)


def _of(
    mail_id: UUID, recipients: Mapping[UUID, bytes], organisers: Mapping[UUID, bytes]
) -> tuple[tuple[Ceiling, bytes], tuple[Ceiling, bytes]]:
    return ("recipient", recipients[mail_id]), ("organiser", organisers[mail_id])


def _who(config: SenderConfig, now: datetime, kind: Ceiling, what: str) -> bytes:
    return hmac.digest(config.secret, f"{kind}:{now:%Y%m%d%H}:{what}".encode(), hashlib.sha256)[:16]


def _until_next_hour(now: datetime) -> timedelta:
    return now.replace(minute=0, second=0, microsecond=0) + _HOUR - now
