"""Who asks the API, and what a browser is told about what it answers. Pages say more for themselves."""

from typing import Any, Final

from litestar import Request
from litestar.datastructures import State

from services.registration.store.tokens import TokenHolder
from services.registration.web.api.kit.problems import NoToken
from services.registration.web.services import Services

# For what is not a page: nothing in it is to be shown, run or kept.
HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

_ASK: Final = 'Bearer realm="Kallelse"'


async def token_holder(request: Request[Any, Any, State], services: Services) -> TokenHolder:
    """The bearer token of the request (RFC 6750), looked up; raises `NoToken`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NoToken(headers={"WWW-Authenticate": _ASK})
    found = await services.tokens.find(services.pool, token.strip())
    if found is None:
        raise NoToken(headers={"WWW-Authenticate": f'{_ASK}, error="invalid_token"'})
    return found
