"""Secrets and signatures of webhooks, by the Standard Webhooks specification (docs/decisions/0077).

A secret is derived from a link key, the webhook and its generation, as personal links are (architecture rule 7): no
copy of the database holds one.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.registration.domain.webhooks.webhook import Webhook
from shared.links import LinkKey

_PREFIX: Final = "whsec_"
_PURPOSE: Final = b"webhook secret\0"


def secret(webhook_id: UUID, generation: int, key: LinkKey) -> bytes:
    """The bytes of a secret."""
    return hmac.new(key.secret, _PURPOSE + webhook_id.bytes + generation.to_bytes(4), hashlib.sha256).digest()


def shown_secret(found: bytes) -> str:
    """A secret as it is given to the other side."""
    return _PREFIX + base64.b64encode(found).decode()


def secrets_of(webhook: Webhook, keys: Sequence[LinkKey], now: datetime) -> list[bytes]:
    """The secrets that sign now, the newest first; empty if the key of the newest is gone."""
    key_of = {key.number: key for key in keys}
    if (key := key_of.get(webhook.key_number)) is None:
        return []
    found = [secret(webhook.id, webhook.generation, key)]
    previous = None if webhook.previous_key_number is None else key_of.get(webhook.previous_key_number)
    if previous is not None and webhook.previous_until is not None and now < webhook.previous_until:
        found.append(secret(webhook.id, _generation_before(webhook), previous))
    return found


def headers(message_id: str, at: datetime, body: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """The three headers of a message that is sent at this time."""
    timestamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(message_id, timestamp, body, each) for each in secrets),
    }


def _generation_before(webhook: Webhook) -> int:
    """An earlier release rotated without noting it: then it is one less."""
    if webhook.previous_generation is None or webhook.previous_generation >= webhook.generation:
        return webhook.generation - 1
    return webhook.previous_generation


def _signature(message_id: str, timestamp: str, body: bytes, key: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
