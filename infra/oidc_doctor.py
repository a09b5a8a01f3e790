"""The check of the provider at which staff sign in, for `kallelse doctor`."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from services.registration.settings import RegistrationSettings
from services.registration.web.kit.oidc import OidcFault, OidcProvider
from shared import times
from shared.refused import Fault

PATIENCE_SECONDS: Final = 10.0
# Tokens count two minutes before and after their time; the check speaks before that is used up.
MOST_APART_SECONDS: Final = 60.0


async def look_at_provider(
    settings: RegistrationSettings, *, transport: httpx.AsyncBaseTransport | None = None
) -> str:
    """Read what the provider says of itself, and compare the clocks; nobody is signed in."""
    said: list[str] = []

    async def note_date(response: httpx.Response) -> None:
        said.append(response.headers.get("date", ""))

    client = httpx.AsyncClient(
        timeout=PATIENCE_SECONDS, transport=transport, event_hooks={"response": [note_date]}
    )
    provider = OidcProvider(settings, client)
    try:
        await provider.read_metadata()
    except OidcFault as fault:
        raise Fault(
            f"{settings.oidc_issuer}: {fault}",
            "is KALLELSE_OIDC_ISSUER written exactly as the provider writes it, and can this machine reach it?",
        ) from None
    finally:
        await provider.aclose()
    _compare_clocks(said[-1])
    return f"{settings.oidc_issuer} as {settings.oidc_claim}"


def _compare_clocks(date: str) -> None:
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return  # it says no time
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    apart = abs((_now() - theirs).total_seconds())
    if apart > MOST_APART_SECONDS:
        raise Fault(
            f"its clock and this machine's are {apart:.0f} seconds apart",
            "let both follow a time server: beyond two minutes nobody can sign in",
        )


def _now() -> datetime:
    return times.now()
