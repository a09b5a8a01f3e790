"""HTML: one file per page or short journey, for people with a link in a mail and no account."""

from litestar.types import ControllerRouterHandler

handlers: list[ControllerRouterHandler] = []
