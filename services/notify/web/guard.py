"""Authorises registration by the secret that both services share."""

import hmac
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers.base import BaseRouteHandler

_BEARER: Final = "Bearer "


# Any: Litestar's names for the user, the token and the state of a connection, none of which we use.
def is_registration(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Answer 401 without the shared secret as a bearer token."""
    header = connection.headers.get("authorization", "")
    secret = str(connection.app.state["secret"])
    if not hmac.compare_digest(header.encode(), f"{_BEARER}{secret}".encode()):
        raise NotAuthorizedException
