"""What a service asks before it starts: it ends with one sentence where it could not work."""

import asyncio
import logging
import socket
import time
from typing import Final

from shared.postgres import START_SECONDS, Schema, is_passing
from shared.refused import Fault, Refused
from shared.service import fitness
from shared.settings import Settings

log = logging.getLogger(__name__)

_AGAIN_SECONDS: Final = 0.5


def require_fit(settings: Settings, service: Schema, *, host: str, port: int) -> None:
    """Raise `Refused` if the port is taken or the database cannot be used; wait for a database that is away for a moment."""
    _require_port(host, port)
    asyncio.run(_require_database(settings, service))


def _require_port(host: str, port: int) -> None:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(address)
    except OSError as error:
        raise Refused(f"it cannot listen on {host}, port {port}: {error.strerror}") from None


async def _require_database(settings: Settings, service: Schema) -> None:
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            return await fitness.look(
                settings.database_url, service, settings.listen_url or settings.database_url
            )
        except Exception as error:
            if not (is_passing(error) or isinstance(error, Fault)):
                raise
            is_lasting = isinstance(error, Fault) and not isinstance(error, fitness.TakesNoWrites)
            if is_lasting or time.monotonic() > ends:
                raise _refusal(error) from error
            log.warning("postgres.away", extra={"error_type": type(error).__name__})
        await asyncio.sleep(_AGAIN_SECONDS)


def _refusal(error: Exception) -> Refused:
    if isinstance(error, Fault):
        return Refused(f"the database cannot be used: {error.whole}")
    kind = type(error).__name__
    return Refused(
        f"the database is away ({kind}). Is PostgreSQL running where KALLELSE_DATABASE_URL says, and has it room?"
    )
