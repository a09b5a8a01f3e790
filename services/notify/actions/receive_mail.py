"""Keeps a mail that came in, before its sender is told that it was taken."""

import hashlib
from collections.abc import Sequence

from services.notify.store import inbound_messages
from shared.postgres import Pool


async def receive_mail(pool: Pool, *, envelope_from: str, recipients: Sequence[str], raw: bytes) -> bool:
    """Store the mail; False if this very mail is stored already, because its sender was not told."""
    addresses = sorted({address.casefold() for address in recipients})
    digest = hashlib.sha256("\n".join(addresses).encode() + b"\n\n" + raw).digest()
    async with pool.acquire() as conn, conn.transaction():
        return await inbound_messages.add(
            conn, digest=digest, envelope_from=envelope_from, recipients=addresses, raw=raw
        )
