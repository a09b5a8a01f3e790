"""Authenticates API requests by bearer token, and sets the security headers of responses that are not pages."""

from typing import Any, Final

from litestar import Request
from litestar.datastructures import State

from services.registration.store.access.tokens import TokenHolder
from services.registration.web.api.kit.problems import NoToken
from services.registration.web.services import Services

# For responses that are not pages: never rendered, executed or cached.
HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

_CHALLENGE: Final = 'Bearer realm="Kallelse"'


async def token_holder(request: Request[Any, Any, State], services: Services) -> TokenHolder:
    """The bearer token of the request (RFC 6750), looked up; raises `NoToken`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NoToken(headers={"WWW-Authenticate": _CHALLENGE})
    holder = await services.tokens.find(services.pool, token.strip())
    if holder is None:
        raise NoToken(headers={"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'})
    return holder
