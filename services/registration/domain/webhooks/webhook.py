"""A webhook: an address of an organiser's own program, the kinds of changes it is told of, and when it is tried again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias, get_args
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from services.registration.domain.changes import Changes
from services.registration.domain.errors import FieldsRefused
from services.registration.domain.form import FieldError, web_address
from services.registration.domain.webhooks.public_address import is_inside

WebhookKind = Literal["registration.changed", "session.changed", "cohort.changed", "attendance.changed"]
# on: it is told. paused: by staff; messages wait. off: by the service; nothing got through for days, or it answered 410.
WebhookStatus = Literal["on", "paused", "off"]
MessageStatus = Literal["waiting", "delivered", "failed"]
# no_address: its name leads nowhere. not_public: its name leads into a network that cannot be reached from outside.
# not_encrypted: the address is http. no_key: the key that its secret comes from is gone. not_made: what it was to say could
# not be put together, which is a fault of ours: it is not tried again by itself.
AttemptOutcome = Literal[
    "delivered",
    "refused",
    "redirected",
    "no_address",
    "not_public",
    "not_encrypted",
    "no_connection",
    "bad_certificate",
    "too_slow",
    "no_key",
    "not_made",
]

KINDS: Final[tuple[WebhookKind, ...]] = get_args(WebhookKind)
TEST: Final = "webhook.test"
MOST: Final = 20

# After each failure, as the specification suggests; after the last the message has failed.
WAITS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
IS_OFF_AFTER: Final = timedelta(days=3)
SECRETS_OVERLAP: Final = timedelta(hours=24)
IS_KEPT: Final = timedelta(days=30)
# What an organiser's staff send by hand within an hour: each is a request to an address that they chose.
MOST_TESTS: Final = 30
MOST_RESENT: Final = 300

_GONE: Final = 410


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """What is chosen when a webhook is added."""

    name: str
    url: str
    kinds: tuple[WebhookKind, ...]


class Webhook(NewWebhook, frozen=True, kw_only=True):
    """A webhook as stored. Its secrets are derived from `generation` and the numbers of link keys."""

    organiser_id: UUID
    id: UUID
    status: WebhookStatus = "on"
    generation: int = 1
    key_number: int
    previous_generation: int | None = None
    previous_key_number: int | None = None
    previous_until: datetime | None = None
    failing_since: datetime | None = None
    created_at: datetime
    version: int = 1


WebhookChanges: TypeAlias = Changes[Webhook]


class DueMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message that this process tries now; `attempts` counts this attempt."""

    organiser_id: UUID
    id: UUID
    webhook_id: UUID
    kind: str
    subject_id: UUID
    happened_at: datetime
    attempts: int
    failures: int


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an attempt; `code`: the HTTP status, if one was answered."""

    outcome: AttemptOutcome
    code: int | None = None
    milliseconds: int = 0

    @property
    def is_delivered(self) -> bool:
        return self.outcome == "delivered"

    @property
    def is_made(self) -> bool:
        """Whether there was something to send; what could not be made says nothing about the other side."""
        return self.outcome != "not_made"

    @property
    def is_gone(self) -> bool:
        """Whether the other side has said that it wants nothing any more."""
        return self.code == _GONE


def next_wait(failures: int) -> timedelta | None:
    """How long to wait after so many failures, from 1; None if the message has failed."""
    return WAITS[failures - 1] if failures <= len(WAITS) else None


def is_to_be_switched_off(webhook: Webhook, attempt: Attempt, now: datetime) -> bool:
    """Whether a failed attempt ends it: nothing has got through for days, or the other side has said that it is gone."""
    since = webhook.failing_since
    return attempt.is_gone or (since is not None and now - since >= IS_OFF_AFTER)


def require_sound(new: NewWebhook, *, anywhere: bool) -> None:
    """Raise `FieldsRefused` with everything that is wrong. `anywhere`: http may be used too, to try it on one machine."""
    if errors := faults(new, anywhere=anywhere):
        raise FieldsRefused(errors)


def faults(new: NewWebhook, *, anywhere: bool) -> list[FieldError]:
    """Everything that is wrong with a webhook."""
    errors = []
    if (code := _wrong_with(new.url, anywhere=anywhere)) is not None:
        errors.append(FieldError("url", code))
    if not new.kinds:
        errors.append(FieldError("kinds", "missing"))
    return errors


def in_order(kinds: Sequence[str]) -> tuple[WebhookKind, ...]:
    """The kinds among these, each once, in the order in which they are shown."""
    return tuple(kind for kind in KINDS if kind in kinds)


def _wrong_with(url: str, *, anywhere: bool) -> Literal["not_a_url", "not_https", "not_public"] | None:
    address = web_address(url)
    if address is None:
        return "not_a_url"
    parts = urlsplit(address)
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "not_https"
    if anywhere:
        return None
    if parts.scheme != "https":
        return "not_https"
    return "not_public" if is_inside(parts.hostname or "") else None
