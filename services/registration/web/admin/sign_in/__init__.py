"""Signing in and out, and the password that a mailed or printed link sets."""

from typing import Final

from litestar.types import ControllerRouterHandler

from services.registration.web.admin.sign_in import forgotten, oidc_pages, session_pages, welcome

handlers: Final[tuple[ControllerRouterHandler, ...]] = (
    session_pages.begin,
    session_pages.show_sign_in,
    session_pages.sign_in_with_password,
    session_pages.sign_out_of_session,
    oidc_pages.go_to_provider,
    oidc_pages.come_back,
    forgotten.show_forgotten,
    forgotten.ask,
    welcome.show_welcome,
    welcome.set_password,
)
